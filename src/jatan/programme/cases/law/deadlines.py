"""What is due after an event of a case, by when, whose duty it is, and where to go when it is not done.

Deadlines bind police, courts and committees, rarely us: they are shown, not enforced. Hard ("shall") and soft ("as far
as possible") stay apart.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jatan.kernel.localised import Localised
from jatan.programme.cases.law.books import CONFIRMED, book, holds, in_force, words
from jatan.programme.cases.law.counting import add_months, add_years, after_hours, end_of_day, in_india

__all__ = ["Deadline", "deadlines_for", "events"]

_NO_JOURNEY = dt.timedelta()


@dataclass(frozen=True)
class Deadline:
    """One deadline. `due` is the instant after which it is late; `day` is set where the law counts whole days."""

    code: str
    due: dt.datetime
    day: dt.date | None
    is_hard: bool
    reasons_if_late: bool
    whose: str
    escalate_to: str
    text: Localised
    source: str
    is_confirmed: bool


def events() -> list[str]:
    """Codes of the events that start a deadline, as in the book."""
    return list(dict.fromkeys(row["event"] for row in book("deadlines")["deadline"]))


def deadlines_for(
    event: str, at: dt.datetime, *, facts: Collection[str] = (), journey: dt.timedelta = _NO_JOURNEY
) -> list[Deadline]:
    """Every deadline that an event starts, soonest first. `at` has a time zone; `journey` is the time on the way.

    Raises ValueError for an event that no book knows: a mistyped code must not look like "nothing is due".
    """
    rows = [row for row in book("deadlines")["deadline"] if row["event"] == event]
    if not rows:
        raise ValueError(f"no deadline is known for {event}")
    day = in_india(at)
    due = [_deadline(row, at, journey) for row in rows if in_force(row, day) and holds(row, facts)]
    return sorted(due, key=lambda one: (one.due, one.code))


def _deadline(row: Mapping[str, Any], at: dt.datetime, journey: dt.timedelta) -> Deadline:
    due, day = _due(row["unit"], row["amount"], at, journey)
    return Deadline(
        code=row["code"],
        due=due,
        day=day,
        is_hard=row["kind"] == "hard",
        reasons_if_late=row.get("reasons_if_late", False),
        whose=row["whose"],
        escalate_to=row["escalate_to"],
        text=words(row),
        source=row["source"],
        is_confirmed=row["tag"] in CONFIRMED,
    )


def _due(unit: str, amount: int, at: dt.datetime, journey: dt.timedelta) -> tuple[dt.datetime, dt.date | None]:
    if unit == "now":
        return at, None
    if unit == "hours":
        return after_hours(at, amount), None
    if unit == "hours_without_journey":
        return after_hours(at, amount, journey=journey), None
    start = in_india(at)
    day = {
        "days": lambda: start + dt.timedelta(days=amount),
        "months": lambda: add_months(start, amount),
        "years": lambda: add_years(start, amount),
    }[unit]()
    return end_of_day(day), day
