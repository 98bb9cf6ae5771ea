"""Queries for contacts and escalations, limited to the actor's reach, including that of colleagues she stands in for.

No list can leave out what is overdue: there is no filter, and rows that are another role's task come last.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Value, When

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.operation.clock_watch import day_not_put_back
from jatan.kernel import clock
from jatan.programme.journeys import selectors as journeys
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.people.reach import countable, reachable
from jatan.programme.safeguarding.choices import Assignee, Outcome
from jatan.programme.safeguarding.models import Contact, Escalation, EscalationStep
from jatan.programme.safeguarding.stand_ins import with_lent_postings

_SEE = Permission.PEOPLE_SEE
_PARTS: dict[Role, tuple[Assignee, ...]] = {
    Role.FIELD_WORKER: (Assignee.FORUM_LEADER,),
    Role.FORUM_LEADER: (Assignee.FORUM_LEADER,),
    Role.DESK_OPERATOR: (Assignee.DESK, Assignee.SMS),
    Role.COUNSELLOR: (Assignee.COUNSELLOR,),
    Role.SUPERVISOR: (Assignee.SUPERVISOR,),
    Role.COORDINATOR: (Assignee.COORDINATOR,),
}
# A step not acknowledged in time is also shown to the next role up.
_NEXT_UP: dict[Assignee, Assignee] = {
    Assignee.SMS: Assignee.DESK,
    Assignee.FORUM_LEADER: Assignee.DESK,
    Assignee.DESK: Assignee.COORDINATOR,
    Assignee.COUNSELLOR: Assignee.SUPERVISOR,
    Assignee.SUPERVISOR: Assignee.COORDINATOR,
}


def assignee_codes(by: Actor) -> set[str]:
    """The codes of who is to act (such as "desk") for the actor's roles and those of colleagues she stands in for."""
    return {who.value for role in with_lent_postings(by).roles for who in _PARTS.get(role, ())}


def contacts(by: Actor) -> QuerySet[Contact]:
    """Every contact within reach, the newest first, with traveller and place."""
    rows = reachable(Contact, by=with_lent_postings(by), permission=_SEE, related=_JOURNEY)
    return rows.order_by("-due_on", "-id")


def due_today(by: Actor) -> QuerySet[Contact]:
    """Contacts due today or before without an outcome. Those of the actor's role (`is_mine`) first, then the oldest.

    A clock that was put back takes none of them off the list.
    """
    by = with_lent_postings(by)
    waiting = Q(outcome="", missed_at__isnull=True, due_on__lte=day_not_put_back())
    mine = Case(When(by_whom__in=assignee_codes(by), then=True), default=False, output_field=BooleanField())
    return contacts(by).filter(waiting).annotate(is_mine=mine).order_by("-is_mine", "due_on", "id")


def open_escalations(by: Actor) -> QuerySet[Escalation]:
    """Open escalations within reach with their present step, the highest step first."""
    rows = escalations(by)
    present = {
        "step_due_at": _of_present_step("due_at"),
        "step_taken_at": _of_present_step("acknowledged_at"),
        "step_by": _of_present_step("by_whom"),
    }
    open_ones = rows.filter(closed_at__isnull=True, steps__number=F("step")).annotate(**present)
    return open_ones.order_by("-step", "opened_at", "id")


def escalations(by: Actor) -> QuerySet[Escalation]:
    """Every escalation within reach, closed ones too, with its contact; the newest first."""
    related = (*_JOURNEY, "contact", *(f"contact__{name}" for name in _JOURNEY))
    rows = reachable(Escalation, by=with_lent_postings(by), permission=_SEE, related=related)
    return rows.order_by("-opened_at", "-id")


