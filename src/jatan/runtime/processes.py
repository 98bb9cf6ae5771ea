"""Register and stop the processes that run under this `JATAN_HOME`.

Each long-running process writes a small file into `run/`. A process is signalled only if its pid, its start time and
the folder match the file, so neither a reused pid nor a process of the folder's original is signalled.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import psutil

from jatan.runtime import home

GRACE_SECONDS: Final = 15  # what a process has that was asked to end, before it is killed
_START_TOLERANCE_SECONDS: Final = 2.0
_POLL_SECONDS: Final = 0.5
_LOOK_SECONDS: Final = 0.05
PARENT_VARIABLE: Final = "JATAN_PARENT_PID"


@dataclass(frozen=True)
class Running:
    """A registered process that is alive. `port` is 0 if it does not listen."""

    kind: str
    process: psutil.Process
    port: int
    file: Path


@contextmanager
def registered(kind: str, *, port: int = 0) -> Iterator[None]:
    """Keep this process registered during the `with` block."""
    me = psutil.Process()
    path = home.run_dir() / f"{kind}-{me.pid}.pid"
    registration = {"pid": me.pid, "started": me.create_time(), "port": port, "home": home.identity()}
    home.write_private(path, json.dumps(registration))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running() -> list[Running]:
    """All registered processes that are alive and that this one may see. Deletes the files of dead ones."""
    found = []
    for path in sorted(home.run_dir().glob("*.pid")):
        try:
            registration = json.loads(path.read_text(encoding="utf-8"))
            process = psutil.Process(registration["pid"])
            is_same = abs(process.create_time() - registration["started"]) < _START_TOLERANCE_SECONDS
            # A copy of the folder of a running house holds these files too; its processes are none of the copy's.
            is_of_here = registration.get("home", home.identity()) == home.identity()
            if is_same and is_of_here and process.status() != psutil.STATUS_ZOMBIE:
                found.append(Running(path.name.rsplit("-", 1)[0], process, registration["port"], path))
                continue
        except psutil.NoSuchProcess as missing:
            if _is_hidden(missing.pid):
                continue
        except (psutil.Error, ValueError, KeyError, OSError):
            pass
        path.unlink(missing_ok=True)
    return found


def _is_hidden(pid: int) -> bool:
    """Whether a process runs that /proc does not show: with systemd's ProtectProc, one whose memory is closed."""
    if sys.platform == "win32":
        return False
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def stop_all() -> list[str]:
    """Stop every registered process but this one: SIGTERM, after half a minute SIGKILL. Returns e.g. ["serve 4711"].

    A process that another one of them has started is signalled by that one, as long as it may take to end its own.
    """
    found = [entry for entry in running() if entry.process.pid != os.getpid()]
    children = {child for entry in found for child in _children(entry.process)}
    to_wait_for = {entry.process for entry in found} | children
    for entry in found:
        if entry.process not in children:
            _signal(entry.process, graceful=True)
    alive = _wait(to_wait_for, 2 * GRACE_SECONDS)
    for process in alive:
        _signal(process, graceful=False)
    _wait(alive, GRACE_SECONDS)
    for entry in found:
        entry.file.unlink(missing_ok=True)
    return [f"{entry.kind} {entry.process.pid}" for entry in found]


def start_jatan(
    *words: str, module: str = "jatan", environment: Mapping[str, str] = os.environ
) -> "subprocess.Popen[bytes]":
    """Start one command, or one module, of ours as a child that ends with this process."""
    environment = {**environment, PARENT_VARIABLE: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", module, *words], env=environment)  # noqa: S603 - ourselves


def replace_program(module: str, *words: str) -> NoReturn:
    """Go on as another module of ours: the same process, registered anew by it, without what was loaded here.

    Windows has no such thing: there this process waits for the other, and ends with it.
    """
    command = [sys.executable, "-m", module, *words]
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform != "win32":
        os.execv(sys.executable, command)  # noqa: S606 - ourselves
    exit_on_signals()
    child = start_jatan(*words, module=module)
    try:
        sys.exit(child.wait())
    finally:
        end_children(child)


def end_children(*children: "subprocess.Popen[bytes]") -> None:
    """End children that still run, gently first, after 15 seconds not, and wait until they are gone."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + GRACE_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def exit_on_signals() -> None:
    """Turn Ctrl+C, SIGTERM and SIGHUP into an ordinary exit, so that `finally` blocks end the children.

    A shell starts background jobs with Ctrl+C ignored, so it is not left to Python's default.
    """
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _exit)


def _exit(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def end_with_parent() -> None:
    """Exit when the parent process (JATAN_PARENT_PID) is gone. Called in child processes of `demo` and `serve`.

    A killed parent cannot stop its children, and an orphan would keep the port.
    """
    parent = int(os.environ.get(PARENT_VARIABLE, "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    stop = threading.Event()
    while psutil.pid_exists(parent) and _is_ancestor(parent):
        stop.wait(_POLL_SECONDS)
    sys.stderr.write("jatan: the parent process is gone; stopping too\n")
    os._exit(3)


def _is_ancestor(pid: int) -> bool:
    try:
        return any(above.pid == pid for above in psutil.Process().parents())
    except psutil.Error:
        return False


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def _wait(ending: Iterable[psutil.Process], seconds: float) -> set[psutil.Process]:
    """Wait until the processes have ended, also those that their parents have not collected; returns the others."""
    until, left = time.monotonic() + seconds, set(ending)
    while left := {process for process in left if _runs(process)}:
        if time.monotonic() > until:
            break
        time.sleep(_LOOK_SECONDS)
    return left


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _signal(process: psutil.Process, *, graceful: bool) -> None:
    try:
        if graceful:
            process.terminate()
        else:
            process.kill()
    except psutil.Error:
        pass
