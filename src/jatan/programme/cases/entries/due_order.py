"""The one order of what is due: of a file's page, of its law page and of the list over many cases.

A court day of the coming week stands first, for it cannot be made up for. Then what is to be done at once. A day of the
law or a court day without outcome that is late for half a year and longer stands beneath everything: it is not lost,
and hides nothing that can still be done. What we owe her or an office ourselves never sinks.
"""

import datetime as dt
import enum
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from jatan.programme.cases.entries.due import ANY_TIME, Due
from jatan.programme.cases.legal.time_limits import in_india

# A court day this near stands before everything.
_NEAR: Final = dt.timedelta(days=7)
# What ends by the hour stands at once from this time before, until its day is a week past.
HOURS_AHEAD: Final = dt.timedelta(hours=24)
# What is late for longer stands beneath; our practice, no law.
_LONG_LATE: Final = dt.timedelta(days=180)
# What is ours to do at once, however late: her safety, and word to her before the accused is out.
_AT_ONCE: Final = frozenset({"danger", "bail_warning"})


class Place(enum.IntEnum):
    """Where something due stands among the rest."""

    COURT_DAY = 0
    AT_ONCE = 1
    RUNNING = 2
    LONG_LATE = 3


def place_of(due: Due, now: dt.datetime) -> Place:
    """The place of one due item."""
    if due.code == "hearing" and due.on - in_india(now) <= _NEAR:
        return Place.COURT_DAY
    if due.code in _AT_ONCE or due.code.startswith("duty:") or _ends_now(due, now):
        return Place.AT_ONCE
    sinks = due.code.startswith("deadline:") or due.code == "hearing_to_write"
    # By its own day: what a file typed in late asks about is late only from the end of the typing (`late_at`).
    is_long_late = sinks and due.is_late(now) and in_india(now) - due.on > _LONG_LATE
    return Place.LONG_LATE if is_long_late else Place.RUNNING


@dataclass(frozen=True)
class Shown[T]:
    """What a page shows of things due: in sight, folded, and late for so long that it stands beneath."""

    in_sight: list[T]
    more: list[T]
    long_late: list[T]


def in_order[T](
    items: Iterable[T], now: dt.datetime, due_of: Callable[[T], Due], weight: Callable[[T], int] = lambda _item: 0
) -> list[T]:
    """The items as they are shown, `due_of` giving the due item of each. Within a place by `weight`, the lightest
    first, then as they came."""
    return sorted(items, key=lambda item: (place_of(due_of(item), now), weight(item)))


def shown_in_order[T](items: Iterable[T], now: dt.datetime, due_of: Callable[[T], Due], in_sight: int) -> Shown[T]:
    """The items in their order, parted as a page shows them."""
    ordered = in_order(items, now, due_of)
    long_late = [one for one in ordered if place_of(due_of(one), now) == Place.LONG_LATE]
    running = ordered[: len(ordered) - len(long_late)]
    return Shown(running[:in_sight], running[in_sight:], long_late)


def _ends_now(due: Due, now: dt.datetime) -> bool:
    """Whether it ends by the hour, within a day. What a file typed in late asks of years ago does not."""
    if due.late_at is None or due.timing == ANY_TIME or in_india(now) - due.on > _NEAR:
        return False
    return due.late_at <= now + HOURS_AHEAD
