"""The rooms of the house: which there are, in which of them records of each kind lie, which a new office begins with.

What each room shows is said once, in `web.ui.rooms` (ADR 66); what an office has closed stands with the organisation.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Room(models.TextChoices):
    """A part of the work that an office does or does not do, in the order of the menu."""

    TODAY = "today", pgettext_lazy("navigation", "Today")
    PEOPLE = "people", _("People and journeys")
    HELP = "help", _("Help and cases")
    MEETINGS = "meetings", _("Meetings and groups")
    TRAINING = "training", _("Training")
    ALLIES = "allies", _("Allies and government")
    CAMPAIGNS = "campaigns", _("Campaigns and grants")
    MATERIAL = "material", _("Material and studies")
    REPORTS = "reports", _("Reports")
    OFFICE = "office", pgettext_lazy("navigation", "Office")


# No work of its own kind: what is due, what is counted and who has access concern every office.
ALWAYS_OPEN: Final = frozenset({Room.TODAY, Room.REPORTS, Room.OFFICE})
CLOSABLE: Final = tuple(room for room in Room if room not in ALWAYS_OPEN)
# Registration, the help desk and meetings: what an office of two people begins with.
FIRST_ROOMS: Final = (Room.PEOPLE, Room.HELP, Room.MEETINGS)

# Package of the programme (the app label of its models) -> the room in which its records lie.
ROOM_OF_RECORDS: Final[Mapping[str, Room]] = {
    "people": Room.PEOPLE,
    "journeys": Room.PEOPLE,
    "safeguarding": Room.PEOPLE,
    "agents": Room.PEOPLE,
    "landmarks": Room.PEOPLE,
    "helpdesk": Room.HELP,
    "letters": Room.HELP,
    "schemes": Room.HELP,
    "cases": Room.HELP,
    "groups": Room.MEETINGS,
    "activities": Room.MEETINGS,
    "training": Room.TRAINING,
    "allies": Room.ALLIES,
    "consultations": Room.ALLIES,
    "campaigns": Room.CAMPAIGNS,
    "projects": Room.CAMPAIGNS,
    "library": Room.MATERIAL,
    "booklet": Room.MATERIAL,
    "spoken_prompts": Room.MATERIAL,
    "studies": Room.MATERIAL,
}


def rooms_of(labels: Iterable[str]) -> set[Room]:
    """The rooms in which records of these models lie; by the models' labels, "people.person"."""
    found = (ROOM_OF_RECORDS.get(label.partition(".")[0]) for label in labels)
    return {room for room in found if room is not None}


def all_but(opened: Iterable[str]) -> list[str]:
    """The codes of the rooms that are closed when these are open; what is always open is in neither."""
    kept = set(opened)
    return [room.value for room in CLOSABLE if room.value not in kept]