def overdue(by: Actor) -> QuerySet[EscalationStep]:
    """Steps not acknowledged in time, the longest overdue first; `is_mine` for the acting role and the next one up."""
    by = with_lent_postings(by)
    parts = assignee_codes(by)
    asked = {who.value for who, above in _NEXT_UP.items() if above in parts} | parts
    mine = Case(When(by_whom__in=asked, then=True), default=Value(False), output_field=BooleanField())
    return steps(by).filter(_late()).annotate(is_mine=mine).order_by("-is_mine", "due_at", "id")


def journeys_not_heard_from(by: Actor) -> QuerySet[EscalationStep, Any]:
    """The ids of the journeys of `overdue` steps, as a subquery."""
    rows = countable(EscalationStep, by=with_lent_postings(by), permission=_SEE)
    return rows.filter(_late()).values("escalation__journey")


def _late() -> Q:
    return Q(acknowledged_at__isnull=True, due_at__lte=clock.now(), escalation__closed_at__isnull=True)


def late_ladders(by: Actor) -> QuerySet[EscalationStep]:
    """As `overdue`, but of each missed contact only the highest of its steps that are late."""
    higher = EscalationStep.objects.live().filter(
        escalation=OuterRef("escalation"),
        number__gt=OuterRef("number"),
        acknowledged_at__isnull=True,
        due_at__lte=clock.now(),
    )
    return overdue(by).exclude(Exists(higher))


def steps(by: Actor) -> QuerySet[EscalationStep]:
    """Every step of every escalation within reach, in the order entered."""
    related = ("escalation", "escalation__contact", *(f"escalation__{name}" for name in _JOURNEY))
    rows = reachable(EscalationStep, by=with_lent_postings(by), permission=_SEE, related=related)
    return rows.order_by("entered_at", "number", "id")


def open_triggers(by: Actor) -> QuerySet[Trigger]:
    """Hard stops that are not acknowledged, the oldest first."""
    return journeys.open_triggers(with_lent_postings(by))


def sms_due(organisation_id: uuid.UUID, now: dt.datetime) -> list[Contact]:
    """Waiting contacts to be made by text message. Limited by row-level security only: for the worker that sends."""
    today = now.astimezone(clock.INDIA).date()
    rows = Contact.objects.live().filter(
        organisation_id=organisation_id, by_whom=Assignee.SMS, outcome="", missed_at__isnull=True, due_on__lte=today
    )
    return list(rows.select_related("place", "journey", "journey__person").order_by("due_on", "id"))


def awaits_answer(contact_id: uuid.UUID) -> bool:
    """True while a contact has no outcome; afterwards a text message about it is not needed."""
    return Contact.objects.live().filter(pk=contact_id, outcome="").exists()


def journeys_in_danger(about: Collection[Journey]) -> set[uuid.UUID]:
    """The ids of those with a hard stop, an open ladder or an unsafe answer. For the worker, as `sms_due`."""
    if not about:
        return set()
    mine = {"journey": OuterRef("pk")}
    hard_stop = Exists(Trigger.objects.live().filter(**mine))
    climbing = Exists(Escalation.objects.live().filter(**mine, closed_at__isnull=True))
    unsafe = Exists(Contact.objects.live().filter(**mine, outcome=Outcome.UNSAFE))
    rows = Journey.objects.live().filter(pk__in=[journey.pk for journey in about], returned_on__isnull=True)
    return set(rows.filter(hard_stop | climbing | unsafe).values_list("pk", flat=True))


def contact_for(journey: Journey) -> Contact | None:
    """The contact that a message from the traveller answers: the waiting one, else the escalated one, else None."""
    climbing = Q(escalations__closed_at__isnull=True, escalations__isnull=False)
    waiting = Q(outcome="", missed_at__isnull=True)
    rows = Contact.objects.live().filter(climbing | waiting, journey=journey)
    return rows.select_related("place", "journey").order_by("-due_on", "-id").first()


_JOURNEY = ("journey", "journey__person", "journey__destination", "journey__place")


def _of_present_step(column: str) -> F:
    return F(f"steps__{column}")
