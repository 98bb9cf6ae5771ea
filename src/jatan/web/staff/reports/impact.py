"""The impact report as a page: every number with its picture and its rows, compared, downloadable, printable."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact
from jatan.foundation.access.permissions import Permission
from jatan.web.needs import StaffRequest, needs
from jatan.web.staff.reports import asking, drawing
from jatan.web.staff.reports.pending import changes_waiting

__all__ = ["impact_page"]


@needs(Permission.REPORTS_SEE, counts=True)
def impact_page(request: StaffRequest) -> HttpResponseBase:
    """The whole report over one period, for this reader."""
    question = asking.asked(request.GET)
    report = impact(question.period, by=request.actor, organisation=question.organisation, district=question.district)
    with override(question.language):
        return render(request, "staff/reports/impact.html", _page(request, question, report))


def _page(request: StaffRequest, question: asking.Asked, report: ImpactReport) -> dict[str, Any]:
    pick = drawing.chosen(request.GET.get("show", ""))
    devanagari = request.account.uses_devanagari_digits
    return {
        "question": question,
        "report": report,
        "form": asking.filter_form(question, report.offices),
        "presets": asking.presets(question),
        "blocks": drawing.blocks_of(report, question),
        "compared": drawing.compared(report, question, pick, devanagari=devanagari),
        "picked": f"{pick[0].code}.{pick[1].name}",
        "options": drawing.options(),
        "kept": _kept(question),
        "files": [(kind, _file_url(question, kind)) for kind in ("xlsx", "pdf", "json")],
        "annex_url": reverse("report_annex") + question.query(),
        "waiting": changes_waiting(report.counted_in),
        "has_network": report.network is not None,
    }


def _kept(question: asking.Asked) -> dict[str, str]:
    """What the chooser of the charts sends along."""
    kept = {"from": question.period.start.isoformat(), "to": question.period.end.isoformat()}
    if question.organisation:
        kept["organisation"] = str(question.organisation)
    if question.district:
        kept["district"] = str(question.district)
    return kept


def _file_url(question: asking.Asked, kind: str) -> str:
    return reverse("report_file", args=[kind]) + question.query(language=question.language)
