"""Acts on what a message means, in one transaction with the message's row: all of it happens once, or none."""

import datetime as dt
from collections.abc import Callable

from django.db import connection

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.rooms import Room
from jatan.intake.messaging import events
from jatan.intake.messaging.calls_for_help import open_urgent_issue, report_text
from jatan.intake.messaging.choices import Arrival, InState, Meaning, Purpose, Reason
from jatan.intake.messaging.coded_acts import act_on_coded, answer_with_codes, mark_done, open_issue_of_colleague
from jatan.intake.messaging.coded_text import CodedText, coded_text
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.contact_questions import open_contact, record_safe_report
from jatan.intake.messaging.models import InMessage, OptOut, OutMessage
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.reply_parser import may_ask_for_help, meaning_of
from jatan.intake.messaging.senders import senders_of_number
from jatan.intake.messaging.travellers import NumberUsers, users_of_number
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.safeguarding.selectors import journeys_in_danger

_MAX_PER_HOUR = 30
_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_CONFIRM_AGAIN_AFTER = dt.timedelta(hours=6)


def interpret_message(by: Actor, row: InMessage) -> str:
    """Interpret a new message and act on it, or leave it to a person; return its state. The caller locks the row."""
    row.meaning = Meaning.CALL if row.arrival == Arrival.MISSED_CALL else meaning_of(row.text)
    known = next(iter(users_of_number([row.organisation_id], row.phone)), NumberUsers(row.organisation_id))
    known.colleagues = [one for one in senders_of_number(row.phone) if row.organisation_id in one.organisations]
    coded = _coded_by_colleague(row, known)
    if _exceeds_rate(row) and row.meaning not in (Meaning.UNSAFE, Meaning.STOP):
        row.is_urgent = row.is_urgent or may_ask_for_help(row.text)
        _wait(row, Reason.TOO_MANY)
    elif coded is not None:
        act_on_coded(by, row, coded, known.colleagues)
    else:
        act_on_meaning(by, row, known)
    if row.state == InState.WAITING and row.is_urgent:
        report_text(row)
    row.changed_at = clock.now()
    row.save()
    event = record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=events.MESSAGE_UNDERSTOOD,
        about_type=row._meta.label_lower,
        about=row.pk,
        payload={"meaning": row.meaning, "state": row.state, "reason": row.reason},
    )
    if row.state in (InState.NEW, InState.WAITING):
        open_for_records(event, [Room.HELP])
    return row.state


def act_on_meaning(by: Actor, row: InMessage, known: NumberUsers) -> None:
    """Act on the row's meaning, given who uses the number. Sets the row's state; does not save it."""
    _HANDLERS[Meaning(row.meaning)](by, row, known)


def _coded_by_colleague(row: InMessage, known: NumberUsers) -> CodedText | None:
    """The coded message of a colleague. One who is away herself means herself, unless she names somebody."""
    if row.arrival != Arrival.TEXT or not known.colleagues:
        return None
    coded = coded_text(row.text)
    return coded if coded is not None and (coded.has_reference or not known.own) else None


def _safe(by: Actor, row: InMessage, known: NumberUsers) -> None:
    (journey,) = known.own if len(known.own) == 1 else (None,)
    if journey is not None and open_contact(journey) is not None:
        record_safe_report(by=by, journey=journey, at=row.arrived_at)
        row.about_journey = journey.pk
        mark_done(row)
    elif not known.journeys:
        _wait(row, Reason.NO_OPEN_CONTACT if known.is_known else Reason.UNKNOWN_NUMBER)
    elif not known.own:
        _wait(row, Reason.FROM_FAMILY)
    elif len(known.own) > 1:
        _wait(row, Reason.SEVERAL)
    elif _already_reported_safe(row):
        mark_done(row)
    else:
        _wait(row, Reason.NO_OPEN_CONTACT)


def _unsafe(by: Actor, row: InMessage, known: NumberUsers) -> None:
    row.is_urgent = True
    if not known.is_known:
        _wait(row, Reason.UNKNOWN_NUMBER)
    elif known.colleagues and not known.journeys:
        row.issue = open_issue_of_colleague(by, row, IssueKind.OTHER, known.colleagues, known.person)
        mark_done(row)
    else:
        row.issue = open_urgent_issue(by, row, known)
        mark_done(row)
    since = clock.now() - _CONFIRM_AGAIN_AFTER
    confirmed = OutMessage.objects.live().filter(phone=row.phone, purpose=Purpose.UNSAFE_HEARD, recorded_at__gte=since)
    if not confirmed.exists():
        _confirm(by, row, Purpose.UNSAFE_HEARD, f"heard:{row.pk}")


