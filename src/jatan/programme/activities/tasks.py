"""Background task that refolds stored names after the folding rules or the installation's spellings changed."""

import uuid

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.programme.activities import stored_folds
from jatan.programme.activities.stored_folds import is_folded

_BATCHES_A_TASK = 5


def enqueue_refolding() -> int:
    """Enqueue the refolding of every member with outdated names; returns for how many."""
    waiting = [organisation.id for organisation in members() if not _is_folded(organisation.id)]
    for organisation_id in waiting:
        refold_names.enqueue(str(organisation_id))
    return len(waiting)


@task()
def refold_names(organisation_id: str) -> int:
    """Refold stored names, a transaction per batch; enqueues itself while some are left."""
    key, count = uuid.UUID(organisation_id), 0
    for _batch in range(_BATCHES_A_TASK):
        with acting_as(machine_for([key])):
            fresh = 0 if is_folded(key) else stored_folds.refold_names(key)
        if not fresh:
            return count
        count += fresh
    refold_names.enqueue(organisation_id)
    return count


def _is_folded(organisation_id: uuid.UUID) -> bool:
    with acting_as(machine_for([organisation_id])):
        return is_folded(organisation_id)
