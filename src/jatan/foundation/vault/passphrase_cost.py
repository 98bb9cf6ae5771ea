"""Stretch a passphrase to keys with Argon2id. Each slot keeps the memory and the passes that it was made with.

Both are chosen on the machine that seals: 256 MiB where it has four times as much to spare, and as many passes as take
about a second of its processor. What is to spare is counted within the limits of its control groups (containers).
`FIRST` is what slots were made with before they kept any.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import psutil
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from jatan.foundation.vault.refusal import Refused

PEPPER_BYTES: Final = 32
_BYTES, _LANES = 64, 1
_BEARABLE_SECONDS: Final = 1.0
_MOST_PASSES: Final = 8
_SPARE: Final = 4
_GROUPS: Final = Path("/sys/fs/cgroup")
_OWN_GROUP: Final = Path("/proc/self/cgroup")


class TooLittleMemory(Refused):
    """Refused("memory"): what a slot takes (`memory_kib`) is more than this machine has to spare now."""

    def __init__(self, memory_kib: int) -> None:
        super().__init__("memory")
        self.memory_kib = memory_kib


@dataclass(frozen=True)
class Cost:
    """What Argon2id takes: memory in KiB, and how often it passes over it."""

    memory_kib: int
    passes: int

    @property
    def work(self) -> int:
        """KiB passed over."""
        return self.memory_kib * self.passes

    def is_below(self, other: "Cost") -> bool:
        """Whether a slot of this cost is to be sealed anew where `other` is chosen: never with less memory, or machines
        of one house would undo each other's. Half the work does: what a busy machine measures differs from day to day.
        """
        if self.memory_kib != other.memory_kib:
            return self.memory_kib < other.memory_kib
        return 2 * self.work < other.work


FIRST: Final = Cost(64 * 1024, 3)
FLOOR: Final = FIRST
_CEILING: Final = Cost(512 * 1024, 16)
_MEMORIES: Final = (256 * 1024, 128 * 1024)


@cache
def chosen_cost() -> Cost:
    """What new slots are sealed with on this machine: measured once in a process."""
    spare = spare_kib()
    memory = next((kib for kib in _MEMORIES if _SPARE * kib <= spare), FLOOR.memory_kib)
    passes = int(_BEARABLE_SECONDS / (_seconds_of_a_pass(FLOOR.memory_kib) * memory / FLOOR.memory_kib))
    fewest = -(-FLOOR.work // memory)
    return Cost(memory, min(max(passes, fewest), _MOST_PASSES))


def stretched(passphrase: str, pepper: bytes, salt: bytes, cost: Cost, use: bytes) -> bytes:
    """64 bytes from a passphrase. Raises Refused("cost") for one that no house has chosen, before anything is tried,
    and TooLittleMemory."""
    if len(pepper) != PEPPER_BYTES:
        raise ValueError("the pepper must have 32 bytes")
    is_low = cost.memory_kib < FLOOR.memory_kib or cost.work < FLOOR.work
    if is_low or cost.memory_kib > _CEILING.memory_kib or cost.passes > _CEILING.passes:
        raise Refused("cost")
    if cost.memory_kib > spare_kib() + swap_kib():
        raise TooLittleMemory(cost.memory_kib)
    return _argon2id(cost, salt, pepper, use).derive(passphrase.encode())


def spare_kib() -> int:
    """Memory that this machine, and every control group that this process is in, can give without taking it from others
    or writing it to swap, in KiB."""
    rooms = (_room(group, "memory") for group in _control_groups())
    return int(min([psutil.virtual_memory().available, *rooms])) // 1024


def swap_kib() -> int:
    """Free swap within the same limits, in KiB: enough to open a slot, nothing to choose the next one by."""
    rooms = (_room(group, "memory.swap") for group in _control_groups())
    return int(min([psutil.swap_memory().free, *rooms])) // 1024


def _control_groups() -> Iterator[Path]:
    """The folders of this process's control group (version 2) and those above it. None elsewhere than on Linux."""
    try:
        (own,) = [line[3:] for line in _OWN_GROUP.read_text().splitlines() if line.startswith("0::")]
    except (OSError, ValueError):
        return
    inside = _GROUPS / own.strip("/")
    yield from (group for group in (inside, *inside.parents) if group.is_relative_to(_GROUPS))


def _room(group: Path, of: str) -> float:
    """Bytes of `memory` or `memory.swap` that a control group may still take; infinite without a limit."""
    try:
        most, taken = (int((group / f"{of}.{name}").read_text()) for name in ("max", "current"))
        stat = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
    except (OSError, ValueError):
        return math.inf
    # Pages of files that were not touched lately count as taken and are given back for the asking.
    freed = int(stat.get("inactive_file", 0)) if of == "memory" else 0
    return max(most - taken + freed, 0)


def _seconds_of_a_pass(memory_kib: int) -> float:
    """CPU seconds of one pass over this much memory: two passes less one, as the first also fetches the memory."""
    taken = []
    for passes in (1, 2):
        began = time.thread_time()
        _argon2id(Cost(memory_kib, passes), bytes(16), bytes(PEPPER_BYTES), b"s1|measure").derive(b"measure")
        taken.append(time.thread_time() - began)
    return max(taken[1] - taken[0], taken[1] / 4, 1e-6)


def _argon2id(cost: Cost, salt: bytes, pepper: bytes, use: bytes) -> Argon2id:
    return Argon2id(
        salt=salt,
        length=_BYTES,
        iterations=cost.passes,
        lanes=_LANES,
        memory_cost=cost.memory_kib,
        secret=pepper,
        ad=use,
    )
