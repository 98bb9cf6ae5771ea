"""A worker that is told to stop during a task stops, also when the database is lost before the task ends."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan, query

_ENQUEUE = "from tests.runtime.held_tasks import read_database_when\nread_database_when.enqueue(*sys.argv[1:3])"
STATES = "SELECT status FROM django_tasks_database_dbtaskresult"


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@contextmanager
def in_a_task(home: Path, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker within a task that goes on once the file `released` is there."""
    begun, released = home / "begun", home / "released"
    finished(_ENQUEUE, begun, released)
    process = start_jatan("worker", *words, environment={**os.environ}, log=home / "worker.log")
    try:
        wait_until(begun.exists, what="the task has begun", working=process)
        yield process
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


def _lose_the_database() -> None:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    psutil.Process(pid).kill()
    wait_until(lambda: postmaster_pid(clusters.cluster()) is None, what="the database is away")


def test_a_stop_during_a_task_outlasts_the_loss_of_the_database(home: Path) -> None:
    with in_a_task(home) as working:
        working.send_signal(signal.SIGTERM)
        _lose_the_database()
        (home / "released").touch()
        assert working.wait(timeout=60) == 0
    assert "Traceback" not in (home / "worker.log").read_text()
    server.ensure_running()
    jatan("worker", "--batch")  # the next worker does what this one could not finish
    assert query(STATES) == [("SUCCESSFUL",)]


def test_without_a_stop_the_worker_waits_and_does_the_task_again(home: Path) -> None:
    with in_a_task(home) as working:
        _lose_the_database()
        (home / "released").touch()
        log = home / "worker.log"
        wait_until(lambda: "cannot be used" in log.read_text(), what="the outage is noticed", working=working)
        server.ensure_running()
        wait_until(lambda: query(STATES) == [("SUCCESSFUL",)], what="the task is done again", working=working)


def test_a_batch_that_loses_the_database_ends_with_the_error(home: Path) -> None:
    with in_a_task(home, "--batch") as working:
        _lose_the_database()
        (home / "released").touch()
        assert working.wait(timeout=60) not in (0, None)
