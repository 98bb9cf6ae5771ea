"""Services that write scheme linkages. The days of a linkage determine its stage.

Any colleague who may record may note progress; other changes are corrections. Raises gate.Forbidden without the
permission, Problems or Problem for invalid values.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.schemes import events
from jatan.programme.schemes.commands import RecordLinkage
from jatan.programme.schemes.models import Linkage

__all__ = [
    "amend_linkage",
    "apply_linkage",
    "receive_linkage",
    "record_linkage",
    "record_linkages",
    "refuse_linkage",
    "sanction_linkage",
    "withdraw_linkage",
]

_RECORD, _CORRECT = Permission.SCHEMES_RECORD, Permission.RECORDS_CORRECT


def record_linkage(*, by: Actor, command: RecordLinkage) -> Linkage:
    """Record one linkage."""
    return record_linkages(by=by, commands=[command])[0]


def record_linkages(*, by: Actor, commands: Sequence[RecordLinkage]) -> list[Linkage]:
    """Record linkages, all or none, in the order given."""
    rows = [Linkage(**row_values(command)) for command in commands]
    return acts.record(by=by, permission=_RECORD, verb=events.LINKAGE_RECORDED, rows=rows)


def apply_linkage(*, by: Actor, linkage: Linkage, on: dt.date) -> bool:
    """Record the day of application."""
    return _progress(by, linkage, events.LINKAGE_APPLIED, {"applied_on": on})


def sanction_linkage(*, by: Actor, linkage: Linkage, on: dt.date) -> bool:
    """Record the day of sanction. It does not count yet: the benefit has to be received."""
    return _progress(by, linkage, events.LINKAGE_SANCTIONED, {"sanctioned_on": on})


def receive_linkage(*, by: Actor, linkage: Linkage, on: dt.date, amount: int | None = None) -> bool:
    """Record the day the benefit was received, with its rupees if it is money; None keeps the amount."""
    changes = {"received_on": on} | ({} if amount is None else {"amount": amount})
    return _progress(by, linkage, events.LINKAGE_RECEIVED, changes)


def refuse_linkage(*, by: Actor, linkage: Linkage, on: dt.date, reason: str) -> bool:
    """Record the refusal of the office and its reason."""
    return _progress(by, linkage, events.LINKAGE_REFUSED, {"refused_on": on, "refused_reason": reason})


def amend_linkage(*, by: Actor, linkage: Linkage, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a linkage; earlier values stay in its history."""
    values = row_values(RecordLinkage.of(linkage).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.LINKAGE_AMENDED,
        row=linkage,
        changes=changed_values(linkage, values),
        reason=reason,
    )


def withdraw_linkage(*, by: Actor, linkage: Linkage, reason: str) -> None:
    """Withdraw a linkage that should not have been recorded from every list and count."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.LINKAGE_WITHDRAWN, row=linkage, reason=reason
    )


def _progress(by: Actor, linkage: Linkage, verb: str, changes: dict[str, Any]) -> bool:
    values = row_values(RecordLinkage.of(linkage).changed(changes))
    checked = {name: values[name] for name in changes}
    return acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=linkage, changes=checked)
