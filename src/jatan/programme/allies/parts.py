"""Writes a member's rows about institutions: contacts, notes, meetings, asks, promises, agreements, joint work.

All have the same permissions: recorded for the actor's own office, corrected and withdrawn by their organisation and,
where they are not confidential, by the secretariat. Raises as `services`.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Iterator, Mapping, Sequence
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
from jatan.programme.allies import events, selectors
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
from jatan.programme.people.base_command import Command, row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights

# The folder of minutes in the store, and how large they may be: a signed sheet as a photograph or a short paper.
MINUTES = "minutes"
LARGEST_MINUTES = 20 * 1024 * 1024

RIGHTS = Rights(see=Permission.ALLIES_SEE, record=Permission.ALLIES_RECORD, correct=Permission.ALLIES_RECORD)
_RECORD = RIGHTS.record
_amend = functools.partial(acts.amend, permission=_RECORD, correct=_RECORD)


def own_office(by: Actor) -> uuid.UUID:
    """The organisation for which the actor records work with institutions. Raises Forbidden without one."""
    office = by.first_home_organisation(by.reach(_RECORD).row_organisations & by.own_organisations)
    if office is None:
        raise gate.Forbidden(_RECORD.value)
    return office


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


def answer_ask(*, by: Actor, ask: Ask, answer: str, answered_on: dt.date, answer_text: str = "") -> bool:
    """Record what was answered to a request. Raises Problem for the answer "waiting"."""
    if answer == Answer.WAITING:
        raise Problem("unreadable", field="answer")
    changes = {"answer": answer, "answered_on": answered_on, "answer_text": answer_text}
    values = row_values(RecordAsk.of(ask).changed(changes))
    return _amend(by=by, row=ask, verb=events.ASK_ANSWERED, changes={name: values[name] for name in changes})


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


@contextmanager
def _kept(minutes: "File[bytes] | None") -> Iterator[dict[str, Any]]:
    """The columns of the stored minutes, as `stored_files.kept_file`; a meeting keeps no column for the format."""
    with kept_file(minutes, folder=MINUTES, largest=LARGEST_MINUTES) as kept:
        yield {name: value for name, value in kept.items() if name != "format"}


type Part = Agreement | Ask | Commitment | Contact | JointWork | Meeting | Note


class _Part[M: Part, C: Command](OrdinaryKind[M, C]):
    def amend(self, by: Actor, row: M, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct a row; earlier values stay in its history. Raises Problems as its command does.

        A row that others have read does not become confidential (`already_shared`): withdraw it and record it anew.
        The other way, a confidential row may be shown to the network; its history until then stays confidential.
        """
        if changes.get("is_confidential") and not row.is_confidential:
            message = _("Others have been able to read this. Withdraw it, and record it anew as confidential.")
            raise Problem("already_shared", message, field="is_confidential")
        return super().amend(by, row, changes, reason)


class _Commitments(_Part[Commitment, RecordCommitment]):
    def record_all(self, by: Actor, commands: Sequence[RecordCommitment]) -> list[Commitment]:
        """Record promises of an ally and their due days. The ask that one answers has its answer with it."""
        with transaction.atomic():
            rows = super().record_all(by, commands)
            for command in commands:
                ask = command.ask
                if ask is not None and ask.answer == Answer.WAITING:
                    answer_ask(by=by, ask=ask, answer=Answer.PROMISED, answered_on=command.promised_on)
        return rows


CONTACT = _Part(
    model=Contact,
    command=RecordContact,
    rights=RIGHTS,
    listed=selectors.contacts,
    recorded="allies.contact_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
NOTE = _Part(
    model=Note,
    command=RecordNote,
    rights=RIGHTS,
    listed=selectors.notes,
    recorded="allies.note_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
# Recorded by `record_meeting`, with its minutes.
MEETING = _Part(
    model=Meeting,
    command=RecordMeeting,
    rights=RIGHTS,
    listed=selectors.meetings,
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
ASK = _Part(
    model=Ask,
    command=RecordAsk,
    rights=RIGHTS,
    listed=selectors.asks,
    recorded="allies.ask_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
COMMITMENT = _Commitments(
    model=Commitment,
    command=RecordCommitment,
    rights=RIGHTS,
    listed=selectors.commitments,
    recorded="allies.commitment_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
AGREEMENT = _Part(
    model=Agreement,
    command=RecordAgreement,
    rights=RIGHTS,
    listed=selectors.agreements,
    recorded="allies.agreement_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
JOINT_WORK = _Part(
    model=JointWork,
    command=RecordJointWork,
    rights=RIGHTS,
    listed=selectors.joint_work,
    recorded="allies.joint_work_recorded",
    amended=events.ROW_AMENDED,
    withdrawn=events.ROW_WITHDRAWN,
)
