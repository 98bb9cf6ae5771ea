"""Withdrawn cases, for supervisors: list, bring back, erase."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.cases.choices import ERASED, Withdrawn
from jatan.programme.cases.file.erasure import erase_withdrawn, may_erase
from jatan.programme.cases.file.withdrawal import bring_back_file
from jatan.programme.cases.register.selectors import has_file, withdrawn_cases
from jatan.programme.cases.register.services import bring_back_case
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.withdrawn_forms import BringBackForm, EraseForm
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import quarter_words

_SHOWN = 200


@needs(Permission.CASES_RECORD)
@require_safe
def cases_withdrawn(request: StaffRequest) -> HttpResponseBase:
    """The list of withdrawn cases. Supervisors only."""
    if not request.actor.reach(Permission.CASES_RECORD).organisations:
        raise Http404
    rows = list(withdrawn_cases(request.actor)[:_SHOWN])
    names = names_of(row.withdrawn_by for row in rows)
    shown = [_line(request, row, names.get(row.withdrawn_by, "")) for row in rows]
    return render(request, "cases/withdrawn.html", {"rows": shown})


@needs_keys
@needs(Permission.CASES_RECORD)
def case_bring_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Bring a withdrawn case back."""
    row = withdrawn_cases(request.actor).filter(pk=pk).exclude(withdrawn_reason=ERASED).first()
    if row is None:
        raise Http404
    form = BringBackForm(request.POST if request.method == "POST" else None, has_file=has_file(row))
    if form.is_valid():
        try:
            _bring_back(request, row, form.cleaned_data)
        except Problem as raised:
            form.show(raised)
        else:
            messages.success(request, _("The case is back in the register."))
            return redirect("case", pk)
    page = {"case": row, "form": form, "why": _why(row), "quarter": quarter_words(row.opened_quarter)}
    return render(request, "cases/bring_back.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD)
def case_erase(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Erase a withdrawn case. A second supervisor only, with open keys."""
    row = withdrawn_cases(request.actor).filter(pk=pk).first()
    if row is None or not may_erase(request.actor, row):
        raise Http404
    keyring = request.keyring
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erase_withdrawn(by=request.actor, keyring=keyring, case=row, why=form.cleaned_data["why"])
        except Problem as raised:
            form.show(raised)
        else:
            done = _("It is deleted. The ledger keeps who did it and why, and nothing of what it said.")
            messages.success(request, done)
            return redirect("cases_withdrawn")
    page = {"case": row, "form": form, "why": _why(row), "quarter": quarter_words(row.opened_quarter)}
    return render(request, "cases/erase.html", page, status=422 if form.errors else 200)


def _line(request: StaffRequest, row: Any, by: str) -> dict[str, Any]:
    is_erased = row.withdrawn_reason == ERASED
    why, quarter = _why(row), quarter_words(row.opened_quarter)
    may = may_erase(request.actor, row)
    return {"case": row, "quarter": quarter, "why": why, "by": by, "is_erased": is_erased, "may_erase": may}


def _bring_back(request: StaffRequest, row: Any, answers: dict[str, Any]) -> None:
    if "words" not in answers:
        bring_back_case(by=request.actor, case=row)
        return
    try:
        bring_back_file(by=request.actor, keyring=request.keyring, case_id=row.pk, **answers)
    except Forbidden:
        raise Problem("keys_needed", _("No key to this file was given to you.")) from None


def _why(row: Any) -> Any:
    if row.withdrawn_reason == ERASED:
        return _("deleted for good")
    return Withdrawn(row.withdrawn_reason).label if row.withdrawn_reason in Withdrawn.values else ""
