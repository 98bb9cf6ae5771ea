"""What follows a registration at once, in the same transaction: mentions of agents, agreed contacts, hand-off.

Nothing here may stand in the way of a registration: whoever may not write the one still registers the other.
"""

from collections.abc import Sequence

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.agents.services import mention_from_journey
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.safeguarding.services import hand_off_trigger, start_contacts

__all__ = ["set_in_motion"]


def set_in_motion(by: Actor, journeys: Sequence[Journey]) -> None:
    """Everything that a new journey wakes. Done again, it does nothing."""
    for journey in journeys:
        start_contacts(by, journey)
        if by.may(Permission.AGENTS_RECORD):
            mention_from_journey(by=by, journey=journey)
    if by.may(Permission.HELPDESK_RECORD):
        for trigger in Trigger.objects.live().filter(journey__in=journeys).order_by("noted_at", "id"):
            hand_off_trigger(by, trigger)
