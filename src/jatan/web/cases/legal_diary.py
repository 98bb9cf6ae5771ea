"""Court days: of all readable cases for the next weeks, as a calendar file, and of one case as a PDF."""

import datetime as dt
import re
import uuid
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.legal_dues import HEARING_CODE
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.summary import KeptDue, summaries
from jatan.programme.cases.legal.court_calendar import CalendarDay, calendar_file
from jatan.programme.cases.register import selectors
from jatan.programme.cases.register.court_closings import closed_days
from jatan.web.cases.legal_printed import diary_pdf
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for, log_altered
from jatan.web.ui.downloads import send_file
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_DAYS: Final = 60
_HOUR: Final = re.compile(r"[012][0-9]:[0-5][0-9]")


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get="what would not open is told")
@require_safe
def cases_diary(request: StaffRequest) -> HttpResponseBase:
    """Court days of the next sixty days, by day; decrypts the summary of each case."""
    today, last = clock.today(), clock.today() + dt.timedelta(days=_DAYS)
    hearings, codes, refused = _hearings(request)
    rows = [(one.due.on, one.case, codes[one.case], one.due.what) for one in hearings]
    days: dict[dt.date, list[Any]] = {}
    for on, case, code, words in rows:
        if today <= on <= last:
            days.setdefault(on, []).append((case, code, words))
    closed = closed_days(request.actor, today, last) if days else {}
    page = {
        "days": [(on, cases, closed.get(on)) for on, cases in sorted(days.items())],
        "may_take": any(on >= today for on, *_case in rows),
        "unwritten": [(on, case, code) for on, case, code, _words in rows if on < today],
        "refused": [codes[case] for case in refused if case in codes],
        "span": _DAYS,
    }
    return render(request, "cases/legal_diary.html", page)


@needs_keys
@needs(Permission.CASES_RECORD)
@require_POST
def cases_diary_file(request: StaffRequest) -> HttpResponseBase:
    """Court days from today on as a calendar file: days, hours and codes. The ledger says that it was taken."""
    hearings, codes, _refused = _hearings(request)
    days = [
        CalendarDay(one.case, codes[one.case], one.due.on, _hour_of(one.due))
        for one in hearings
        if one.due.on >= clock.today()
    ]
    office = request.keyring.organisation_id
    log_case_event(request.actor, office, file_events.COURT_DAYS_TAKEN, None, days=len(days))
    answer = send_file(calendar_file(days, clock.now()), "days.ics")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _hearings(request: StaffRequest) -> tuple[list[KeptDue], dict[uuid.UUID, str], list[uuid.UUID]]:
    """Court days of every case that can be opened and is within reach, codes of the cases, and what would not open."""
    refused: list[uuid.UUID] = []
    hearings = [
        one for one in summaries(request.keyring, refused=refused, by=request.actor) if one.due.code == HEARING_CODE
    ]
    log_altered(request, refused)
    register = selectors.register(request.actor, request.keyring)
    asked = [*refused, *(one.case for one in hearings)]
    codes = dict(register.filter(pk__in=asked).values_list("pk", "code"))
    return [one for one in hearings if one.case in codes], codes, refused


def _hour_of(due: Due) -> dt.datetime | None:
    """The hour of a court day, if it is known."""
    hour = next(iter(due.about), "")
    if not _HOUR.fullmatch(hour):
        return None
    return dt.datetime.combine(due.on, dt.time.fromisoformat(hour), clock.INDIA)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_law_diary(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The court days of one case as a PDF: case code, no name, space for handwriting."""
    case_file = case_file_for(request, pk)
    made = diary_pdf(case_file.file, digits=request.account.uses_devanagari_digits)
    return send_file(made, "diary.pdf", is_shown=True)
