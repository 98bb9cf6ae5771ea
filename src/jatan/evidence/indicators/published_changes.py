"""Published months whose numbers changed: written by the recount, read for the report and for the page of an import.

Every act that is counted changes a number at once, also of a month that is over. From the first snapshot of a month on
(`snapshots.py`) its numbers count as published, and each change is kept with the acts that it came from.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q

from jatan.evidence.indicators.definitions import INDICATORS, value_of
from jatan.evidence.indicators.models import MonthlyCell, PublishedChange
from jatan.evidence.indicators.published_sums import newest_snapshot
from jatan.evidence.indicators.results import ChangeCause, FigureChange, Key, Line
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.ledger.models import Event
from jatan.kernel.periods import Period

__all__ = ["MOST_CAUSES", "Causes", "PublishedMonths", "changes_of_import", "published_among", "read_changes"]

_RUN: Final = "registers.importrun"
_UNDONE: Final = "registers.import_undone"
MOST_CAUSES: Final = 20
# The numbers whose change the report shows; averages are of two numbers.
_REPORTED: Final = frozenset(
    (one.code, value.name) for one in INDICATORS for value in one.values if not value.is_average
)

# {(source code, month): events that may have changed its numbers}.
type Causes = dict[tuple[str, dt.date], list[Event]]
type _Cell = tuple[dt.date, str, str, str, str]


class PublishedMonths:
    """The published months that a recount touches: their numbers before it, to be compared with those after it."""

    def __init__(self, organisation_id: uuid.UUID, causes: Causes) -> None:
        newest, _taken_at = newest_snapshot()
        self._organisation_id = organisation_id
        self._causes = {
            (source, month): events
            for (source, month), events in causes.items()
            if newest is not None and month <= newest
        }
        self._before = self._numbers()

    def store_changes(self) -> int:
        """Store what differs now; returns how many numbers."""
        after = self._numbers()
        rows = [
            PublishedChange(
                organisation_id=self._organisation_id,
                month=cell[0],
                indicator=cell[1],
                value=cell[2],
                dimension=cell[3],
                member=cell[4],
                before=self._before.get(cell, 0),
                after=after.get(cell, 0),
                causes=_causes_of(self._causes.get((_source_of(cell), cell[0]), [])),
            )
            for cell in sorted(self._before.keys() | after.keys())
            if self._before.get(cell, 0) != after.get(cell, 0)
        ]
        PublishedChange.objects.bulk_create(rows, batch_size=2_000)
        return len(rows)

    def _numbers(self) -> dict[_Cell, int]:
        if not self._causes:
            return {}
        months = {month for _source, month in self._causes}
        rows = MonthlyCell.objects.filter(
            organisation_id=self._organisation_id, month__in=months, dimension__in=("total", "district")
        )
        names = ("month", "indicator", "value", "dimension", "member", "amount")
        return {(month, *cell): amount for month, *cell, amount in rows.values_list(*names)}


def published_among(months: Mapping[str, Sequence[str]]) -> list[dt.date]:
    """Those months of a run ({model label: ["2025-07"]}) that are published, in order. One query."""
    newest, _taken_at = newest_snapshot()
    found = {dt.date.fromisoformat(f"{month}-01") for some in months.values() for month in some}
    return sorted(month for month in found if newest is not None and month <= newest)


def read_changes(
    scope: Scope, period: Period, by_month: Iterable[Line], *, hidden: Iterable[Key]
) -> tuple[FigureChange, ...]:
    """What changed in the whole published months of a period, as this reader's report counts it. One query.

    `by_month`: the report's numbers of today. `hidden`: counts of persons that she sees rounded, whose changes come
    with the next snapshot only. A number that is what it was is left out. Nothing for a reader of blocks.
    """
    months = period.whole_months()
    if not months or any(dimension == "block" for _organisation, dimension, _place in scope.places):
        return ()
    apart = set(hidden)
    sums: Counter[tuple[dt.date, Key]] = Counter()
    causes: dict[tuple[dt.date, Key], list[ChangeCause]] = defaultdict(list)
    rows = PublishedChange.objects.filter(_in_scope(scope), month__range=(months[0], months[-1]))
    for row in rows.order_by("at", "id"):
        key = (row.indicator, row.value)
        if key in _REPORTED and key not in apart:
            sums[(row.month, key)] += row.after - row.before
            causes[(row.month, key)] += _read_causes(row)
    now = {line.month: line for line in by_month if line.month is not None}
    return tuple(
        FigureChange(month, key, number - by, number, tuple(dict.fromkeys(causes[(month, key)])))
        for (month, key), by in sorted(sums.items())
        if by and month in now and (number := now[month].number(*key)) is not None
    )


def changes_of_import(organisation_id: uuid.UUID, run_id: uuid.UUID) -> list[FigureChange]:
    """What one import (and its undoing) changed in published months of its organisation. At most 200 rows."""
    rows = PublishedChange.objects.filter(
        organisation_id=organisation_id, dimension="total", causes__contains=[{"run": str(run_id)}]
    )
    found: dict[tuple[dt.date, Key], FigureChange] = {}
    for row in rows.order_by("at", "id")[:200]:
        key = (row.indicator, row.value)
        if key in _REPORTED:
            first = found.get((row.month, key))
            before = row.before if first is None else first.before
            found[(row.month, key)] = FigureChange(row.month, key, before, row.after, tuple(_read_causes(row)))
    return [change for _where, change in sorted(found.items()) if change.before != change.after]


def _in_scope(scope: Scope) -> Q:
    condition = Q(pk__in=[])
    if scope.organisations and scope.district is None:
        condition |= Q(organisation_id__in=scope.organisations, dimension="total")
    elif scope.organisations:
        condition |= Q(organisation_id__in=scope.organisations, dimension="district", member=str(scope.district))
    for organisation, dimension, place in scope.places:
        if dimension == "district":
            condition |= Q(organisation_id=organisation, dimension="district", member=str(place))
    return condition


def _source_of(cell: _Cell) -> str:
    return value_of(cell[1], cell[2])[0].source


def _causes_of(events: Sequence[Event]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str, str], None] = {}
    for event in events:
        is_run = event.about_type == _RUN and event.about is not None
        how = "page" if not is_run else "undo" if event.verb == _UNDONE else "import"
        found[(how, str(event.about) if is_run else "", event.at.date().isoformat())] = None
    return [{"how": how, "run": run, "on": on} for how, run, on in [*found][:MOST_CAUSES]]


def _read_causes(row: PublishedChange) -> list[ChangeCause]:
    return [
        ChangeCause(
            cause["how"],
            dt.date.fromisoformat(cause["on"]),
            row.organisation_id,
            uuid.UUID(cause["run"]) if cause["run"] else None,
        )
        for cause in row.causes
    ]
