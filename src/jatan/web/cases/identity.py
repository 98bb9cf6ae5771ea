"""The identity card: shown on request only, by POST, and each reading is recorded."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.identity import IDENTITY, asks_whereabouts
from jatan.programme.cases.file.access import OpenCaseFile, open_identity, revisions
from jatan.programme.cases.file.entry_store import writer_of
from jatan.programme.cases.sharing.ended_consent import write_and_shut
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.departure_prefill import identity_answers
from jatan.web.cases.entry_display import Answer, answers_of
from jatan.web.cases.entry_form import EntryForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for, shown_briefly
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


@needs_keys
@needs(Permission.CASES_RECORD, writes_on_get=READING_IS_RECORDED)
def case_identity(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Confirm, show and change the identity card."""
    case_file = case_file_for(request, pk)
    if request.method != "POST":
        return render(request, "cases/identity_ask.html", {"case": case_file.case})
    case_file = open_identity(request.actor, request.keyring, case_file)
    card, action = case_file.file.identity, request.POST.get("deed", "show")
    may_change = IDENTITY.is_open_to(writer_of(request.actor))
    if may_change and (card is None or action in ("edit", "save")):
        return _change(request, case_file, card, is_saving=action == "save")
    if card is None or action in ("edit", "save"):
        raise Http404
    page = _page(request, case_file, card, wants_history=action == "history") | {"may_change": may_change}
    return shown_briefly(render(request, "cases/identity.html", page), reverse("case", args=[pk]))


def writes_whereabouts(request: StaffRequest, case_file: OpenCaseFile) -> bool:
    """Whether to ask her where the child is: the card leaves it open, and she may write it."""
    is_asked = not case_file.case.is_closed and asks_whereabouts(case_file.file, clock.today())
    return is_asked and IDENTITY.is_open_to(writer_of(request.actor))


def _page(request: StaffRequest, case_file: OpenCaseFile, card: Entry, *, wants_history: bool) -> dict[str, Any]:
    earlier = revisions(case_file, card.row)[1:] if wants_history else []
    names = names_of(one.written_by for one in (card, *earlier))
    return {
        "case": case_file.case,
        "card": card,
        "by": names.get(card.written_by, ""),
        "answers": _answers(request, case_file, card),
        "earlier": [(one, names.get(one.written_by, ""), _answers(request, case_file, one)) for one in earlier],
    }


def _change(request: StaffRequest, case_file: OpenCaseFile, card: Entry | None, *, is_saving: bool) -> HttpResponseBase:
    answers, base = (card.answers, card.revision) if card else (identity_answers(request.actor, case_file.file), 0)
    form = EntryForm(
        request.POST if is_saving else None, kind=IDENTITY, file=case_file.file, answers=answers, base=base
    )
    meanwhile: list[Answer] = []
    if form.is_valid():
        mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
        row = card.row if card else None
        try:
            write_and_shut(**mine, kind=IDENTITY.code, answers=form.answers(), row=row, base=form.base_revision())
        except Problems as raised:
            form.show(raised)
            if card and any(problem.code == "changed_meanwhile" for problem in raised.problems):
                meanwhile = _answers(request, case_file, card)
                form.rebase_on(card.revision)
        else:
            messages.success(request, _("The identity card is sealed again."))
            return redirect("case", case_file.case.pk)
    page = {"case": case_file.case, "form": form, "kind": IDENTITY, "meanwhile": meanwhile}
    return render(request, "cases/identity_form.html", page, status=422 if form.errors else 200)


def _answers(request: StaffRequest, case_file: OpenCaseFile, card: Entry) -> list[Answer]:
    return list(answers_of(IDENTITY, card, case_file.file, digits=request.account.uses_devanagari_digits))
