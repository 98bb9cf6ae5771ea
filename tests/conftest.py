"""What every test stands on: the real database under the runtime role, and the fixed cast.

The database is made once per worker by the owner, then `default` (the runtime role) is pointed at it, so that every
test runs behind the row walls exactly as a page does.
"""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connections
from django.template import Context, RequestContext, Template
from django.test import TestCase
from django.test.signals import template_rendered
from pytest_django import DjangoDbBlocker
from whitenoise import WhiteNoise

from jatan.runtime.frame_chunks import roomy
from tests import database
from tests.locks import refuse_wide_locks

pytest_plugins = ["tests.cast", "tests.home_fixtures"]
_HOME = os.environ.get("JATAN_HOME")


def pytest_collection_finish() -> None:
    """What was read in stays to the end, and nobody looks through it again and again for what can be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest's own, with room for the test's calls: a page is asked for at a depth that no web worker knows."""
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    roomy(runtestprotocol, item, nextitem=nextitem)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Whoever leaves another house in the environment fails here, and not the test that comes next."""
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
    """A fresh database with tables and places, for this worker alone."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        database.create(f"test_{worker}")
        refuse_wide_locks(connections["default"])


@pytest.fixture(scope="session", autouse=True)
def _one_connection() -> Iterator[None]:
    """A test is rolled back and the next one goes on over the same connection, for opening one costs as much as a test.

    It also lets a file's tests use rows that a transaction around them all has written: see `tests/file_fixtures.py`.
    """

    def rolled_back(cls: type[TestCase]) -> None:
        cls._rollback_atoms(cls.cls_atomics)  # type: ignore[attr-defined]
        super(TestCase, cls).tearDownClass()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestCase, "tearDownClass", classmethod(rolled_back))
        yield


@pytest.fixture(scope="session", autouse=True)
def _pages_alone(django_test_environment: None) -> Iterator[None]:
    """`answer.context` knows the page that was rendered, not its seventy parts: telling of each costs a tenth."""

    def rendered(self: Template, context: Context) -> str:
        if isinstance(context, RequestContext) and context.template is self:
            template_rendered.send(sender=self, template=self, context=context)
        return self.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", rendered)
        yield


@pytest.fixture(scope="session", autouse=True)
def _quick_hashes() -> Iterator[None]:
    """Passwords are hashed as in daily work, only stretched less: `test_stretching` holds what daily work does."""
    with pytest.MonkeyPatch.context() as patch:
        for name, less in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
            patch.setattr(Argon2PasswordHasher, name, less)
        yield


@pytest.fixture(scope="session", autouse=True)
def _folder_of_static_files() -> Iterator[None]:
    """Whoever asks for a page finds the folder that a started server has collected into, empty or not.

    A server looks through it once. Each client of a test would anew: it takes what another found, until more comes in.
    """
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    look, found = WhiteNoise.update_files_dictionary, dict[tuple[str, str, int], dict[str, object]]()

    def files_of(self: WhiteNoise, folder: str, prefix: str) -> None:
        collected = Path(folder) / ".collected"
        state = folder, prefix, collected.stat().st_mtime_ns if collected.exists() else 0
        if state not in found:
            look(self, folder, prefix)
            found[state] = dict(self.files)
        self.files.update(found[state])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoise, "update_files_dictionary", files_of)
        yield


@pytest.fixture
def shared() -> Path:
    """The network's own facts beside the checkout; tests that need them skip loudly without."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("SKIPPED LOUDLY: ../shared is not here")
    return folder
