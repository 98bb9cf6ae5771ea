"""Builders of travellers, contacts due by text and arriving messages; and a gateway that keeps texts in a list."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.gateways.base import Arrived, Found, GatewayTrouble, Outgoing, Trouble
from jatan.intake.messaging.inbox import handle_arrived, take_in_one
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.intake.messaging.office import everybody, machine
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.people.commands import GiveConsent
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Person
from jatan.programme.people.services import give_consent
from jatan.programme.safeguarding.choices import Who
from jatan.programme.safeguarding.contacts import start_contacts
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

PHONE = "9876543210"
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.INDIA)


class PaperGateway:
    """Keeps handed over texts in a list. `trouble`: the failure to raise instead."""

    is_final = True

    def __init__(self, *, is_repeatable: bool = False) -> None:
        self.is_repeatable = is_repeatable
        self.handed: list[Outgoing] = []
        self.trouble: Trouble | None = None

    def hand_over(self, message: Outgoing) -> str:
        if self.trouble is not None:
            raise GatewayTrouble(self.trouble)
        self.handed.append(message)
        return message.key

    def collect(self) -> Iterator[Found]:
        return iter(())

    def discard_item(self, found: Found) -> None:
        raise AssertionError("collect() yields nothing, so nothing can be discarded")


def a_traveller(by: Actor, cast: Cast, *, consents: bool = True, phone: str = PHONE, **answers: Any) -> Journey:
    """A traveller who left in March 2026 and, with `consents`, agreed to messages."""
    person = a_person(by, cast, phone=phone, **answers)
    if consents:
        agree(by, person)
    journey = a_journey(by, person, registered_on=dt.date(2026, 3, 1), leaves_on=dt.date(2026, 3, 3))
    start_contacts(by, [journey])
    return journey


def agree(by: Actor, person: Person) -> None:
    """Record her consent to messages."""
    command = GiveConsent(
        organisation=person.organisation_id,
        place=person.place,
        person=person,
        purpose="contact",
        text_version=current_text("contact", "hi").version,
        given_on=dt.date(2026, 3, 1),
    )
    give_consent(by=by, command=command)


def asked_by_text(journey: Journey) -> Contact:
    """Create a contact that is due by text today, as the safety plan would."""
    on = NOON.date()
    with acting_as(machine([journey.organisation_id])):
        return Contact.objects.create(
            organisation_id=journey.organisation_id,
            place=journey.place,
            journey=journey,
            due_on=on,
            by_whom=Who.SMS,
            rule="test",
            answer_by=dt.datetime.combine(on, dt.time(23), tzinfo=clock.INDIA),
        )


def arrives(text: str, *, phone: str = "+91" + PHONE, reference: str = "", **more: Any) -> list[InMessage]:
    """Receive and interpret a text; return its rows in all organisations."""
    ids = take_in_one(Arrived(reference or f"test:{phone}:{hash(text)}:{clock.now():%H%M%S%f}", phone, text, **more))
    with acting_as(machine(everybody())):
        rows = list(InMessage.objects.filter(pk__in=ids))
    for row in rows:
        handle_arrived(row.organisation_id, row.pk)
    with acting_as(machine(everybody())):
        return list(InMessage.objects.filter(pk__in=ids).order_by("organisation__code"))


def outbox() -> list[OutMessage]:
    """Everything in the outbox, oldest first."""
    with acting_as(machine(everybody())):
        return list(OutMessage.objects.order_by("id"))
