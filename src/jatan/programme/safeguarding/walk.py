"""The walk: the job that runs every minute and does what is due, organisation by organisation.

Four idempotent parts, each in its own transaction: end the contacts of journeys that are over, create contacts that
fall due, mark missed ones and start their ladders, enter the next steps of ladders. A kill between them loses
nothing: the next walk reads what is due from the tables. Rows are locked with FOR NO KEY UPDATE, and rows that a page
has locked are left to the next walk, so that neither waits for the other.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import connection
from django.db.models import Exists, Q, QuerySet

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.kernel import clock
from jatan.programme.safeguarding import events
from jatan.programme.safeguarding.choices import Closed
from jatan.programme.safeguarding.contact_schedule import agreements_to_walk, make_contacts
from jatan.programme.safeguarding.escalations import enter_steps, start_escalations
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation
from jatan.programme.safeguarding.plans import plans_of

BATCH = 2000
_log = logging.getLogger(__name__)
type _Part = Callable[[Actor, uuid.UUID], int]


def walk(now: dt.datetime | None = None, organisations: Iterable[uuid.UUID] | None = None) -> int:
    """Do what is due at `now` (default: the present). Returns how many rows were changed: 0 when nothing was due.

    An organisation that another walk is processing is skipped. When one organisation raises, the others are processed
    first, then the first exception is raised.
    """
    ids = list(members().values_list("id", flat=True)) if organisations is None else list(organisations)
    touched, failed = 0, list[Exception]()
    with _clock_at(now):
        for organisation_id in ids:
            try:
                touched += _walk_one(organisation_id)
            except Exception as error:
                _log.error("the walk of organisation %s failed: %s", organisation_id, type(error).__name__)
                failed.append(error)
    if failed:
        raise failed[0]
    return touched


def _clock_at(now: dt.datetime | None) -> AbstractContextManager[None]:
    return clock.frozen_at(now) if now is not None else nullcontext()


def _walk_one(organisation_id: uuid.UUID) -> int:
    with acting_as(machine_for([organisation_id])):
        parts = _what_is_due(organisation_id)
    return sum(_in_batches(part, organisation_id) for part in parts)


def _what_is_due(organisation_id: uuid.UUID) -> list[_Part]:
    """The parts that have something to do, in order: one query, so that an idle minute costs almost nothing."""
    questions = {part: Exists(rows(organisation_id)) for part, rows in _PARTS.items()}
    answers = Organisation.objects.filter(pk=organisation_id).values_list(*questions.values()).get()
    return [part for part, is_due in zip(questions, answers, strict=True) if is_due]


def _in_batches(part: _Part, organisation_id: uuid.UUID) -> int:
    total = 0
    while True:
        with acting_as(machine_for([organisation_id])) as by:
            done = part(by, organisation_id) if _may_walk(organisation_id) else 0
        total += done
        if done < BATCH:
            return total


def _may_walk(organisation_id: uuid.UUID) -> bool:
    with connection.cursor() as cursor:
        name = f"jatan.walk:{organisation_id}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _agreements_over(organisation_id: uuid.UUID) -> QuerySet[Agreement]:
    ended = Q(journey__returned_on__isnull=False) | Q(journey__withdrawn_at__isnull=False)
    return Agreement.objects.live().filter(ended, organisation_id=organisation_id, ended_on__isnull=True)


def _end_contacts(by: Actor, organisation_id: uuid.UUID) -> int:
    """End the contacts of journeys that are over or withdrawn."""
    rows = _agreements_over(organisation_id).select_for_update(of=("self",), no_key=True).select_related("journey")
    found = list(rows.order_by("id")[:BATCH])
    if not found:
        return 0
    with acts.one_act(by=by, organisation_id=organisation_id, verb=events.CONTACTS_ENDED, journeys=len(found)) as act:
        waiting = _end_agreements([row for row in found if row.journey.withdrawn_at is None], Closed.RETURNED)
        waiting += _end_agreements([row for row in found if row.journey.withdrawn_at is not None], Closed.WITHDRAWN)
        for contact in waiting:
            act.touch(contact)  # so that the months in which they count are recounted
    return len(found)


def _end_agreements(agreements: list[Agreement], because: Closed) -> list[Contact]:
    """End these agreements and their escalations; returns their waiting contacts, which are closed too."""
    journeys, now = [row.journey_id for row in agreements], clock.now()
    if not journeys:
        return []
    ended = {"ended_on": clock.today(), "ended_because": because, "changed_at": now}
    Agreement.objects.filter(pk__in=[row.pk for row in agreements]).update(**ended)
    waiting = Contact.objects.live().filter(journey_id__in=journeys, outcome="", missed_at__isnull=True)
    unmade = list(waiting)
    if because is Closed.RETURNED:
        waiting.update(outcome=because.value, contacted_at=now, changed_at=now)
    else:
        waiting.update(withdrawn_at=now, withdrawn_reason=because.value, changed_at=now)
    climbing = Escalation.objects.live().filter(journey_id__in=journeys, closed_at__isnull=True)
    climbing.update(closed_at=now, closed_because=because, next_at=None, changed_at=now)
    return unmade


def _unanswered_contacts(organisation_id: uuid.UUID) -> QuerySet[Contact]:
    unanswered = Q(outcome="", missed_at__isnull=True, answer_by__lte=clock.now())
    return Contact.objects.live().filter(unanswered, organisation_id=organisation_id)


def _mark_missed(by: Actor, organisation_id: uuid.UUID) -> int:
    """Mark contacts without an answer in time as missed and start their ladders."""
    now = clock.now()
    rows = _unanswered_contacts(organisation_id).select_for_update(
        of=("self", "journey"), skip_locked=True, no_key=True
    )
    found = list(rows.select_related("journey", "place").order_by("id")[:BATCH])
    if found:
        Contact.objects.filter(pk__in=[row.pk for row in found]).update(missed_at=now, changed_at=now)
        start_escalations(by=by, contacts=found, plans=plans_of(organisation_id), now=now)
    return len(found)


def _escalations_due(organisation_id: uuid.UUID) -> QuerySet[Escalation]:
    due = Q(closed_at__isnull=True, next_at__lte=clock.now())
    return Escalation.objects.live().filter(due, organisation_id=organisation_id)


def _enter_due_steps(by: Actor, organisation_id: uuid.UUID) -> int:
    """Enter the due steps of open escalations."""
    rows = _escalations_due(organisation_id).select_for_update(of=("self",), skip_locked=True, no_key=True)
    found = list(rows.select_related("place").order_by("id")[:BATCH])
    if found:
        enter_steps(by=by, escalations=found, plans=plans_of(organisation_id), now=clock.now())
    return len(found)


# In this order: ended journeys get no contact, and contacts created now cannot be missed yet.
_PARTS: dict[_Part, Callable[[uuid.UUID], QuerySet[Any]]] = {
    _end_contacts: _agreements_over,
    make_contacts: agreements_to_walk,
    _mark_missed: _unanswered_contacts,
    _enter_due_steps: _escalations_due,
}
