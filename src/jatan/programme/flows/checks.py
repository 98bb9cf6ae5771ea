"""Hard stops looked for again on journeys that stand on record, and what is found handed to the desk."""

from collections.abc import Collection, Sequence

from django.db.models import Q

from jatan.foundation.access.actors import Actor
from jatan.programme.journeys.conversation import check_again
from jatan.programme.journeys.models import Companion, Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.services import hand_off_trigger

__all__ = ["check_journeys", "check_other_journeys", "hand_off"]


def check_journeys(by: Actor, journeys: Sequence[Journey]) -> list[Trigger]:
    """Run the rules on journeys as they stand now. New hard stops are urgent issues at the desk in the same act."""
    found = [trigger for journey in journeys for trigger in check_again(by, journey)]
    hand_off(by, found)
    return found


def check_other_journeys(by: Actor, people: Sequence[Person], *, but_not: Collection[Journey] = ()) -> list[Trigger]:
    """Run the rules on the open journeys that these people make or travel along with, where an age has changed.

    Journeys that are exempt stay so: nobody was asked about them.
    """
    if not people:
        return []
    along = Companion.objects.live().filter(person__in=people).values("journey")
    rows = Journey.objects.live().filter(
        Q(person__in=people) | Q(pk__in=along), returned_on__isnull=True, exempt_because=""
    )
    others = rows.exclude(pk__in=[row.pk for row in but_not]).select_related("person", "place").order_by("pk")
    return check_journeys(by, list(others))


def hand_off(by: Actor, triggers: Sequence[Trigger]) -> None:
    """Bring hard stops to the desk as urgent issues, each once."""
    for trigger in triggers:
        hand_off_trigger(by, trigger)
