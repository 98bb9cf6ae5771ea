"""Fixtures for all tests: the test database, used with the runtime role, and the cast.

The database is created once per worker by the owner's role, then used through `default` (the runtime role), so that
row-level security applies in tests as it does to pages.
"""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from hypothesis import HealthCheck
from hypothesis import settings as property_settings
from pytest_django import DjangoDbBlocker

from tests import database
from tests.key_agents import agent_in_thread
from tests.locks import refuse_wide_locks
from tests.sign_in import held_telephones

pytest_plugins = ["tests.cast", "tests.costs", "tests.home_fixtures", "tests.seaweed"]
_HOME = os.environ.get("JATAN_HOME")
# Objects made before the collector looks at the young ones: usually 2,000. It took 5 % of the CPU of web tests.
_YOUNG_OBJECTS = 50_000
# How long an example takes says how busy the machine is, not whether the property holds.
property_settings.register_profile("jatan", deadline=None, suppress_health_check=[HealthCheck.too_slow])
property_settings.load_profile("jatan")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let the garbage collector look at nothing that modules and tests are made of: it stays until the end anyway.

    Measured with `tests/house/test_nobody_is_chosen.py`: the collector took 9 % of the CPU of its tests, most of it in
    eight walks over half a million such objects; with all tests collected there are several times as many.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(_YOUNG_OBJECTS)
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Fail a test that leaves a changed JATAN_HOME in the environment, instead of the next test."""
    yield
    left = os.environ.get("JATAN_HOME")
    if left != _HOME:
        if _HOME is None:
            del os.environ["JATAN_HOME"]
        else:
            os.environ["JATAN_HOME"] = _HOME
        pytest.fail(f"{item.nodeid} left JATAN_HOME at {left}")


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """Create this worker's database, with tables and places."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        database.create(f"test_{worker}")
        refuse_wide_locks(connections["default"])


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Hash passwords with the same hasher and cheaper parameters.

    Measured on 2 cores with `tests/web/accounts tests/foundation/access -n0`: 13 s of CPU with this, 61 s without.
    `tests/web/accounts/test_stretching.py` checks the real parameters.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name, less in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, less)
        yield


@pytest.fixture(scope="session", autouse=True)
def _key_agent() -> Iterator[None]:
    """The process of pages called in this process has its key agent, as a house has."""
    with agent_in_thread():
        yield


@pytest.fixture(autouse=True)
def _telephones() -> Iterator[None]:
    """The half-minute of a code does not end between asking for it and sending it."""
    with held_telephones():
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_root() -> None:
    """Create STATIC_ROOT and the folder of uploads; every command creates them at start-up."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def shared() -> Path:
    """The folder ../shared beside the checkout; tests that use it are skipped without it."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("SKIPPED LOUDLY: ../shared is not here")
    return folder
