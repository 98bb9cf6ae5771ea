"""A separate JATAN_HOME for a test, whose embedded server is stopped after it."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import psycopg

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import urls
from jatan.settings import options
from jatan_postgres.server import postmaster_pid
from tests.kills import PATIENCE

RUN = options.home()  # the house in which this run's other tests are at work


@contextmanager
def in_home(path: Path) -> Iterator[Path]:
    """Use another JATAN_HOME in this process during the `with` block."""
    before = {name: os.environ.pop(name, None) for name in ("JATAN_HOME", "DATABASE_URL", "DATABASE_APP_URL")}
    os.environ["JATAN_HOME"] = str(path)
    try:
        yield path
    finally:
        del os.environ["JATAN_HOME"]
        os.environ.update({name: value for name, value in before.items() if value is not None})


@contextmanager
def fresh_home() -> Iterator[Path]:
    """An empty home; afterwards everything started in it is stopped and the folder deleted."""
    path = Path(tempfile.mkdtemp(prefix="jatan-test-"))
    with in_home(path):
        try:
            yield path
        finally:
            taken_down(path)


def taken_down(path: Path) -> None:
    """Kill everything that runs in the current home, which is `path`, and delete it."""
    processes.stop_all()
    if (pid := postmaster_pid(clusters.cluster())) is not None:
        postmaster = psutil.Process(pid)
        postmaster.send_signal(signal.SIGQUIT)
        postmaster.wait(timeout=PATIENCE)
    shutil.rmtree(path)


def taken(_sentence: str) -> bool:
    """The answer of somebody who restores the backup of another home and knows where it came from."""
    return True


def as_owner(statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the current home as the owner's role."""
    return _run(urls.database_urls().owner, statement)


def as_app(statement: str) -> list[tuple[object, ...]]:
    """Run one statement in the current home as the runtime role."""
    return _run(urls.database_urls().app, statement)


def _run(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
