"""Published figures that changed, as lines of the report page: each opens its rows, and an import its run."""

from typing import Any

from django.urls import reverse

from jatan.evidence.indicators.month_names import month_name
from jatan.evidence.indicators.results import ChangeCause, FigureChange, ImpactReport
from jatan.evidence.reports.changed_figures import cause_words, figure_label
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.periods import month_of
from jatan.web.reports.report_request import ReportRequest

type Line = tuple[FigureChange, str, str, str, list[tuple[str, str]]]


def changed_lines(report: ImpactReport, question: ReportRequest, by: Actor) -> list[Line]:
    """(change, month, what is counted, address of its rows, [(cause in words, address of the import or "")])."""
    return [
        (one, month_name(one.month).in_language(), figure_label(one), _rows_url(one, question), _causes(one, by))
        for one in report.changed
    ]


def _rows_url(change: FigureChange, question: ReportRequest) -> str:
    return reverse("report_rows", args=change.key) + question.within(month_of(change.month)).query()


def _causes(change: FigureChange, by: Actor) -> list[tuple[str, str]]:
    found: dict[str, Any] = {}
    for cause in change.causes:
        found.setdefault(cause_words(cause), _run_url(cause, by))
    return list(found.items())


def _run_url(cause: ChangeCause, by: Actor) -> str:
    may_open = cause.organisation in by.reach(Permission.REGISTER_IMPORT).row_organisations
    return reverse("import_run", args=[cause.run]) if cause.run is not None and may_open else ""
