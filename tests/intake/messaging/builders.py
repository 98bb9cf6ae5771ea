"""Builders of travellers, contacts due by text and arriving messages; and a gateway that keeps texts in a list."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.gateways.base import ArrivedMessage, CollectedItem, FailureKind, GatewayError, Outgoing
from jatan.intake.messaging.inbox import interpret_stored, store_arrival
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.people.commands import GiveConsent
from jatan.programme.people.consent_texts import current_text
from jatan.programme.people.models import Person
from jatan.programme.people.services import give_consent
from jatan.programme.safeguarding.choices import Assignee
from jatan.programme.safeguarding.contacts import start_contacts
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

PHONE = "9876543210"
NOON = dt.datetime(2026, 3, 10, 12, 0, tzinfo=clock.INDIA)


class RecordingGateway:
    """Keeps handed over texts in a list. `trouble`: the failure to raise instead."""

    is_final = True

    def __init__(self, *, is_repeatable: bool = False) -> None:
        self.is_repeatable = is_repeatable
        self.handed: list[Outgoing] = []
        self.trouble: FailureKind | None = None

    def hand_over(self, message: Outgoing) -> str:
        if self.trouble is not None:
            raise GatewayError(self.trouble)
        self.handed.append(message)
        return message.key

    def collect(self) -> Iterator[CollectedItem]:
        return iter(())

    def discard_item(self, found: CollectedItem) -> None:
        raise AssertionError("collect() yields nothing, so nothing can be discarded")


def create_traveller(by: Actor, cast: Cast, *, consents: bool = True, phone: str = PHONE, **answers: Any) -> Journey:
    """A traveller who left in March 2026 and, with `consents`, agreed to messages."""
    person = a_person(by, cast, phone=phone, **answers)
    if consents:
        record_consent(by, person)
    journey = a_journey(by, person, registered_on=dt.date(2026, 3, 1), leaves_on=dt.date(2026, 3, 3))
    start_contacts(by, [journey])
    return journey


def record_consent(by: Actor, person: Person) -> None:
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


def create_sms_contact(journey: Journey) -> Contact:
    """Create a contact that is due by text today, as the safety plan would."""
    on = NOON.date()
    with acting_as(messaging_actor([journey.organisation_id])):
        return Contact.objects.create(
            organisation_id=journey.organisation_id,
            place=journey.place,
            journey=journey,
            due_on=on,
            by_whom=Assignee.SMS,
            rule="test",
            answer_by=dt.datetime.combine(on, dt.time(23), tzinfo=clock.INDIA),
        )


def receive_text(text: str, *, phone: str = "+91" + PHONE, reference: str = "", **more: Any) -> list[InMessage]:
    """Receive and interpret a text; return its rows in all organisations."""
    ids = store_arrival(
        ArrivedMessage(
            reference or f"test:{phone}:{crc32(text.encode('utf-8', 'surrogatepass'))}:{clock.now():%H%M%S%f}",
            phone,
            text,
            **more,
        )
    )
    with acting_as(messaging_actor(all_organisation_ids())):
        rows = list(InMessage.objects.filter(pk__in=ids))
    for row in rows:
        interpret_stored(row.organisation_id, row.pk)
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(InMessage.objects.filter(pk__in=ids).order_by("organisation__code"))


def outbox() -> list[OutMessage]:
    """Everything in the outbox, oldest first."""
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(OutMessage.objects.order_by("id"))
