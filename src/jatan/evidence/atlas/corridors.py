"""Corridors: numbers of registered journeys from a block or district to a destination.

A reader without access to the rows gets the numbers of the last monthly snapshot, rounded, of the whole network.
"""

import uuid
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

__all__ = ["EVERY_CORRIDOR", "MOST_CORRIDORS", "Corridor", "Corridors", "corridors", "whole_name"]

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
class Corridors:
    """The largest corridors, `total` journeys, and how many smaller corridors are left out.

    `is_rounded`: the numbers are those of the whole network (or of one district), as published for the whole months
    `published` (None: none in the period); the total is the sum of the corridors.
    """

    period: Period
    rows: tuple[Corridor, ...]
    total: int
    left_out: int
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
) -> Corridors:
    """Corridors of the journeys registered in the period, the `most` largest, largest first, in few queries.

    Raises Forbidden when the reader may see no numbers. Readers of rows count exactly the rows they reach; others get
    what is published, which is not divided by organisation.
    """
    scope = scope_of(by, organisation=organisation, district=district)
    reach = by.reach(Permission.PEOPLE_SEE)
    if scope.every_organisation <= reach.row_organisations:
        rows = gate.within_reach(Journey.objects.live(), by=by, permission=Permission.PEOPLE_SEE)
        return _build_corridors(period, _count_lines(rows, period, scope), most)
    newest, _taken_at = newest_snapshot()
    published = published_months(period, newest)
    lines = _published_lines(published, district) if published else []
    return replace(_build_corridors(period, lines, most), is_rounded=True, published=published)


def whole_name(place: Place | None) -> str:
    """A place of a corridor in words: a district is said to be one, since blocks have the names of districts."""
    if place is None:
        return gettext("not on our list of places")
    return gettext("%(district)s district") % {"district": place.name} if place.level == "district" else place.name


def _published_lines(months: Period, district: uuid.UUID | None) -> list[dict[str, Any]]:
    rows = PublishedCorridor.objects.filter(month__range=(months.start, months.end))
    if district is not None:
        rows = rows.filter(Q(origin_id=district) | Q(origin__district_id=district))
    sums: Any = (
        rows.order_by().values("origin_id", "destination_id").annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
    )
    found = [line | {name: line[f"{name}_sum"] for name in COUNTS} for line in sums if line["count_sum"]]
    return sorted(found, key=lambda line: (-line["count"], str(line["origin_id"]), str(line["destination_id"])))


def _count_lines(rows: Any, period: Period, scope: Scope) -> list[dict[str, Any]]:
    rows = rows.filter(registered_on__range=(period.start, period.end), organisation_id__in=scope.every_organisation)
    if scope.district is not None:
        rows = rows.filter(Q(place_id=scope.district) | Q(place__district_id=scope.district))
    return list(count_by_corridor(rows).order_by("-count", "origin_id", "destination_id"))


def _build_corridors(period: Period, lines: list[dict[str, Any]], most: int) -> Corridors:
    ids = {line[name] for line in lines[:most] for name in ("origin_id", "destination_id") if line[name]}
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
    return Corridors(period, tuple(rows), sum(line["count"] for line in lines), max(0, len(lines) - most))
