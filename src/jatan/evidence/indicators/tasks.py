"""Recounts in the background; each task is enqueued in the transaction of the event it is for."""

import uuid

from django.tasks import task

from jatan.evidence.indicators.services import may_change_cells, recount_pending
from jatan.foundation.ledger.models import Event

__all__ = ["enqueue_recount", "recount_organisation"]


def enqueue_recount(event: Event) -> None:
    """Enqueue a recount for the event's organisation if the event may have changed a number.

    Enqueued even if one is queued already: a worker may run that one before this transaction commits. A recount
    that finds nothing new costs two queries.
    """
    if may_change_cells(event):
        recount_organisation.enqueue(str(event.organisation_id))


@task()
def recount_organisation(organisation_id: str) -> int:
    """Recount one organisation. Safe to repeat."""
    return recount_pending([uuid.UUID(organisation_id)])
