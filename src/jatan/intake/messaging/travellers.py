"""Finds who uses a number: travellers, their families, other people on record, colleagues. A number may be shared."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from jatan.intake.messaging.senders import Sender, uses_phone
from jatan.kernel.numbers import parse_phone
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person

_LIMIT = 20


@dataclass
class NumberUsers:
    """Who uses a number in one organisation. `own`: journeys whose traveller has it; `family`: whose family has it.

    `colleagues`: those who work there and whose account has it.
    """

    organisation_id: uuid.UUID
    own: list[Journey] = field(default_factory=list)
    family: list[Journey] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    colleagues: list[Sender] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return bool(self.own or self.family or self.people or self.colleagues)

    @property
    def journeys(self) -> list[Journey]:
        return [*self.own, *(journey for journey in self.family if journey not in self.own)]

    @property
    def person(self) -> Person | None:
        """The person who uses the number, or None where several do."""
        found = {journey.person_id: journey.person for journey in self.own}
        if not found:
            found = {person.pk: person for person in self.people}
        return next(iter(found.values())) if len(found) == 1 else None


def canonical_phone(written: str) -> str:
    """Ten digits for an Indian number, else the text as given, at most 40 characters."""
    plain = written.replace("\x00", "")
    return parse_phone(plain) or plain.strip()[:40]


def is_personal_number(phone: str) -> bool:
    """False for short codes and sender names of companies."""
    return parse_phone(phone) is not None or sum(letter.isdecimal() for letter in phone) >= 8


def users_of_number(organisations: Iterable[uuid.UUID], phone: str) -> list[NumberUsers]:
    """Who uses a number in each of these organisations; those without a match are left out."""
    if not phone:
        return []
    found: dict[uuid.UUID, NumberUsers] = {}
    organisation_ids = list(organisations)
    under_way = Journey.objects.live().filter(organisation_id__in=organisation_ids, returned_on__isnull=True)
    for journey in under_way.filter(uses_phone(phone)).select_related("person", "place").order_by("-id")[:_LIMIT]:
        known = found.setdefault(journey.organisation_id, NumberUsers(journey.organisation_id))
        is_own = phone in (journey.person.phone, journey.phone_at_destination)
        (known.own if is_own else known.family).append(journey)
    people = Person.objects.live().filter(organisation_id__in=organisation_ids, phone=phone).select_related("place")
    for person in people.order_by("-id")[:_LIMIT]:
        found.setdefault(person.organisation_id, NumberUsers(person.organisation_id)).people.append(person)
    return list(found.values())
