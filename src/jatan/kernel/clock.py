"""The only module that reads the system time, so that tests and the demo can run at another date."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

INDIA = ZoneInfo("Asia/Kolkata")
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_UPTIME: Final = Path("/proc/uptime")

# A context variable, not a global: a moved clock must not affect other threads of a running server.
_moved: ContextVar[datetime | None] = ContextVar("jatan_clock", default=None)


def now() -> datetime:
    """The current time, aware, in UTC; inside `frozen_at` the time given there."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The current calendar day in India."""
    return now().astimezone(INDIA).date()


@dataclass(frozen=True)
class Uptime:
    """Seconds since the machine started, and which start that was. They count through sleep; nobody can set them."""

    boot: str
    seconds: float


def uptime() -> Uptime | None:
    """How long the machine has run; None where the system does not say (not Linux).

    The kernel's file is CLOCK_BOOTTIME in text. It is read instead of the call because a library that gives one process
    another time (libfaketime) changes both clocks of the call alike, and not the file.
    """
    try:
        return Uptime(_BOOT.read_text("ascii").strip(), float(_UPTIME.read_text("ascii").split()[0]))
    except (OSError, ValueError, IndexError):
        return None


def is_past(last_day: date | None) -> bool:
    """Whether a last day lies before today; None has no end."""
    return last_day is not None and last_day < today()


def quarter_start(instant: datetime | None = None) -> datetime:
    """The start of the quarter of `instant` (default: now), midnight in India, as aware UTC.

    Stored instead of the exact time where a day must not be revealed.
    """
    day = (instant or now()).astimezone(INDIA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1).astimezone(UTC)


@contextmanager
def frozen_at(instant: datetime) -> Iterator[None]:
    """Freeze the clock at `instant` (aware) inside the block. For tests and the demo.

    Raises ValueError for an instant without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
