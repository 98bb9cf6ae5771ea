"""Which processes run under this `JATAN_HOME`, and how they are ended: these, and never another.

Each long process leaves one small file in `run/`. A process is signalled only when both its number
and the moment of its start agree with the file, so a number that the system has given to someone
else is left in peace.
"""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

import psutil

from jatan.runtime import home

_GRACE_SECONDS: Final = 15
_SAME_MOMENT_SECONDS: Final = 2.0
_LOOK_SECONDS: Final = 0.5
PARENT_VARIABLE: Final = "JATAN_PARENT_PID"


@dataclass(frozen=True)
class Running:
    """One registered process that is alive. `port` is 0 when it does not listen."""

    kind: str
    process: psutil.Process
    port: int
    file: Path


@contextmanager
def registered(kind: str, *, port: int = 0) -> Iterator[None]:
    """Keep this process registered for the time of a `with` block."""
    me = psutil.Process()
    path = home.run_dir() / f"{kind}-{me.pid}.pid"
    home.write_private(path, json.dumps({"pid": me.pid, "started": me.create_time(), "port": port}))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def running() -> list[Running]:
    """Every registered process that is alive. Files of dead ones are removed on the way."""
    found = []
    for path in sorted(home.run_dir().glob("*.pid")):
        try:
            noted = json.loads(path.read_text(encoding="utf-8"))
            process = psutil.Process(noted["pid"])
            same = abs(process.create_time() - noted["started"]) < _SAME_MOMENT_SECONDS
            if same and process.status() != psutil.STATUS_ZOMBIE:
                found.append(Running(path.name.rsplit("-", 1)[0], process, noted["port"], path))
                continue
        except (psutil.Error, ValueError, KeyError, OSError):
            pass
        path.unlink(missing_ok=True)
    return found


def stop_all() -> list[str]:
    """End every registered process but this one, gently first; answers each, e.g. `serve 4711`."""
    found = [entry for entry in running() if entry.process.pid != os.getpid()]
    family = {entry.process for entry in found}
    family |= {child for entry in found for child in _children(entry.process)}
    for entry in found:
        _signal(entry.process, gently=True)
    _, alive = psutil.wait_procs(list(family), timeout=_GRACE_SECONDS)
    for process in alive:
        _signal(process, gently=False)
    psutil.wait_procs(alive, timeout=_GRACE_SECONDS)
    for entry in found:
        entry.file.unlink(missing_ok=True)
    return [f"{entry.kind} {entry.process.pid}" for entry in found]


def start_jatan(*words: str) -> "subprocess.Popen[bytes]":
    """Start one command of ours as a child that ends with this process."""
    environment = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "jatan", *words], env=environment)  # noqa: S603 - ourselves


def end_children(*children: "subprocess.Popen[bytes]") -> None:
    """End children that still run, gently first, and wait until they are gone."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=_GRACE_SECONDS)
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
    """In a child of `demo` or `serve`: end when the parent is gone, however it went.

    A killed parent cannot tell its children, and an orphan would hold the port for ever.
    """
    parent = int(os.environ.get(PARENT_VARIABLE, "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    stop = threading.Event()
    while psutil.pid_exists(parent) and _is_ancestor(parent):
        stop.wait(_LOOK_SECONDS)
    sys.stderr.write("jatan: the process above is gone; ending too\n")
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


def _signal(process: psutil.Process, *, gently: bool) -> None:
    try:
        if gently:
            process.terminate()
        else:
            process.kill()
    except psutil.Error:
        pass
