"""The report of a project as plain values: records by kind and month, different people reached, money, targets.

Each number is that of the list it opens onto: counted over the rows that this reader may open.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from jatan.foundation.access.actors import Actor
from jatan.kernel.periods import Period
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.link_tables import KINDS
from jatan.programme.projects.models import Project
from jatan.programme.projects.selectors import project_links, project_targets


@dataclass(frozen=True)
class TargetLine:
    """A target and what was done of it."""

    counted: ProjectCount
    amount: int
    done: int

    @property
    def percent(self) -> int:
        """The share done in whole percent, rounded down."""
        return self.done * 100 // self.amount


@dataclass(frozen=True)
class ProjectReport:
    """`numbers`: of the kinds whose rows the reader may open, of different people and money. `months`: {first of month:
    {kind: number}}; None stands for records without a day.
    """

    project: Project
    period: Period | None
    numbers: Mapping[ProjectCount, int]
    months: Mapping[dt.date | None, Mapping[ProjectCount, int]]
    targets: Sequence[TargetLine]

    @property
    def is_empty(self) -> bool:
        """True if nothing was put into it in these days, nor was anything promised."""
        return not (any(self.numbers.values()) or self.targets)

    @property
    def kinds(self) -> list[ProjectCount]:
        """What was counted in any month."""
        return [one for one in ProjectCount if any(numbers.get(one) for numbers in self.months.values())]


def project_report(by: Actor, project: Project, period: Period | None = None) -> ProjectReport:
    """The report for this reader; `period` None: all that belongs to the project. At most 14 queries."""
    numbers: dict[ProjectCount, int] = {}
    months: dict[dt.date | None, Counter[ProjectCount]] = {}
    reached: set[object] = set()
    for table in KINDS:
        if not by.may(table.see):
            continue
        kind = ProjectCount(table.kind)
        day = f"{table.record}__{table.day}"
        links = project_links(by, project, table).order_by()
        if period is not None:
            links = links.filter(**{f"{day}__gte": period.start, f"{day}__lte": period.end})
        numbers[kind] = 0
        for month, number in links.annotate(month=TruncMonth(day)).values_list("month").annotate(number=Count("id")):
            numbers[kind] += number
            months.setdefault(month, Counter())[kind] += number
        if table.person:
            reached |= set(links.values_list(table.person, flat=True).distinct())
        if kind == ProjectCount.ISSUES:
            numbers[ProjectCount.MONEY] = links.aggregate(money=Sum("issue__money_recovered"))["money"] or 0
    numbers[ProjectCount.REACHED] = len(reached - {None})
    ordered = dict(sorted(months.items(), key=lambda one: one[0] or dt.date.max))
    targets = [
        TargetLine(ProjectCount(row.counted), row.amount, numbers[ProjectCount(row.counted)])
        for row in project_targets(by, project)
        if ProjectCount(row.counted) in numbers
    ]
    return ProjectReport(project, period, numbers, ordered, targets)
