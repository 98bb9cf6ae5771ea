"""Builders of journeys under way for tests, with relative days; they call the services."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Contact
from jatan.programme.safeguarding.services import start_contacts, walk
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

type As = Callable[[str], AbstractContextManager[Actor]]
LEFT = dt.date(2024, 3, 10)


def at(day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
    """An instant on a day, in India's time zone."""
    return dt.datetime.combine(day, dt.time(hour, minute), clock.INDIA)


def day(number: int) -> dt.date:
    """The day `number` days after leaving."""
    return LEFT + dt.timedelta(days=number)


def a_man() -> dict[str, Any]:
    """An adult man, so that only the schedule lines for everybody apply."""
    return {"sex": "m", "age": 30, "name": "सोमरा उराँव"}


def away(by: Actor, cast: Cast, *, person: dict[str, Any] | None = None, **answers: Any) -> Journey:
    """Somebody who left on LEFT, with contacts agreed the day before."""
    with clock.frozen_at(at(day(-1))):
        traveller = a_person(by, cast, **(a_man() if person is None else person))
        usual = {"leaves_on": LEFT, "registered_on": day(-1), "agent_name": "", "agent_phone": ""}
        journey = a_journey(by, traveller, **(usual | answers))
        start_contacts(by, [journey])
    return journey


def walked(number: int, hour: int = 9) -> int:
    """Run the walk `number` days after leaving; returns how many rows it changed."""
    return walk(at(day(number), hour))


def waiting(journey: Journey) -> Contact | None:
    """The contact of a journey that waits for an answer."""
    return Contact.objects.filter(journey=journey, outcome="", missed_at__isnull=True).first()
