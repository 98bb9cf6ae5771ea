"""Whose telephone it is: travellers on the way, their families, people on record. One telephone may be shared."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from jatan.kernel.numbers import parse_phone
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person

__all__ = ["Known", "canonical_phone", "is_a_persons_number", "known_to"]

_MOST = 20


@dataclass
class Known:
    """What one organisation knows about a number. `own`: journeys whose traveller it reaches."""

    organisation_id: uuid.UUID
    own: list[Journey] = field(default_factory=list)
    family: list[Journey] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)

    @property
    def journeys(self) -> list[Journey]:
        return [*self.own, *(journey for journey in self.family if journey not in self.own)]

    @property
    def person(self) -> Person | None:
        """The one person it can be, or None where it can be several."""
        found = {journey.person_id: journey.person for journey in self.own}
        if not found:
            found = {person.pk: person for person in self.people}
        return next(iter(found.values())) if len(found) == 1 else None


def canonical_phone(written: str) -> str:
    """Ten digits where it is an Indian number, else as the network wrote it."""
    plain = written.replace("\x00", "")
    return parse_phone(plain) or plain.strip()[:40]


def is_a_persons_number(phone: str) -> bool:
    """False for the short codes and sender names of companies."""
    return parse_phone(phone) is not None or sum(letter.isdecimal() for letter in phone) >= 8


def known_to(organisations: Iterable[uuid.UUID], phone: str) -> list[Known]:
    """What each of these organisations knows about a number; those that know nothing are left out."""
    if not phone:
        return []
    found: dict[uuid.UUID, Known] = {}
    here = list(organisations)
    on_the_way = Journey.objects.live().filter(organisation_id__in=here, returned_on__isnull=True)
    theirs = Q(person__phone=phone) | Q(phone_at_destination=phone) | Q(family_contact_phone=phone)
    for journey in on_the_way.filter(theirs).select_related("person", "place").order_by("-id")[:_MOST]:
        known = found.setdefault(journey.organisation_id, Known(journey.organisation_id))
        is_own = phone in (journey.person.phone, journey.phone_at_destination)
        (known.own if is_own else known.family).append(journey)
    people = Person.objects.live().filter(organisation_id__in=here, phone=phone).select_related("place")
    for person in people.order_by("-id")[:_MOST]:
        found.setdefault(person.organisation_id, Known(person.organisation_id)).people.append(person)
    return list(found.values())
