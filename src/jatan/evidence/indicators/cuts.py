"""A report cut to some themes or to one grant: only what was held has a theme and is exact for every reader.

Themes, grants, districts and months are not combined in the cells, so the activities themselves are counted, in one
query a period. Everything that is no activity is not told: issues, cases and journeys have no theme, and how many of
them one grant paid for would give persons away to readers of rounded numbers.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from jatan.evidence.indicators.definitions import COUNTED, counted_values
from jatan.evidence.indicators.expressions import district_of_row
from jatan.evidence.indicators.results import Earlier, ImpactReport, Key, Line, Numbers
from jatan.evidence.indicators.scope import Scope
from jatan.evidence.indicators.sources import SOURCES, live_rows
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period, month_of, quarter
from jatan.programme.projects.models import ProjectActivity

_HELD = SOURCES["activities"]
_KEYS: dict[tuple[str, str], Key] = {
    (value.only, value.measure): (one.code, value.name) for one, value in counted_values(_HELD)
}
# The numbers that a theme or a grant has.
HELD_KEYS = frozenset(_KEYS.values())
_ALL = frozenset((one.code, value.name) for one in COUNTED for value in one.values)


class _Held:
    """Sums of the activities of one period, by what a report is divided by."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self.totals: Counter[Key] = Counter()
        self.by_organisation: dict[Any, Counter[Key]] = defaultdict(Counter)
        self.by_district: dict[Any, Counter[Key]] = defaultdict(Counter)
        self.by_month: dict[Any, Counter[Key]] = defaultdict(Counter)
        for organisation, district, month, kind, number, amount in rows:
            for measure, count in (("rows", number), ("amount", amount or 0)):
                key = _KEYS.get((kind, measure))
                if key is not None:
                    self.totals[key] += count
                    self.by_organisation[organisation][key] += count
                    self.by_district[district][key] += count
                    self.by_month[month][key] += count


def cut_report(
    report: ImpactReport, scope: Scope, *, themes: Collection[str] = (), project: uuid.UUID | None = None
) -> ImpactReport:
    """The report with the numbers of the activities of these themes (none: of all) and of this project (its common id).

    Two queries at most. Numbers that no activity has are None, in every line.
    """
    held = _count(scope, report.period, themes, project)
    then = _count(scope, report.earlier.period, themes, project) if report.earlier else None
    absences = {key: why for key, why in report.absences.items() if key in HELD_KEYS}
    quarters = tuple(
        _line(line, _sum(held, quarter(line.month))) for line in report.by_quarter if line.month is not None
    )
    return replace(
        report,
        totals=_numbers(held.totals),
        by_organisation=tuple(_line(line, held.by_organisation.get(line.id, {})) for line in report.by_organisation),
        by_district=tuple(
            _line(line, found) for line in report.by_district if (found := held.by_district.get(line.id))
        ),
        by_block=(),
        by_month=tuple(_line(line, held.by_month.get(line.month, {})) for line in report.by_month),
        by_quarter=quarters,
        named_people={},
        network=None,
        network_period=None,
        steps=None,
        earlier=Earlier(report.earlier.period, _numbers(then.totals), _held_only(report.earlier))
        if report.earlier and then
        else None,
        absences=absences,
        rounded=frozenset(),
        exact=frozenset(),
        published=None,
        changed=(),
    )


def _count(scope: Scope, period: Period, themes: Collection[str], project: uuid.UUID | None) -> _Held:
    if not scope.every_organisation:
        return _Held(())
    rows = live_rows(_HELD).filter(_inside(scope), held_on__range=(period.start, period.end))
    grouped = (
        cut_rows(rows, themes, project)
        .annotate(of_district=district_of_row(), month=TruncMonth("held_on"))
        .values_list("organisation_id", "of_district", "month", "kind")
        .annotate(number=Count("pk"), amount=Sum("total"))
    )
    # Only sums come back, the same for a reader of counts as for a reader of rows.
    with acting_as(machine_for(scope.every_organisation)):
        return _Held(list(grouped))


def cut_rows(rows: QuerySet[Any], themes: Collection[str], project: uuid.UUID | None) -> QuerySet[Any]:
    """Those of these activities that have one of the themes (none: any) and belong to the project (its common id)."""
    if themes:
        rows = rows.filter(theme__in=themes)
    if project is not None:
        links = ProjectActivity.objects.filter(
            organisation_id=OuterRef("organisation_id"),
            activity=OuterRef("pk"),
            project__common=project,
            withdrawn_at__isnull=True,
        )
        rows = rows.filter(Exists(links))
    return rows


def _inside(scope: Scope) -> Q:
    """The condition on rows: whole organisations (in their chosen districts), and the reader's own places."""
    condition = Q(organisation_id__in=scope.organisations)
    if scope.districts:
        condition &= Q(place_id__in=scope.districts) | Q(place__district_id__in=scope.districts)
    for organisation, dimension, place in scope.places:
        condition |= Q(organisation_id=organisation) & (Q(place_id=place) | Q(**{f"place__{dimension}_id": place}))
    return condition


def _sum(held: _Held, span: Period) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for month, numbers in held.by_month.items():
        if isinstance(month, dt.date) and month_of(month).start in span:
            found.update(numbers)
    return found


def _line(line: Line, numbers: Numbers) -> Line:
    absences = {key: why for key, why in line.absences.items() if key in HELD_KEYS}
    return replace(line, numbers=_numbers(numbers), absences=absences)


def _held_only(earlier: Earlier) -> dict[Key, Any]:
    return {key: why for key, why in earlier.absences.items() if key in HELD_KEYS}


def _numbers(found: Numbers) -> Numbers:
    return dict.fromkeys(_ALL - HELD_KEYS) | {key: found.get(key, 0) for key in HELD_KEYS}
