"""Kills at seeded random moments, for tests that ask what a `kill -9` leaves behind.

A test gives the process, a seed and the span in which the blow may fall; a failing seed can be run
again and falls at the same point of the span.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import psutil

_LOOK_SECONDS: Final = 0.02


@dataclass(frozen=True)
class Blow:
    """What happened: seconds waited before the kill, and whether the process had ended by itself before."""

    after: float
    came_too_late: bool


def kill_at_random(
    process: "subprocess.Popen[bytes] | psutil.Process", *, seed: int, earliest: float = 0.0, latest: float = 3.0
) -> Blow:
    """SIGKILL `process` and its children at a moment between `earliest` and `latest` seconds from now.

    The moment is fixed by `seed`. Returns when the process is gone; other processes are not touched.
    """
    after = random.Random(seed).uniform(earliest, latest)
    family = psutil.Process(process.pid) if isinstance(process, subprocess.Popen) else process
    try:
        family.wait(timeout=after)
        return Blow(after, came_too_late=True)
    except psutil.TimeoutExpired:
        pass
    kill_family(family)
    if isinstance(process, subprocess.Popen):
        process.wait()
    return Blow(after, came_too_late=False)


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


def start_jatan(*words: str, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start a `jatan` command of this checkout as a process of its own; its output is thrown away."""
    return subprocess.Popen(
        [sys.executable, "-m", "jatan", *words],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def wait_until(holds: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Wait for a condition of another process; fails with `what` when it does not come in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(_LOOK_SECONDS)


def seeds(count: int, *, base: int = 0) -> Sequence[int]:
    """The seeds of a series, e.g. 10 in the daily run and 200 in the long one."""
    return range(base, base + count)
