"""Background tasks of the register: statements for journeys of a workbook or corrected journeys, in batches."""

import uuid

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.events import DONE_TOGETHER, UNDONE_TOGETHER
from jatan.foundation.bulk_acts.models import RowsDone
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.selectors import members
from jatan.programme.agents.models import Statement
from jatan.programme.agents.services import record_missing_statements, refold_batch, sync_journey_statements
from jatan.programme.journeys.events import JOURNEY_AMENDED, JOURNEY_WITHDRAWN
from jatan.programme.journeys.models import Journey
from jatan_names import names

BATCH = 200
_BATCHES_A_TASK = 5
_JOURNEY = Journey._meta.label_lower


def enqueue_mentions(event: Event) -> None:
    """Enqueue statements for the journey that was corrected or withdrawn, or for the journeys recorded."""
    came = event.payload.get("rows", {}).get(_JOURNEY, 0)
    if event.verb in (DONE_TOGETHER, UNDONE_TOGETHER):
        if came:
            mention_journeys_of_act.enqueue(str(event.organisation_id), str(event.about))
        return
    is_about_one = event.about is not None and event.about_type == _JOURNEY
    if came > 1 or (came and not is_about_one):
        # The event of a party names only its first journey.
        mention_journeys.enqueue(str(event.organisation_id))
    elif is_about_one and (came or event.verb in (JOURNEY_AMENDED, JOURNEY_WITHDRAWN)):
        mention_journey.enqueue(str(event.organisation_id), str(event.about))


def enqueue_rekeying() -> int:
    """Enqueue the refolding of every member with outdated names; returns for how many."""
    waiting = [organisation.id for organisation in members() if _has_old(organisation.id)]
    for organisation_id in waiting:
        rekey_statements.enqueue(str(organisation_id))
    return len(waiting)


@task()
def mention_journey(organisation_id: str, journey_id: str) -> int:
    """Bring the statements of one journey in line with its current values."""
    with acting_as(machine_for([uuid.UUID(organisation_id)])) as by:
        journey = Journey._default_manager.filter(pk=uuid.UUID(journey_id)).select_related("place").first()
        return len(sync_journey_statements(by=by, journey=journey)) if journey else 0


@task()
def mention_journeys(organisation_id: str, after: str = "") -> None:
    """Record statements for a batch of journeys without any; enqueues itself while some are left."""
    key = uuid.UUID(organisation_id)
    with acting_as(machine_for([key])) as by:
        begin = uuid.UUID(after) if after else uuid.UUID(int=0)
        last = record_missing_statements(by=by, organisation_id=key, after=begin, most=BATCH)
        if last is not None:
            mention_journeys.enqueue(organisation_id, str(last))


@task()
def mention_journeys_of_act(organisation_id: str, act_id: str, done: int = 0) -> None:
    """Bring the statements of journeys that were withdrawn together, or came back, in line; a batch at a time."""
    key = uuid.UUID(organisation_id)
    with acting_as(machine_for([key])) as by:
        parts = RowsDone.objects.filter(organisation_id=key, act=uuid.UUID(act_id), about_type=_JOURNEY).order_by("id")
        ids = [pk for part in parts for pk in part.rows]
        for journey in Journey._default_manager.filter(pk__in=ids[done : done + BATCH]).select_related("place"):
            sync_journey_statements(by=by, journey=journey)
        if done + BATCH < len(ids):
            mention_journeys_of_act.enqueue(organisation_id, act_id, done + BATCH)


@task()
def rekey_statements(organisation_id: str) -> int:
    """Refold outdated names, also on journeys; enqueues itself while some are left."""
    key, count = uuid.UUID(organisation_id), 0
    for _batch in range(_BATCHES_A_TASK):
        with acting_as(machine_for([key])):
            fresh = refold_batch(key)
        if not fresh:
            return count
        count += fresh
    rekey_statements.enqueue(organisation_id)
    return count


def _has_old(organisation_id: uuid.UUID) -> bool:
    with acting_as(machine_for([organisation_id])):
        rows = Statement._default_manager.filter(organisation_id=organisation_id)
        return rows.exclude(fold_version=names.version()).exists()
