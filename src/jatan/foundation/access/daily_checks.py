"""What is done with keys once a day and needs no key: settings/periodic.py calls it. Harmless when run twice."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.access.team_selectors import require_lead
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.casekeys import drop_expired
from jatan.foundation.vault.models import DirectoryKey

__all__ = ["check_keys", "forget_expired", "last_check"]

_CHECKED, _ENDED = "keys.checked", "keys.readers_ended"


def check_keys() -> int:
    """Check keys, gifts and readers of every organisation that has keys, and tell its ledger how many things of which
    kind are not in order; answers how many there are in the house. What they are `jatan keys verify` says.
    """
    return _everywhere(_check)


def forget_expired() -> int:
    """Take away what was given until a day that is past, and tell how much that was; answers how much in the house."""
    return _everywhere(_forget)


def last_check(by: Actor) -> tuple[dt.datetime, int] | None:
    """When the keys of the organisation that somebody supervises were checked last, and how many things were not in
    order; None before the first night. Raises Forbidden.
    """
    rows = Event.objects.filter(organisation_id=require_lead(by), verb=_CHECKED)
    told = rows.order_by("-sequence").first()
    return (told.at, int(told.payload["faults"])) if told else None


def _everywhere(deed: Callable[[uuid.UUID], int]) -> int:
    """Each organisation in a transaction of its own, behind its own walls."""
    done = 0
    for organisation_id in list(Organisation.objects.order_by("code").values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            if DirectoryKey.objects.filter(organisation_id=organisation_id).exists():
                done += deed(organisation_id)
    return done


def _check(organisation_id: uuid.UUID) -> int:
    faults = key_faults(organisation_id)
    # The first word says of what kind: case, key, gift, signing, recovery, authority. Whose it is stays out.
    kinds = Counter(fault.split()[0] for fault in faults)
    record_event(
        organisation_id=organisation_id,
        by=None,
        verb=_CHECKED,
        payload={"faults": len(faults), **dict(sorted(kinds.items()))},
    )
    return len(faults)


def _forget(organisation_id: uuid.UUID) -> int:
    ended = drop_expired(organisation_id)
    if ended:
        record_event(organisation_id=organisation_id, by=None, verb=_ENDED, payload={"readers": ended})
    return ended
