"""Reading people, already narrowed by the gate. Lists are newest first and never query per row."""

import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import names
from jatan.kernel.numbers import parse_phone
from jatan.programme.people.models import Consent, Identifier, Person
from jatan.programme.people.reaching import reachable

__all__ = ["consents", "find_consent", "find_identifier", "find_person", "identifiers", "people", "search_people"]

_SHORTEST_KEY = 3


def people(by: Actor) -> QuerySet[Person]:
    """Everybody on record within reach, newest first."""
    return reachable(Person, by=by, permission=Permission.PEOPLE_SEE).order_by("-id")


def find_person(by: Actor, person_id: uuid.UUID) -> Person:
    """One person within reach. Raises Person.DoesNotExist, for a forbidden one too."""
    return people(by).get(id=person_id)


def search_people(by: Actor, text: str) -> QuerySet[Person]:
    """People whose name, or telephone number, is like `text`, in either script; nobody for an empty text."""
    phone = parse_phone(text)
    if phone:
        return people(by).filter(phone=phone)
    folded, key = names.fold(text), names.key(text)
    if not folded:
        return people(by).none()
    every_word = Q()
    for word in folded.split():
        every_word &= Q(name_fold__contains=word)
    if len(key.replace(" ", "")) >= _SHORTEST_KEY:
        every_word |= Q(name_key=key)
    return people(by).filter(every_word)


def identifiers(by: Actor, person: Person) -> QuerySet[Identifier]:
    """The papers of one person, newest first."""
    rows = reachable(Identifier, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.filter(person=person).order_by("-id")


def find_identifier(by: Actor, identifier_id: uuid.UUID) -> Identifier:
    """One paper within reach. Raises Identifier.DoesNotExist."""
    rows = reachable(Identifier, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.get(id=identifier_id)


def consents(by: Actor, person: Person) -> QuerySet[Consent]:
    """What one person agreed to, newest first, those taken back included (they say so)."""
    rows = reachable(Consent, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.filter(person=person).order_by("-given_on", "-id")


def find_consent(by: Actor, consent_id: uuid.UUID) -> Consent:
    """One consent within reach. Raises Consent.DoesNotExist."""
    rows = reachable(Consent, by=by, permission=Permission.PEOPLE_SEE, related=("person", "person__place"))
    return rows.get(id=consent_id)
