"""The page of the account: the network's sentences with their numbers, and the paper as PDF and DOCX."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from jatan.evidence.account.selectors import PaperOfReader, account_paper
from jatan.foundation.access.permissions import Permission
from jatan.web.reports import report_request
from jatan.web.reports.account.display import paper_files, paragraph_block, shown_parts
from jatan.web.reports.account.downloads import answer_with_file
from jatan.web.reports.recount_state import changes_waiting
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["account_file", "account_page"]


@needs(Permission.REPORTS_SEE, counts=True)
def account_page(request: StaffRequest) -> HttpResponseBase:
    """Every sentence of the account over one period, for this reader."""
    question = report_request.parse_request(request.GET)
    found = _paper(request, question)
    page: dict[str, Any] = {
        "question": question,
        "paper": found.paper,
        "parts": shown_parts(found, question, request.actor),
        "opening": paragraph_block(found, "account_opening", question, request.actor),
        "closing": paragraph_block(found, "account_closing", question, request.actor),
        "form": report_request.filter_form(question, found.report.offices),
        "presets": report_request.presets(question),
        "files": paper_files("network_account_file", question),
        "other_url": reverse("donor_form") + question.query(),
        "report_url": reverse("report_impact") + question.query(),
        "waiting": changes_waiting(found.report.counted_in),
    }
    with override(question.language):
        return render(request, "reports/account/account.html", page)


@needs(Permission.REPORTS_SEE, counts=True)
def account_file(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The reader's account as PDF or DOCX."""
    return answer_with_file(_paper(request, report_request.parse_request(request.GET)), kind)


def _paper(request: StaffRequest, question: report_request.ReportRequest) -> PaperOfReader:
    return account_paper(
        question.period,
        by=request.actor,
        language=question.language,
        organisation=question.organisation,
        district=question.district,
    )
