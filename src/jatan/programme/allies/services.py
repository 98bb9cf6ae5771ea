"""Services that write about allies. The network reads them; the organisation that recorded a row changes it.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for invalid values. Meetings,
requests and promises are corrected in `parts`.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.allies import events
from jatan.programme.allies.choices import Outcome
from jatan.programme.allies.commands import (
    RecordAsk,
    RecordCommitment,
    RecordMeeting,
    RecordMention,
    RegisterAlly,
)
from jatan.programme.allies.models import Ally, Ask, Commitment, MediaMention, Meeting
from jatan.programme.allies.selectors import asks
from jatan.programme.people.base_command import changed_values, row_values, row_values_with_name_fold

__all__ = [
    "amend_ally",
    "amend_mention",
    "record_ask",
    "record_commitment",
    "record_commitment_outcome",
    "record_meeting",
    "record_mention",
    "record_mentions",
    "register_allies",
    "register_ally",
    "withdraw_ally",
    "withdraw_mention",
]

_RECORD = Permission.ALLIES_RECORD


def register_ally(*, by: Actor, command: RegisterAlly) -> Ally:
    """Record one ally."""
    return register_allies(by=by, commands=[command])[0]


def register_allies(*, by: Actor, commands: Sequence[RegisterAlly]) -> list[Ally]:
    """Record allies, all or none, in the order given."""
    rows = [Ally(**row_values_with_name_fold(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.ALLY_REGISTERED, rows=rows)


def amend_ally(*, by: Actor, ally: Ally, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an ally; earlier values stay in its history."""
    values = row_values_with_name_fold(RegisterAlly.of(ally).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ROW_AMENDED,
        row=ally,
        changes=changed_values(ally, values),
        reason=reason,
    )


def withdraw_ally(*, by: Actor, ally: Ally, reason: str) -> None:
    """Withdraw an ally from every list, and with it its meetings, requests and promises."""
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=ally, reason=reason)


def record_meeting(*, by: Actor, command: RecordMeeting) -> Meeting:
    """Record a meeting with an ally."""
    row = Meeting(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.MEETING_RECORDED, rows=[row])[0]


def record_ask(*, by: Actor, command: RecordAsk) -> Ask:
    """Record a request to an ally."""
    row = Ask(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.ASK_RECORDED, rows=[row])[0]


def record_commitment(*, by: Actor, command: RecordCommitment) -> Commitment:
    """Record a promise of an ally and its due day."""
    row = Commitment(**row_values(command))
    return acts.record(by=by, permission=_RECORD, verb=events.COMMITMENT_RECORDED, rows=[row])[0]


def record_commitment_outcome(
    *, by: Actor, commitment: Commitment, outcome: str, settled_on: dt.date, what_became: str = ""
) -> bool:
    """Record the outcome of a promise: kept, partly kept or not kept. Raises Problem for the outcome "open"."""
    if outcome == Outcome.OPEN:
        raise Problem("unreadable", field="outcome")
    changes = {"outcome": outcome, "settled_on": settled_on, "what_became": what_became}
    values = row_values(RecordCommitment.of(commitment).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.COMMITMENT_SETTLED,
        row=commitment,
        changes={name: values[name] for name in changes},
    )


def record_mention(*, by: Actor, command: RecordMention) -> MediaMention:
    """Record one media mention."""
    return record_mentions(by=by, commands=[command])[0]


def record_mentions(*, by: Actor, commands: Sequence[RecordMention]) -> list[MediaMention]:
    """Record media mentions, all or none, in the order given. Raises Problem for an ask that is not within reach."""
    for command in commands:
        _require_ask(by, command)
    rows = [MediaMention(**row_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.MENTION_RECORDED, rows=rows)


def amend_mention(*, by: Actor, mention: MediaMention, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a media mention; earlier values stay in its history."""
    command = RecordMention.of(mention).changed(changes)
    if command.ask != mention.ask:
        _require_ask(by, command)
    values = row_values(command)
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ROW_AMENDED,
        row=mention,
        changes=changed_values(mention, values),
        reason=reason,
    )


def withdraw_mention(*, by: Actor, mention: MediaMention, reason: str) -> None:
    """Withdraw a media mention that should not have been recorded from every list."""
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=mention, reason=reason)


def _require_ask(by: Actor, command: RecordMention) -> None:
    if command.ask is not None and not asks(by).filter(pk=command.ask).exists():
        raise Problem("unreadable", field="ask")
