"""Which cells a reader may sum: the reach of `reports_see`, narrowed by the requested filters."""

import uuid
from dataclasses import dataclass

from jatan.evidence.indicators.definitions import value_of
from jatan.evidence.indicators.shapes import Value
from jatan.evidence.indicators.sources import SOURCES, Source
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from jatan.foundation.places.choices import Level as PlaceLevel
from jatan.foundation.places.models import Place

_ROWS = frozenset({Level.OWN, Level.PLACE, Level.ORGANISATION, Level.NETWORK})


@dataclass(frozen=True)
class Scope:
    """Whole organisations, and (organisation id, dimension, place id) for readers whose reach is a place.

    `districts` narrow both (empty: all). `sees_network`: may also read sums over all organisations.
    """

    organisations: frozenset[uuid.UUID]
    places: frozenset[tuple[uuid.UUID, str, uuid.UUID]] = frozenset()
    districts: frozenset[uuid.UUID] = frozenset()
    sees_network: bool = False

    @property
    def every_organisation(self) -> frozenset[uuid.UUID]:
        return self.organisations | frozenset(organisation for organisation, _, _ in self.places)


def scope_of(
    by: Actor,
    *,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    organisations: frozenset[uuid.UUID] = frozenset(),
    districts: frozenset[uuid.UUID] = frozenset(),
) -> Scope:
    """The reader's scope, narrowed to organisations and districts (one of each, or several; none: all).

    Raises Forbidden when it is empty, and for any organisation outside the reader's reach.
    """
    chosen = organisations | ({organisation} if organisation is not None else set())
    inside = districts | ({district} if district is not None else set())
    reach = by.reach(Permission.REPORTS_SEE)
    whole = reach.organisations
    places = {pair for pair in reach.places if pair[0] not in whole}
    if chosen:
        whole &= chosen
        places = {pair for pair in places if pair[0] in chosen}
    scope = Scope(whole, _dimensions(places, inside), inside, reach.counts_network)
    is_outside = bool(chosen - whole - {one for one, _place in places})
    if is_outside or (not scope.every_organisation and (chosen or not scope.sees_network)):
        raise Forbidden(Permission.REPORTS_SEE.value)
    return scope


def may_read_all_rows(by: Actor, source: Source, scope: Scope, organisations: frozenset[uuid.UUID]) -> bool:
    """True if the reader may open all rows of the source behind these organisations' numbers in this scope.

    For a reader of places, all rows of her places; access to her own rows only does not count.
    """
    reach = by.reach(source.permission)
    placed = {(organisation, place) for organisation, _, place in scope.places}
    for one in organisations - reach.organisations:
        mine = {pair for pair in placed if pair[0] == one}
        if one in scope.organisations or not mine or not mine <= reach.places:
            return False
    return True


def may_open_rows(by: Actor, indicator: str, value: str) -> bool:
    """Whether this reader may open rows behind a number, as far as they lie within her reach; nobody opens case facts.

    Raises KeyError for an unknown number.
    """
    source = value_of(indicator, value)[1]
    if source is None:
        return True
    behind = source.rows_source
    return behind is not None and all(by.may(permission) for permission in behind.row_permissions)


def roles_with_rows(indicator: str, value: str) -> list[Role]:
    """Roles that may open rows behind this number; shown to a reader of counts."""
    source = value_of(indicator, value)[1]
    if source is None:
        return [role for role in Role if role not in (Role.IMPORTER, Role.MACHINE)]
    if source.rows_source is None:
        return []  # nobody may read case facts
    return [
        role
        for role, row in TABLE.items()
        if role not in (Role.IMPORTER, Role.MACHINE)
        and all(_ROWS & set(row.get(permission, ())) for permission in source.row_permissions)
    ]


def reads_counts_only(value: Value, by: Actor, scope: Scope, organisations: frozenset[uuid.UUID]) -> bool:
    """True if this value counts persons whose rows in these organisations the reader may not open."""
    return value.counts == "persons" and not may_read_all_rows(by, SOURCES[value.source], scope, organisations)


def _dimensions(
    pairs: set[tuple[uuid.UUID, uuid.UUID]], districts: frozenset[uuid.UUID]
) -> frozenset[tuple[uuid.UUID, str, uuid.UUID]]:
    """The districts and blocks of a reader's places; a block inside one of her districts is left out."""
    if not pairs:
        return frozenset()
    known = {
        place.id: place
        for place in Place.objects.filter(
            id__in={place for _, place in pairs}, level__in=(PlaceLevel.DISTRICT, PlaceLevel.BLOCK)
        )
    }
    found = set()
    for organisation, place_id in pairs:
        place = known.get(place_id)
        if place is None or (districts and not any(place.lies_in(district) for district in districts)):
            continue
        if place.level == PlaceLevel.BLOCK and (organisation, place.district_id) in pairs:
            continue
        found.add((organisation, str(place.level), place.id))
    return frozenset(found)
