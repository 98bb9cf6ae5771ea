"""Reading journeys, already narrowed by the gate. Lists never query per row."""

import datetime as dt
import uuid

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock, names
from jatan.kernel.numbers import parse_phone
from jatan.programme.journeys.models import Journey
from jatan.programme.people.reaching import reachable

__all__ = ["find_journey", "journeys", "journeys_leaving_soon", "journeys_overdue", "search"]


def journeys(by: Actor) -> QuerySet[Journey]:
    """Every journey within reach, newest first."""
    rows = reachable(Journey, by=by, permission=Permission.PEOPLE_SEE, related=("person", "destination"))
    return rows.order_by("-registered_on", "-id")


def find_journey(by: Actor, journey_id: uuid.UUID) -> Journey:
    """One journey within reach. Raises Journey.DoesNotExist, for a forbidden one too."""
    return journeys(by).get(id=journey_id)


def journeys_leaving_soon(by: Actor, *, within_days: int = 14) -> QuerySet[Journey]:
    """Journeys that begin between today and `within_days` from now, the next first."""
    today = clock.today()
    leaving = Q(leaves_on__range=(today, today + dt.timedelta(days=within_days)), returned_on__isnull=True)
    return journeys(by).filter(leaving).order_by("leaves_on", "id")


def journeys_overdue(by: Actor) -> QuerySet[Journey]:
    """People who were expected back before today and have not come, the longest awaited first."""
    awaited = Q(expected_return_on__lt=clock.today(), returned_on__isnull=True)
    return journeys(by).filter(awaited).order_by("expected_return_on", "id")


def search(by: Actor, text: str) -> QuerySet[Journey]:
    """Journeys by the traveller's or the agent's name, in either script, or the agent's telephone number."""
    phone, words = parse_phone(text), names.fold(text).split()
    if phone:
        return journeys(by).filter(Q(agent_phone=phone) | Q(person__phone=phone))
    if not words:
        return journeys(by).none()
    traveller, agent = Q(), Q()
    for word in words:
        traveller &= Q(person__name_fold__contains=word)
        agent &= Q(agent_fold__contains=word)
    return journeys(by).filter(traveller | agent)
