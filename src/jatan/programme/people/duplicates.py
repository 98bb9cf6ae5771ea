"""Queries for duplicates: open suggestions and links between records."""

import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.choices import Decision
from jatan.programme.people.models import Person, SamePerson, Suggestion
from jatan.programme.people.reach import reachable

_BOTH = ("first", "first__place", "second", "second__place")


def open_suggestions(by: Actor) -> QuerySet[Suggestion]:
    """Undecided pairs of people that are not withdrawn, both within reach; the most likely first."""
    rows = _suggestions(by).filter(state=Decision.OPEN, first__withdrawn_at=None, second__withdrawn_at=None)
    return rows.order_by("-is_strong", "-id")


def find_suggestion(by: Actor, suggestion_id: uuid.UUID) -> Suggestion:
    """One pair, decided or not. Raises Suggestion.DoesNotExist when either person is out of reach."""
    return _suggestions(by).get(id=suggestion_id)


def links_of(by: Actor, person: Person) -> QuerySet[SamePerson]:
    """The links that directly involve one record."""
    rows = reachable(SamePerson, by=by, permission=Permission.PEOPLE_SEE, related=_BOTH)
    return rows.filter(Q(first=person) | Q(second=person)).order_by("-id")


def linked_records(by: Actor, person: Person, most: int = 20) -> list[Person]:
    """Other records of the same person within reach, including those linked indirectly; at most `most`."""
    found: dict[uuid.UUID, Person] = {person.id: person}
    edge = {person.id}
    while edge and len(found) <= most:
        rows = reachable(SamePerson, by=by, permission=Permission.PEOPLE_SEE, related=_BOTH)
        fresh = {
            one.id: one
            for link in rows.filter(Q(first__in=edge) | Q(second__in=edge))[:most]
            for one in (link.first, link.second)
            if one.id not in found
        }
        found |= fresh
        edge = set(fresh)
    del found[person.id]
    return list(found.values())[:most]


def _suggestions(by: Actor) -> QuerySet[Suggestion]:
    """Suggestions with both people within reach, because a pair shows both."""
    rows = reachable(Suggestion, by=by, permission=Permission.PEOPLE_SEE, related=_BOTH)
    within = reachable(Person, by=by, permission=Permission.PEOPLE_SEE).select_related(None).order_by().values("id")
    if by.reach(Permission.PEOPLE_SEE).is_narrowed:
        rows = rows.filter(first__in=within, second__in=within)
    return rows
