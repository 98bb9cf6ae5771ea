"""Due items of the legal track: duties, then statutory deadlines, court days, and warnings after bail."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import ANY_TIME, AT_ONCE, Due
from jatan.programme.cases.entries.late_typing import typed_until
from jatan.programme.cases.entries.legal_court import needs_warning
from jatan.programme.cases.entries.legal_track import OpenDuty, State, TrackedDeadline, diary_of, track_of
from jatan.programme.cases.legal.deadlines import Deadline
from jatan.programme.cases.legal.time_limits import has_hour, in_india

HEARING_CODE = "hearing"
# Books whose rows become due items: the code is "<book>:<row>".
LAW_BOOKS: Final = ("duty", "deadline")
_OF_COURT: Final = frozenset({HEARING_CODE, "hearing_to_write", "bail_warning"})


def is_of_law(code: str) -> bool:
    """Whether a due item of this code comes from `legal_dues`."""
    return code.partition(":")[0] in LAW_BOOKS or code in _OF_COURT


def legal_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """All legal items, overdue, open or in the future; also of closed cases."""
    duties, deadlines = track_of(file, today)
    yield from _duties(duties)
    yield from _deadlines(file, deadlines)
    yield from _court_days(file, today)
    for entry in file.all("bail"):
        if needs_warning(entry):
            yield Due("bail_warning", entry.get("on"), entry.row)


def _duties(duties: Iterable[OpenDuty]) -> Iterable[Due]:
    """Open duties towards a child, each due by its deadline."""
    for one in duties:
        if one.is_open and one.deadline is not None:
            yield _due(f"duty:{one.duty.code}", one.deadline, None, "us", is_hard=True)


def _deadlines(file: CaseFile, deadlines: Iterable[TrackedDeadline]) -> Iterable[Due]:
    """Open days of the law. What is asked about in a file typed in late is late once the file counts as typed."""
    for one in deadlines:
        if one.is_open:
            due = due_of_deadline(one)
            yield replace(due, late_at=typed_until(file)) if one.state is State.ASKED else due


def due_of_deadline(one: TrackedDeadline) -> Due:
    """A deadline as a due item."""
    deadline = one.deadline
    return _due(f"deadline:{deadline.code}", deadline, one.event.row, deadline.whose, is_hard=deadline.is_hard)


def _due(code: str, deadline: Deadline, row: uuid.UUID | None, whose: str, *, is_hard: bool) -> Due:
    timing = ANY_TIME if deadline.late_at is None else AT_ONCE if deadline.is_at_once else ""
    late_at = None if deadline.day is not None else deadline.late_at
    return Due(code, in_india(deadline.due), row, whose, is_hard, late_at=late_at, timing=timing)


def _court_days(file: CaseFile, today: dt.date) -> Iterable[Due]:
    for day in diary_of(file):
        if day.on >= today and not day.happened:
            hour = f"{day.at.astimezone(clock.INDIA):%H:%M}" if day.at and has_hour(day.at) else ""
            yield Due(HEARING_CODE, day.on, day.row.row, about=[hour, day.purpose])
        elif day.on < today and not day.happened:
            yield Due("hearing_to_write", day.on, day.row.row)
