"""Files that belong together: list, link, accept or put away a proposal, take a link back."""

import uuid
from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.linked import TIES
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.linked_files import (
    Linked,
    accept_link,
    decline_link,
    link_file,
    linked_files,
    proposals,
    take_back_link,
)
from jatan.programme.cases.writers import is_legal_officer
from jatan.web.cases.entry_form import ProblemForm
from jatan.web.cases.forms import ReasonForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.fields import long_text, text
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs

_DECISIONS: Final[dict[str, Callable[..., Any]]] = {"accept": accept_link, "decline": decline_link}


class LinkForm(ProblemForm):
    """Link with the file of a code. The code is typed: a list would tell which files there are."""

    code = text(gettext_lazy("Code of the other file"), needed=True, most=40)
    tie = forms.ChoiceField(label=gettext_lazy("How they belong together"), choices=TIES, widget=StackedRadios)
    note = long_text(
        gettext_lazy("What the other file should know"), hint=gettext_lazy("Stands in both files, sealed.")
    )


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_linked(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The linked files of a case and what is proposed to it; a form for one more."""
    case_file = case_file_for(request, pk)
    decision = request.POST.get("deed", "") if request.method == "POST" else ""
    may_write = not is_legal_officer(request.actor)
    if decision in _DECISIONS:
        _decide(request, case_file, decision)
        return redirect("case_linked", pk)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if may_write and form.is_valid() and _link(request, case_file, form):
        return redirect("case_linked", pk)
    page = {
        "case": case_file.case,
        "form": form,
        "links": [(one, _tie(one)) for one in linked_files(request.keyring, case_file)],
        "proposals": [(one, dict(TIES)[one.tie]) for one in proposals(request.actor, request.keyring, case_file)],
        "may_write": may_write,
    }
    return render(request, "cases/linked.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_link_take(request: StaffRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponseBase:
    """Take a link back, in both files where she can open both."""
    case_file = case_file_for(request, pk)
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "linked_file" or entry.withdrawn or is_legal_officer(request.actor):
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        try:
            take_back_link(**mine, row=row, reason=form.cleaned_data["reason"])
        except Problems as raised:
            form.show(raised)
        else:
            messages.success(request, _("The link no longer counts."))
            return redirect("case_linked", pk)
    sentence = _("If you can open the other file, the link is taken back there too.")
    page = {"case": case_file.case, "form": form, "heading": _("Take the link back"), "sentence": sentence}
    return render(request, "cases/deed.html", page, status=422 if form.errors else 200)


def _decide(request: StaffRequest, case_file: OpenCaseFile, decision: str) -> None:
    """Accept a proposal or put it away, and say so. Raises Http404 for an id that is none."""
    try:
        letter = uuid.UUID(request.POST.get("letter", ""))
    except ValueError:
        raise Http404 from None
    try:
        _DECISIONS[decision](by=request.actor, keyring=request.keyring, case_file=case_file, letter=letter)
    except Problems as refused:
        for problem in refused.problems:
            messages.warning(request, str(problem.message))
        return
    messages.success(request, _("The files are linked.") if decision == "accept" else _("The proposal is put away."))


def _link(request: StaffRequest, case_file: OpenCaseFile, form: LinkForm) -> bool:
    """Link the file. The message does not tell whether she may open the other file, or whether there is one."""
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    try:
        link_file(**mine, **form.cleaned_data)
    except Problems as raised:
        form.show(raised)
        return False
    done = _("It is written in this file. If colleagues of our own organisation keep that file, they are asked.")
    messages.success(request, done)
    return True


def _tie(one: Linked) -> Any:
    return dict(TIES).get(str(one.entry.get("tie")), "")
