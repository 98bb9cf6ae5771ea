"""Writes a member's rows about institutions: contacts, notes, meetings, asks, promises, agreements, joint work.

All have the same permissions: recorded for the actor's own office, corrected and withdrawn by their organisation and,
where they are not confidential, by the secretariat. Raises as `services`.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import kept_file
from jatan.programme.allies import events
from jatan.programme.allies.choices import Answer, Outcome
from jatan.programme.allies.commands import (
    RecordAgreement,
    RecordAsk,
    RecordCommitment,
    RecordContact,
    RecordJointWork,
    RecordMeeting,
    RecordNote,
)
from jatan.programme.allies.models import Agreement, Ask, Commitment, Contact, JointWork, Meeting, Note
from jatan.programme.people.base_command import Command, changed_values, row_values

__all__ = [
    "LARGEST_MINUTES",
    "MINUTES",
    "Part",
    "amend_part",
    "answer_ask",
    "keep_minutes",
    "own_office",
    "record_agreement",
    "record_ask",
    "record_commitment",
    "record_commitment_outcome",
    "record_contact",
    "record_joint_work",
    "record_meeting",
    "record_note",
    "withdraw_part",
]

# The folder of minutes below MEDIA_ROOT, and how large they may be: a signed sheet as a photograph or a short paper.
MINUTES = "minutes"
LARGEST_MINUTES = 20 * 1024 * 1024

type Part = Agreement | Ask | Commitment | Contact | JointWork | Meeting | Note

_RECORD = Permission.ALLIES_RECORD
_amend = functools.partial(acts.amend, permission=_RECORD, correct=_RECORD)
_COMMANDS: dict[type[Part], type[Command]] = {
    Agreement: RecordAgreement,
    Ask: RecordAsk,
    Commitment: RecordCommitment,
    Contact: RecordContact,
    JointWork: RecordJointWork,
    Meeting: RecordMeeting,
    Note: RecordNote,
}


def own_office(by: Actor) -> uuid.UUID:
    """The organisation for which the actor records work with institutions. Raises Forbidden without one."""
    office = by.first_home_organisation(by.reach(_RECORD).row_organisations & by.own_organisations)
    if office is None:
        raise gate.Forbidden(_RECORD.value)
    return office


def record_contact(*, by: Actor, command: RecordContact) -> Contact:
    """Record a person in an institution."""
    return acts.record(by=by, permission=_RECORD, verb=events.CONTACT_RECORDED, rows=[Contact(**row_values(command))])[
        0
    ]


def record_note(*, by: Actor, command: RecordNote) -> Note:
    """Record a note about an institution."""
    return acts.record(by=by, permission=_RECORD, verb=events.NOTE_RECORDED, rows=[Note(**row_values(command))])[0]


def record_meeting(*, by: Actor, command: RecordMeeting, minutes: "File[bytes] | None" = None) -> Meeting:
    """Record a meeting with an ally, with its minutes if there are any."""
    gate.require(by, _RECORD, organisation_id=command.organisation, place=command.place)
    with _kept(minutes) as kept:
        row = Meeting(**row_values(command), **kept)
        return acts.record(by=by, permission=_RECORD, verb=events.MEETING_RECORDED, rows=[row])[0]


def keep_minutes(*, by: Actor, meeting: Meeting, minutes: "File[bytes]") -> bool:
    """Keep the minutes of a meeting, or others in their place; earlier ones stay on disk, as its history names them."""
    gate.require(by, _RECORD, organisation_id=meeting.organisation_id, place=meeting.place)
    with _kept(minutes) as kept:
        return _amend(by=by, row=meeting, verb=events.MINUTES_KEPT, changes=kept)


def record_ask(*, by: Actor, command: RecordAsk) -> Ask:
    """Record a request to an ally."""
    return acts.record(by=by, permission=_RECORD, verb=events.ASK_RECORDED, rows=[Ask(**row_values(command))])[0]


def answer_ask(*, by: Actor, ask: Ask, answer: str, answered_on: dt.date, answer_text: str = "") -> bool:
    """Record what was answered to a request. Raises Problem for the answer "waiting"."""
    if answer == Answer.WAITING:
        raise Problem("unreadable", field="answer")
    changes = {"answer": answer, "answered_on": answered_on, "answer_text": answer_text}
    values = row_values(RecordAsk.of(ask).changed(changes))
    return _amend(by=by, row=ask, verb=events.ASK_ANSWERED, changes={name: values[name] for name in changes})


def record_commitment(*, by: Actor, command: RecordCommitment) -> Commitment:
    """Record a promise of an ally and its due day. The ask that it answers has its answer with it."""
    row = Commitment(**row_values(command))
    with transaction.atomic():
        made = acts.record(by=by, permission=_RECORD, verb=events.COMMITMENT_RECORDED, rows=[row])[0]
        if command.ask is not None and command.ask.answer == Answer.WAITING:
            answer_ask(by=by, ask=command.ask, answer=Answer.PROMISED, answered_on=command.promised_on)
    return made


def record_commitment_outcome(
    *, by: Actor, commitment: Commitment, outcome: str, settled_on: dt.date, what_became: str = ""
) -> bool:
    """Record the outcome of a promise: kept, partly kept or not kept. Raises Problem for the outcome "open"."""
    if outcome == Outcome.OPEN:
        raise Problem("unreadable", field="outcome")
    changes = {"outcome": outcome, "settled_on": settled_on, "what_became": what_became}
    values = row_values(RecordCommitment.of(commitment).changed(changes))
    return _amend(
        by=by,
        row=commitment,
        verb=events.COMMITMENT_SETTLED,
        changes={name: values[name] for name in changes},
    )


def record_agreement(*, by: Actor, command: RecordAgreement) -> Agreement:
    """Record a written agreement."""
    row = Agreement(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.AGREEMENT_RECORDED, rows=[row])[0]


def record_joint_work(*, by: Actor, command: RecordJointWork) -> JointWork:
    """Record an operation, a watch or a training held together."""
    row = JointWork(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.JOINT_WORK_RECORDED, rows=[row])[0]


def amend_part(*, by: Actor, part: Part, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a row; earlier values stay in its history. Raises Problems as its command does.

    A row that others have read does not become confidential (`already_shared`): withdraw it and record it anew. The
    other way, a confidential row may be shown to the network; its history until then stays confidential.
    """
    if changes.get("is_confidential") and not part.is_confidential:
        message = _("Others have been able to read this. Withdraw it, and record it anew as confidential.")
        raise Problem("already_shared", message, field="is_confidential")
    values = row_values(_COMMANDS[type(part)].of(part).changed(changes))
    return _amend(by=by, row=part, verb=events.ROW_AMENDED, changes=changed_values(part, values), reason=reason)


def withdraw_part(*, by: Actor, part: Part, reason: str) -> None:
    """Withdraw a row that should not have been recorded from every list."""
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=part, reason=reason)


@contextmanager
def _kept(minutes: "File[bytes] | None") -> Iterator[dict[str, Any]]:
    """The columns of the stored minutes, as `stored_files.kept_file`; a meeting keeps no column for the format."""
    with kept_file(minutes, folder=MINUTES, largest=LARGEST_MINUTES) as kept:
        yield {name: value for name, value in kept.items() if name != "format"}
