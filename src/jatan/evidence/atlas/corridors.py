"""Corridors: numbers of registered journeys from a block or district to a destination.

Counted in the database; a reader without access to the rows gets sums with small numbers hidden.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, UUIDField, When
from django.db.models.functions import Coalesce

from jatan.evidence.indicators.expressions import ADULT_AGE, age_of_person
from jatan.evidence.indicators.scope import Scope, scope_of
from jatan.evidence.indicators.suppression import SMALLEST_SHOWN, hide_small_numbers
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel.periods import Period
from jatan.programme.journeys.models import Journey

__all__ = ["MOST_CORRIDORS", "Corridor", "Corridors", "corridors"]

MOST_CORRIDORS = 500


@dataclass(frozen=True)
class Corridor:
    """One corridor. `destination` None: not a recorded place. `women`: women and girls; `minors`: all under 18.

    A number None is small and hidden ("<5").
    """

    origin: Place
    destination: Place | None
    count: int | None
    women: int | None
    minors: int | None


@dataclass(frozen=True)
class Corridors:
    """The largest corridors, `total` journeys (None: small, hidden), and how many smaller corridors are left out."""

    period: Period
    rows: tuple[Corridor, ...]
    total: int | None
    left_out: int


def corridors(
    period: Period, *, by: Actor, organisation: uuid.UUID | None = None, district: uuid.UUID | None = None
) -> Corridors:
    """Corridors of the journeys registered in the period, largest first, in a bounded number of rows and queries.

    Raises Forbidden when the reader may see no numbers. Readers of rows count exactly the rows they reach.
    """
    scope = scope_of(by, organisation=organisation, district=district)
    reach = by.reach(Permission.PEOPLE_SEE)
    if scope.every_organisation <= reach.row_organisations:
        rows = gate.within_reach(Journey.objects.live(), by=by, permission=Permission.PEOPLE_SEE)
        lines = _count_lines(rows, period, scope)
        return _build_corridors(period, lines, is_hidden=False)
    with acting_as(machine_for(scope.every_organisation)):
        lines = _count_lines(_journeys_in_scope(scope), period, scope)
    return _build_corridors(period, lines, is_hidden=True)


def _journeys_in_scope(scope: Scope) -> Any:
    condition = Q(organisation_id__in=scope.organisations)
    for organisation, _level, place in scope.places:
        inside = Q(place_id=place) | Q(place__district_id=place)
        condition |= Q(organisation_id=organisation) & inside
    return Journey.objects.live().filter(condition)


def _count_lines(rows: Any, period: Period, scope: Scope) -> list[dict[str, Any]]:
    rows = rows.filter(registered_on__range=(period.start, period.end), organisation_id__in=scope.every_organisation)
    if scope.district is not None:
        rows = rows.filter(Q(place_id=scope.district) | Q(place__district_id=scope.district))
    origin = Case(
        When(place__level__in=(Level.BLOCK, Level.DISTRICT), then=F("place_id")),
        default=Coalesce(F("place__block_id"), F("place__district_id"), F("place_id")),
        output_field=UUIDField(),
    )
    rows = rows.annotate(origin_id=origin, age_then=age_of_person("person__", "registered_on"))
    return list(
        rows.order_by()
        .values("origin_id", "destination_id")
        .annotate(
            count=Count("id"),
            women=Count("id", filter=Q(person__sex="f")),
            minors=Count("id", filter=Q(age_then__lt=ADULT_AGE)),
        )
        .order_by("-count", "origin_id", "destination_id")
    )


def _build_corridors(period: Period, lines: list[dict[str, Any]], *, is_hidden: bool) -> Corridors:
    counts = hide_small_numbers(
        {index: {"count": line["count"]} for index, line in enumerate(lines)}, lambda _line, _key: is_hidden
    )
    ids = {line[name] for line in lines[:MOST_CORRIDORS] for name in ("origin_id", "destination_id") if line[name]}
    places = Place.objects.in_bulk(ids)
    rows = [
        _corridor(line, counts[index]["count"], places, is_hidden) for index, line in enumerate(lines[:MOST_CORRIDORS])
    ]
    # Hidden ones are sorted by name, so that their order does not reveal which is larger.
    rows.sort(key=lambda row: (row.count is None, -(row.count or 0), row.origin.name_en, _name(row.destination)))
    total: int | None = sum(line["count"] for line in lines)
    if is_hidden and total is not None and 0 < total < SMALLEST_SHOWN:
        total = None
    return Corridors(period, tuple(rows), total, max(0, len(lines) - MOST_CORRIDORS))


def _corridor(
    line: Mapping[str, Any], count: int | None, places: Mapping[uuid.UUID, Place], is_hidden: bool
) -> Corridor:
    women, minors = (_hide_part(line[name], count, is_hidden) for name in ("women", "minors"))
    return Corridor(places[line["origin_id"]], places.get(line["destination_id"]), count, women, minors)


def _hide_part(part: int, count: int | None, is_hidden: bool) -> int | None:
    """Hide a part when it, or the rest of the whole, is small."""
    if not is_hidden:
        return part
    if count is None or 0 < part < SMALLEST_SHOWN or 0 < count - part < SMALLEST_SHOWN:
        return None
    return part


def _name(place: Place | None) -> str:
    return place.name_en if place else ""
