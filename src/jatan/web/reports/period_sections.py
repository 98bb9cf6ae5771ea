"""Completeness and targets of the report page."""

from typing import Any

from django.urls import reverse

from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.reports.period_layout import completeness_sentence, target_notes
from jatan.evidence.targets.lines import Owner, TargetComparison, TargetLine
from jatan.web.reports.report_request import ReportRequest
from jatan.web.ui.components.months import month_table, month_url
from jatan.web.ui.components.targets import headlines, target_blocks, target_url

__all__ = ["section_context"]

_MOST_LINES = 24  # of targets on the page; their own page has all


def section_context(report: ImpactReport, question: ReportRequest) -> dict[str, Any]:
    """The sentence beside the figures, the months and the targets, for `reports/period_sections.html`. No queries."""
    completeness, targets = report.completeness, report.targets or TargetComparison()
    is_listed = completeness is not None and bool(completeness.reporting) and not completeness.is_silent
    lines = headlines(targets)
    return {
        "sentence": completeness_sentence(completeness) if completeness is not None else "",
        "months": month_table(completeness, month_url) if completeness is not None and is_listed else None,
        "reads_months": completeness is not None and bool(completeness.reporting),
        "target_blocks": target_blocks(lines[:_MOST_LINES], target_url, lambda line: _rows_url(question, line)),
        "target_notes": target_notes(report, targets),
        "targets_url": f"{reverse('targets')}{question.query()}",
    }


def _rows_url(question: ReportRequest, line: TargetLine) -> str:
    narrowed = {"organisation": str(line.organisation)} if line.owner is Owner.MEMBER else {}
    return reverse("report_rows", args=[line.indicator, line.value]) + question.query(**narrowed)
