"""Queries for journeys, limited to the actor's reach. No query per row in lists."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, Func, Q, QuerySet, UUIDField

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.journeys.models import Action, Attachment, Companion, Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.people.reach import countable, reachable

_OPEN_TRIGGER = {"acknowledged_at__isnull": True, "journey__withdrawn_at__isnull": True}
_OPEN_ACTION = {
    "done_on__isnull": True,
    "journey__withdrawn_at__isnull": True,
    "journey__returned_on__isnull": True,
}
_JOURNEY = ("journey", "journey__person", "journey__place")


def journeys(by: Actor) -> QuerySet[Journey]:
    """Every journey within reach, newest first."""
    rows = reachable(Journey, by=by, permission=Permission.PEOPLE_SEE, related=("person", "destination"))
    return rows.order_by("-registered_on", "-id")


def journeys_leaving_soon(by: Actor, *, within_days: int = 14) -> QuerySet[Journey]:
    """Journeys that begin between today and `within_days` days from now, the earliest first."""
    today = clock.today()
    leaving = Q(leaves_on__range=(today, today + dt.timedelta(days=within_days)), returned_on__isnull=True)
    return journeys(by).filter(leaving).order_by("leaves_on", "id")


def journeys_through(by: Actor, landmark_id: uuid.UUID, period: Period | None = None) -> QuerySet[Journey]:
    """Journeys that name a landmark as a stop, newest first; those registered in the period."""
    rows = journeys(by).filter(stops__contains=[landmark_id])
    return rows.filter(registered_on__range=(period.start, period.end)) if period else rows


def journeys_by_stop(by: Actor, period: Period) -> dict[uuid.UUID, int]:
    """How many journeys registered in the period name each landmark, within the reader's reach. One query."""
    rows = gate.within_reach(Journey.objects.live(), by=by, permission=Permission.PEOPLE_SEE)
    rows = rows.filter(registered_on__range=(period.start, period.end)).exclude(stops=[]).order_by()
    stops: Any = rows.annotate(stop=Func(F("stops"), function="unnest", output_field=UUIDField())).values("stop")
    return {line["stop"]: line["number"] for line in stops.annotate(number=Count("id"))}


def leaving_together(by: Actor, journey: Journey) -> list[Journey]:
    """This journey and the others of its party, within reach, in the order of registration."""
    if journey.party_id is None:
        return [journey]
    return list(journeys(by).filter(party=journey.party_id).order_by("registered_on", "id"))


def companions_of(by: Actor, journeys: Collection[Journey]) -> QuerySet[Companion]:
    """The companions on any of these journeys."""
    rows = reachable(Companion, by=by, permission=Permission.PEOPLE_SEE, related=("person",))
    return rows.filter(journey__in=journeys).order_by("id")


def attachments(by: Actor, journey: Journey | None = None) -> QuerySet[Attachment]:
    """Photographs, papers and spoken notes of journeys, newest first."""
    rows = reachable(Attachment, by=by, permission=Permission.PEOPLE_SEE)
    rows = rows.filter(journey__withdrawn_at__isnull=True)
    return (rows if journey is None else rows.filter(journey=journey)).order_by("-recorded_at", "-id")


def companionships(by: Actor, person: Person) -> QuerySet[Companion]:
    """The journeys within reach on which this person went along with somebody else, the newest first."""
    related = ("journey", "journey__person")
    rows = reachable(Companion, by=by, permission=Permission.PEOPLE_SEE, related=related)
    seen = journeys(by).order_by().values("pk")
    return rows.filter(person=person, journey__in=seen).order_by("-journey__registered_on", "-id")


def triggers_of(by: Actor, journeys: Collection[Journey]) -> QuerySet[Trigger]:
    """The hard stops of these journeys, the open ones first."""
    rows = reachable(Trigger, by=by, permission=Permission.PEOPLE_SEE, related=_JOURNEY)
    return rows.filter(journey__in=journeys).order_by(F("acknowledged_at").asc(nulls_first=True), "noted_at", "id")


def open_triggers(by: Actor) -> QuerySet[Trigger]:
    """Hard stops that are not acknowledged, the oldest first."""
    rows = reachable(Trigger, by=by, permission=Permission.PEOPLE_SEE, related=_JOURNEY)
    return rows.filter(**_OPEN_TRIGGER).order_by("noted_at", "id")


def find_trigger(by: Actor, trigger_id: uuid.UUID) -> Trigger:
    """One hard stop within reach. Raises Trigger.DoesNotExist, also when it is forbidden."""
    return reachable(Trigger, by=by, permission=Permission.PEOPLE_SEE, related=_JOURNEY).get(id=trigger_id)


def open_actions(by: Actor) -> QuerySet[Action]:
    """Open tasks of journeys that are under way or ahead, the earliest due first."""
    rows = reachable(Action, by=by, permission=Permission.PEOPLE_SEE, related=_JOURNEY)
    return rows.filter(**_OPEN_ACTION).order_by("due_on", "id")


def without_open_work(by: Actor, rows: QuerySet[Journey]) -> QuerySet[Journey]:
    """Those of these journeys that have neither an open task nor an open hard stop within reach."""
    tasks = countable(Action, by=by, permission=Permission.PEOPLE_SEE).filter(**_OPEN_ACTION)
    stops = countable(Trigger, by=by, permission=Permission.PEOPLE_SEE).filter(**_OPEN_TRIGGER)
    return rows.exclude(pk__in=tasks.values("journey")).exclude(pk__in=stops.values("journey"))


def find_action(by: Actor, action_id: uuid.UUID) -> Action:
    """One task within reach, done or not. Raises Action.DoesNotExist, also when it is forbidden."""
    return reachable(Action, by=by, permission=Permission.PEOPLE_SEE, related=_JOURNEY).get(id=action_id)
