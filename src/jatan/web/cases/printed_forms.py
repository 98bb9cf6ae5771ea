"""Papers for offices and meetings, printed in Hindi from the open file.

The writer sees what is filled in and chooses the parts before anything is made; parts that could hurt somebody are left
out until she takes them in. The PDF is made in memory, recorded like an export, and kept nowhere.
"""

import uuid
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy, override

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.letterheads import letterhead_of
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.file.access import OpenCaseFile, file_with_card, open_identity
from jatan.programme.cases.printed.forms import (
    FilledPart,
    PrintedForm,
    consent_problem,
    filled_parts,
    form_of,
    forms,
    record_print,
    request_of,
    requests_for,
)
from jatan.programme.cases.sharing.exports import require_exportable
from jatan.web.cases.entry_display import headline
from jatan.web.cases.entry_form import ProblemForm
from jatan.web.cases.open_case import READING_IS_RECORDED, case_file_for, shown_briefly
from jatan.web.cases.printed_pdf import form_pdf
from jatan.web.ui.downloads import send_file
from jatan.web.ui.keys.keyring import needs_keys
from jatan.web.ui.needs import StaffRequest, needs


class PartsForm(ProblemForm):
    """Which parts go onto the paper. At first those that are not sensitive."""

    parts = django_forms.MultipleChoiceField(
        label=gettext_lazy("These parts go onto the paper"),
        widget=django_forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one part.")},
    )

    def __init__(self, data: Any, *, parts: list[FilledPart]) -> None:
        usual = [one.part.code for one in parts if not one.part.is_sensitive]
        super().__init__(data, initial={"parts": usual})
        self.fields["parts"].choices = [(one.part.code, one.part.name) for one in parts]  # type: ignore[attr-defined]


@needs_keys
@needs(Permission.CASES_EXPORT, writes_on_get=READING_IS_RECORDED, fresh_second_step=True)
def case_forms(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """List the papers that can be made from this file."""
    require_exportable(request.actor, pk)
    case_file = case_file_for(request, pk)
    return render(request, "cases/printed_forms.html", {"case": case_file.case, "papers": forms().values()})


@needs_keys
@needs(Permission.CASES_EXPORT, writes_on_get=READING_IS_RECORDED, fresh_second_step=True)
def case_form(request: StaffRequest, pk: uuid.UUID, kind: str) -> HttpResponseBase:
    """List the parts of the paper; on request show what it would say, part by part; after the choice return the PDF.

    What it would say names her, so it is shown as the identity card is: by POST, and for a short time.
    """
    require_exportable(request.actor, pk)
    paper = form_of(kind)
    if paper is None:
        raise Http404
    case_file = case_file_for(request, pk)
    asked, wrong = _asked(request, case_file, paper)
    page: dict[str, Any] = {
        "case": case_file.case,
        "paper": paper,
        "wrong": consent_problem(paper, file_with_card(case_file), clock.today()) or wrong,
        "requests": _request_links(case_file, paper) if asked is None else [],
        "asked": headline(kind_of(asked.kind), asked, case_file.file) if asked else "",
    }
    if request.method != "POST" or wrong is not None:
        return render(request, "cases/printed_form.html", page, status=422 if request.method == "POST" else 200)
    case_file = open_identity(request.actor, request.keyring, case_file)
    parts = filled_parts(paper, case_file.file, request=asked)
    chosen = PartsForm(None if request.POST.get("deed") == "show" else request.POST, parts=parts)
    if chosen.is_valid():
        try:
            return _printed(request, case_file, paper, chosen.cleaned_data["parts"], asked)
        except (Problem, Problems) as raised:
            chosen.show(raised)
    page |= {"parts": parts, "form": chosen}
    response = render(request, "cases/printed_form.html", page, status=422 if chosen.errors else 200)
    return shown_briefly(response, reverse("case_form", args=[pk, kind]))


def _asked(request: StaffRequest, case_file: OpenCaseFile, paper: PrintedForm) -> tuple[Entry | None, Problem | None]:
    """The request of court or police that the paper goes with, as the address names it; or why there is none."""
    try:
        return request_of(paper, case_file.file, request.GET.get("request")), None
    except Problem as raised:
        return None, raised


def _request_links(case_file: OpenCaseFile, paper: PrintedForm) -> list[tuple[str, str]]:
    """(address, words) of the requests that the paper may go with."""
    root = reverse("case_form", args=[case_file.case.pk, paper.code])
    return [
        (f"{root}?request={one.row}", headline(kind_of(one.kind), one, case_file.file))
        for one in requests_for(paper, case_file.file)
    ]


def _printed(
    request: StaffRequest, case_file: OpenCaseFile, paper: PrintedForm, taken: list[str], asked: Entry | None
) -> HttpResponseBase:
    mine: dict[str, Any] = {"by": request.actor, "keyring": request.keyring, "case_file": case_file}
    row = record_print(**mine, form=paper, request=asked.row if asked else None)
    with override("hi"):
        parts = filled_parts(paper, case_file.file, taken, request=asked)
        code = case_file.case.code if paper.code == "conference_summary" else ""
        head = letterhead_of(row.organisation_id, "hi")
        made = form_pdf(paper, parts, head=head, code=code, mark=row.pk.hex[-8:])
    answer = send_file(made, f"{row.pk.hex[-8:]}.pdf")
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
