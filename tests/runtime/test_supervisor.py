"""`jatan run` keeps web server and worker running, ends both when it is told to, and leaves no process behind."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psutil
import pytest

from jatan.runtime import processes, supervisor
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port, get
from tests.runtime.journey_house import finished, migrated_home, python
from tests.runtime.kill_house import query


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@contextmanager
def _run(port: int, log: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    words = ("run", "--port", str(port), "--workers", "1")
    process = start_jatan(*words, environment={**os.environ, **more}, log=log)
    try:
        wait_until(lambda: is_alive(port), what="the pages are served", working=process)
        wait_until(lambda: len(_kinds()) == 4, what="the worker runs", working=process)
        yield process
    finally:
        if process.poll() is None:
            kill_family(psutil.Process(process.pid))
        process.wait(timeout=30)


def is_alive(port: int) -> bool:
    try:
        return get(port, "", "/healthz") == (200, '{"alive": true}')
    except OSError:
        return False


def _kinds() -> dict[str, psutil.Process]:
    return {entry.kind: entry.process for entry in processes.running()}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_both_children_and_the_database_with_exit_code_0(home: Path, number: signal.Signals) -> None:
    with _run(free_port(), home / "run.log") as running:
        family = [psutil.Process(running.pid), *psutil.Process(running.pid).children(recursive=True)]
        running.send_signal(number)
        assert running.wait(timeout=60) == 0
        assert [process for process in family[1:] if process.is_running()] == []
    assert list((home / "run").glob("*.pid")) == []
    assert postmaster_pid(clusters.cluster()) is None


def _is_another(kind: str, pid: int) -> bool:
    """Whether a process of this kind is registered that is not `pid`; the killed one may be for a moment."""
    found = _kinds().get(kind)
    return found is not None and found.pid != pid


def test_what_is_killed_is_started_again(home: Path) -> None:
    port, log = free_port(), home / "run.log"
    with _run(port, log) as running:
        for kind in ("worker", "serve", "key-agent"):
            killed = _kinds()[kind]
            kill_family(killed)
            wait_until(partial(_is_another, kind, killed.pid), what=f"{kind} runs again", working=running)
        wait_until(lambda: is_alive(port), what="the pages are served again", working=running)
    assert "worker ended with code -9; starting it again" in log.read_text()


# Its alarm after some seconds instead of a minute; a worker that has just begun gets half a minute instead of three.
_IMPATIENT = """
from jatan.runtime import alerts, supervisor
alerts.PATIENCE_SECONDS, supervisor._STARTING_SECONDS, supervisor._WATCH_SECONDS = 3.0, 30.0, 1.0
sys.argv = ["", "run", "127.0.0.1", sys.argv[1], "1"]
supervisor.main()
"""
_ENQUEUE = "from tests.runtime.held_tasks import read_database_when\nread_database_when.enqueue(*sys.argv[1:3])"


def test_a_worker_that_hangs_is_started_again_after_its_alarm_and_its_task_is_done(home: Path) -> None:
    begun, released = home / "begun", home / "released"
    running = python(_IMPATIENT, free_port())
    try:
        wait_until(lambda: "worker" in _kinds(), what="the worker runs", working=running)
        finished(_ENQUEUE, begun, released)
        wait_until(begun.exists, what="the task has begun", working=running)
        hung = _kinds()["worker"]
        hung.send_signal(signal.SIGSTOP)
        released.touch()
        query("UPDATE operation_heartbeat SET begun_at = begun_at - interval '1 hour' RETURNING name")
        wait_until(partial(_is_another, "worker", hung.pid), what="another worker runs", working=running)
        wait_until(
            lambda: query("SELECT status FROM django_tasks_database_dbtaskresult") == [("SUCCESSFUL",)],
            what="the task is done by it",
            working=running,
        )
    finally:
        kill_family(psutil.Process(running.pid))
        running.communicate(timeout=30)


def test_the_children_end_when_the_supervisor_is_killed(home: Path) -> None:
    with _run(free_port(), home / "run.log") as running:
        children = psutil.Process(running.pid).children(recursive=True)
        running.kill()
        psutil.wait_procs(children, timeout=60)
        assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


def test_systemd_learns_that_the_pages_are_served_and_that_they_still_are(home: Path, tmp_path: Path) -> None:
    messages: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        address = str(tmp_path / "notify")
        channel.bind(address)
        channel.settimeout(60)
        with _run(free_port(), home / "run.log", NOTIFY_SOCKET=address, WATCHDOG_USEC="300000") as running:
            while messages.count("WATCHDOG=1") < 2:
                messages.append(channel.recv(100).decode())
            running.terminate()
            assert running.wait(timeout=60) == 0
        while messages[-1] == "WATCHDOG=1":
            messages.append(channel.recv(100).decode())
    assert messages[0] == "READY=1"
    assert messages[-1] == "STOPPING=1"


def test_pauses_between_starts_are_bounded() -> None:
    pauses = supervisor._pauses()
    assert [next(pauses) for _start in range(8)] == [0, 1, 2, 4, 8, 16, 30, 30]


def test_a_busy_port_is_refused_with_an_exit_code(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start_jatan("run", "--port", str(port), environment=os.environ, log=home / "run.log")
        assert process.wait(timeout=60) == 1
    assert f"Port {port} is in use" in (home / "run.log").read_text()
