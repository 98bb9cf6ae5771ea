"""A supervisor decides about closing a case; its counsellor opens it again when she is needed."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.closing import REOPENING, waiting_request
from jatan.programme.cases.file.closing import decide_closure, reopen_file
from jatan.web.cases.asking import EntryForm
from jatan.web.cases.forms import DecisionForm
from jatan.web.cases.opened import TRACE, opened
from jatan.web.cases.showing import answers_of, kind_for
from jatan.web.needs import StaffRequest, needs
from jatan.web.vault.opening import needs_keys

__all__ = ["case_decide", "case_reopen"]


@needs_keys
@needs(Permission.CASES_RECORD, tells=TRACE)
def case_decide(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The request with all it says, and the decision about it."""
    found = opened(request, pk)
    waiting = waiting_request(found.file)
    if waiting is None or found.case.organisation_id not in request.actor.reach(Permission.CASES_RECORD).organisations:
        raise Http404
    form = DecisionForm(request.POST if request.method == "POST" else None, seen=waiting.revision)
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "found": found}
        try:
            decide_closure(**mine, **form.cleaned_data, request=waiting.row)
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("It is written in the file."))
            return redirect("case", pk)
    digits = request.account.uses_devanagari_digits
    answers = list(answers_of(kind_for(waiting.kind), waiting, found.file, digits=digits))
    page = {"case": found.case, "form": form, "answers": answers}
    return render(request, "staff/cases/decide.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, tells=TRACE)
def case_reopen(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """A closed case goes on."""
    found = opened(request, pk)
    if not found.file.is_closed:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, kind=REOPENING, file=found.file, answers={})
    if form.is_valid():
        try:
            reopen_file(by=request.actor, keyring=request.keyring, found=found, said=form.said())
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("The case is open again. Ask for her consent anew."))
            return redirect("case", pk)
    page = {"case": found.case, "form": form, "kind": REOPENING}
    return render(request, "staff/cases/entry_form.html", page, status=422 if form.errors else 200)
