"""The page of the donor's form: what goes into it, the paragraphs between its parts, and the form as PDF and DOCX."""

from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jatan.evidence.account.selectors import PaperOfReader, donor_paper
from jatan.foundation.access.permissions import Permission
from jatan.programme.activities.choices import Theme
from jatan.web.reports import report_request
from jatan.web.reports.account.display import paper_files, paragraph_block, shown_parts
from jatan.web.reports.account.downloads import answer_with_file
from jatan.web.reports.recount_state import changes_waiting
from jatan.web.reports.report_request import ReportRequest
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["asked_theme", "donor_file", "donor_page"]


@needs(Permission.REPORTS_SEE, counts=True)
def donor_page(request: StaffRequest) -> HttpResponseBase:
    """The form over one period, for this reader."""
    asked = report_request.parse_request(request.GET)
    theme = asked_theme(request)
    question = _without_district(asked, theme)
    found = _paper(request, question, theme)
    page: dict[str, Any] = {
        "question": question,
        "paper": found.paper,
        "parts": shown_parts(found, question, request.actor, theme),
        "opening": paragraph_block(found, "donor_opening", question, request.actor, theme),
        "closing": paragraph_block(found, "donor_closing", question, request.actor, theme),
        "form": _filter(request, question, theme, found),
        "presets": report_request.presets(question),
        "files": paper_files("donor_form_file", question, theme=theme),
        "other_url": reverse("network_account") + question.query(),
        "is_district_left_out": asked.district != question.district,
        "waiting": changes_waiting(found.report.counted_in),
    }
    with override(question.language):
        return render(request, "reports/account/donor.html", page)


@needs(Permission.REPORTS_SEE, counts=True)
def donor_file(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The reader's form as PDF or DOCX."""
    theme = asked_theme(request)
    question = _without_district(report_request.parse_request(request.GET), theme)
    return answer_with_file(_paper(request, question, theme), kind, theme)


def asked_theme(request: StaffRequest) -> str:
    """The theme in the address, for readers of whole organisations; "" for none or an unknown one."""
    theme = request.GET.get("theme", "")
    is_known = theme in Theme.values and bool(request.actor.reach(Permission.REPORTS_SEE).organisations)
    return theme if is_known else ""


def _without_district(question: ReportRequest, theme: str) -> ReportRequest:
    """Themes are counted for whole organisations: with one, the district is left out, and the page says so."""
    return replace(question, district=None) if theme else question


def _paper(request: StaffRequest, question: ReportRequest, theme: str) -> PaperOfReader:
    return donor_paper(
        question.period,
        by=request.actor,
        language=question.language,
        organisation=question.organisation,
        district=question.district,
        theme=theme,
    )


def _filter(request: StaffRequest, question: ReportRequest, theme: str, found: PaperOfReader) -> forms.Form:
    form = report_request.filter_form(question, found.report.offices)
    if request.actor.reach(Permission.REPORTS_SEE).organisations:
        form.fields["theme"] = choice(_("Project theme"), Theme, empty=_("all work"))
        form.initial = {**form.initial, "theme": theme}
    return form
