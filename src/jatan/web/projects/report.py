"""The report of a project, on its own page and for a period: numbers that open onto their rows, months, targets."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import Project
from jatan.programme.projects.report import ProjectReport, project_report
from jatan.programme.projects.selectors import find_project
from jatan.web.projects.printed import as_pdf
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import day
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.records.columns import days_words

__all__ = ["project_context", "project_file", "project_period"]

# The list onto which the number of a kind opens.
_LISTS: Mapping[ProjectCount, str] = {
    ProjectCount.PEOPLE: "people",
    ProjectCount.JOURNEYS: "journeys",
    ProjectCount.ACTIVITIES: "activities",
    ProjectCount.ISSUES: "issues",
    ProjectCount.LINKAGES: "linkages",
    ProjectCount.GROUPS: "groups",
    ProjectCount.MONEY: "issues",
}


def project_context(by: Actor, row: Project) -> Mapping[str, Any]:
    """The report for the page of the project."""
    return _page(project_report(by, row))


class PeriodForm(forms.Form):
    """From which to which day; either may be left empty."""

    first = day(_lazy("From"))
    last = day(_lazy("To"))

    def period(self, row: Project) -> Period | None:
        """The days asked for; None for all that belongs to the project, also where the days cannot be read."""
        if not self.is_valid() or not any(self.cleaned_data.values()):
            return None
        first = self.cleaned_data["first"] or row.begins_on
        last = self.cleaned_data["last"] or clock.today()
        return Period(first, last) if first <= last else None


@needs(Permission.ACTIVITIES_SEE)
def project_period(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The report for some days of the project."""
    row = find_project(request.actor, pk)
    bar = PeriodForm(request.GET, auto_id="period_%s")
    period = bar.period(row)
    page = _page(project_report(request.actor, row, period)) | {
        "row": row,
        "bar": bar,
        "days": _period_words(row, period),
        "query": request.GET.urlencode() if period is not None else "",
    }
    return render(request, "projects/period.html", page)


@needs(Permission.ACTIVITIES_SEE)
def project_file(request: StaffRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The report as one printed page, for the same days as the page."""
    row = find_project(request.actor, pk)
    period = PeriodForm(request.GET).period(row)
    content = as_pdf(project_report(request.actor, row, period), row.organisation.name, _period_words(row, period))
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="jatan-project-{row.begins_on:%Y-%m-%d}.pdf"'
    return answer


def _period_words(row: Project, period: Period | None) -> str:
    if period is None:
        return days_words(row)
    return f"{formats.date_format(period.start, 'j E Y')} – {formats.date_format(period.end, 'j E Y')}"


def _page(report: ProjectReport) -> dict[str, Any]:
    return {
        "report": report,
        "numbers": _numbers(report),
        "months": _months(report),
        "targets": [(line.counted.label, line.done, line.amount, line.percent) for line in report.targets],
    }


def rows_url(report: ProjectReport, counted: ProjectCount) -> str:
    """The list of the rows behind a number; "" for different people, who stand in several lists."""
    if counted not in _LISTS:
        return ""
    asked = {"project": str(report.project.common_id)}
    if report.period is not None:
        asked |= {"from": report.period.start.isoformat(), "to": report.period.end.isoformat()}
    return f"{reverse(_LISTS[counted])}?{urlencode(asked)}"


def _numbers(report: ProjectReport) -> list[tuple[Any, int, str]]:
    return [(one.label, report.numbers[one], rows_url(report, one)) for one in ProjectCount if report.numbers.get(one)]


def _months(report: ProjectReport) -> Table | None:
    kinds = report.kinds
    if not kinds:
        return None
    columns = [Column("month", _("Month")), *(Column(kind.value, kind.label, "number") for kind in kinds)]
    lines = [
        {"month": _month(month), **{kind.value: numbers.get(kind, 0) for kind in kinds}}
        for month, numbers in report.months.items()
    ]
    return Table(_("By month"), columns, lines)


def _month(month: dt.date | None) -> str:
    return _("day unknown") if month is None else formats.date_format(month, "E Y")
