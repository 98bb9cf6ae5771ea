"""Re-checks recorded journeys for hard stops and hands new ones off to the help desk."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from jatan.foundation.access.actors import Actor
from jatan.programme.journeys.conversation import recheck_hard_stops
from jatan.programme.journeys.models import Companion, Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.services import hand_off_trigger

__all__ = ["check_journeys", "check_other_journeys", "hand_off_triggers"]


def check_journeys(by: Actor, journeys: Sequence[Journey]) -> list[Trigger]:
    """Run the hard-stop rules on the journeys as recorded now; returns the new hard stops.

    Each new one is an urgent help-desk issue in the same transaction.
    """
    found = [trigger for journey in journeys for trigger in recheck_hard_stops(by, journey)]
    hand_off_triggers(by, found)
    return found


def check_other_journeys(by: Actor, people: Sequence[Person], *, exclude: Collection[Journey] = ()) -> list[Trigger]:
    """Re-check the open journeys on which these people travel, after a change of age; returns new hard stops.

    Includes journeys they accompany. Exempt journeys stay exempt: no conversation was held about them.
    """
    if not people:
        return []
    accompanied = Companion.objects.live().filter(person__in=people).values("journey")
    rows = Journey.objects.live().filter(
        Q(person__in=people) | Q(pk__in=accompanied), returned_on__isnull=True, exempt_because=""
    )
    others = rows.exclude(pk__in=[row.pk for row in exclude]).select_related("person", "place").order_by("pk")
    return check_journeys(by, list(others))


def hand_off_triggers(by: Actor, triggers: Sequence[Trigger]) -> None:
    """Open one urgent help-desk issue per hard stop; a hard stop that was handed off already is skipped."""
    for trigger in triggers:
        hand_off_trigger(by, trigger)
