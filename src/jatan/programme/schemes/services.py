"""Services that write scheme linkages. The days of a linkage determine its stage.

Any colleague who may record may note progress; other changes are corrections. Raises gate.Forbidden without the
permission, Problems or Problem for invalid values.
"""

import datetime as dt
from typing import Any

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.people.base_command import row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan.programme.schemes import events, selectors
from jatan.programme.schemes.commands import RecordLinkage
from jatan.programme.schemes.models import Linkage

LINKAGE = OrdinaryKind(
    model=Linkage,
    command=RecordLinkage,
    rights=Rights(see=Permission.SCHEMES_SEE, record=Permission.SCHEMES_RECORD, correct=Permission.RECORDS_CORRECT),
    listed=selectors.linkages,
    recorded="schemes.linkage_recorded",
    amended="schemes.linkage_amended",
    withdrawn="schemes.linkage_withdrawn",
)


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


def _progress(by: Actor, linkage: Linkage, verb: str, changes: dict[str, Any]) -> bool:
    values = row_values(RecordLinkage.of(linkage).changed(changes))
    checked = {name: values[name] for name in changes}
    return acts.amend(
        by=by, permission=LINKAGE.rights.record, correct=LINKAGE.rights.record, verb=verb, row=linkage, changes=checked
    )
