"""Travellers who are asked by text, and a gateway that only writes down, for tests of the message room."""

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
    """Keeps what it is handed in a list. `trouble` makes it fail."""

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

    def let_go(self, found: Found) -> None:
        raise AssertionError("nothing was found")


def a_traveller(by: Actor, cast: Cast, *, consents: bool = True, phone: str = PHONE, **answers: Any) -> Journey:
    """Somebody on her way since March, who agreed to messages."""
    person = a_person(by, cast, phone=phone, **answers)
    if consents:
        agree(by, person)
    journey = a_journey(by, person, registered_on=dt.date(2026, 3, 1), leaves_on=dt.date(2026, 3, 3))
    start_contacts(by, [journey])
    return journey


def agree(by: Actor, person: Person) -> None:
    """She agrees to messages."""
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
    """A contact that is due by text today; the walk makes such rows from the plan."""
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
    """A text arrives and is understood; answers the rows it became, of every organisation."""
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
