"""One paragraph of a paper: written here by whoever tells the paper, with all its versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.evidence.account.selectors import find_teller
from jatan.evidence.indicators.scope import scope_of
from jatan.evidence.narrative.models import LONGEST_TEXT, Paragraph
from jatan.evidence.narrative.places import Place, find_place
from jatan.evidence.narrative.selectors import other_periods, versions_of
from jatan.evidence.narrative.services import WriteParagraph, write_paragraph
from jatan.evidence.reports.period_layout import days_in_words
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.programme.activities.choices import Theme
from jatan.web.reports import report_request
from jatan.web.reports.account.donor_page import asked_theme
from jatan.web.reports.report_request import ReportRequest
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records import submission

__all__ = ["paragraph_page"]

_EMPTY_LINE = gettext_lazy(
    "An empty line begins a new paragraph. Write no name of anybody without her written consent."
)


class ParagraphForm(AnswerForm):
    text_hi = long_text(gettext_lazy("In Hindi"), most=LONGEST_TEXT, hint=_EMPTY_LINE)
    text_en = long_text(gettext_lazy("In English"), most=LONGEST_TEXT, hint=gettext_lazy("For the English paper."))


@needs(Permission.REPORTS_SEE)
def paragraph_page(request: StaffRequest, code: str) -> HttpResponseBase:
    """The paragraph of one place and period with its versions. POST writes a new version."""
    where = find_place(code)
    question = report_request.parse_request(request.GET)
    theme = asked_theme(request) if where is not None and where.paper == "donor" else ""
    scope = scope_of(request.actor, organisation=question.organisation, district=question.district)
    teller = find_teller(request.actor, scope)
    if where is None or teller is None or not question.is_readable:
        raise Http404
    may_write = teller in request.actor.reach(Permission.NARRATIVE_WRITE).organisations
    if request.method == "POST" and not may_write:
        raise Http404
    versions = versions_of(request.actor, teller, code, question.period, theme)
    current = next((row for row in versions if row.replaced_at is None), None)
    back = _paper_url(where, question, theme)
    form = _form(request, current) if may_write else None
    if form is not None and submission.submit_form(
        form, lambda answers: _write(request, teller, where, question, theme, answers)
    ):
        messages.success(request, _("Saved. The former text is kept with its versions."))
        return redirect(f"{back}#{code}")
    page = _page(request, where, question, theme, teller, versions) | {"form": form, "back": back}
    return render(request, "reports/account/paragraph.html", page, status=422 if form and form.errors else 200)


def _form(request: StaffRequest, current: Paragraph | None) -> AnswerForm:
    initial = {"text_hi": current.text_hi, "text_en": current.text_en} if current else {}
    return submission.bind_form(ParagraphForm, request, initial=initial)


def _write(
    request: StaffRequest, teller: uuid.UUID, where: Place, question: ReportRequest, theme: str, answers: Any
) -> bool:
    command = WriteParagraph(
        organisation=teller,
        place=where.code,
        first=question.period.start,
        last=question.period.end,
        theme=theme,
        text_hi=answers["text_hi"],
        text_en=answers["text_en"],
        before=_id(request.POST.get("before", "")),
    )
    write_paragraph(by=request.actor, command=command)
    return True


def _page(
    request: StaffRequest,
    where: Place,
    question: ReportRequest,
    theme: str,
    teller: uuid.UUID,
    versions: list[Paragraph],
) -> dict[str, Any]:
    current = next((row for row in versions if row.replaced_at is None), None)
    writers = {row.written_by for row in versions if row.written_by}
    names = dict(Account.objects.filter(id__in=writers).values_list("id", "name"))
    elsewhere = other_periods(request.actor, teller, where.code, question.period, theme)
    return {
        "place": where,
        "whose": Organisation.objects.get(id=teller).name,
        "period": days_in_words(question.period),
        "theme": str(Theme(theme).label) if theme else "",
        "current": current,
        "before": str(current.id) if current else "",
        "versions": [(row, names.get(row.written_by, "") if row.written_by else "") for row in versions],
        "elsewhere": [
            (_paragraph_url(where, question.within(row.period), theme), days_in_words(row.period)) for row in elsewhere
        ],
    }


def _paper_url(where: Place, question: ReportRequest, theme: str) -> str:
    name = "donor_form" if where.paper == "donor" else "network_account"
    return reverse(name) + question.query(**({"theme": theme} if theme else {}))


def _paragraph_url(where: Place, question: ReportRequest, theme: str) -> str:
    return reverse("paragraph", args=[where.code]) + question.query(**({"theme": theme} if theme else {}))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
