"""The only module that reads the system time, so that tests and the demo can run at another date."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["INDIA", "frozen_at", "is_past", "now", "quarter_start", "today"]

INDIA = ZoneInfo("Asia/Kolkata")

# A context variable, not a global: a moved clock must not affect other threads of a running server.
_moved: ContextVar[datetime | None] = ContextVar("jatan_clock", default=None)


def now() -> datetime:
    """The current time, aware, in UTC; inside `frozen_at` the time given there."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The current calendar day in India."""
    return now().astimezone(INDIA).date()


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
