"""Queues the questions that are due by text, and forecasts what would be sent without sending it."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import OutState, Purpose, Reason
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.contact_questions import due_contacts
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.intake.messaging.length import length_of
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import messaging_actor, sending_rules_of, spent_in
from jatan.intake.messaging.outbox import decide_sending, queue_message
from jatan.intake.messaging.texts import wording_of
from jatan.kernel import clock
from jatan.programme.safeguarding.models import Contact


@dataclass(frozen=True)
class ForecastMessage:
    """The state one text would get if it were sent now, and the reason when it would not be sent."""

    purpose: str
    state: str
    reason: str
    is_urgent: bool
    segments: int
    paise: int


def queue_due_questions(organisation_id: uuid.UUID) -> int:
    """Queue a question for every contact due by text, once for each contact; return how many were queued."""
    count = 0
    with acting_as(messaging_actor([organisation_id])) as by:
        asked = _asked_contacts(organisation_id)
        for contact in due_contacts(organisation_id, clock.now()):
            if contact.pk not in asked:
                queue_message(by=by, command=_question(contact))
                count += 1
    return count


def forecast_messages(
    by: Actor, organisation_id: uuid.UUID, *, now: dt.datetime | None = None
) -> list[ForecastMessage]:
    """What would be sent now: queued texts and due questions that are not queued yet. Sends nothing."""
    gate.require(by, Permission.MESSAGES_SEE, organisation_id=organisation_id)
    moment, rules, has_gateway = now or clock.now(), sending_rules_of(organisation_id), configured_gateway() is not None
    spent, found = spent_in(rules, moment), []
    for row in _texts_to_forecast(organisation_id, rules.paise_per_part, rules.language, moment):
        verdict = decide_sending(row, rules, now=moment, has_gateway=has_gateway)
        state, reason = verdict.state, verdict.reason
        if state == OutState.CLAIMED:
            # Texts earlier in the same run use up the month's budget.
            if not row.is_urgent and not spent.has_room(row.cost_paise):
                state, reason = OutState.REFUSED, Reason.BUDGET
            else:
                spent.messages, spent.paise = spent.messages + 1, spent.paise + row.cost_paise
        found.append(ForecastMessage(row.purpose, state, reason, row.is_urgent, row.segments, row.cost_paise))
    return found


def _texts_to_forecast(organisation_id: uuid.UUID, paise: int, language: str, now: dt.datetime) -> Iterator[OutMessage]:
    end_of_day = now.astimezone(clock.INDIA).replace(hour=23, minute=59, second=59)
    waiting = OutMessage.objects.live().filter(organisation_id=organisation_id, not_before__lte=end_of_day)
    queued = waiting.filter(state__in=(OutState.QUEUED, OutState.HELD)).select_related("person")
    yield from queued.order_by("-is_urgent", "not_before", "id")
    asked = _asked_contacts(organisation_id)
    for contact in due_contacts(organisation_id, now):
        if contact.pk in asked:
            continue
        command = _question(contact)
        text = wording_of(organisation_id, Purpose.CHECK, command.language or language).text
        segments = length_of(text).segments
        yield OutMessage(
            organisation_id=organisation_id,
            purpose=command.purpose,
            phone=command.phone,
            person=command.person,
            about_contact=contact.pk,
            text=text,
            segments=segments,
            cost_paise=segments * paise,
        )


def _asked_contacts(organisation_id: uuid.UUID) -> set[uuid.UUID]:
    rows = OutMessage.objects.filter(organisation_id=organisation_id, about_contact__isnull=False)
    recent = rows.filter(recorded_at__gte=clock.now() - dt.timedelta(days=60))
    return {found for found in recent.values_list("about_contact", flat=True) if found}


def _question(contact: Contact) -> QueueMessage:
    journey = contact.journey
    return QueueMessage(
        organisation=contact.organisation_id,
        place=contact.place,
        reference=f"contact:{contact.pk}",
        purpose=Purpose.CHECK.value,
        phone=journey.phone_at_destination or journey.person.phone,
        person=journey.person,
        about_contact=contact.pk,
    )
