"""The only place that reads the time. Services and rules ask here; tests and the demo can live in 2023."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["INDIA", "moved_to", "now", "quarter_began", "today"]

INDIA = ZoneInfo("Asia/Kolkata")

# A context variable and not a global: a moved clock must not reach the other threads of a running server.
_moved: ContextVar[datetime | None] = ContextVar("jatan_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _moved.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in India, where every register is kept."""
    return now().astimezone(INDIA).date()


def quarter_began(instant: datetime | None = None) -> datetime:
    """Midnight in India with which a quarter began, the present one's or an instant's: for what must not tell a day."""
    day = (instant or now()).astimezone(INDIA).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return day.replace(month=(day.month - 1) // 3 * 3 + 1).astimezone(UTC)


@contextmanager
def moved_to(instant: datetime) -> Iterator[None]:
    """Stand the clock still at `instant` (aware) inside the block. For tests and the demo.

    Raises ValueError for an instant without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    token = _moved.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)
