"""Corridors: numbers of registered journeys from a block or district to a destination.

A reader without access to the rows gets the numbers of the last monthly snapshot, rounded, of the whole network.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext

from jatan.evidence.indicators.corridor_counts import COUNTS, count_by_corridor
from jatan.evidence.indicators.models import PublishedCorridor
from jatan.evidence.indicators.published_sums import newest_snapshot, published_months
from jatan.evidence.indicators.scope import Scope, scope_of
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period
from jatan.programme.journeys.models import Journey

# Of a page; and of a print or file, which is more than 288 places of origin have to two hundred destinations each.
MOST_CORRIDORS = 500
EVERY_CORRIDOR = 60_000


@dataclass(frozen=True)
class Corridor:
    """One corridor. `destination` None: not a recorded place. `women`: women and girls; `minors`: all under 18."""

    origin: Place
    destination: Place | None
    count: int
    women: int
    minors: int


@dataclass(frozen=True)
class Arrival:
    """All journeys to one destination, and those of its corridors that are listed, the largest first."""

    destination: Place | None
    count: int
    rows: tuple[Corridor, ...]


@dataclass(frozen=True)
class Corridors:
    """The largest corridors, `total` journeys, and how many smaller corridors are left out.

    `arrivals`: by destination, also those whose corridors are all left out, where most people go first.

    `is_rounded`: the numbers are those of the whole network (or of one district), as published for the whole months
    `published` (None: none in the period); the total is the sum of the corridors.
    """

    period: Period
    rows: tuple[Corridor, ...]
    total: int
    left_out: int
    arrivals: tuple[Arrival, ...]
    is_rounded: bool = False
    published: Period | None = None

    @property
    def counted(self) -> Period:
        """The days that the numbers are of."""
        return self.published or self.period


def corridors(
    period: Period,
    *,
    by: Actor,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    most: int = MOST_CORRIDORS,
    organisations: frozenset[uuid.UUID] = frozenset(),
    districts: frozenset[uuid.UUID] = frozenset(),
) -> Corridors:
    """Corridors of the journeys registered in the period, the `most` largest, largest first, in few queries.

    Narrowed to organisations and districts, one of each or several (none: all).

    Raises Forbidden when the reader may see no numbers. Readers of rows count exactly the rows they reach; others get
    what is published, which is not divided by organisation.
    """
    inside = districts | ({district} if district is not None else set())
    scope = scope_of(by, organisation=organisation, organisations=organisations, districts=inside)
    reach = by.reach(Permission.PEOPLE_SEE)
    if scope.every_organisation <= reach.row_organisations:
        rows = gate.within_reach(Journey.objects.live(), by=by, permission=Permission.PEOPLE_SEE)
        return _build_corridors(period, _count_lines(rows, period, scope), most)
    newest, _taken_at = newest_snapshot()
    published = published_months(period, newest)
    lines = _published_lines(published, inside) if published else []
    return replace(_build_corridors(period, lines, most), is_rounded=True, published=published)


def whole_name(place: Place | None) -> str:
    """A place of a corridor in words: a district is said to be one, since blocks have the names of districts."""
    if place is None:
        return gettext("not on our list of places")
    return gettext("%(district)s district") % {"district": place.name} if place.level == "district" else place.name


def _published_lines(months: Period, districts: frozenset[uuid.UUID]) -> list[dict[str, Any]]:
    rows = PublishedCorridor.objects.filter(month__range=(months.start, months.end))
    if districts:
        rows = rows.filter(Q(origin_id__in=districts) | Q(origin__district_id__in=districts))
    sums: Any = (
        rows.order_by().values("origin_id", "destination_id").annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
    )
    found = [line | {name: line[f"{name}_sum"] for name in COUNTS} for line in sums if line["count_sum"]]
    return sorted(found, key=lambda line: (-line["count"], str(line["origin_id"]), str(line["destination_id"])))


def _count_lines(rows: Any, period: Period, scope: Scope) -> list[dict[str, Any]]:
    rows = rows.filter(registered_on__range=(period.start, period.end), organisation_id__in=scope.every_organisation)
    if scope.districts:
        rows = rows.filter(Q(place_id__in=scope.districts) | Q(place__district_id__in=scope.districts))
    return list(count_by_corridor(rows).order_by("-count", "origin_id", "destination_id"))


def _build_corridors(period: Period, lines: list[dict[str, Any]], most: int) -> Corridors:
    ids = {line["origin_id"] for line in lines[:most]} | {line["destination_id"] for line in lines} - {None}
    places = Place.objects.in_bulk(ids)
    rows = [
        Corridor(
            places[line["origin_id"]],
            places.get(line["destination_id"]),
            *(line[name] for name in COUNTS),
        )
        for line in lines[:most]
    ]
    rows.sort(key=lambda row: (-row.count, row.origin.name_en, row.destination.name_en if row.destination else ""))
    return Corridors(
        period,
        tuple(rows),
        sum(line["count"] for line in lines),
        max(0, len(lines) - most),
        _arrivals(lines, rows, places),
    )


def _arrivals(lines: list[dict[str, Any]], rows: list[Corridor], places: dict[uuid.UUID, Place]) -> tuple[Arrival, ...]:
    """By destination, summed over all lines: `rows` are only the largest."""
    counts: dict[uuid.UUID | None, int] = defaultdict(int)
    for line in lines:
        counts[line["destination_id"]] += line["count"]
    listed: dict[uuid.UUID | None, list[Corridor]] = defaultdict(list)
    for row in rows:
        listed[row.destination.pk if row.destination else None].append(row)
    found = [Arrival(places[pk] if pk else None, count, tuple(listed[pk])) for pk, count in counts.items()]
    return tuple(sorted(found, key=lambda one: (-one.count, one.destination.name_en if one.destination else "")))
