"""Days and instants of a row by our calendar, where the phone's clock went wrong.

The phone says with each sending what its clock shows; the difference to ours is its skew. A row was written so long
before it arrived as the phone says, unless that is before its person had a phone of ours or after now. "Today",
"yesterday" and "tomorrow" were chosen by the phone's own calendar, so these days move with its clock; any other day was
read from a paper or a wall and stays as it was typed.
"""

import copy
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.definitions import objects_at, parts
from jatan.kernel import clock
from jatan.kernel.problems import Problem

__all__ = ["Moment", "in_our_time", "true_moment"]

# Clocks of phones and servers differ by minutes without being wrong.
_SLACK: Final = dt.timedelta(minutes=10)
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class Moment:
    """When a row was written. `at`: by our clock; `today`: that day in India; `shift`: days by which the phone's
    calendar was ahead; `skew`: its clock less ours."""

    at: dt.datetime
    today: dt.date
    shift: int
    skew: dt.timedelta


def true_moment(by_phone: dt.datetime, *, skew_seconds: int = 0, not_before: dt.datetime | None = None) -> Moment:
    """The moment by our clock. Raises Problem("clock") for one after now or more than a day before `not_before`."""
    skew, now = dt.timedelta(seconds=skew_seconds), clock.now()
    at = by_phone - skew
    if at > now + _SLACK or (not_before is not None and at < not_before - _DAY):
        raise Problem(Reason.CLOCK.value, field="written_at")
    at = min(at, now)
    today = at.astimezone(clock.INDIA).date()
    return Moment(at, today, (by_phone.astimezone(clock.INDIA).date() - today).days, skew)


def in_our_time(kind: str, answers: dict[str, Any], moment: Moment) -> dict[str, Any]:
    """The answers with days and instants by our calendar; what cannot be read stays for the check of answers."""
    found = copy.deepcopy(answers)
    phone_today = moment.today + dt.timedelta(days=moment.shift)
    for holder, name, sort in _times(kind, found):
        value = holder.get(name)
        if not isinstance(value, str):
            continue
        if sort == "day" and moment.shift:
            holder[name] = _moved(value, phone_today, moment.shift)
        elif sort == "instant":
            holder[name] = _instant(value, moment)
    return found


def _moved(text: str, phone_today: dt.date, shift: int) -> str:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return text
    return (day - dt.timedelta(days=shift)).isoformat() if abs((day - phone_today).days) <= 1 else text


def _instant(text: str, moment: Moment) -> str:
    """The instant by our clock, not after the row was written."""
    try:
        found = dt.datetime.fromisoformat(text)
        return min(found.astimezone(dt.UTC) - moment.skew, moment.at).isoformat() if found.tzinfo else text
    except (ValueError, OverflowError):
        return text


def _times(kind: str, answers: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """(object, name, "day" or "instant") of every question that asks for one."""
    for part in parts(kind):
        asked = [(one.name, one.kind) for one in part.questions if one.kind in ("day", "instant")]
        if asked:
            for _where, holder in objects_at(answers, part.path):
                yield from ((holder, name, sort) for name, sort in asked)
