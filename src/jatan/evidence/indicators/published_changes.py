"""Published months whose numbers changed: written by the recount, read for the report and for the page of an import.

Every act that is counted changes a number at once, also of a month that is over. From the first snapshot of a month on
(`snapshots.py`) its numbers count as published, and each change is kept with the acts that it came from, or with the
new version that counts by other definitions.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q

from jatan.evidence.indicators.definitions import INDICATORS, value_of
from jatan.evidence.indicators.models import MonthlyCell, PublishedChange
from jatan.evidence.indicators.published_sums import newest_snapshot
from jatan.evidence.indicators.results import ChangeCause, FigureChange, Key, Line
from jatan.evidence.indicators.scope import Scope
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.periods import Period

_RUN: Final = "registers.importrun"
_UNDONE: Final = "registers.import_undone"
MOST_CAUSES: Final = 20
UPGRADE: Final = "upgrade"
# The numbers whose change the report shows; averages are of two numbers.
_REPORTED: Final = frozenset(
    (one.code, value.name) for one in INDICATORS for value in one.values if not value.is_average
)

# {(source code, month): events that may have changed its numbers}.
type Causes = dict[tuple[str, dt.date], list[Event]]
type _Cell = tuple[dt.date, str, str, str, str]


class PublishedMonths:
    """The published months that a recount touches: their numbers before it, to be compared with those after it.

    `is_upgrade`: it counts by other definitions than before, so all of them, and a change may come from these alone.
    """

    def __init__(self, organisation_id: uuid.UUID, causes: Causes, *, is_upgrade: bool = False) -> None:
        newest, _taken_at = newest_snapshot()
        self._organisation_id = organisation_id
        self._counted_anew_upto = newest if is_upgrade else None
        self._causes = {
            (source, month): events
            for (source, month), events in causes.items()
            if newest is not None and month <= newest
        }
        self._before = self._numbers()

    def store_changes(self) -> int:
        """Store what acts and other definitions changed; returns how many numbers."""
        after = self._numbers()
        known = {cell[1:3] for cell in self._before}  # a number that is counted only now was never published
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
                causes=causes,
            )
            for cell in sorted(self._before.keys() | after.keys())
            if self._before.get(cell, 0) != after.get(cell, 0) and (causes := self._causes_of(cell, known))
        ]
        PublishedChange.objects.bulk_create(rows, batch_size=2_000)
        return len(rows)

    def _causes_of(self, cell: _Cell, known: Collection[tuple[str, str]]) -> list[dict[str, Any]]:
        """What may have changed a number: other definitions, then acts. Nothing for one that is counted no more."""
        if (source := _source_of(cell)) is None:
            return []
        events = self._causes.get((source, cell[0]), [])
        is_by_upgrade = self._counted_anew_upto is not None and (cell[1:3] in known or bool(events))
        anew = [{"how": UPGRADE, "run": "", "on": clock.today().isoformat()}] if is_by_upgrade else []
        return [*anew, *_causes_of(events)]

    def _numbers(self) -> dict[_Cell, int]:
        if self._counted_anew_upto is not None:
            of_months = Q(month__lte=self._counted_anew_upto)
        elif self._causes:
            of_months = Q(month__in={month for _source, month in self._causes})
        else:
            return {}
        rows = MonthlyCell.objects.filter(
            of_months, organisation_id=self._organisation_id, dimension__in=("total", "district")
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
    if scope.organisations and not scope.districts:
        condition |= Q(organisation_id__in=scope.organisations, dimension="total")
    elif scope.organisations:
        inside = [str(district) for district in scope.districts]
        condition |= Q(organisation_id__in=scope.organisations, dimension="district", member__in=inside)
    for organisation, dimension, place in scope.places:
        if dimension == "district":
            condition |= Q(organisation_id=organisation, dimension="district", member=str(place))
    return condition


def _source_of(cell: _Cell) -> str | None:
    try:
        return value_of(cell[1], cell[2])[0].source
    except KeyError:  # a version before this one counted it
        return None


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
