"""The outbox: queues each text once, and decides at the moment of sending whether it may go out."""

import datetime as dt

from django.db import IntegrityError, transaction

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging import events
from jatan.intake.messaging.choices import OutState, Purpose, Reason
from jatan.intake.messaging.commands import QueueMessage, private_words_of
from jatan.intake.messaging.contact_questions import awaits_answer
from jatan.intake.messaging.content_filter import wording_problems
from jatan.intake.messaging.length import length_of
from jatan.intake.messaging.models import OptOut, OutMessage, SendingRules
from jatan.intake.messaging.office import quiet_until, sending_rules_of, spent_in
from jatan.intake.messaging.texts import places_of_origin, wording_of
from jatan.kernel import clock
from jatan.programme.helpdesk.selectors import still_urgent
from jatan.programme.people.base_command import row_values
from jatan.programme.people.choices import ConsentPurpose
from jatan.programme.people.models import Consent

# An answer to a message that just came needs no consent; the confirmation of STOP goes out once.
_NEEDS_CONSENT = (Purpose.CHECK, Purpose.ANSWER)


class SendDecision:
    """What is to be done with a text now: its new state, the reason, and when to try again if it is held."""

    def __init__(self, state: str, reason: str = "", not_before: dt.datetime | None = None) -> None:
        self.state, self.reason, self.not_before = state, reason, not_before


def queue_message(*, by: Actor, command: QueueMessage) -> OutMessage:
    """Put a text into the outbox; return the existing row where this reference is already there.

    A text that may not be sent is queued too, so that its refusal shows in the outbox.
    """
    rules = sending_rules_of(command.organisation)
    row = OutMessage(**_values(command, rules))
    known = OutMessage.objects.filter(organisation_id=command.organisation, reference=command.reference)
    found = known.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            acts.record(by=by, permission=Permission.MESSAGES_SEND, verb=events.MESSAGE_QUEUED, rows=[row])
    except IntegrityError:
        return known.get()
    return row


def decide_sending(row: OutMessage, rules: SendingRules, *, now: dt.datetime, has_gateway: bool) -> SendDecision:
    """Decide whether this text may be sent now. Used by the forecast and, under lock, by sending itself."""
    if row.about_contact and not awaits_answer(row.about_contact):
        return SendDecision(OutState.NOT_NEEDED)
    if row.about_issue and not still_urgent(row.about_issue):
        return SendDecision(OutState.NOT_NEEDED)
    if not row.phone:
        return SendDecision(OutState.REFUSED, Reason.NO_PHONE)
    if row.purpose != Purpose.STOPPED and _is_opted_out(row.phone):
        return SendDecision(OutState.REFUSED, Reason.OPTED_OUT)
    if not _has_consent(row):
        return SendDecision(OutState.REFUSED, Reason.NO_CONSENT)
    if wording_problems(row.text, hidden=[*private_words_of(row.person), *places_of_origin()]):
        return SendDecision(OutState.REFUSED, Reason.WORDING)
    if not has_gateway:
        return SendDecision(OutState.REFUSED, Reason.NO_GATEWAY)
    if row.is_urgent:
        return SendDecision(OutState.CLAIMED)
    morning = quiet_until(rules, now)
    if morning is not None:
        return SendDecision(OutState.HELD, not_before=morning)
    if not spent_in(rules, now).has_room(row.cost_paise):
        return SendDecision(OutState.REFUSED, Reason.BUDGET)
    return SendDecision(OutState.CLAIMED)


def _has_consent(row: OutMessage) -> bool:
    if row.purpose not in _NEEDS_CONSENT or row.in_answer_to_id is not None:
        return True
    consents = Consent.objects.live().filter(
        organisation_id=row.organisation_id, purpose=ConsentPurpose.CONTACT, withdrawn_on__isnull=True
    )
    return row.person_id is not None and consents.filter(person_id=row.person_id).exists()


def _is_opted_out(phone: str) -> bool:
    """STOP holds for every organisation that the current actor can read: when sending, all of them."""
    return OptOut.objects.live().filter(phone=phone, until__isnull=True).exists()


def _values(command: QueueMessage, rules: SendingRules) -> dict[str, object]:
    language = command.language or rules.language
    wording = wording_of(command.organisation, command.purpose, language, rules.helpline_phone)
    text = command.text or wording.text
    segments = length_of(text).segments
    return row_values(command) | {
        "text": text,
        "language": wording.language if not command.text else language,
        "not_before": command.not_before or clock.now(),
        "segments": segments,
        "cost_paise": segments * rules.paise_per_part,
    }
