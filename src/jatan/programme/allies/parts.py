"""Corrects and withdraws meetings, requests and promises of an ally; all three have the same permissions."""

from collections.abc import Mapping
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.allies import events
from jatan.programme.allies.commands import RecordAsk, RecordCommitment, RecordMeeting
from jatan.programme.allies.models import Ask, Commitment, Meeting
from jatan.programme.people.base_command import Command, changed_values, row_values

__all__ = ["Part", "amend_part", "withdraw_part"]

type Part = Meeting | Ask | Commitment

_RECORD = Permission.ALLIES_RECORD
_COMMANDS: dict[type[Part], type[Command]] = {
    Meeting: RecordMeeting,
    Ask: RecordAsk,
    Commitment: RecordCommitment,
}


def amend_part(*, by: Actor, part: Part, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a row; earlier values stay in its history. Raises Problems as its command does."""
    values = row_values(_COMMANDS[type(part)].of(part).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ROW_AMENDED,
        row=part,
        changes=changed_values(part, values),
        reason=reason,
    )


def withdraw_part(*, by: Actor, part: Part, reason: str) -> None:
    """Withdraw a row that should not have been recorded from every list."""
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.ROW_WITHDRAWN, row=part, reason=reason)
