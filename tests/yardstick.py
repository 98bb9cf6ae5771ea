"""CPU time as a multiple of a fixed piece of work that is measured in the same run.

Seconds say more about the machine, and about what else it does, than about the code: a bar in seconds failed on a
machine that was twice as slow. `times_the_yardstick` is about the same everywhere.
"""

import gc
import hashlib
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Final

_ROWS: Final = 6_000
# What the yardstick takes on a machine of 2026.
SECONDS: Final = 0.011


def seconds(times: int = 1) -> float:
    """CPU seconds that the yardstick takes here and now, without a walk through old garbage: the median of `times`."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return median(_cpu_seconds(_yardstick) for _time in range(times))
    finally:
        if was_on:
            gc.enable()


def times_the_yardstick(work: Callable[[], object]) -> float:
    """The CPU time that `work` takes in this process, divided by that of the yardstick before and after it.

    The yardstick takes about `SECONDS` on a machine of 2026.
    """
    _put_old_garbage_aside()
    before = [_cpu_seconds(_yardstick) for _time in range(3)]
    taken = _cpu_seconds(work)
    gc.collect()
    after = [_cpu_seconds(_yardstick) for _time in range(3)]
    return taken / median(before + after)


def _put_old_garbage_aside() -> None:
    """What thousands of earlier tests left in memory is not gone through again and again while one piece is measured.

    It was: the same work took 4 to 8 seconds, and one yardstick of 11 ms up to 1.7 s. It stays aside, as what was made
    before the first test (tests/conftest.py).
    """
    gc.collect()
    gc.freeze()


def _cpu_seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _yardstick() -> str:
    """Rows made, sorted, written as JSON, read back and hashed: what our code does all day, without a database."""
    rows = [{"number": (number * 7919) % _ROWS, "name": f"नाम {number}", "day": None} for number in range(_ROWS)]
    rows.sort(key=lambda row: (row["number"], row["name"]))
    read = json.loads(json.dumps(rows))
    return hashlib.sha256("".join(f"{row['number']:05d}{row['name']}" for row in read).encode()).hexdigest()
