"""Actions on a register row: correct, assign, close or reopen, withdraw."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.creation import districts_for
from jatan.programme.cases.file.withdrawal import may_withdraw_file, withdraw_file
from jatan.programme.cases.register import selectors, services
from jatan.web.cases.closure import OpenItemLine, open_line
from jatan.web.cases.colleagues import counsellors_of
from jatan.web.cases.entry_form import ProblemForm
from jatan.web.cases.forms import AmendForm, AssignForm, ClosedOnForm, ReopenForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.cases.withdrawn_forms import WithdrawForm
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@needs(Permission.CASES_RECORD)
def case_amend(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Correct code, kind or district; the ledger keeps the previous values."""
    row = selectors.find_case(request.actor, pk)
    about: dict[str, Any] = {"current": {"code": row.code, "kind": row.kind}, "place": row.place}
    form = AmendForm(_data(request), **about, districts=districts_for(row.organisation_id))
    if _save(form, lambda cleaned: services.amend_case(by=request.actor, case=row, changes=form.changes())):
        return _redirect_to_case(request, row)
    return _form_page(request, row, form, _("Correct code or kind"))


@needs(Permission.CASES_RECORD)
def case_assign(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Assign a case to a counsellor of its organisation. Supervisors only."""
    row = selectors.find_case(request.actor, pk)
    _require_supervisor(request, row)
    form = AssignForm(_data(request), people=counsellors_of(row.organisation_id))
    if _save(form, lambda cleaned: services.assign_case(by=request.actor, case=row, to=uuid.UUID(cleaned["to"]))):
        return _redirect_to_case(request, row)
    return _form_page(request, row, form, _("Give to a counsellor"))


@needs(Permission.CASES_RECORD)
def toggle_case_closed(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Close or reopen a register row without a sealed file. Supervisors only.

    The service refuses a case with a file: that is closed by a decision in the file.
    """
    row = selectors.find_case(request.actor, pk)
    _require_supervisor(request, row)
    form = ReopenForm(_data(request)) if row.is_closed else ClosedOnForm(_data(request))
    about: dict[str, Any] = {"by": request.actor, "case": row}
    turn = services.reopen_case if row.is_closed else services.close_case
    title = _("Open again") if row.is_closed else _("Close the case")
    if _save(form, lambda cleaned: turn(**about, **cleaned)):
        return _redirect_to_case(request, row)
    return _form_page(request, row, form, title)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_withdraw(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Withdraw a case that should not have been registered. With a sealed file: supervisors only."""
    row = selectors.find_case(request.actor, pk)
    has_file = selectors.has_file(row)
    if has_file and not may_withdraw_file(request.actor, row):
        raise Http404
    case_file = _opened(request, row) if has_file else None
    form = WithdrawForm(_data(request), file=case_file.file if case_file else None)
    if _save(form, lambda _cleaned: _withdraw(request, row, case_file, form.answers())):
        messages.success(request, _("The case is withdrawn. A supervisor can bring it back."))
        return redirect("cases")
    sentence = _("This case will stand in no list and no number any more. A supervisor can bring it back.")
    running = _running_lines(request, case_file) if case_file else []
    return _form_page(request, row, form, _("Withdraw"), sentence=sentence, running=running)


def _running_lines(request: StaffRequest, case_file: OpenCaseFile) -> list[OpenItemLine]:
    """What runs on in the file and bars withdrawing it."""
    digits = request.account.uses_devanagari_digits
    items = open_items(case_file.file, clock.today())
    return [open_line(item, {}, case_file.file, digits=digits) for item in items if item.runs_on]


def _opened(request: StaffRequest, row: Any) -> OpenCaseFile | None:
    """The case's file, to list open items; None without access to it."""
    try:
        return case_file_for(request, row.pk)
    except Forbidden:
        return None


def _withdraw(request: StaffRequest, row: Any, case_file: OpenCaseFile | None, cleaned: dict[str, Any]) -> None:
    if case_file is not None:
        withdraw_file(by=request.actor, keyring=request.keyring, case_file=case_file, **cleaned)
    elif selectors.has_file(row):
        raise Problem("keys_needed", _("No key to this file was given to you."))
    else:
        services.withdraw_case(by=request.actor, case=row, why=cleaned["why"])


def _require_supervisor(request: StaffRequest, row: Any) -> None:
    if row.organisation_id not in request.actor.reach(Permission.CASES_RECORD).organisations:
        raise Http404


def _data(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _save(form: ProblemForm, act: Callable[[dict[str, Any]], object]) -> bool:
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (Problem, Problems) as raised:
        form.show(raised)
        return False
    return True


def _redirect_to_case(request: StaffRequest, row: Any) -> HttpResponseBase:
    messages.success(request, _("It is written down."))
    return redirect("case", row.pk)


def _form_page(
    request: StaffRequest,
    row: Any,
    form: ProblemForm,
    title: str,
    *,
    sentence: str = "",
    running: Sequence[OpenItemLine] = (),
) -> HttpResponseBase:
    page = {"case": row, "form": form, "heading": title, "sentence": sentence, "running": running}
    return render(request, "cases/deed.html", page, status=422 if form.errors else 200)
