"""Who is in danger, of one journey or of many at once: one rule for the head of a journey's page and for phones."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Final

from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.safeguarding.choices import DECIDED, Outcome
from jatan.programme.safeguarding.selectors import contacts

# So long before an alarm the call may have come to which it was added (`helpdesk.alarms`).
_BEFORE: Final = dt.timedelta(days=1)


def in_danger(by: Actor, journeys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these journeys about which an urgent issue is open that the actor sees, and those that are not safe."""
    about = issues(by).filter(about_journey__in=journeys, is_urgent=True, status__in=[*OPEN]).order_by()
    found = {journey for journey in about.values_list("about_journey", flat=True) if journey is not None}
    return found | not_safe(by, journeys)


def not_safe(by: Actor, journeys: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these journeys of which "not safe" is the last that was heard, as far as the actor sees.

    Until the desk has closed what came of it, or set it back: the machine looks that up, for whom the issue is out of
    sight, and says no more of it. What somebody brought of her before changes nothing. At most two queries.
    """
    last: dict[uuid.UUID, tuple[str, uuid.UUID, dt.date]] = {}
    heard = contacts(by).filter(journey__in=journeys, outcome__in=DECIDED).order_by("due_on", "id")
    values = heard.values_list("journey_id", "outcome", "organisation_id", "due_on", "contacted_at")
    for journey, outcome, organisation, due_on, at in values:
        day = at.astimezone(clock.INDIA).date() if at is not None else due_on
        last[journey] = (outcome, organisation, day)
    unsafe = {key: value for key, value in last.items() if value[0] == Outcome.UNSAFE}
    return set(unsafe) - _over({key: (where, day) for key, (_outcome, where, day) in unsafe.items()})


def _over(unsafe: dict[uuid.UUID, tuple[uuid.UUID, dt.date]]) -> set[uuid.UUID]:
    """Of these journeys, each with its organisation and the day of the alarm, those of which no issue since then is
    urgent and open any more, and there was one."""
    if not unsafe:
        return set()
    organisations = {organisation for organisation, _day in unsafe.values()}
    with acting_as(machine_for(organisations)):
        rows = Issue.objects.live().filter(organisation_id__in=organisations, about_journey__in=unsafe)
        found = list(rows.values_list("about_journey", "is_urgent", "status", "received_on"))
    since = [
        (journey, is_urgent and status in OPEN)
        for journey, is_urgent, status, received_on in found
        if journey is not None and received_on >= unsafe[journey][1] - _BEFORE
    ]
    return {journey for journey, _is_open in since} - {journey for journey, is_open in since if is_open}
