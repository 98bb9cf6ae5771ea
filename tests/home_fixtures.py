"""Fixtures with a separate JATAN_HOME: empty, with a running server, or built once per run and copied.

Tests of `tests/attacks`, `tests/runtime` and `tests/settings` that ask for no test database are marked `apart`:
`jatan test` runs them beside all others.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses, bare, empty, shared_houses
from tests.runtime.homes import fresh_home, in_home, taken_down
from tests.runtime.kill_house import KillTestHome, built_home

_TESTS = Path(__file__).parent
_FOLDERS = ("attacks", "runtime", "settings")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests of these folders that do not use the test database as `apart`."""
    for item in items:
        if not any(item.path.is_relative_to(_TESTS / folder) for folder in _FOLDERS):
            continue
        needs = (item.get_closest_marker("django_db"), "django_db_setup" in getattr(item, "fixturenames", ()))
        if not any(needs):
            item.add_marker("apart")


@pytest.fixture
def new_home() -> Iterator[Path]:
    """An empty JATAN_HOME without a server."""
    with fresh_home() as path:
        yield path


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Houses]:
    """Homes built once for all xdist workers of this run."""
    base = tmp_path_factory.getbasetemp()
    with shared_houses(base if worker_id == "master" else base.parent, worker_id) as houses:
        yield houses


@pytest.fixture
def house(new_home: Path, houses: Houses) -> Path:
    """A JATAN_HOME with a running embedded server."""
    houses.copy("bare", new_home, bare)
    server.ensure_running()
    return new_home


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """One home for all tests of a file, used through `emptied`."""
    path = Path(tempfile.mkdtemp(prefix="jatan-module-"))
    yield path
    with in_home(path):
        taken_down(path)


@pytest.fixture
def emptied(module_home: Path) -> Iterator[Path]:
    """A JATAN_HOME with a running server and an empty database, whatever the previous test has left."""
    with in_home(module_home):
        empty(module_home)
        yield module_home


@pytest.fixture(scope="session")
def built_kill_test_home(houses: Houses) -> Iterator[KillTestHome]:
    """One home per test process, used through `kill_test_home`."""
    with built_home(houses) as kill_test_home:
        yield kill_test_home


@pytest.fixture
def kill_test_home(built_kill_test_home: KillTestHome) -> Iterator[KillTestHome]:
    """The home of the kill tests as JATAN_HOME, for one test."""
    with in_home(built_kill_test_home.books.parent):
        yield built_kill_test_home
