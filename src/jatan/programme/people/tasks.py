"""Background tasks of people search: comparing imported people, and rebuilding keys after a change of rules.

Each task handles some batches and enqueues itself again, so that a killed worker loses nothing and the queue stays
fair.
"""

import uuid

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.selectors import members
from jatan.programme.people.duplicate_search import MAX_COMPARED_AT_ONCE, compare_pending
from jatan.programme.people.key_index import has_current_keys, rebuild_key_batch
from jatan.programme.people.person_marks import rebuild_marks

BATCH = 200
_BATCHES_A_TASK = 5


def enqueue_comparison(event: Event) -> None:
    """Enqueue a comparison when an event wrote more people than are compared at once."""
    if event.payload.get("rows", {}).get("people.person", 0) > MAX_COMPARED_AT_ONCE:
        compare_people.enqueue(str(event.organisation_id))


def enqueue_rekeying() -> int:
    """Enqueue a rebuild for every member with outdated keys; returns for how many."""
    waiting = [organisation.id for organisation in members() if not _is_current(organisation.id)]
    for organisation_id in waiting:
        rekey_people.enqueue(str(organisation_id))
    return len(waiting)


@task()
def compare_people(organisation_id: str) -> int:
    """Compare people that are not compared yet; enqueues itself while some are left."""
    key = uuid.UUID(organisation_id)
    with acting_as(machine_for([key])):
        looked = compare_pending(key, BATCH)
        if looked == BATCH:
            compare_people.enqueue(organisation_id)
    return looked


@task()
def rekey_people(organisation_id: str) -> int:
    """Rebuild outdated keys; enqueues itself while some are left."""
    key, written = uuid.UUID(organisation_id), 0
    for _batch in range(_BATCHES_A_TASK):
        with acting_as(machine_for([key])):
            if has_current_keys(key):
                return written
            fresh = rebuild_key_batch(key)
            if not fresh:  # marks derive from keys: both become current in one transaction
                rebuild_marks(key)
        written += fresh
        if not fresh:
            return written
    rekey_people.enqueue(organisation_id)
    return written


def _is_current(organisation_id: uuid.UUID) -> bool:
    with acting_as(machine_for([organisation_id])):
        return has_current_keys(organisation_id)
