"""`stop` ends the processes of this JATAN_HOME and no others."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from jatan.runtime import home, processes
from tests.kills import kill_at_random, wait_until

_REGISTERED = (
    "import time; from jatan.runtime import processes\n"
    "with processes.registered('worker'): print('here', flush=True); time.sleep(120)"
)
_PARENT = (
    "import os, subprocess, sys, time\n"
    "os.environ['JATAN_PARENT_PID'] = str(os.getpid())\n"
    "child = 'import time; from jatan.runtime import processes; processes.end_with_parent();'"
    " + 'print(\"here\", flush=True); time.sleep(120)'\n"
    "started = subprocess.Popen([sys.executable, '-c', child])\n"
    "print(started.pid, flush=True); time.sleep(120)"
)

_SUPERVISED = (
    "import os, signal, sys, time; from jatan.runtime import processes\n"
    "def took(*_): open(sys.argv[1], 'a').write('x')\n"
    "signal.signal(signal.SIGTERM, took)\n"
    "with processes.registered('worker'):\n"
    "    print('here', flush=True)\n"
    "    while not os.path.exists(sys.argv[1]): time.sleep(0.02)\n"
    "    time.sleep(1)\n"
)
_SUPERVISOR = (
    "import os, subprocess, sys; from jatan.runtime import processes\n"
    "with processes.registered('run'):\n"
    "    processes.exit_on_signals()\n"
    f"    child = subprocess.Popen([sys.executable, '-c', {_SUPERVISED!r}, os.environ['JATAN_HOME'] + '/signals'])\n"
    "    try: child.wait()\n"
    "    finally: processes.end_children(child)\n"
)


@contextmanager
def _running(code: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_registered_process_is_ended(new_home: Path) -> None:
    with _running(_REGISTERED) as process:
        _line(process)
        assert [entry.kind for entry in processes.running()] == ["worker"]
        assert processes.stop_all() == [f"worker {process.pid}"]
        assert process.wait(timeout=10) is not None
    assert list(home.run_dir().iterdir()) == []


def test_a_process_that_another_one_ends_is_signalled_once(new_home: Path) -> None:
    with _running(_SUPERVISOR) as supervisor:
        _line(supervisor)
        assert {entry.kind for entry in processes.running()} == {"run", "worker"}
        assert len(processes.stop_all()) == 2
        supervisor.wait(timeout=10)
    assert (new_home / "signals").read_text() == "x"


def test_a_stale_file_whose_number_was_given_away_harms_nobody(new_home: Path) -> None:
    with _running("import time; print('here', flush=True); time.sleep(120)") as bystander:
        _line(bystander)
        noted = {"pid": bystander.pid, "started": psutil.Process(bystander.pid).create_time() - 3600, "port": 0}
        home.write_private(home.run_dir() / f"serve-{bystander.pid}.pid", json.dumps(noted))
        home.write_private(home.run_dir() / "serve-1.pid", "cut off")
        assert processes.stop_all() == []
        assert bystander.poll() is None
    assert list(home.run_dir().iterdir()) == []


def test_a_child_ends_when_its_parent_is_killed(new_home: Path) -> None:
    with _running(_PARENT) as parent:
        child = psutil.Process(int(_line(parent)))
        _line(parent)
        parent.kill()
        parent.wait()
        wait_until(lambda: not _is_alive(child), what="the child has ended")


def test_the_same_seed_kills_at_the_same_point(new_home: Path) -> None:
    moments = []
    for _ in range(2):
        with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
            blow = kill_at_random(process, seed=7, latest=0.2)
            moments.append(blow.after)
            assert not blow.came_too_late
            assert process.returncode < 0
    assert moments[0] == moments[1]
    with subprocess.Popen([sys.executable, "-c", "pass"], env={**os.environ}) as process:
        assert kill_at_random(process, seed=1, earliest=20, latest=30).came_too_late


def _is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
