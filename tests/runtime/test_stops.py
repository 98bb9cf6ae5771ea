"""A stop loses no task: what runs is finished, and what takes too long is done again by the next worker."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from random import Random

import psutil
import pytest

from jatan.runtime import processes
from jatan.runtime.postgres import server
from tests.kills import kill_family, seeds, start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import jatan, query
from tests.runtime.test_stopping_in_an_outage import STATES, in_a_task

_LOAD = "from tests.runtime.held_tasks import ask_database_for\nfor _ in range(6): ask_database_for.enqueue(0.4)"
_COUNTS = "SELECT status, count(*) FROM django_tasks_database_dbtaskresult GROUP BY 1"
# A task that has run for so long: another seed stops at another moment of it.
_UNDER_WAY = """
SELECT 1 FROM django_tasks_database_dbtaskresult
WHERE status = 'RUNNING' AND clock_timestamp() - started_at > %s * interval '1 second'
"""


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _stopped_under_load(home: Path, seed: int) -> bool:
    """Start a house whose queue is full, and stop it within a task. Returns whether a task ran when it was told to."""
    server.ensure_running()
    finished(_LOAD)
    into_the_task = Random(seed).uniform(0.0, 0.3)
    running = start_jatan(
        "run", "--port", str(free_port()), "--workers", "1", environment=os.environ, log=home / "run.log"
    )
    try:
        wait_until(lambda: bool(query(_UNDER_WAY, into_the_task)), what="a task is under way", working=running)
        jatan("stop")
        assert running.wait(timeout=60) == 0
    finally:
        if running.poll() is None:
            kill_family(psutil.Process(running.pid))
    server.ensure_running()
    found = dict(query(_COUNTS))
    assert set(found) <= {"READY", "SUCCESSFUL"}, (seed, found)
    return "READY" in found


def _loses_no_task(home: Path, stops: int) -> None:
    assert all(_stopped_under_load(home, seed) for seed in seeds(stops))
    server.ensure_running()
    jatan("worker", "--batch")
    assert "terminating" not in (home / "run.log").read_text()
    assert [status for status, _count in query(_COUNTS)] == ["SUCCESSFUL"]


def test_stops_under_load_fail_no_task(home: Path) -> None:
    _loses_no_task(home, 3)


@pytest.mark.long
def test_thirty_stops_under_load_fail_no_task(home: Path) -> None:
    _loses_no_task(home, 30)


def test_stop_signals_only_those_that_nobody_among_them_has_started(home: Path) -> None:
    """The supervisor ends its children itself; a worker that somebody started apart is told by `stop`."""
    with in_a_task(home) as apart:
        (home / "released").touch()
        wait_until(lambda: query(STATES) == [("SUCCESSFUL",)], what="the task is done", working=apart)
        wait_until(lambda: {one.kind for one in processes.running()} == {"worker"}, what="it is registered")
        jatan("stop")
        assert apart.wait(timeout=60) == 0


@pytest.mark.parametrize("signals", [[signal.SIGINT, signal.SIGTERM], [signal.SIGTERM] * 3, [signal.SIGINT] * 2])
def test_a_worker_that_is_told_twice_finishes_its_task(home: Path, signals: list[signal.Signals]) -> None:
    """Ctrl+C reaches every process of a terminal, and then the supervisor ends its children."""
    with in_a_task(home) as working:
        for number in signals:
            working.send_signal(number)
            wait_until(lambda: _has_taken(working.pid), what="the signal was taken", working=working)
        (home / "released").touch()
        assert working.wait(timeout=60) == 0
    assert query(STATES) == [("SUCCESSFUL",)]


def test_a_task_that_takes_too_long_is_given_back(home: Path) -> None:
    with in_a_task(home) as working:
        working.send_signal(signal.SIGTERM)
        assert working.wait(timeout=60) == 0
        assert query(STATES) == [("READY",)]
    (home / "released").touch()
    jatan("worker", "--batch")
    assert query(STATES) == [("SUCCESSFUL",)]


def _has_taken(pid: int) -> bool:
    """True if no signal waits to be delivered to the process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return all(int(line.split()[1], 16) == 0 for line in status.splitlines() if line.startswith(("SigPnd", "ShdPnd")))
