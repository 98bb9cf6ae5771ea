"""The legal page of a case: duties, deadlines, court days, money; and two actions on it."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.identity import may_be_child
from jatan.programme.cases.entries.late_file import past_of
from jatan.programme.cases.entries.legal_court import needs_warning
from jatan.programme.cases.entries.legal_facts import facts_of_file
from jatan.programme.cases.entries.legal_next import likely_steps
from jatan.programme.cases.entries.legal_track import (
    TrackedDeadline,
    diary_of,
    duties_of,
    other_deadlines_of,
    stage_of,
    track_of,
)
from jatan.programme.cases.entries.legal_words import EVENTS
from jatan.programme.cases.entries.menu import writable_kinds
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import write_entry, writer_of
from jatan.programme.cases.legal.books import book, looked_up
from jatan.programme.cases.register.court_closings import closed_days_by_court
from jatan.web.cases import legal_display as showing
from jatan.web.cases.identity import writes_whereabouts
from jatan.web.cases.legal_forms import DeadlineForm, DutyForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

# Deadlines that are shown at once, the late and the nearest; the rest is folded.
_IN_SIGHT: Final = 3
# Steps of the law that are offered by name; all others stand in the list of the form.
_NEXT_STEPS: Final = 3


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_law(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Duties, deadlines, court days and money of a case."""
    return _legal_page(request, case_file_for(request, pk))


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
@require_POST
def case_deadline_done(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Record that a deadline was met."""
    found = case_file_for(request, pk)
    one = _deadline(request, found)
    form = DeadlineForm(request.POST, event=one.event.row, code=one.deadline.code)
    if form.is_valid() and _save(request, found, "deadline_done", form):
        return redirect("case_law", pk)
    return _legal_page(request, found, {str(form.prefix): form})


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
@require_POST
def case_duty_done(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Record that a duty was done. That it does not apply is said on a page of its own (`case_law_answer`)."""
    case_file = case_file_for(request, pk)
    codes = [one.duty.code for one in duties_of(case_file.file, clock.today()) if one.is_open]
    code = request.POST.get("duty", "")
    if code not in codes:
        raise Http404
    form = DutyForm(request.POST, code=code)
    if form.is_valid() and _save(request, case_file, "duty_done", form):
        return redirect("case_law", pk)
    return _legal_page(request, case_file, {}, {code: form})


def _deadline(request: StaffRequest, case_file: OpenCaseFile) -> TrackedDeadline:
    """The open deadline named by the form. Raises Http404."""
    asked = (request.POST.get("event", ""), request.POST.get("deadline", ""))
    for one in other_deadlines_of(case_file.file, clock.today()):
        if one.can_be_marked and (str(one.event.row), one.deadline.code) == asked:
            return one
    raise Http404


def _save(request: StaffRequest, case_file: OpenCaseFile, kind: str, form: DeadlineForm | DutyForm) -> bool:
    try:
        write_entry(by=request.actor, keyring=request.keyring, case_file=case_file, kind=kind, answers=form.answers())
    except Problems as raised:
        form.show(raised)
        return False
    messages.success(request, _("It is written in the file."))
    return True


def _closed_days(request: StaffRequest, tracked: Sequence[TrackedDeadline]) -> Mapping[str, Collection[dt.date]]:
    """Closed days by kind of court around the last days of filings; asks the database only if there are such."""
    filings = book("holidays")["filings"]
    days = [one.deadline.day for one in tracked if one.is_open and one.deadline.day and one.deadline.code in filings]
    return closed_days_by_court(request.actor, min(days), max(days) + dt.timedelta(days=100)) if days else {}


def _legal_page(
    request: StaffRequest,
    case_file: OpenCaseFile,
    deadline_forms: dict[str, DeadlineForm] | None = None,
    duty_forms: dict[str, DutyForm] | None = None,
) -> HttpResponseBase:
    file, today, now = case_file.file, clock.today(), clock.now()
    digits = request.account.uses_devanagari_digits
    open_duties, tracked = track_of(file, today, now)
    closed = _closed_days(request, tracked)
    lines = [showing.deadline_line(one, deadline_forms or {}, now, digits=digits, closed=closed) for one in tracked]
    dated = showing.dated_lines(lines, now, in_sight=_IN_SIGHT)
    duties = [showing.duty_line(one, duty_forms or {}, now, digits=digits) for one in open_duties]
    days, rights = diary_of(file), showing.rights_of(file, today)
    to_come = [day for day in days if day.on >= today]
    held = [day for day in days[::-1] if day.on < today]
    facts = facts_of_file(file, today)
    page: dict[str, Any] = {
        "case": case_file.case,
        "stage": stage_of(file)[1],
        "may_be_child": may_be_child(file, today),
        "past": len(past_of(file, open_duties, tracked)),
        "asks_whereabouts": writes_whereabouts(request, case_file),
        "situation": file.last("situation"),
        "duties": [line for line in duties if line.form],
        "done_duty": request.GET.get("done", ""),
        "kept_duties": [line for line in duties if not line.form],
        "dated": dated,
        "any_time": [line for line in lines if line.tracked.is_open and line.tracked.deadline.late_at is None],
        "has_faults_below": bool(deadline_forms),
        "met": [line for line in lines if not line.tracked.is_open],
        "steps": showing.step_lines(file),
        "next_steps": [(code, EVENTS[code]) for code in likely_steps(file, today)[:_NEXT_STEPS]],
        "offences": showing.offence_lines(file),
        "looked_up_on": looked_up("offences").on,
        "next_day": showing.next_day_of(file, now, digits=digits),
        "to_come": to_come,
        "held": held,
        "unwritten": any(not day.happened for day in held),
        "must_warn": any(needs_warning(entry) for entry in file.all("bail")),
        "looked_up": {name: looked_up(name) for name in ("deadlines", "duties", "rights")},
        "rights": rights,
        "rights_count": sum(len(part) for _about, part in rights),
        "bails": showing.bail_lines(file),
        "safety": showing.witness_lines(file),
        "schemes": showing.schemes_of(file, today),
        "writable": {kind.code for _stage, kinds in writable_kinds(file, writer_of(request.actor)) for kind in kinds},
        "in_doubt": facts & {"maybe_child", "maybe_under_14"},
        "is_non_cognizable": "jj_non_cognizable_alone" in facts,
    }
    wrong = any(form.errors for form in [*(deadline_forms or {}).values(), *(duty_forms or {}).values()])
    return render(request, "cases/legal.html", page, status=422 if wrong else 200)
