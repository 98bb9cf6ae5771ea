"""What somebody may record: the few of her role first, then all others, room by room."""

from collections.abc import Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.network.rooms import Room
from jatan.programme.cases.writers import is_legal_officer
from jatan.web.desk_registry import DESKS
from jatan.web.ui.rooms import leads_to_closed, room_of_path

type QuickAct = tuple[str, Any, str]

# So many stand first on the page of recording.
FIRST: Final = 6
# Registering before somebody leaves helps most, so it comes first wherever people are registered.
_FIRST: Final = ("departures", "no_news", "issues_new")
# URL names in the order in which each role records most; who holds several roles has that of the first here.
_OF_ROLES: Final = (
    (Role.COORDINATOR, ("departures", "no_news", "activities_new", "issues_new", "people_new", "groups_new")),
    (Role.DESK_OPERATOR, (*_FIRST, "linkages_new", "people_new", "activities_new")),
    (Role.SUPERVISOR, (*_FIRST, "case_new", "linkages_new", "people_new")),
    (Role.COUNSELLOR, (*_FIRST, "case_new", "linkages_new", "people_new")),
    (Role.FIELD_WORKER, ("departures", "no_news", "activities_new", "issues_new", "people_new", "linkages_new")),
    (Role.FORUM_LEADER, ("departures", "no_news", "activities_new", "issues_new", "people_new", "groups_new")),
    (
        Role.SECRETARIAT,
        ("consultations_new", "allies_new", "activities_new", "library_new", "mentions_new", "trainings_new"),
    ),
)


def quick_entry_links(by: Actor) -> list[QuickAct]:
    """(url, label, icon) of the records this user may add in open rooms: those of her role first."""
    acts = {
        desk.url_name("new"): (desk.add_label, desk.icon) for desk in DESKS if desk.register and by.may(desk.record)
    }
    if by.may(Permission.CASES_RECORD) and not is_legal_officer(by):
        acts["case_new"] = (_("Open a case"), "case")
    if by.may(Permission.PEOPLE_RECORD):
        # Registering before departure helps most; journeys/new/ is for people who have left already.
        acts["departures"] = (_("Register before leaving"), "journey")
    if by.may(Permission.HELPDESK_RECORD):
        acts["no_news"] = (_("No news of somebody"), "alert")
    first = next((names for role, names in _OF_ROLES if role in by.roles), ())
    ordered = dict.fromkeys([*(name for name in first if name in acts), *acts])
    found = [(reverse(name), *acts[name]) for name in ordered]
    return [act for act in found if not leads_to_closed(by, act[0])]


def acts_of_room(by: Actor, room: Room) -> list[QuickAct]:
    """What this user may record in one room; nothing while it is closed."""
    return [act for act in quick_entry_links(by) if room_of_path(act[0]) is room]


def others_by_room(acts: Sequence[QuickAct]) -> list[tuple[Any, list[QuickAct]]]:
    """Acts under the label of their room, in the order of the menu; those of no room first."""
    rooms = [(None, ""), *((room, room.label) for room in Room)]
    return [(label, found) for room, label in rooms if (found := [act for act in acts if room_of_path(act[0]) is room])]
