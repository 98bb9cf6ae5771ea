"""Decide about closing a case (supervisors), and reopen one (also its counsellor)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closure import REOPENING, waiting_request
from jatan.programme.cases.entries.open_items import PLAN_GOES_ON, REASONS_FIELD, OpenItem, open_items, reasons_of
from jatan.programme.cases.file.closure import decide_closure, reopen_file
from jatan.web.cases.entry_display import answers_of, item_line, item_url, kind_for, set_aside_lines
from jatan.web.cases.entry_form import EntryForm
from jatan.web.cases.forms import DecisionForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@dataclass(frozen=True)
class OpenItemLine:
    """An open item with the reason of whoever asked, "" if it is newer than the request.

    `is_grave`: danger or a duty; `bars`: bars closing despite any reason; `goes_on`: the request
    says that it goes on after closing.
    """

    url: str
    words: str
    reason: str
    is_grave: bool
    bars: bool
    goes_on: bool = False


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_decide(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The closure request, and the form for the decision, in which each open item stands once with its reason."""
    case_file = case_file_for(request, pk)
    waiting = waiting_request(case_file.file)
    if (
        waiting is None
        or case_file.case.organisation_id not in request.actor.reach(Permission.CASES_RECORD).organisations
    ):
        raise Http404
    items, given = open_items(case_file.file, clock.today()), reasons_of(waiting.answers)
    goes_on = bool(waiting.get(PLAN_GOES_ON))
    data = request.POST if request.method == "POST" else None
    left = [item for item in items if not (goes_on and item.can_go_on)]
    form = DecisionForm(data, seen=waiting.revision, items=left, given=given, file=case_file.file)
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        try:
            decide_closure(**mine, **form.answers(), request=waiting.row)
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("It is written in the file."))
            return redirect("case", pk)
    digits = request.account.uses_devanagari_digits
    request_alone = replace(
        waiting, answers={name: answer for name, answer in waiting.answers.items() if name != REASONS_FIELD}
    )
    page = {
        "case": case_file.case,
        "form": form,
        "answers": list(answers_of(kind_for(waiting.kind), request_alone, case_file.file, digits=digits)),
        "unasked": [
            open_line(item, given, case_file.file, digits=digits, goes_on=goes_on)
            for item in items
            if item.bars or item not in left
        ],
        "is_clear": not items,
        "bars": any(item.bars for item in items),
        "set_aside": set_aside_lines(case_file.file),
    }
    return render(request, "cases/decide.html", page, status=422 if form.errors else 200)


def open_line(
    item: OpenItem, given: Mapping[str, str], file: CaseFile, *, digits: bool, goes_on: bool = False
) -> OpenItemLine:
    """An open item with its link and reason, for a page."""
    words, reason = item_line(item, file, digits=digits), given.get(item.key, "")
    is_grave, is_planned = item.code == "danger" or item.bars, goes_on and item.can_go_on
    return OpenItemLine(item_url(item, file), words, reason, is_grave, item.bars, is_planned)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_reopen(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Reopen a closed case."""
    case_file = case_file_for(request, pk)
    if not case_file.file.is_closed:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, kind=REOPENING, file=case_file.file, answers={})
    if form.is_valid():
        try:
            reopen_file(by=request.actor, keyring=request.keyring, case_file=case_file, answers=form.answers())
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("The case is open again. Ask for her consent anew."))
            return redirect("case", pk)
    page = {"case": case_file.case, "form": form, "kind": REOPENING}
    return render(request, "cases/entry_form.html", page, status=422 if form.errors else 200)
