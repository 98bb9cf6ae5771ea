"""Pages on which a duty, a day of the law or danger is said not to apply, and the one that asks about the past."""

import uuid
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.duty_answer import is_open
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.entries.late_file import past_items
from jatan.programme.cases.entries.legal_answers import (
    ANSWER,
    DANGER,
    NOT_APPLICABLE,
    answer_about,
    reason_words,
    waits_for_supervisor,
)
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import write_entry, writer_of
from jatan.programme.cases.file.late_file import answer_past
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.legal_forms import NotApplicableForm, PastForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


class _About(NamedTuple):
    """What is asked about: a duty (or danger) or a deadline, and the entry from which it follows, if any."""

    duty: str
    deadline: str
    event: uuid.UUID | None

    @property
    def what(self) -> Label:
        if self.duty == DANGER:
            return due_words(DANGER)
        return due_words(f"duty:{self.duty}" if self.duty else f"deadline:{self.deadline}")


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_law_answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Say that something does not apply. Of a duty or danger it counts once a supervisor agrees, here too."""
    case_file = case_file_for(request, pk)
    about = _about(request, case_file.file)
    waiting = _waiting(case_file.file, about)
    supervises = writer_of(request.actor).is_supervisor
    data = request.POST if request.method == "POST" else None
    form = NotApplicableForm(data, duty=about.duty, needs_reason=supervises or not about.duty)
    if waiting is not None and data is None and "why" in form.fields:
        form.fields["why"].initial = waiting.get("why", "")
    if form.is_valid():
        try:
            _write(request, case_file, about, waiting, form.cleaned_data)
        except Problems as raised:
            form.show(raised)
        else:
            is_decided = supervises or not about.duty
            messages.success(request, _("It is written in the file.") if is_decided else _("A supervisor is asked."))
            return redirect("case" if about.duty == DANGER else "case_law", pk)
    page = {
        "case": case_file.case,
        "about": about,
        "form": form,
        "supervises": supervises,
        "waiting": reason_words(waiting) if waiting else "",
        "words": waiting.get("reason", "") if waiting else "",
        "by": names_of([waiting.written_by]).get(waiting.written_by, "") if waiting else "",
    }
    return render(request, "cases/law_answer.html", page, status=422 if form.errors else 200)


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_law_past(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Ask on one page what became of all that lies in the past of a file typed in late."""
    case_file = case_file_for(request, pk)
    data = request.POST if request.method == "POST" else None
    items = past_items(case_file.file, clock.today(), clock.now())
    forms = {item.key: PastForm(data, item=item) for item in items}
    if data is not None and all(form.is_valid() for form in forms.values()):
        given = [answer for form in forms.values() if (answer := form.given()) is not None]
        try:
            answer_past(by=request.actor, keyring=request.keyring, case_file=case_file, answers=given)
        except Problems as raised:
            _show(forms, raised)
        else:
            messages.success(request, _("It is written in the file."))
            return redirect("case_law", pk)
    is_wrong = any(form.errors for form in forms.values())
    page = {"case": case_file.case, "forms": list(forms.values()), "is_wrong": is_wrong}
    return render(request, "cases/law_past.html", page, status=422 if is_wrong else 200)


def _about(request: StaffRequest, file: CaseFile) -> _About:
    """What the address or form names, if it is open. Raises Http404."""
    asked = request.POST if request.method == "POST" else request.GET
    event = asked.get("event", "")
    about = _About(asked.get("duty", ""), asked.get("deadline", ""), uuid.UUID(event) if is_id(event) else None)
    is_one = bool(about.duty) != bool(about.deadline)
    if not is_one or not is_open(file, writer_of(request.actor), about.duty, about.deadline, about.event):
        raise Http404
    return about


def _waiting(file: CaseFile, about: _About) -> Entry | None:
    answer = answer_about(file, duty=about.duty, deadline=about.deadline, event=about.event)
    return answer if waits_for_supervisor(answer) else None


def _write(
    request: StaffRequest, case_file: OpenCaseFile, about: _About, waiting: Entry | None, given: dict[str, Any]
) -> None:
    """Write the answer, or the supervisor's revision of the one that waits: what was asked stays in its history."""
    answers: dict[str, Any] = {"answer": NOT_APPLICABLE, "event": about.event}
    answers |= {"duty": about.duty, "why": given.get("why")} if about.duty else {"deadline": about.deadline}
    answers["reason"] = given["reason"]
    if about.duty and writer_of(request.actor).is_supervisor:
        words = waiting.get("reason", "") if waiting else given["reason"]
        answers |= {"is_confirmed": True, "confirmed_because": given["reason"], "reason": words}
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    row, base = (waiting.row, waiting.revision) if waiting else (None, None)
    write_entry(**mine, kind=ANSWER, answers=answers, row=row, base=base)


def _show(forms: dict[str, PastForm], raised: Problems) -> None:
    """Each problem at the form of its item; one of none stands at the first."""
    for problem in raised.problems:
        key, _colon, field = (problem.field or "").partition(":")
        form = forms.get(key) or next(iter(forms.values()))
        form.show(Problems([problem.at(field)]))
