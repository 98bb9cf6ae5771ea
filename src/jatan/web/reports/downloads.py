"""Downloads of the report, in the requested language, and of all corridors."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.text import slugify

from jatan.evidence.atlas.corridors import EVERY_CORRIDOR, corridors
from jatan.evidence.atlas.workbook import corridors_workbook
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.reports.impact import render
from jatan.evidence.reports.period_sections import with_period_sections
from jatan.evidence.reports.printed_parts import with_printed_parts
from jatan.foundation.access.permissions import Permission
from jatan.web.reports.report_request import offices_of, parse_request
from jatan.web.ui.needs import StaffRequest, needs

__all__ = ["corridors_file", "report_file"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_NAME = 60
_TYPES = {
    "xlsx": _XLSX,
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}


@needs(Permission.REPORTS_SEE, counts=True)
def report_file(request: StaffRequest, kind: str) -> HttpResponseBase:
    """The reader's report as XLSX, PDF, HTML or JSON."""
    if kind not in _TYPES:
        raise Http404
    question = parse_request(request.GET)
    narrowed = {"organisation": question.organisation, "district": question.district}
    found = impact_report(
        question.period, by=request.actor, annex=True, compared_with=question.compared_with, **narrowed
    )
    report = with_period_sections(found, by=request.actor, **narrowed)
    if kind == "pdf":
        report = with_printed_parts(report, by=request.actor, **narrowed)
    answer = HttpResponse(render(report, kind, question.language), content_type=_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="{_file_name(report, kind)}"'
    return answer


@needs(Permission.REPORTS_SEE, counts=True)
def corridors_file(request: StaffRequest) -> HttpResponseBase:
    """All corridors of the page as an XLSX workbook."""
    question = parse_request(request.GET)
    found = corridors(
        question.period,
        by=request.actor,
        organisation=question.organisation,
        district=question.district,
        most=EVERY_CORRIDOR,
    )
    chosen = next((row for row in offices_of(request.actor) if row.id == question.organisation), None)
    whose = chosen or (None if found.is_rounded else request.actor.home)
    name = whose.name if whose is not None else str(request.actor.network_name or "")
    answer = HttpResponse(corridors_workbook(found, whose=name), content_type=_XLSX)
    days = f"{question.period.start:%Y-%m-%d}-{question.period.end:%Y-%m-%d}"
    answer.headers["Content-Disposition"] = f'attachment; filename="jatan-corridors-{days}.xlsx"'
    return answer


def _file_name(report: ImpactReport, kind: str) -> str:
    """In plain letters, because old computers and e-mail break others: whose report, from when to when."""
    subject = report.subject
    who = slugify(subject.name.en)[:_NAME] if subject.is_narrowed else ""
    parts = ("jatan-report", who or slugify(subject.code), f"{report.period.start}", f"{report.period.end}")
    return f"{'-'.join(part.strip('-') for part in parts if part)}.{kind}"
