"""Candidates from the key index: bounded range queries, each on its own index, under the gate and row-level security.

Only operators that PostgreSQL considers leak-proof are used (`=`, `>=`, `<` on uuid, C-collated text and small
integers): under row-level security no other condition can use an index. The ranking is done in Python.
"""

import functools
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.programme.people import keys
from jatan.programme.people.choices import Scope
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live

FETCHED = 300
_COLUMNS = (
    "person_id, name_fold, guardian_fold, village_fold, given_key, last_key, phone, birth_year, sex, block_id,"
    " district_id"
)
_FITTING = "FROM people_personkey WHERE person_id = ANY (ARRAY(SELECT person_id {}))"


class Candidate(NamedTuple):
    """A person who may be meant, as stored in the key index."""

    person_id: uuid.UUID
    name_fold: str
    guardian_fold: str
    village_fold: str
    given_key: str
    last_key: str
    phone: str
    birth_year: int | None
    sex: str
    block_id: uuid.UUID
    district_id: uuid.UUID


class Area(NamedTuple):
    """Where to search: one organisation, optionally limited to one block or district, or to these `persons`."""

    organisation_id: uuid.UUID
    column: str = ""
    place_id: uuid.UUID | None = None
    persons: tuple[uuid.UUID, ...] | None = None


class KeyCondition(NamedTuple):
    """A SQL condition on key columns: fixed text and its parameter values."""

    text: str
    values: tuple[Any, ...]
    order: str = ""
    is_from_index: bool = False

    def __and__(self, other: "KeyCondition") -> "KeyCondition":
        is_from_index = self.is_from_index or other.is_from_index
        values = self.values + other.values
        return KeyCondition(f"{self.text} AND {other.text}", values, self.order or other.order, is_from_index)

    def best_first(self, fits: "KeyCondition") -> "KeyCondition":
        """The same rows, those that also meet `fits` first, in one read of the range. Must come last in an `&`."""
        return KeyCondition(self.text, self.values + fits.values, f"ORDER BY {fits.text} DESC, given_key")

    def from_index(self) -> "KeyCondition":
        """Evaluate the condition on the index alone and fetch only the matching rows."""
        return self._replace(is_from_index=True)


def equals(column: str, value: object) -> KeyCondition:
    """The column equals this value; for a list, any of its values."""
    return KeyCondition(f"{column} = ANY(%s)" if isinstance(value, list) else f"{column} = %s", (value,))


def starts_with(column: str, key: str) -> KeyCondition:
    """The column begins with this key, as a range condition that can use the index; the shortest keys come first."""
    return KeyCondition(f"{column} >= %s AND {column} < %s", (key, keys.prefix_end(key)), f"ORDER BY {column}")


def any_of(conditions: Sequence[KeyCondition]) -> KeyCondition:
    """At least one of these conditions holds."""
    values = tuple(value for one in conditions for value in one.values)
    return KeyCondition("(" + " OR ".join(one.text for one in conditions) + ")" if conditions else "true", values)


def between(column: str, first: int, last: int) -> KeyCondition:
    """The number is within the range, both ends included; NULL never is."""
    return KeyCondition(f"{column} >= %s AND {column} <= %s", (first, last))


def search_areas(by: Actor, scope: Scope, near: Place | None) -> list[Area]:
    """Where this actor may search. An account limited to a place or a group never searches outside it, whatever the
    scope.
    """
    reach = by.reach(Permission.PEOPLE_SEE)
    column, around = _around(scope, near)
    found = [Area(organisation_id, column, around) for organisation_id in sorted(reach.organisations)]
    for organisation_id, place_id in sorted(reach.places):
        if organisation_id in reach.organisations:
            continue
        is_inside = near is not None and near.lies_in(place_id)
        if around is not None and is_inside and around in (near.id, near.block_id):  # type: ignore[union-attr]
            found.append(Area(organisation_id, column, around))
        else:
            found.append(Area(organisation_id, _column_of(place_id), place_id))
    # Whoever reaches single persons searches among exactly these: a few hundred of one group.
    for organisation_id in sorted({one for one, _group in reach.groups} | reach.own_in):
        if organisation_id not in reach.organisations:
            rows = gate.within_reach(live(Person), by=by, permission=Permission.PEOPLE_SEE)
            persons = rows.filter(organisation_id=organisation_id).order_by("pk").values_list("pk", flat=True)
            found.append(Area(organisation_id, persons=tuple(persons)))
    return found


def fetch_candidates(inside: Iterable[Area], branches: Sequence[KeyCondition], limit: int = FETCHED) -> list[Candidate]:
    """Candidates of every branch in every area, each once. Within a branch the shortest keys come first."""
    statement, values = build_query(inside, branches, limit)
    if not statement:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list({row[0]: Candidate(*row) for row in cursor.fetchall()}.values())


def build_query(inside: Iterable[Area], branches: Sequence[KeyCondition], limit: int) -> tuple[str, list[Any]]:
    """The SQL and its parameters: one bounded range per branch and area; "" when there is no area."""
    parts: list[str] = []
    values: list[Any] = []
    for area in inside:
        for branch in branches:
            where = equals("organisation_id", area.organisation_id)
            if area.column:
                where &= equals(area.column, area.place_id)
            if area.persons is not None:
                where &= equals("person_id", list(area.persons))
            where &= branch
            rest = " ".join(("FROM people_personkey WHERE", where.text, where.order, "LIMIT %s"))
            parts.append(f"(SELECT {_COLUMNS} {_FITTING.format(rest) if where.is_from_index else rest})")
            values += [*where.values, limit]
    return " UNION ALL ".join(parts), values


def similar_given_names(
    organisation_ids: Iterable[uuid.UUID], asked: Iterable[str], most: int = 60
) -> dict[str, list[str]]:
    """For each key, the given names in use that equal it or differ by one letter (added, missing, other, swapped)."""
    forms = {key: keys.variants(key) for key in asked}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT variant, key FROM people_namevariant WHERE organisation_id = ANY(%s) AND variant = ANY(%s)"
            " LIMIT 2000",
            [sorted(set(organisation_ids)), sorted(set().union(*forms.values()))],
        )
        rows = cursor.fetchall()
    found = {key: {other for form, other in rows if form in forms[key] and _is_one_slip(key, other)} for key in forms}
    return {key: sorted(others, key=lambda other: _distance(key, other))[:most] for key, others in found.items()}


def _distance(key: str, other: str) -> tuple[bool, bool, int, str]:
    """Sort key: the key itself first, then keys with the same first letter and a similar length."""
    return key != other, other[:1] != key[:1], abs(len(other) - len(key)), other


def _is_one_slip(key: str, other: str) -> bool:
    """True if the keys differ by one slip; a shared variant alone would allow two."""
    if abs(len(key) - len(other)) > 1:
        return False
    return len(key) != len(other) or sum(a != b for a, b in zip(key, other, strict=True)) <= 2


def _around(scope: Scope, near: Place | None) -> tuple[str, uuid.UUID | None]:
    if near is None or scope == Scope.ORGANISATION:
        return "", None
    block_id, district_id = keys.block_and_district(near)
    return ("block_id", block_id) if scope == Scope.BLOCK else ("district_id", district_id)


@functools.lru_cache(maxsize=4096)
def _column_of(place_id: uuid.UUID) -> str:
    """The column of the key index for a place. Cached: the level of a place never changes."""
    is_district = Place.objects.filter(id=place_id, level=Level.DISTRICT).exists()
    return "district_id" if is_district else "block_id"
