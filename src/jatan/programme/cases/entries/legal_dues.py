"""What the legal track has due: duties first, then days of the law, court days, and warnings after bail."""

import datetime as dt
from collections.abc import Iterable

from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.legal_court import is_to_be_warned
from jatan.programme.cases.entries.track import deadlines_of, diary_of, duties_of
from jatan.programme.cases.law.counting import hour_said, in_india

__all__ = ["HEARING_CODE", "court_dues", "duty_dues", "legal_dues"]

HEARING_CODE = "hearing"


def legal_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Everything of the law that is open, overdue or to come. Words name nobody."""
    yield from duty_dues(file, today)
    yield from _deadlines(file, today)
    yield from court_dues(file, today)


def court_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Court days and warnings after bail: a court goes on when our case is closed."""
    yield from _court_days(file, today)
    for entry in file.all("bail"):
        if is_to_be_warned(entry):
            yield Due("bail_warning", entry.get("on"), _("Warn her: bail of the accused"), entry.row)


def duty_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Open duties towards a child: no closing of a case ends them."""
    for one in duties_of(file, today):
        if one.is_open:
            yield Due(f"duty:{one.duty.code}", one.since, lazystr(one.duty.text), None, "us", True)


def _deadlines(file: CaseFile, today: dt.date) -> Iterable[Due]:
    for one in deadlines_of(file, today):
        if one.is_open:
            deadline = one.deadline
            yield Due(
                f"deadline:{deadline.code}",
                in_india(deadline.due),
                lazystr(deadline.text),
                one.event.row,
                deadline.whose,
                deadline.is_hard,
            )


def _court_days(file: CaseFile, today: dt.date) -> Iterable[Due]:
    for day in diary_of(file):
        if day.on >= today and not day.happened:
            hour = f"{day.at.astimezone(clock.INDIA):%H:%M}" if day.at and hour_said(day.at) else ""
            words = [part for part in (_("Court day"), hour, day.what_for) if part]
            yield Due(HEARING_CODE, day.on, format_lazy(" · ".join(["{}"] * len(words)), *words), day.row.row)
        elif day.on < today and not day.happened:
            yield Due("hearing_to_write", day.on, _("Write what happened on the court day"), day.row.row)
