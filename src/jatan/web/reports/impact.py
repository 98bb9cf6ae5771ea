"""The page of the impact report: numbers with bars and links to their rows, comparisons, downloads."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.layout import has_unrecorded, not_recorded_note, scale_note, what_was_done
from jatan.evidence.reports.period_sections import with_period_sections
from jatan.foundation.access.permissions import Permission
from jatan.web.reports import charts, report_request
from jatan.web.reports.changed import changed_lines
from jatan.web.reports.period_sections import section_context
from jatan.web.reports.recount_state import changes_waiting
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["impact_page"]


@needs(Permission.REPORTS_SEE, counts=True)
def impact_page(request: StaffRequest) -> HttpResponseBase:
    """The whole report over one period, for this reader."""
    question = report_request.parse_request(request.GET)
    found = impact_report(
        question.period,
        by=request.actor,
        organisation=question.organisation,
        district=question.district,
        compared_with=question.compared_with,
    )
    report = with_period_sections(
        found, by=request.actor, organisation=question.organisation, district=question.district
    )
    with override(question.language):
        return render(request, "reports/impact.html", _page(request, question, report))


def _page(request: StaffRequest, question: report_request.ReportRequest, report: ImpactReport) -> dict[str, Any]:
    pick = charts.selected_number(request.GET.get("show", ""))
    devanagari = request.account.uses_devanagari_digits
    return {
        "question": question,
        "report": report,
        "compares": report.earlier is not None and not report.earlier.is_empty,
        "scale_note": scale_note(report),
        "did": what_was_done(report),
        "form": report_request.filter_form(question, report.offices, compares=True),
        "presets": report_request.presets(question),
        "blocks": charts.indicator_blocks(report, question),
        "compared": charts.comparisons(report, question, pick, devanagari=devanagari),
        "picked": f"{pick[0].code}.{pick[1].name}",
        "options": charts.number_options(),
        "kept": _filter_fields(question),
        "files": [(kind, _file_url(question, kind)) for kind in ("xlsx", "pdf", "html", "json")],
        "annex_url": reverse("report_annex") + question.query(),
        "waiting": changes_waiting(report.counted_in),
        "changed": changed_lines(report, question, request.actor),
        "has_network": report.network is not None,
        "not_recorded_note": not_recorded_note(report) if has_unrecorded(report) else "",
    } | section_context(report, question)


def _filter_fields(question: report_request.ReportRequest) -> dict[str, str]:
    """Hidden fields of the chart selection form."""
    fields = {"from": question.period.start.isoformat(), "to": question.period.end.isoformat()}
    if question.organisation:
        fields["organisation"] = str(question.organisation)
    if question.district:
        fields["district"] = str(question.district)
    return fields | question.comparison_fields()


def _file_url(question: report_request.ReportRequest, kind: str) -> str:
    return reverse("report_file", args=[kind]) + question.query(language=question.language)
