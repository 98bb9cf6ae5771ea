"""Daily checks of the vault's keys, called by settings/periodic.py. They need no private key and are idempotent."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.kept_heads import has_kept_heads
from jatan.foundation.access.key_check import checked_keys
from jatan.foundation.access.team_selectors import require_supervisor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.casekeys import delete_expired_wraps
from jatan.foundation.vault.models import DirectoryKey

_CHECKED, _READERS_DELETED = "keys.checked", "keys.readers_ended"


def check_keys() -> int:
    """Check keys, gifts and readers of every organisation with keys and record in its ledger the number of faults by
    kind, and the heads of chains that went on. Returns the total. `jatan keys verify` lists the faults.
    """
    return _each_organisation(_check)


def delete_expired_readers() -> int:
    """Delete case-key wraps whose last day is past and record their number in each ledger. Returns the total."""
    return _each_organisation(_forget)


def last_check(by: Actor) -> tuple[dt.datetime, int] | None:
    """Time and number of faults of the last key check in the organisation that `by` supervises; None before the first
    one. Raises Forbidden.
    """
    rows = Event.objects.filter(organisation_id=require_supervisor(by), verb=_CHECKED)
    event = rows.order_by("-sequence").first()
    return (event.at, int(event.payload["faults"])) if event else None


def _each_organisation(action: Callable[[uuid.UUID], int]) -> int:
    """Sum of `action` over organisations with keys, each in its own transaction with its own row security."""
    total = 0
    for organisation_id in list(Organisation.objects.order_by("code").values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            keys = DirectoryKey.objects.filter(organisation_id=organisation_id)
            if keys.exists() or has_kept_heads(organisation_id):
                total += action(organisation_id)
    return total


def _check(organisation_id: uuid.UUID) -> int:
    checked = checked_keys(organisation_id)
    faults = checked.faults
    # The first word is the kind: case, key, gift, signing, recovery, authority. Ids are left out of the ledger.
    kinds = Counter(fault.split()[0].rstrip(":") for fault in faults)
    checked.heads.keep()
    record_event(
        organisation_id=organisation_id,
        by=None,
        verb=_CHECKED,
        payload={"faults": len(faults), **dict(sorted(kinds.items()))},
    )
    return len(faults)


def _forget(organisation_id: uuid.UUID) -> int:
    deleted = delete_expired_wraps(organisation_id)
    if deleted:
        record_event(organisation_id=organisation_id, by=None, verb=_READERS_DELETED, payload={"readers": deleted})
    return deleted
