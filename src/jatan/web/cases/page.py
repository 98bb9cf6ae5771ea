"""The page of one case: code, due items, timeline. It does not show her name."""

import uuid
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.programme.cases.entries.closure import waiting_request
from jatan.programme.cases.entries.consent import agreed_to_work
from jatan.programme.cases.entries.departure import DEPARTURE
from jatan.programme.cases.entries.identity import IDENTITY
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.legal_track import duties_of
from jatan.programme.cases.entries.linked import links_in
from jatan.programme.cases.entries.steps import StepState, steps_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import writer_of
from jatan.programme.cases.file.linked_files import has_proposal
from jatan.programme.cases.file.withdrawal import may_withdraw_file
from jatan.programme.cases.register.selectors import find_case, has_file
from jatan.web.cases import timeline
from jatan.web.cases.departure_prefill import has_departure
from jatan.web.cases.identity import writes_whereabouts
from jatan.web.cases.legal_display import duty_line, next_day_of
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.register import state_of
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import quarter_words


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """One case. A user who reaches its register row but has no key sees only the row."""
    try:
        found = case_file_for(request, pk)
        if found.lost:
            log_refusal(request.actor, Refused("lost"))
    except Forbidden:
        row = find_case(request.actor, pk)
        state, quarter = state_of(row.is_closed), quarter_words(row.opened_quarter)
        is_sealed = has_file(row)
        page = {"case": row, "quarter": quarter, "state": state, "has_file": is_sealed}
        return render(request, "cases/coded.html", page | _register_actions(request, row, is_sealed))
    return render(request, "cases/case.html", _page(request, found))


def _page(request: StaffRequest, case_file: OpenCaseFile) -> dict[str, Any]:
    file, today, now = case_file.file, clock.today(), clock.now()
    digits = request.account.uses_devanagari_digits
    stage = request.GET.get("stage", "")
    stage = stage if stage in Stage.values else ""
    steps, register = steps_of(file, today), file.last("register")
    page = timeline.entries_page(file, request.GET, stage=stage)
    names = timeline.names_on(page, file)
    next_day = next_day_of(file, now, digits=digits)
    return {
        "case": case_file.case,
        "who": timeline.sex_and_age(file, digits=digits),
        "opened_on": register.get("opened_on") if register else None,
        "lost": case_file.lost,
        "next_day": next_day,
        "due": timeline.due_in(file, today, digits=digits, without=next_day.row if next_day else None),
        "stages": timeline.stages_of(file, stage, steps),
        "duties": [duty_line(one, {}, now, digits=digits) for one in duties_of(file, today, now) if one.is_open],
        "wish": timeline.wish_line(file, writer_of(request.actor)),
        "danger": timeline.danger_line(file, writer_of(request.actor)),
        "urgency": timeline.urgency_line(file, names, digits=digits),
        "unfinished": timeline.unfinished(file, writer_of(request.actor)),
        "links": len(list(links_in(file))),
        "has_proposal": has_proposal(request.actor, case_file),
        "asks_age": _asks_age(request, case_file),
        "asks_whereabouts": writes_whereabouts(request, case_file),
        "next": None if case_file.hidden else next((one for one in steps if one.state == StepState.CURRENT), None),
        "unseen": len(case_file.hidden),
        "shows_all": not stage,
        "page": page,
        "lines": timeline.lines_of(page, file, names, digits=digits),
        "decide_url": _decide_url(request, case_file),
        "ways": timeline.writing_menu(file, writer_of(request.actor)),
        "departure_url": _departure_url(request, case_file),
    } | _register_actions(request, case_file.case, True)


def _asks_age(request: StaffRequest, case_file: OpenCaseFile) -> bool:
    """Whether there is no identity card yet: legal deadlines for a child depend on her age."""
    is_open = case_file.file.last("profile") is None and not case_file.case.is_closed
    return is_open and IDENTITY.is_open_to(writer_of(request.actor))


def _decide_url(request: StaffRequest, case_file: OpenCaseFile) -> str:
    """URL of the closing decision, for a supervisor who may decide; else ""."""
    supervises = case_file.case.organisation_id in request.actor.reach(Permission.CASES_RECORD).organisations
    waiting = waiting_request(case_file.file) if supervises else None
    is_mine = waiting is not None and waiting.written_by == request.actor.account_id
    return reverse("case_decide", args=[case_file.case.pk]) if waiting is not None and not is_mine else ""


def _departure_url(request: StaffRequest, case_file: OpenCaseFile) -> str:
    """URL to import the departure into the file, if she consented to case work; else ""."""
    may = DEPARTURE.is_open_to(writer_of(request.actor)) and agreed_to_work(case_file.file, clock.today())
    is_offered = may and not case_file.case.is_closed and has_departure(request.actor, case_file.file)
    return reverse("case_entry_new", args=[case_file.case.pk, DEPARTURE.code]) if is_offered else ""


def _register_actions(request: StaffRequest, row: Any, is_sealed: bool) -> dict[str, Any]:
    """Template context of actions on the register row, independent of access to the file."""
    supervises = row.organisation_id in request.actor.reach(Permission.CASES_RECORD).organisations
    may_correct = supervises or row.assigned_to == request.actor.account_id
    may_withdraw = may_withdraw_file(request.actor, row) if is_sealed else may_correct
    return {"supervises": supervises, "may_correct": may_correct, "may_withdraw": may_withdraw}
