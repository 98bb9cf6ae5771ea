"""Queries for people, limited to the actor's reach. Lists are newest first, without a query per row."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, IntegerField, QuerySet, When

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.programme.people import candidates
from jatan.programme.people.choices import Scope
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.duplicate_search import find_similar, traits_from_command
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.person_search import LIMIT, next_wider_scope, rank_people, reasons_with_village
from jatan.programme.people.reach import reachable
from jatan.programme.people.similarity import Reason

LISTED = 50


@dataclass(frozen=True)
class Hit:
    """A person found, and the reasons."""

    person: Person
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class LikelyDuplicate(Hit):
    """A person who may be the same; `is_strong`: the user should stop and check."""

    is_strong: bool


@dataclass(frozen=True)
class Results:
    """The hits of a search in one scope, and the wider scope on offer (None: there is none)."""

    hits: list[Hit]
    scope: Scope
    wider: Scope | None


def people(by: Actor) -> QuerySet[Person]:
    """Every recorded person within reach, newest first."""
    return reachable(Person, by=by, permission=Permission.PEOPLE_SEE).order_by("-id")


def search(
    by: Actor,
    typed: str,
    *,
    near: Place | None = None,
    village: str = "",
    scope: Scope = Scope.BLOCK,
    limit: int = LIMIT,
) -> Results:
    """The most likely people while a name or telephone number is typed: at most `limit`, with reasons, in two queries.

    `near`: the place of the user, whose block or district is searched; without it everything within reach. `village`
    does not filter or order; living there only adds a reason. Who only has a father of that name is left out: what is
    typed here is the name of the person.
    """
    best = rank_people(by, typed, near=near, scope=scope, limit=limit, by_own_name=True)
    shown = _in_order(by, [hit.candidate.person_id for hit in best])
    reasons = {hit.candidate.person_id: reasons_with_village(hit, village) for hit in best}
    return Results([Hit(person, reasons[person.id]) for person in shown], scope, next_wider_scope(by, scope, near))


def likely_duplicates(by: Actor, command: RegisterPerson, limit: int = 5) -> list[LikelyDuplicate]:
    """Recorded people who may be the one about to be registered, most likely first, with reasons. Read-only."""
    best = find_similar(
        candidates.search_areas(by, Scope.ORGANISATION, None), traits_from_command(command), command.place
    )[:limit]
    people_by_id = {person.id: person for person in _in_order(by, [one.person_id for one, _how in best])}
    return [
        LikelyDuplicate(people_by_id[one.person_id], how.reasons, how.is_strong)
        for one, how in best
        if one.person_id in people_by_id
    ]


def search_people(by: Actor, text: str) -> QuerySet[Person]:
    """People whose name or telephone number is like `text`, in either script, best first, at most 50."""
    return people_in_order(by, likely_people(by, text))


def people_in_order(by: Actor, ids: Sequence[uuid.UUID]) -> QuerySet[Person]:
    """Those of these people that are within reach, in the given order."""
    order = Case(*(When(id=key, then=place) for place, key in enumerate(ids)), output_field=IntegerField())
    return people(by).filter(id__in=ids).order_by(order) if ids else people(by).none()


def likely_people(by: Actor, text: str, *, villages: bool = False) -> list[uuid.UUID]:
    """Ids of people whose name or telephone number is like `text`, best first, at most 50.

    `villages`: people of a village with that name follow after them.
    """
    hits = rank_people(by, text, near=None, scope=Scope.ORGANISATION, limit=LISTED, villages=villages)
    return [hit.candidate.person_id for hit in hits]


def _in_order(by: Actor, ids: Sequence[uuid.UUID]) -> list[Person]:
    """Those of these people that are within reach, in the given order, with their block."""
    if not ids:
        return []
    rows = people(by).filter(id__in=ids).order_by().select_related(None).select_related("place")
    found = {person.id: person for person in rows}
    return [found[key] for key in ids if key in found]


def identifiers(by: Actor, person: Person) -> QuerySet[Identifier]:
    """The papers of one person, newest first."""
    rows = reachable(Identifier, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.filter(person=person).order_by("-id")


def consents(by: Actor, person: Person) -> QuerySet[Consent]:
    """The consents of one person, newest first, including withdrawn ones."""
    rows = reachable(Consent, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.filter(person=person).order_by("-given_on", "-id")


def find_consent(by: Actor, consent_id: uuid.UUID) -> Consent:
    """One consent within reach. Raises Consent.DoesNotExist."""
    rows = reachable(Consent, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.get(id=consent_id)
