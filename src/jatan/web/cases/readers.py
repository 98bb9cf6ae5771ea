"""Readers of a case: list, readings, giving and removing access, each with a reason."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.kernel.problems import Problem
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case, take_case_from
from jatan.programme.cases.file.readers import Grant, grants_of, possible_readers, readings
from jatan.programme.cases.writers import is_legal_officer
from jatan.web.cases.forms import GiveForm, ReasonForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_readers(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """List readers and readings, and give access to one more."""
    case_file = case_file_for(request, pk)
    others = possible_readers(request.keyring, case_file)
    people = sorted(((one, name) for one, (_kind, name) in others.items()), key=lambda pair: (pair[1], pair[0]))
    form = GiveForm(request.POST if request.method == "POST" else None, people=people)
    may_give = not is_legal_officer(request.actor)
    if may_give and form.is_valid() and _give(request, case_file, form, others):
        messages.success(request, _("It can be read from now on."))
        return redirect("case_readers", pk)
    page = {
        "case": case_file.case,
        "form": form,
        "given": grants_of(case_file),
        "readings": readings(case_file),
        "may_give": may_give,
        "has_others": bool(people),
        "me": request.actor.account_id,
        "supervises": _supervises(request, case_file),
    }
    return render(request, "cases/readers.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_reader_take(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Remove a reader. She cannot read anything from now on."""
    case_file = case_file_for(request, pk)
    one = next((given for given in grants_of(case_file) if given.principal == row), None)
    may_take = _supervises(request, case_file) or (one is not None and one.kind == Kind.USER)
    if one is None or not may_take or is_legal_officer(request.actor):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _take(request, case_file, one, form):
        messages.success(request, _("She can no longer read it. The case has a new key."))
        return redirect("cases") if row == request.actor.account_id else redirect("case_readers", pk)
    sentence = _("%(name)s will no longer be able to read this case. What was read stays known.") % {"name": one.name}
    page = {"case": case_file.case, "form": form, "heading": _("Take away"), "sentence": sentence}
    return render(request, "cases/deed.html", page, status=422 if form.errors else 200)


def _give(
    request: StaffRequest, case_file: OpenCaseFile, form: GiveForm, others: dict[uuid.UUID, tuple[Kind, str]]
) -> bool:
    cleaned = form.cleaned_data
    to = uuid.UUID(cleaned["to"])
    names = {reader: name for reader, (_kind, name) in others.items()}
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    try:
        give_case(**mine, to=Reader(others[to][0], to, cleaned["until"]), reason=cleaned["reason"], names=names)
    except Problem as raised:
        form.show(raised)
        return False
    return True


def _take(request: StaffRequest, case_file: OpenCaseFile, one: Grant, form: ReasonForm) -> bool:
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    try:
        take_case_from(**mine, principal=one.principal, name=one.name, reason=form.cleaned_data["reason"])
    except Problem as raised:
        form.show(raised)
        return False
    return True


def _supervises(request: StaffRequest, case_file: OpenCaseFile) -> bool:
    return case_file.case.organisation_id in request.actor.reach(Permission.CASES_RECORD).organisations
