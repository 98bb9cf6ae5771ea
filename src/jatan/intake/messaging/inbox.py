"""The inbox: store what arrived, then interpret it in a second transaction, so that no error loses a message."""

import logging
import uuid
from collections.abc import Sequence

from django.db import Error, IntegrityError, transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.intake.messaging import events
from jatan.intake.messaging.calls_for_help import report_text
from jatan.intake.messaging.choices import Arrival, InState, Meaning, Reason
from jatan.intake.messaging.coded_text import coded_text, with_short_numbers
from jatan.intake.messaging.gateways.base import ArrivedMessage
from jatan.intake.messaging.interpretation import interpret_message
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor, office_for_unknown_numbers, place_of
from jatan.intake.messaging.reply_parser import may_ask_for_help, meaning_of
from jatan.intake.messaging.senders import Sender, office_of, senders_of_number
from jatan.intake.messaging.travellers import NumberUsers, canonical_phone, is_personal_number, users_of_number
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.kernel.text.storable import storable

_log = logging.getLogger(__name__)


def store_arrival(arrived: ArrivedMessage) -> list[uuid.UUID]:
    """Store one arrival for each organisation that knows the number; return the new ids. Safe to repeat."""
    phone = canonical_phone(arrived.phone)
    everyone = all_organisation_ids()
    with acting_as(messaging_actor(everyone)) as by:
        senders = senders_of_number(phone)
        offices = _offices(arrived, senders, users_of_number(everyone, phone))
        if not offices:
            fallback_office = office_for_unknown_numbers()
            offices = [NumberUsers(fallback_office)] if fallback_office else []
        rows = [_row(arrived, phone, known) for known in offices]
        return [row.pk for row in rows if _record_once(by, row)]


def uninterpreted_messages() -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(organisation id, message id) of stored messages not interpreted yet, urgent first."""
    with acting_as(messaging_actor(all_organisation_ids())):
        rows = InMessage.objects.live().filter(state=InState.NEW).order_by("-is_urgent", "arrived_at", "id")
        return list(rows.values_list("organisation_id", "id")[:500])


def interpret_stored(organisation_id: uuid.UUID, message_id: uuid.UUID) -> str:
    """Interpret one message and return its state; one that cannot be recorded automatically waits for a person."""
    by = messaging_actor([organisation_id])
    try:
        with acting_as(by), transaction.atomic():
            row = _locked(organisation_id, message_id)
            return interpret_message(by, row) if row else InState.DONE
    except (Problem, Problems, gate.Forbidden, Error) as trouble:
        _log.error("message %s could not be handled: %s", message_id, type(trouble).__name__)
    with acting_as(by), transaction.atomic():
        row = _locked(organisation_id, message_id)
        if row is not None:
            row.state, row.reason = InState.WAITING, Reason.NOT_RECORDED
            row.meaning = meaning_of(row.text) if row.arrival == Arrival.TEXT else Meaning.CALL
            row.is_urgent = row.is_urgent or row.meaning == Meaning.UNSAFE or may_ask_for_help(row.text)
            row.changed_at = clock.now()
            if row.is_urgent:
                report_text(row)
            row.save(update_fields=["state", "reason", "meaning", "is_urgent", "issue", "changed_at"])
    return InState.WAITING


def _locked(organisation_id: uuid.UUID, message_id: uuid.UUID) -> InMessage | None:
    rows = InMessage.objects.live().select_for_update(of=("self",), skip_locked=True)
    mine = rows.filter(organisation_id=organisation_id, pk=message_id, state=InState.NEW)
    return mine.select_related("place", "person").first()


def _row(arrived: ArrivedMessage, phone: str, known: NumberUsers) -> InMessage:
    person = known.person
    text = storable(arrived.text)
    text = without_aadhaar(with_short_numbers(text) if known.colleagues else text).strip()
    row = InMessage(
        organisation_id=known.organisation_id,
        place=_place(known),
        reference=arrived.reference[:80],
        arrival=arrived.arrival,
        phone=phone,
        text=text,
        person=person,
        sent_by=known.colleagues[0].account_id if len(known.colleagues) == 1 else None,
        about_journey=known.own[0].pk if len(known.own) == 1 else None,
        arrived_at=min(arrived.at, clock.now()) if arrived.at else clock.now(),
        is_urgent=meaning_of(text) == Meaning.UNSAFE,
    )
    if not arrived.is_readable:
        row.state, row.reason, row.is_urgent = InState.WAITING, Reason.UNREADABLE, True
    elif not is_personal_number(phone):
        row.state, row.meaning, row.reason = InState.DONE, Meaning.UNCLEAR, Reason.COMPANY
        row.is_urgent = False
    return row


def _offices(arrived: ArrivedMessage, senders: Sequence[Sender], known: Sequence[NumberUsers]) -> list[NumberUsers]:
    """Whom an arrival is stored for: who knows the number, and for whom the colleague works who has it.

    A coded message that names somebody is for the one organisation that knows her.
    """
    offices = {users.organisation_id: users for users in known}
    if not senders:
        return list(offices.values())
    coded = coded_text(arrived.text) if arrived.arrival == Arrival.TEXT else None
    if coded is not None and coded.has_reference:
        only = office_of(senders, coded)
        offices = {only: offices.get(only, NumberUsers(only))}
    elif not any(one in offices for sender in senders for one in sender.organisations):
        first = senders[0].organisations[0]
        offices[first] = NumberUsers(first)
    for organisation_id, users in offices.items():
        users.colleagues = [sender for sender in senders if organisation_id in sender.organisations]
    return list(offices.values())


def _place(known: NumberUsers) -> Place:
    for about in (*known.own, *known.family, *known.people):
        return about.place
    return place_of(known.organisation_id)


def _record_once(by: Actor, row: InMessage) -> bool:
    if InMessage.objects.filter(organisation_id=row.organisation_id, reference=row.reference).exists():
        return False
    try:
        with transaction.atomic():
            if row.state == InState.WAITING and row.is_urgent:
                report_text(row)
            acts.record(by=by, permission=Permission.MESSAGES_SEND, verb=events.MESSAGE_ARRIVED, rows=[row])
    except IntegrityError:
        return False
    return True
