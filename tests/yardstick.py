"""CPU time as a multiple of a fixed piece of work that is measured in the same run.

Seconds say more about the machine, and about what else it does, than about the code: a bar in seconds failed on a
machine that was twice as slow. `times_the_yardstick` is about the same everywhere.
"""

import hashlib
import json
import time
from collections.abc import Callable
from statistics import median
from typing import Final

_ROWS: Final = 6_000


def times_the_yardstick(work: Callable[[], object]) -> float:
    """The CPU time that `work` takes in this process, divided by that of the yardstick before and after it.

    The yardstick takes about 15 ms on a machine of 2026.
    """
    before = [_cpu_seconds(_yardstick) for _time in range(3)]
    taken = _cpu_seconds(work)
    after = [_cpu_seconds(_yardstick) for _time in range(3)]
    return taken / median(before + after)


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
