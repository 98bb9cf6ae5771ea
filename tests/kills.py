"""Kills at seeded moments, for tests that ask what a `kill -9` leaves behind.

A test gives the process and a condition that the seed has chosen (so much written, so many answers); the blow falls
when it holds. A failing seed can be run again and falls at the same point, however busy the machine is.
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

# A start that takes half a second alone takes a minute where thirteen others want the same core. The clock therefore
# ends only what hangs; that a process has failed is seen by its own end.
PATIENCE: Final = 600.0
_LOOK_SECONDS: Final = 0.02
_SHORT_LOOK_SECONDS: Final = 0.004

type Victim = "subprocess.Popen[bytes] | psutil.Process"


@dataclass(frozen=True)
class Blow:
    """What happened: seconds waited before the kill, and whether the process had ended by itself before."""

    after: float
    came_too_late: bool


def kill_at_random(process: Victim, *, seed: int, earliest: float = 0.0, latest: float = 3.0) -> Blow:
    """SIGKILL `process` and its children at a moment between `earliest` and `latest` seconds from now.

    The moment is fixed by `seed`. Returns when the process is gone; other processes are not touched.
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
    """SIGKILL `process` and its children as soon as `holds()`; too late when it, or `working`, ended before.

    `working` is whose work is to be interrupted when that is another than the victim. Fails after `seconds`.
    """
    family = psutil.Process(process.pid) if isinstance(process, subprocess.Popen) else process
    worker = working or (process if isinstance(process, subprocess.Popen) else None)
    since = time.monotonic()
    while not holds():
        if (worker.poll() is not None) if worker else not family.is_running():
            return Blow(after or time.monotonic() - since, came_too_late=True)
        if time.monotonic() - since > seconds:
            raise AssertionError(f"the moment of the blow did not come within {seconds} s")
        time.sleep(_SHORT_LOOK_SECONDS)
    kill_family(family)
    if isinstance(process, subprocess.Popen):
        process.wait()  # by Popen itself: whoever else buries a child of ours takes its exit code along
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


def start_jatan(*words: str, environment: Mapping[str, str], log: Path | None = None) -> "subprocess.Popen[bytes]":
    """Start a `jatan` command of this checkout as a process of its own; what it says goes to `log` or nowhere."""
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
    """Wait for a condition of another process; fails with `what` when `working` has ended and it does not hold."""
    deadline = time.monotonic() + seconds
    while not holds():
        if working is not None and working.poll() is not None:
            raise AssertionError(f"ended with {working.returncode} before: {what}")
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(_LOOK_SECONDS)


def seeds(count: int, *, base: int = 0) -> Sequence[int]:
    """The seeds of a series, e.g. 10 in the daily run and 200 in the long one."""
    return range(base, base + count)
