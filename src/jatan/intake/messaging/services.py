"""What colleagues do with messages: mark as read, set the meaning, link to a person, answer, retry, cancel.

Raises gate.Forbidden where the actor may not, Problem or Problems for invalid input.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging import events
from jatan.intake.messaging.calls_for_help import open_urgent_issue
from jatan.intake.messaging.choices import InState, Meaning, OutState, Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.contact_questions import record_safe_report
from jatan.intake.messaging.interpretation import act_on_meaning
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.travellers import NumberUsers
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.flows.day_of_leaving import record_leaving
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person

_SEND = Permission.MESSAGES_SEND
_ALREADY_CLOSED = _("A colleague has dealt with this message already.")


def mark_read(*, by: Actor, message: InMessage) -> bool:
    """Close a message as read with nothing more to be done; the actor is recorded."""
    with transaction.atomic():
        return _close(by, _locked_open(message), events.MESSAGE_READ)


def decide(*, by: Actor, message: InMessage, meaning: str, journey: Journey | None = None) -> bool:
    """Set what a message means: she is well, needs help, or has left; and for which journey. As a clear reply does."""
    if meaning not in (Meaning.SAFE, Meaning.UNSAFE, Meaning.LEFT):
        raise Problem("unreadable", field="meaning")
    if journey is not None and journey.organisation_id != message.organisation_id:
        raise Problem("other_organisation", field="journey")
    with transaction.atomic():
        row = _locked_open(message)
        changes: dict[str, Any] = {"meaning": meaning}
        if journey is not None:
            changes |= {"about_journey": journey.pk, "person": journey.person}
        if meaning == Meaning.UNSAFE:
            known = NumberUsers(row.organisation_id, own=[journey] if journey else [], people=_people(row))
            if not known.journeys and not known.people:
                raise Problem("missing_required", _("First say whose message this is."), field="journey")
            changes |= {"issue": open_urgent_issue(by, row, known), "is_urgent": True}
        elif journey is None:
            raise Problem("missing_required", field="journey")
        elif meaning == Meaning.LEFT:
            record_leaving(by=by, journey=journey, on=row.arrived_at.astimezone(clock.INDIA).date())
        else:
            record_safe_report(by=by, journey=journey, at=row.arrived_at)
        return _close(by, row, events.MESSAGE_UNDERSTOOD, changes)


def link_to_person(*, by: Actor, message: InMessage, person: Person) -> bool:
    """Link a message to its sender; a message with a clear meaning is then acted on at once."""
    if person.organisation_id != message.organisation_id:
        raise Problem("other_organisation", field="person")
    with transaction.atomic():
        row = _locked_open(message)
        row.person = person
        own = Journey.objects.live().filter(person=person, returned_on__isnull=True).select_related("person", "place")
        known = NumberUsers(row.organisation_id, own=list(own.order_by("-id")[:20]), people=[person])
        changes: dict[str, Any] = {"person": person}
        if row.meaning in (Meaning.SAFE, Meaning.UNSAFE):
            act_on_meaning(by, row, known)
            changes |= {name: getattr(row, name) for name in ("state", "reason", "issue", "is_urgent", "about_journey")}
            if row.state == InState.DONE:
                changes |= {"handled_at": clock.now(), "handled_by": by.account_id}
        row.refresh_from_db()
        return _amend(by, row, events.MESSAGE_LINKED, changes)


def answer(*, by: Actor, message: InMessage, text: str) -> OutMessage:
    """Queue an answer, checked like every other text; also marks the message as read."""
    digest = hashlib.sha256(text.strip().encode()).hexdigest()[:12]
    command = QueueMessage(
        organisation=message.organisation_id,
        place=message.place,
        reference=f"answer:{message.pk}:{digest}",
        purpose=Purpose.ANSWER.value,
        phone=message.phone,
        text=text.strip(),
        person=message.person,
        in_answer_to=message,
    )
    if not command.text:
        raise Problem("missing_required", field="text")
    with transaction.atomic():
        row = queue_message(by=by, command=command)
        rows = InMessage.objects.select_for_update(of=("self",)).select_related("place", "person")
        locked = rows.get(organisation_id=message.organisation_id, pk=message.pk)
        if locked.state != InState.DONE:
            _close(by, locked, events.MESSAGE_READ)
    return row


def send_again(*, by: Actor, message: OutMessage) -> bool:
    """Queue a failed or refused text again."""
    return _set_state(by, message, (OutState.FAILED, OutState.REFUSED), OutState.QUEUED, events.MESSAGE_RETRIED)


def cancel(*, by: Actor, message: OutMessage) -> bool:
    """Cancel a text that has not been sent."""
    return _set_state(by, message, (OutState.QUEUED, OutState.HELD), OutState.NOT_NEEDED, events.MESSAGE_CANCELLED)


def _set_state(by: Actor, message: OutMessage, before: tuple[str, ...], after: str, verb: str) -> bool:
    with transaction.atomic():
        rows = OutMessage.objects.live().select_for_update(of=("self",)).select_related("place", "person")
        row = rows.get(organisation_id=message.organisation_id, pk=message.pk)
        if row.state not in before:
            raise Problem("not_at_this_stage", _("This message is not at that stage any more."))
        changes = {"state": after, "reason": "", "attempts": 0, "not_before": clock.now()}
        return acts.amend(by=by, permission=_SEND, correct=_SEND, verb=verb, row=row, changes=changes)


def _locked_open(message: InMessage) -> InMessage:
    """The current row, locked. Raises Problem when a colleague has closed it meanwhile."""
    rows = InMessage.objects.live().select_for_update(of=("self",)).select_related("place", "person")
    row = rows.get(organisation_id=message.organisation_id, pk=message.pk)
    if row.state == InState.DONE:
        raise Problem("not_at_this_stage", _ALREADY_CLOSED)
    return row


def _close(by: Actor, row: InMessage, verb: str, changes: Mapping[str, Any] | None = None) -> bool:
    closing = {"state": InState.DONE.value, "handled_at": clock.now(), "handled_by": by.account_id}
    return _amend(by, row, verb, dict(changes or {}) | closing)


def _amend(by: Actor, row: InMessage, verb: str, changes: dict[str, Any]) -> bool:
    return acts.amend(by=by, permission=_SEND, correct=_SEND, verb=verb, row=row, changes=changes)


def _people(row: InMessage) -> list[Person]:
    if row.person is not None:
        return [row.person]
    rows = Person.objects.live().filter(organisation_id=row.organisation_id, phone=row.phone)
    return list(rows.select_related("place").order_by("-id")[:20])
