"""Acts on a coded message of a colleague: she left, heard from, help. Nothing is guessed: what is doubtful waits.

Runs in the transaction that interprets the message. Nobody is registered from a text: who has left without being
registered is an urgent issue at the desk. The sender is told what was noted, in words that name nobody.
"""

import uuid
from collections.abc import Sequence
from typing import Final

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.intake.messaging.calls_for_help import message_text
from jatan.intake.messaging.choices import InState, Meaning, Purpose, Reason
from jatan.intake.messaging.coded_text import HEARD, HELP, LEFT, CodedText, confirmation_word
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.contact_questions import record_safe_report
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.office import sending_rules_of
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.reply_parser import may_ask_for_help
from jatan.intake.messaging.senders import Found, Sender, find_meant
from jatan.intake.messaging.texts import wording_of
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.programme.flows.day_of_leaving import record_leaving
from jatan.programme.flows.unsafe import report_unsafe
from jatan.programme.helpdesk.alarms import raise_alarm
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.people.models import Person

_MEANINGS: Final = {LEFT: Meaning.LEFT, HELP: Meaning.UNSAFE}


def act_on_coded(by: Actor, row: InMessage, coded: CodedText, senders: Sequence[Sender]) -> None:
    """Act on the message, or leave it to a person, and tell the sender. Sets the row's state; does not save it."""
    meant = find_meant(row.organisation_id, senders, coded)
    outcome = coded.outcome(meant.parts) if coded.what == HEARD else None
    row.meaning = outcome or _MEANINGS[coded.what]
    row.person = meant.person or row.person
    row.about_journey = meant.journey.pk if meant.journey else row.about_journey
    try:
        with transaction.atomic():
            purpose = _act(by, row, coded, senders, meant)
    except (Problem, Problems, gate.Forbidden):
        _wait(row, Reason.NOT_RECORDED, is_urgent=True)
        purpose = Purpose.PASSED_ON
    what = ", ".join(part for part in (meant.shown, confirmation_word(coded.what, outcome, _language(row))) if part)
    _confirm(by, row, purpose, f"coded:{row.pk}", what)


def answer_with_codes(by: Actor, row: InMessage) -> None:
    """Tell a colleague whose message nobody understood how the three codes are written: once a day to each number."""
    day = clock.today()
    _confirm(by, row, Purpose.CODES, f"codes:{row.phone}:{day:%Y%m%d}", "")


def open_issue_of_colleague(
    by: Actor, row: InMessage, kind: IssueKind, senders: Sequence[Sender], person: Person | None = None
) -> uuid.UUID:
    """Open an urgent issue that a colleague has brought; she is the one to call back. Returns its id.

    The same words about the same person, open since yesterday, are one issue: a text that is sent twice is not two.
    """
    today, phone, text = clock.today(), parse_phone(row.phone) or "", message_text(row)
    command = ReceiveIssue(
        organisation=row.organisation_id,
        place=person.place if person is not None else row.place,
        received_on=today,
        kind=kind.value,
        person=person,
        caller_name=senders[0].name[:120] if len(senders) == 1 else "",
        caller_phone=phone,
        description=text,
        is_urgent=True,
        origin=Origin.MESSAGE.value,
        next_follow_up_on=today,
    )
    return raise_alarm(by=by, command=command).pk


def _act(by: Actor, row: InMessage, coded: CodedText, senders: Sequence[Sender], meant: Found) -> Purpose:
    if coded.what == LEFT:
        return _left(by, row, coded, senders, meant)
    if row.meaning == Meaning.UNSAFE:
        return _unsafe(by, row, senders, meant)
    return _heard(by, row, coded, meant)


def _left(by: Actor, row: InMessage, coded: CodedText, senders: Sequence[Sender], meant: Found) -> Purpose:
    if meant.journey is not None:
        record_leaving(by=by, journey=meant.journey, on=row.arrived_at.astimezone(clock.INDIA).date())
        mark_done(row)
        return Purpose.NOTED
    if meant.is_doubtful:
        return _doubtful(row)
    if meant.person is not None or coded.phone:
        row.is_urgent = True
        row.issue = open_issue_of_colleague(by, row, IssueKind.REGISTRATION, senders, meant.person)
        mark_done(row)
        return Purpose.UNREGISTERED
    return _not_found(row, coded)


def _heard(by: Actor, row: InMessage, coded: CodedText, meant: Found) -> Purpose:
    if meant.is_doubtful:
        return _doubtful(row)
    if meant.journey is None:
        if meant.person is not None or coded.phone:
            _wait(row, Reason.NO_OPEN_CONTACT if meant.person else Reason.UNKNOWN_NUMBER)
            return Purpose.PASSED_ON
        return _not_found(row, coded)
    if row.meaning != Meaning.SAFE:
        _wait(row, Reason.NO_OUTCOME, is_urgent=may_ask_for_help(coded.rest(meant.parts)))
        return Purpose.CODES
    record_safe_report(by=by, journey=meant.journey, at=row.arrived_at)
    mark_done(row)
    return Purpose.NOTED


def _unsafe(by: Actor, row: InMessage, senders: Sequence[Sender], meant: Found) -> Purpose:
    row.is_urgent = True
    if meant.journey is not None:
        phone = parse_phone(row.phone) or ""
        row.issue = report_unsafe(by=by, journey=meant.journey, note=message_text(row), at=row.arrived_at, phone=phone)
    else:
        row.issue = open_issue_of_colleague(by, row, IssueKind.OTHER, senders, meant.person)
    mark_done(row)
    return Purpose.NOTED


def _doubtful(row: InMessage) -> Purpose:
    _wait(row, Reason.SEVERAL, is_urgent=True)
    return Purpose.PASSED_ON


def _not_found(row: InMessage, coded: CodedText) -> Purpose:
    """A code that no journey has may be a slip of the finger; without any, nobody knows who is meant."""
    is_code = coded.resembles_code
    _wait(row, Reason.UNKNOWN_CODE if is_code else Reason.NO_REFERENCE, is_urgent=coded.what == LEFT)
    return Purpose.PASSED_ON if is_code else Purpose.CODES


def _wait(row: InMessage, reason: Reason, *, is_urgent: bool = False) -> None:
    row.state, row.reason, row.is_urgent = InState.WAITING, reason, row.is_urgent or is_urgent


def mark_done(row: InMessage) -> None:
    """Close a row that needs nobody any more; does not save it."""
    row.state, row.reason, row.handled_at = InState.DONE, "", clock.now()


def _language(row: InMessage) -> str:
    return sending_rules_of(row.organisation_id).language


def _confirm(by: Actor, row: InMessage, purpose: Purpose, reference: str, what: str) -> None:
    """Queue an answer to the colleague, in the quiet hours too: she has just written."""
    rules = sending_rules_of(row.organisation_id)
    wording = wording_of(row.organisation_id, purpose, rules.language, rules.helpline_phone)
    command = QueueMessage(
        organisation=row.organisation_id,
        place=row.place,
        reference=reference,
        purpose=purpose.value,
        phone=row.phone,
        text=wording.text.replace("{what}", what),
        language=wording.language,
        in_answer_to=row,
        is_urgent=True,
    )
    queue_message(by=by, command=command)
