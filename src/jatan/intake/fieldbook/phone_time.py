"""Days and instants of a row by our calendar, where the phone's clock went wrong.

The phone says with each sending what its clock shows; the difference to ours is its skew. A row was written so long
before it arrived as the phone says, unless that is before its person had a phone of ours or after now. A clock that was
set between writing and sending has another skew then: so a row carries the last time of the server that the phone knew,
and its number in the phone's order. It was written after the one, and before the phone knew a later time of ours. Where
its clock contradicts these bounds, and they leave but one day, it is that day; else somebody is asked.

What the phone offers as "yesterday", "today", "tomorrow" and "in two days" was chosen by the phone's own calendar, so
these days move with its clock; any other day was read from a paper or a wall and stays as it was typed.
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

# Clocks of phones and servers differ by minutes without being wrong.
_SLACK: Final = dt.timedelta(minutes=10)
_DAY: Final = dt.timedelta(days=1)
_NOON: Final = dt.time(12)
# The phone offers today, tomorrow and in two days as a touch.
_OFFERED_AHEAD: Final = 2


@dataclass(frozen=True)
class Moment:
    """When a row was written. `at`: by our clock; `today`: that day in India; `shift`: days by which the phone's
    calendar was ahead; `skew`: its clock less ours."""

    at: dt.datetime
    today: dt.date
    shift: int
    skew: dt.timedelta


def true_moment(
    by_phone: dt.datetime,
    *,
    skew_seconds: int = 0,
    not_before: dt.datetime | None = None,
    server_seen: dt.datetime | None = None,
    server_seen_next: dt.datetime | None = None,
) -> Moment:
    """The moment by our clock. `server_seen`, `server_seen_next`: times of the server that the phone knew when it
    wrote, and when it wrote a later row. Raises Problem("clock") where several days are possible.

    Without `server_seen`: for a moment after now or more than a day before `not_before`.
    """
    skew, now = dt.timedelta(seconds=skew_seconds), clock.now()
    at, latest = by_phone - skew, min(now, server_seen_next or now)
    if server_seen is None or server_seen > latest:
        if at > now + _SLACK or (not_before is not None and at < not_before - _DAY):
            raise Problem(Reason.CLOCK.value, field="written_at")
        return _moment(by_phone, min(at, now), skew)
    inside = min(max(at, server_seen), latest)
    if abs(at - inside) <= _SLACK:
        return _moment(by_phone, inside, skew)
    if _day_of(server_seen) != _day_of(latest):
        raise Problem(Reason.CLOCK.value, field="written_at")
    return _moment(by_phone, inside, by_phone - inside)


def given_moment(by_phone: dt.datetime, day: dt.date) -> Moment:
    """The moment of a row of which somebody at the office says on which day it was written: its noon, or now."""
    at = min(dt.datetime.combine(day, _NOON, clock.INDIA), clock.now())
    return _moment(by_phone, at, by_phone - at)


def _moment(by_phone: dt.datetime, at: dt.datetime, skew: dt.timedelta) -> Moment:
    today = _day_of(at)
    return Moment(at, today, (_day_of(by_phone) - today).days, skew)


def _day_of(at: dt.datetime) -> dt.date:
    return at.astimezone(clock.INDIA).date()


def in_our_time(
    kind: str, answers: dict[str, Any], moment: Moment, *, as_written: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The answers with days and instants by our calendar; what cannot be read stays for the check of answers.

    `as_written`: the answers as the phone sent them, where somebody has put some of these right: those stay.
    """
    found = copy.deepcopy(answers)
    before = {path: value for path, _holder, _name, _sort, value in _times(kind, as_written or {})}
    phone_today = moment.today + dt.timedelta(days=moment.shift)
    for path, holder, name, sort, value in list(_times(kind, found)):
        if not isinstance(value, str) or (as_written is not None and before.get(path) != value):
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
    is_offered = -1 <= (day - phone_today).days <= _OFFERED_AHEAD
    return (day - dt.timedelta(days=shift)).isoformat() if is_offered else text


def _instant(text: str, moment: Moment) -> str:
    """The instant by our clock, not after the row was written."""
    try:
        found = dt.datetime.fromisoformat(text)
        return min(found.astimezone(dt.UTC) - moment.skew, moment.at).isoformat() if found.tzinfo else text
    except (ValueError, OverflowError):
        return text


def _times(kind: str, answers: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], str, str, Any]]:
    """(path, object, name, "day" or "instant", answer) of every question that asks for one."""
    for part in parts(kind):
        asked = [(one.code, one.kind) for one in part.questions if one.kind in ("day", "instant")]
        if asked:
            for where, holder in objects_at(answers, part.path):
                yield from ((f"{where}.{name}", holder, name, sort, holder.get(name)) for name, sort in asked)
