"""The next contact that the agreed plan asks for, before it has fallen due: what a page can say ahead."""

import datetime as dt

from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.rules import is_child
from jatan.programme.people.rules import age_on_day
from jatan.programme.safeguarding.choices import Condition
from jatan.programme.safeguarding.plans import Plans
from jatan.programme.safeguarding.rules import Due, first_due

_LOOKED_AHEAD = dt.timedelta(days=60)


def upcoming_contact(plans: Plans, journey: Journey, *, has_stop: bool) -> Due | None:
    """The next contact by the schedule in force, today or later; None without one, or when she is home.

    `has_stop`: whether a hard stop is on record. Silence, company and a journey abroad can ask for one earlier; those
    contacts are made on their day.
    """
    if journey.leaves_on is None or journey.returned_on is not None:
        return None
    person, day, today = journey.person, journey.leaves_on, clock.today()
    held = {Condition.ALL.value} | ({Condition.HARD_STOP.value} if has_stop else set())
    age = age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
    if is_child(age, journey.under_18):
        held.add(Condition.MINOR.value)
    lines = plans.schedule(left_on=day, day=max(day, today)).lines
    yesterday = today - dt.timedelta(days=1)
    return first_due(lines, held, left_on=day, after=yesterday, until=max(day, today) + _LOOKED_AHEAD)
