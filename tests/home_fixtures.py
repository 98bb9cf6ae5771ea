"""Fixtures with a JATAN_HOME of their own: empty, with a started server, built once a run and copied.

Tests of `tests/runtime` and `tests/settings` that ask for no test database are marked `apart`: `jatan test` runs them
beside all others.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses, bare, empty, shared_houses
from tests.runtime.homes import fresh_home, in_home, taken_down
from tests.runtime.kill_house import Workshop, built

_TESTS = Path(__file__).parent
_FOLDERS = ("runtime", "settings")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as `apart` what starts homes of its own and asks for no test database."""
    for item in items:
        if not any(item.path.is_relative_to(_TESTS / folder) for folder in _FOLDERS):
            continue
        needs = (item.get_closest_marker("django_db"), "django_db_setup" in getattr(item, "fixturenames", ()))
        if not any(needs):
            item.add_marker("apart")


@pytest.fixture
def new_home() -> Iterator[Path]:
    """An empty JATAN_HOME in which nothing was started yet."""
    with fresh_home() as path:
        yield path


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Houses]:
    """What was built for this run; its workers find it above their own folders."""
    base = tmp_path_factory.getbasetemp()
    with shared_houses(base if worker_id == "master" else base.parent, worker_id) as houses:
        yield houses


@pytest.fixture
def house(new_home: Path, houses: Houses) -> Path:
    """A JATAN_HOME whose embedded server runs."""
    houses.copy("bare", new_home, bare)
    server.ensure_running()
    return new_home


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Path]:
    """One house for all tests of a file; `emptied` is the way in."""
    path = Path(tempfile.mkdtemp(prefix="jatan-lived-in-"))
    yield path
    with in_home(path):
        taken_down(path)


@pytest.fixture
def emptied(lived_in: Path) -> Iterator[Path]:
    """A JATAN_HOME whose embedded server runs and holds nothing, whatever the test before left in it."""
    with in_home(lived_in):
        empty(lived_in)
        yield lived_in


@pytest.fixture(scope="session")
def built_workshop(houses: Houses) -> Iterator[Workshop]:
    """Made once for each process of the tests; `workshop` is the way in."""
    with built(houses) as workshop:
        yield workshop


@pytest.fixture
def workshop(built_workshop: Workshop) -> Iterator[Workshop]:
    """The house of the kill tests, entered for one test."""
    with in_home(built_workshop.books.parent):
        yield built_workshop
