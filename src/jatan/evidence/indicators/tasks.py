"""Recounts in the background; each task is enqueued in the transaction of the event it is for."""

import uuid

from django.tasks import task

from jatan.evidence.indicators.services import may_change_cells, recount_pending, recount_shared
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation

# Labels of the network's own rows that decide how the rows of every member are counted.
_SHARED = frozenset(label for source in SOURCES.values() if source.is_shared for label in source.parents)


def enqueue_recount(event: Event) -> None:
    """Enqueue a recount for the event's organisation if the event may have changed a number.

    Enqueued even if one is queued already: a worker may run that one before this transaction commits. A recount
    that finds nothing new costs two queries.
    """
    if may_change_cells(event):
        recount_organisation.enqueue(str(event.organisation_id))
    if event.about_type in _SHARED and event.payload.get("fields"):
        recount_shared_rows.enqueue(event.about_type, str(event.about))


@task()
def recount_organisation(organisation_id: str) -> int:
    """Recount one organisation. Safe to repeat."""
    return recount_pending([uuid.UUID(organisation_id)])


@task()
def recount_shared_rows(label: str, about: str) -> None:
    """Recount, for every organisation, its rows about one row of the network. Safe to repeat."""
    recount_shared(label, uuid.UUID(about), Organisation.objects.values_list("id", flat=True))
