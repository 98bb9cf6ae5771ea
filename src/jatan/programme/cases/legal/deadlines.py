"""Statutory deadlines after an event of a case: due time, who is bound, and where to escalate.

Most bind police, courts and committees, so they are shown, not enforced. Hard ("shall") and soft ("as far
as possible") deadlines are distinguished. What nobody has read in full has no day (`is_unverified`).
"""

import datetime as dt
import functools
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, book, holds, matches_facts, read_on, words
from jatan.programme.cases.legal.court_closings import holidays_of
from jatan.programme.cases.legal.time_limits import (
    add_months,
    add_years,
    after_hours,
    after_working_days,
    end_of_day,
    has_hour,
    in_india,
)

# Events that are no legal step: the day of an offence, and her day of birth.
OFFENCE_DAY, BORN = "offence_committed", "born"
# The step by whose day the code of procedure is chosen.
FIR: Final = "fir_registered"
_NO_JOURNEY = dt.timedelta()
_UNVERIFIED: Final = "unverified"


@dataclass(frozen=True)
class Deadline:
    """One deadline. `due`: statutory due time; `day`: set if the law counts whole days.

    `late_at`: the instant after which it is shown as late; if the step has no hour, the end of a
    day. None for a deadline without a due date. `is_at_once`: due with the
    step itself, but late only some hours after. `is_unverified`: the text was not read, so it has no day.
    `note`: what else is said beside it, or None. `once_from`: the events of which only one starts it, empty if each
    does: the earliest of the first kind goes before all others. `read_on`: when the text was
    looked up, None of what nobody read.
    """

    code: str
    due: dt.datetime
    late_at: dt.datetime | None
    is_at_once: bool
    day: dt.date | None
    is_hard: bool
    reasons_if_late: bool
    whose: str
    escalate_to: str
    text: Localised
    source: str
    is_confirmed: bool
    is_unverified: bool = False
    note: Localised | None = None
    once_from: tuple[str, ...] = ()
    read_on: dt.date | None = None


@functools.cache
def events() -> tuple[str, ...]:
    """Codes of the events that start a deadline, in the order of the data file."""
    return tuple(dict.fromkeys(event for row in book("deadlines")["deadline"] for event in _events_of(row)))


def deadlines_for(
    event: str,
    at: dt.datetime,
    *,
    facts: Collection[str] = (),
    journey: dt.timedelta = _NO_JOURNEY,
    fir_days: Collection[dt.date] = (),
) -> list[Deadline]:
    """Every deadline that an event starts, soonest first. `at` has a time zone; `journey` is the time on the way.

    `fir_days`: days of the FIRs. They choose between the old and the new code of procedure for what follows them; of an
    FIR itself its own day does. With FIRs under both codes nobody knows of which a step is, so both have their say.
    Raises ValueError for an unknown event, so that a mistyped code does not look like "nothing is due".
    """
    rows = [row for row in book("deadlines")["deadline"] if event in _events_of(row)]
    if not rows:
        raise ValueError(f"unknown legal event: {event}")
    day = in_india(at)
    firs = () if event == FIR else fir_days
    due = [_deadline(row, at, journey) for row in rows if holds(row, day, firs) and matches_facts(row, facts)]
    return sorted(due, key=lambda one: (one.due, one.code))


def deadline_from(code: str, at: dt.datetime) -> Deadline:
    """The deadline of that code, started at an instant. Raises ValueError for an unknown code."""
    row = next((row for row in book("deadlines")["deadline"] if row["code"] == code), None)
    if row is None:
        raise ValueError(f"unknown deadline code: {code}")
    return _deadline(row, at, _NO_JOURNEY)


def _events_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    event = row["event"]
    return (event,) if isinstance(event, str) else tuple(event)


def _deadline(row: Mapping[str, Any], at: dt.datetime, journey: dt.timedelta) -> Deadline:
    due, day = _due(row, at, journey)
    is_now, is_hard = row["unit"] == "now", row["kind"] == "hard"
    has_no_day = row["unit"] == _UNVERIFIED or (is_now and not is_hard)
    of_several = _events_of(row)
    return Deadline(
        code=row["code"],
        due=due,
        late_at=None if has_no_day else _late_at(row, due, is_now=is_now, has_hour=has_hour(at)),
        is_at_once=is_now and is_hard,
        day=day,
        is_hard=is_hard,
        reasons_if_late=row.get("reasons_if_late", False),
        whose=row["whose"],
        escalate_to=row["escalate_to"],
        text=words(row),
        source=row["source"],
        is_confirmed=row["tag"] in CONFIRMED,
        is_unverified=row["unit"] == _UNVERIFIED,
        note=Localised(row["note_hi"], row["note_en"]) if "note_hi" in row else None,
        read_on=read_on("deadlines", row),
        once_from=of_several if row.get("starts_once") or len(of_several) > 1 else (),
    )


def _holidays_after(day: dt.date) -> set[dt.date]:
    return holidays_of(day.year) | holidays_of(day.year + 1)


def _late_at(row: Mapping[str, Any], due: dt.datetime, *, is_now: bool, has_hour: bool) -> dt.datetime:
    patience = row.get("late_after_hours", book("deadlines")["about"]["late_after_hours"]) if is_now else 0
    late_at = after_hours(due, patience)
    return late_at if has_hour else end_of_day(in_india(late_at))


def _due(row: Mapping[str, Any], at: dt.datetime, journey: dt.timedelta) -> tuple[dt.datetime, dt.date | None]:
    unit, amount = row["unit"], row.get("amount", 0)
    if unit in ("now", _UNVERIFIED):
        return at, None
    if unit == "hours":
        return after_hours(at, amount), None
    if unit == "hours_without_journey":
        return after_hours(at, amount, journey=journey), None
    start = in_india(at)
    day = {
        "days": lambda: start + dt.timedelta(days=amount),
        "working_days": lambda: after_working_days(start, amount, _holidays_after(start)),
        "months": lambda: add_months(start, amount),
        "years": lambda: add_years(start, amount),
    }[unit]()
    if "at_most_days" in row:
        day = min(day, start + dt.timedelta(days=row["at_most_days"]))
    if row.get("ends_before"):
        day -= dt.timedelta(days=1)
    return end_of_day(day), day
