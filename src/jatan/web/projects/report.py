"""What was done in a project, on its own page: numbers that open onto their rows, months, targets."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import formats
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jatan.evidence.studio.parts import PAPERS
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.dates import parse_date
from jatan.kernel.problems import Problem
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import Project
from jatan.programme.projects.report import ProjectReport, project_report
from jatan.programme.projects.services import PROJECT
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest, needs

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
    """The report for the page of the project, and where the whole report to its donor is made, for who may read it."""
    may_read = by.reach(Permission.REPORTS_SEE).has_counts
    return _page(project_report(by, row)) | {
        "report_url": f"{reverse('studio')}?{urlencode(_asked(row))}" if may_read else ""
    }


@needs(Permission.ACTIVITIES_SEE)
def former_report(request: StaffRequest, pk: uuid.UUID, kind: str = "") -> HttpResponseBase:
    """What was the report of a project for some days: its report to a donor, or its own page for who reads none."""
    row = PROJECT.find(request.actor, pk)
    if not request.actor.reach(Permission.REPORTS_SEE).has_counts:
        return redirect("projects_detail", pk=row.pk)
    first, last = _days(request, row)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    address = reverse("studio_file", args=[kind]) if kind else reverse("studio")
    return redirect(f"{address}?{urlencode(days | _asked(row))}")


def _asked(row: Project) -> dict[str, str]:
    return {"project": str(row.common_id), **PAPERS["donor"]}


def _days(request: StaffRequest, row: Project) -> tuple[dt.date, dt.date]:
    """The days asked for, those of the project in place of one that is missing; the project's own where these are none:
    one still to come that has no end is of its first day."""
    begins, ends = row.begins_on, row.ends_on or max(row.begins_on, clock.today())
    first, last = _day(request, "first") or begins, _day(request, "last") or ends
    return (first, last) if first <= last else (begins, ends)


def _day(request: StaffRequest, name: str) -> dt.date | None:
    try:
        return parse_date(request.GET.get(name, "")[:40])
    except Problem:
        return None


def _page(report: ProjectReport) -> dict[str, Any]:
    return {
        "numbers": _numbers(report),
        "months": _months(report),
        "targets": [(line.counted.label, line.done, line.amount, line.percent) for line in report.targets],
    }


def _rows_url(report: ProjectReport, counted: ProjectCount) -> str:
    """The list of the rows behind a number; "" for different people, who stand in several lists."""
    if counted not in _LISTS:
        return ""
    return f"{reverse(_LISTS[counted])}?{urlencode({'project': str(report.project.common_id)})}"


def _numbers(report: ProjectReport) -> list[tuple[Any, int, str]]:
    return [(one.label, report.numbers[one], _rows_url(report, one)) for one in ProjectCount if report.numbers.get(one)]


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
