"""The background half of a recount: woken in the act's own transaction, so neither is lost alone."""

import uuid

from django.tasks import task

from jatan.evidence.indicators.services import recount_pending, touches_facts
from jatan.foundation.ledger.models import Event

__all__ = ["recount_organisation", "wake_recount"]


def wake_recount(event: Event) -> None:
    """Enqueue a recount for the event's organisation, when the event can have changed a number.

    Never skipped because "one is queued already": a worker may take that one before this act commits. A recount
    that finds nothing new costs two queries.
    """
    if touches_facts(event):
        recount_organisation.enqueue(str(event.organisation_id))


@task()
def recount_organisation(organisation_id: str) -> int:
    """Recount what is waiting for one organisation. Doing it twice does no harm."""
    return recount_pending([uuid.UUID(organisation_id)])
