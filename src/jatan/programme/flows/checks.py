"""Re-checks recorded journeys for hard stops and hands new ones off to the help desk."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from django.db.models import Exists, OuterRef, Q

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.programme.journeys.conversation import recheck_hard_stops
from jatan.programme.journeys.models import Companion, Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Agreement
from jatan.programme.safeguarding.services import hand_off_trigger

_PEOPLE, _HELPDESK = Permission.PEOPLE_RECORD, Permission.HELPDESK_RECORD


def check_journeys(by: Actor, journeys: Sequence[Journey]) -> list[Trigger]:
    """Run the hard-stop rules on the journeys as recorded now; returns the new hard stops.

    Each new one is an urgent help-desk issue in the same transaction.
    """
    found = [trigger for journey in journeys for trigger in recheck_hard_stops(by, journey)]
    hand_off_triggers(by, found)
    return found


def check_other_journeys(by: Actor, people: Sequence[Person], *, exclude: Collection[Journey] = ()) -> list[Trigger]:
    """Re-check the open journeys on which these people travel, after a change of age; returns new hard stops.

    Includes journeys they accompany. Exempt journeys without agreed contacts stay exempt: nobody was asked about them.
    """
    if not people:
        return []
    accompanied = Companion.objects.live().filter(person__in=people).values("journey")
    # A journey registered before there were checks has agreed contacts where it passed the departure pages.
    is_checked = Q(exempt_because="") | Exists(Agreement.objects.filter(journey=OuterRef("pk")))
    rows = Journey.objects.live().filter(
        is_checked, Q(person__in=people) | Q(pk__in=accompanied), returned_on__isnull=True
    )
    others = list(rows.exclude(pk__in=[row.pk for row in exclude]).select_related("person", "place").order_by("pk"))
    within = [journey for journey in others if _may_record(by, journey)]
    found = check_journeys(gate.within_group(by, _PEOPLE, *within), within)
    # An age that is corrected in one block counts for a journey that was registered in another.
    for journey in others:
        if journey not in within:
            with acting_as(machine_for([journey.organisation_id])) as machine:
                found += check_journeys(machine, [journey])
    return found


def _may_record(by: Actor, journey: Journey) -> bool:
    """Whether hard stops of the journey, and their issues at the desk, are within the actor's reach."""
    by = gate.within_group(by, _PEOPLE, journey)
    return all(
        gate.allows(by, permission, organisation_id=journey.organisation_id, place=journey.place)
        for permission in (_PEOPLE, _HELPDESK)
    )


def hand_off_triggers(
    by: Actor, triggers: Sequence[Trigger], *, standing: Mapping[uuid.UUID, uuid.UUID] = MappingProxyType({})
) -> None:
    """Open one urgent help-desk issue per hard stop; a hard stop that was handed off already is skipped.

    `standing`: {journey: issue} of those whose danger was told when it arrived; their hard stops go into that issue.
    """
    for trigger in triggers:
        hand_off_trigger(by, trigger, standing=standing.get(trigger.journey_id))
