"""SIGKILL at reproducible points, for tests of what a killed process leaves behind.

A test gives the process and a condition derived from a seed (bytes written, requests answered), and the process is
killed when it holds. A failing seed kills at the same point again, however busy the machine is.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

# A start of half a second takes a minute on a busy machine, so this timeout ends only processes that hang; a failed
# process is noticed by its exit.
PATIENCE: Final = 600.0
_LOOK_SECONDS: Final = 0.02
_SHORT_LOOK_SECONDS: Final = 0.004

type Victim = "subprocess.Popen[bytes] | psutil.Process"


@dataclass(frozen=True)
class Blow:
    """Result of a kill: seconds waited, and whether the process had ended by itself before."""

    after: float
    came_too_late: bool


def kill_at_random(process: Victim, *, seed: int, earliest: float = 0.0, latest: float = 3.0) -> Blow:
    """SIGKILL `process` and its children after a time between `earliest` and `latest` seconds, fixed by `seed`.

    Returns when the process is gone.
    """
    after = random.Random(seed).uniform(earliest, latest)
    since = time.monotonic()
    return kill_when(process, lambda: time.monotonic() - since >= after, seconds=latest + 60, after=after)


def kill_when(
    process: Victim,
    holds: Callable[[], bool],
    *,
    seconds: float = PATIENCE,
    after: float | None = None,
    working: "subprocess.Popen[bytes] | None" = None,
) -> Blow:
    """SIGKILL `process` and its children as soon as `holds()` is true.

    `working`: the process whose work is to be interrupted, if not `process`. `came_too_late` if it ended before. Raises
    AssertionError after `seconds`.
    """
    family = psutil.Process(process.pid) if isinstance(process, subprocess.Popen) else process
    worker = working or (process if isinstance(process, subprocess.Popen) else None)
    since = time.monotonic()
    while not holds():
        if (worker.poll() is not None) if worker else not family.is_running():
            return Blow(after or time.monotonic() - since, came_too_late=True)
        if time.monotonic() - since > seconds:
            raise AssertionError(f"the condition for the kill did not become true within {seconds} s")
        time.sleep(_SHORT_LOOK_SECONDS)
    kill_family(family)
    if isinstance(process, subprocess.Popen):
        process.wait()  # by Popen itself, which would lose the exit code if psutil reaped the child
    else:
        psutil.wait_procs([process], timeout=10)
    return Blow(after or time.monotonic() - since, came_too_late=False)


def kill_family(process: psutil.Process) -> None:
    """SIGKILL a process and then its children, so that it cannot start new ones in between."""
    try:
        children = process.children(recursive=True)
        process.kill()
    except psutil.NoSuchProcess:
        return
    for child in children:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(children, timeout=10)


def answering_processes(serving: psutil.Process) -> list[psutil.Process]:
    """The processes below `serve` that answer pages, forked or started anew; none while it begins or ends."""
    try:
        return [
            child for child in serving.children() if not any("resource_tracker" in word for word in child.cmdline())
        ]
    except psutil.NoSuchProcess:
        return []


def start_jatan(*words: str, environment: Mapping[str, str], log: Path | None = None) -> "subprocess.Popen[bytes]":
    """Start a `jatan` command of this checkout in a new process; its output is appended to `log`, if given."""
    with (log or Path(os.devnull)).open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "jatan", *words],
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def wait_until(
    holds: Callable[[], bool], *, what: str, working: "subprocess.Popen[bytes] | None" = None, seconds: float = PATIENCE
) -> None:
    """Wait until `holds()` is true. Raises AssertionError with `what` if `working` ends before, or after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        if working is not None and working.poll() is not None:
            raise AssertionError(f"the process ended with exit code {working.returncode} before: {what}")
        if time.monotonic() > deadline:
            raise AssertionError(f"timeout after {seconds} s, waiting until: {what}")
        time.sleep(_LOOK_SECONDS)


def seeds(count: int, *, base: int = 0) -> Sequence[int]:
    """`count` seeds from `base` on."""
    return range(base, base + count)