def _stop(by: Actor, row: InMessage, known: NumberUsers) -> None:
    held = OptOut.objects.live().filter(organisation_id=row.organisation_id, phone=row.phone, until__isnull=True)
    if not held.exists():
        mark = OptOut(organisation_id=row.organisation_id, place=row.place, phone=row.phone, since=clock.now())
        acts.record(by=by, permission=Permission.MESSAGES_SEND, verb=events.OPTED_OUT, rows=[mark])
        _confirm(by, row, Purpose.STOPPED, f"stopped:{mark.pk}")
    mark_done(row)


def _start(by: Actor, row: InMessage, known: NumberUsers) -> None:
    held = OptOut.objects.live().filter(organisation_id=row.organisation_id, phone=row.phone, until__isnull=True)
    for mark in held:
        acts.amend(
            by=by,
            permission=Permission.MESSAGES_SEND,
            correct=Permission.MESSAGES_SEND,
            verb=events.OPTED_IN,
            row=mark,
            changes={"until": clock.now()},
        )
        _confirm(by, row, Purpose.STARTED, f"started:{mark.pk}")
    mark_done(row)


def _call(by: Actor, row: InMessage, known: NumberUsers) -> None:
    """One call back for each number, however often it rings until somebody has called. In danger the desk is told, even
    where the number has rung before and waits."""
    waiting = _waiting_call(row)
    in_danger = journeys_in_danger(known.journeys)
    row.is_urgent = bool(in_danger)
    if in_danger:
        report_text(row, next(journey.pk for journey in known.journeys if journey.pk in in_danger))
    if waiting is None:
        _wait(row, Reason.CALL_BACK if known.is_known else Reason.UNKNOWN_NUMBER)
        return
    mark_done(row)
    row.reason = Reason.CALLED_AGAIN
    if in_danger and not waiting.is_urgent:
        waiting.is_urgent, waiting.issue, waiting.changed_at = True, waiting.issue or row.issue, clock.now()
        waiting.save(update_fields=["is_urgent", "issue", "changed_at"])


def _waiting_call(row: InMessage) -> InMessage | None:
    """The earlier call of this number that waits. Calls of one number are interpreted one after the other."""
    with connection.cursor() as cursor:
        key = f"jatan.missed_call:{row.organisation_id}:{row.phone}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    calls = InMessage.objects.live().filter(
        organisation_id=row.organisation_id, phone=row.phone, arrival=Arrival.MISSED_CALL, state=InState.WAITING
    )
    return calls.exclude(pk=row.pk).order_by("-id").first()


def _unclear(by: Actor, row: InMessage, known: NumberUsers) -> None:
    row.is_urgent = row.is_urgent or may_ask_for_help(row.text)
    if not known.is_known:
        _wait(row, Reason.UNKNOWN_NUMBER)
    else:
        if known.colleagues and not known.journeys:
            answer_with_codes(by, row)
        _wait(row, Reason.FREE_TEXT if known.own or not known.family else Reason.FROM_FAMILY)


_HANDLERS: dict[Meaning, Callable[[Actor, InMessage, NumberUsers], None]] = {
    Meaning.SAFE: _safe,
    Meaning.UNSAFE: _unsafe,
    Meaning.STOP: _stop,
    Meaning.START: _start,
    Meaning.CALL: _call,
    Meaning.UNCLEAR: _unclear,
    # What a colleague has told of somebody; said of a person who wrote herself it is for a person to read.
    Meaning.LEFT: _unclear,
}


def _wait(row: InMessage, reason: Reason) -> None:
    row.state, row.reason = InState.WAITING, reason


def _confirm(by: Actor, row: InMessage, purpose: Purpose, reference: str) -> None:
    """Queue an automatic answer as urgent: sent during quiet hours and beyond the month's budget too."""
    command = QueueMessage(
        organisation=row.organisation_id,
        place=row.place,
        reference=reference,
        purpose=purpose.value,
        phone=row.phone,
        person=row.person,
        in_answer_to=row,
        is_urgent=True,
    )
    queue_message(by=by, command=command)


def _already_reported_safe(row: InMessage) -> bool:
    earlier = InMessage.objects.live().filter(
        organisation_id=row.organisation_id, phone=row.phone, meaning=Meaning.SAFE, state=InState.DONE
    )
    return earlier.filter(arrived_at__gte=row.arrived_at - _DAY).exclude(pk=row.pk).exists()


def _exceeds_rate(row: InMessage) -> bool:
    since = row.arrived_at - _HOUR
    rows = InMessage.objects.filter(organisation_id=row.organisation_id, phone=row.phone, arrived_at__gte=since)
    return rows.exclude(pk=row.pk).count() >= _MAX_PER_HOUR
