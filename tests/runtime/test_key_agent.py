"""The process of the key agent: its memory is closed, one serves a house at a time, and it ends with its supervisor."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from jatan.foundation.vault import slots
from jatan.foundation.vault.key_agent.client import Agent, AgentAway
from jatan.foundation.vault.opened_keys import LocalKey
from jatan.foundation.vault.passphrase_cost import FLOOR
from jatan.runtime import home, key_agent, processes, supervisor
from tests.kills import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED LOUDLY: what is asked of Linux")


def _answers() -> bool:
    try:
        return Agent(home.key_agent_socket()).ages() == {}
    except AgentAway:
        return False


def _agents() -> list[psutil.Process]:
    return [entry.process for entry in processes.running() if entry.kind == key_agent.KIND]


def test_its_memory_is_closed_and_it_frees_nothing_unwritten(new_home: Path) -> None:
    home.make_folders()
    with supervisor.key_agent_running():
        assert _answers(), "whoever uses keys in the block need not wait"
        (process,) = _agents()
        limits = Path(f"/proc/{process.pid}/limits").read_text().splitlines()
        (core,) = [line.split() for line in limits if line.startswith("Max core file size")]
        assert core[4:6] == ["0", "0"]
        status = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
        assert int(status["VmLck"].split()[0]) >= 16, "the secret is not written to swap"
        if os.geteuid() == 0:  # for anybody else that is closed too
            assert process.environ()["PYTHONMALLOC"] == "malloc"
            assert "perturb" in process.environ()["GLIBC_TUNABLES"]
    assert _agents() == []
    assert not home.key_agent_socket().exists()


def test_it_ends_also_when_another_of_its_threads_gets_the_signal(new_home: Path) -> None:
    """Nothing wakes the thread that waits for the next question then: as when a signal comes just before it waits."""
    home.make_folders()
    with supervisor.key_agent_running():
        (process,) = _agents()
        beside = min(thread.id for thread in process.threads() if thread.id != process.pid)  # it stays as long as hers
        assert ctypes.CDLL(None).tgkill(process.pid, beside, signal.SIGTERM) == 0
        wait_until(lambda: not process.is_running(), what="it ends", seconds=processes.GRACE_SECONDS)


@pytest.mark.long
def test_three_who_open_at_once_take_the_memory_of_one(new_home: Path) -> None:
    """At what slots cost in a house, not in tests; one of the three is the first slot of before there were costs."""
    home.make_folders()
    key, pepper, context = LocalKey.made().pinned_to(bytes(32)), bytes(32), b"s1|slot|of a test"
    slot = slots.password_slot_seal(key, "four words of one", pepper, context)
    assert slot.memory_kib >= FLOOR.memory_kib, "what this machine has to spare chooses it"
    with supervisor.key_agent_running():
        wait_until(_answers, what="the key agent answers")
        (process,) = _agents()
        before, agent = _peak_kib(process), Agent(home.key_agent_socket())
        one = _peak_after(agent, process, slot, at_once=1) - before
        three = _peak_after(agent, process, slot, at_once=3) - before
    assert slot.memory_kib <= one < 1.25 * slot.memory_kib, "one takes what its slot says"
    assert three < 1.25 * one, f"{three} KiB for three, {one} for one"


def _peak_after(agent: Agent, process: psutil.Process, slot: slots.PasswordSlot, *, at_once: int) -> int:
    """The most memory (KiB) that the agent ever had, after this many passphrases were checked together."""
    ask = ("four words of one", bytes(32), b"s1|slot|of a test", bytes(32))
    with ThreadPoolExecutor(at_once) as pool:
        for checked in [pool.submit(agent.check_passphrase, slot, *ask) for _one in range(at_once)]:
            checked.result()
    return _peak_kib(process)


def _peak_kib(process: psutil.Process) -> int:
    status = dict(line.split(":\t", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0])


def test_no_process_of_the_same_user_may_read_it() -> None:
    program = (
        "import ctypes; from jatan.runtime.key_agent import close_memory; closed = close_memory(); "
        "print(closed, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == ["True", "0"], "PR_GET_DUMPABLE"


def test_a_second_one_waits_and_takes_over(new_home: Path) -> None:
    home.make_folders()
    with supervisor.key_agent_running():
        wait_until(_answers, what="the key agent answers")
        (first,) = _agents()
        with supervisor.key_agent_running():
            began = time.monotonic()
            wait_until(lambda: time.monotonic() - began > 1, what="the second had time to take the socket away")
            assert _agents() == [first]
            assert _answers()
            first.kill()
            wait_until(lambda: _agents() not in ([], [first]) and _answers(), what="another one answers")


def test_it_is_started_again_and_ends_with_its_supervisor(new_home: Path) -> None:
    home.make_folders()
    program = (
        "import time\nfrom jatan.runtime import supervisor\nwith supervisor.key_agent_running():\n    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program])
    try:
        wait_until(_answers, what="the key agent answers", working=parent)
        (first,) = _agents()
        first.kill()
        wait_until(lambda: _agents() not in ([], [first]) and _answers(), what="it runs again", working=parent)
        (second,) = _agents()
    finally:
        parent.kill()
        parent.wait()
    wait_until(lambda: not second.is_running(), what="it ends with its supervisor")


def test_one_that_hangs_is_ended_and_started_anew(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_ASK_SECONDS", 0.2)
    monkeypatch.setattr(supervisor, "_SILENT_SECONDS", 2.0)
    home.make_folders()
    with supervisor.key_agent_running():
        wait_until(_answers, what="the key agent answers")
        (first,) = _agents()
        first.send_signal(signal.SIGSTOP)
        wait_until(lambda: _agents() not in ([], [first]) and _answers(), what="another one answers")


def test_ctrl_c_of_a_terminal_is_for_its_supervisor(new_home: Path) -> None:
    home.make_folders()
    with supervisor.key_agent_running():
        wait_until(_answers, what="the key agent answers")
        (agent,) = _agents()
        status = Path(f"/proc/{agent.pid}/status").read_text().split("SigIgn:\t")[1].split()[0]
        assert int(status, 16) >> (signal.SIGINT - 1) & 1, "it ignores SIGINT"


def test_a_process_that_proc_does_not_show_stays_registered(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As systemd's ProtectProc=invisible hides a process whose memory is closed."""
    home.make_folders()
    with processes.registered(key_agent.KIND):
        (file,) = home.run_dir().glob("*.pid")

        def hidden(pid: int) -> psutil.Process:
            raise psutil.NoSuchProcess(pid)

        with monkeypatch.context() as patched:
            patched.setattr(psutil, "Process", hidden)
            assert processes.running() == []
        assert file.exists()
        assert len(processes.running()) == 1
