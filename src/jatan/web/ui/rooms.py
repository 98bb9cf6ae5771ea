"""The rooms of the house in one table: pages, addresses and lines of the home page of each (ADR 66).

A room that an office has closed takes no entry of a menu, tile, line of the home page or question. `is_closed` and
`leads_to_closed` are what every page asks. Work that concerns somebody in need (`NEVER_HIDDEN`) is shown whatever is
closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.foundation.network.rooms import ROOM_OF_RECORDS, Room
from jatan.intake.room_duties import Duty


@dataclass(frozen=True)
class MenuPage:
    """One page of the table: `name` is its URL name; `permission` None means everybody who is signed in.

    `records`: shown only to those with at least one permission to record something. `counts`: also for those whom the
    permission gives numbers only, because the page shows them. `area`: not for those who see one group only.
    """

    name: str
    label: str | Promise
    icon: str
    permission: P | None = None
    records: bool = False
    counts: bool = False
    area: bool = False


@dataclass(frozen=True)
class RoomPlan:
    """One room. `addresses`: first parts of the paths that lie in it. `home`: its kinds of work (`web.home.kinds`), of
    which the home page shows those of NEVER_HIDDEN while the room is closed.
    """

    room: Room
    icon: str
    pages: tuple[MenuPage, ...]
    addresses: frozenset[str]
    home: frozenset[str] = frozenset()

    @property
    def label(self) -> str | Promise:
        return self.room.label


ROOMS: Final[tuple[RoomPlan, ...]] = (
    RoomPlan(
        Room.PEOPLE,
        "people",
        (
            MenuPage("people", _("People"), "people", P.PEOPLE_SEE),
            MenuPage("journeys", _("Journeys"), "journey", P.PEOPLE_SEE),
            MenuPage("contacts_today", _("Talk with today"), "clock", P.PEOPLE_RECORD),
            MenuPage("agents", _("Agents and employers"), "person", P.AGENTS_SEE),
            MenuPage("agent_asks", _("Entries asked for"), "person", P.AGENTS_ASK),
            MenuPage("landmark_map", _("Places and ways"), "map", P.ALLIES_SEE),
        ),
        frozenset(
            {
                *("people", "journeys", "departures", "contacts", "hard-stops", "tasks", "landmarks", "routes"),
                *("agents", "agent-asks", "agent-numbers", "agent-requests", "agent-sets"),
            }
        ),
        frozenset(
            {"not-heard-from", "contacts", "hard-stops", "tasks", "leaving", "agent-requests", "landmarks"},
        ),
    ),
    RoomPlan(
        Room.HELP,
        "helpdesk",
        (
            MenuPage("issues", _("Help desk"), "helpdesk", P.HELPDESK_SEE),
            MenuPage("messages", _("Text messages"), "phone", P.MESSAGES_SEE),
            MenuPage("calls", _("Calls for help"), "phone", P.CALLS_ANSWER),
            MenuPage("linkages", _("Government schemes"), "scheme", P.SCHEMES_SEE),
            MenuPage("cases", _("Cases"), "case", P.CASES_SEE),
            MenuPage("cases_diary", _("Court diary"), "today", P.CASES_RECORD),
        ),
        frozenset({"issues", "messages", "calls", "linkages", "cases", "letters"}),
        frozenset({"urgent", "calls", "urgent-messages", "ask-again", "messages", "help-awaited", "case-reading"}),
    ),
    RoomPlan(
        Room.MEETINGS,
        "group",
        (
            MenuPage("groups", _("Groups and forums"), "group", P.ACTIVITIES_SEE),
            MenuPage("activities", _("Meetings and programmes"), "activity", P.ACTIVITIES_SEE),
        ),
        frozenset({"groups", "activities"}),
        frozenset({"follow-ups", "unlinked", "dormant"}),
    ),
    RoomPlan(
        Room.TRAINING,
        "library",
        (MenuPage("training", _("Training"), "library", P.ACTIVITIES_SEE, area=True),),
        frozenset({"training", "trainings", "curricula", "facilitators"}),
        frozenset({"sessions", "phases"}),
    ),
    RoomPlan(
        Room.ALLIES,
        "allies",
        (
            MenuPage("allies", _("Allies and offices"), "allies", P.ALLIES_SEE),
            MenuPage("asked", _("Asks and promises"), "check", P.ALLIES_SEE),
            MenuPage("consultations", _("Consultations"), "allies", P.ACTIVITIES_SEE, area=True),
            MenuPage("laws", _("Laws"), "case", P.LIBRARY_SEE),
            MenuPage("mentions", _("In the media"), "photo", P.ALLIES_SEE),
        ),
        frozenset(
            {
                *("allies", "ally-asks", "ally-meetings", "agreements", "joint-work", "promises"),
                *("consultations", "laws", "mentions"),
            }
        ),
        frozenset({"promises", "consultations", "recommendations"}),
    ),
    RoomPlan(
        Room.CAMPAIGNS,
        "activity",
        (
            MenuPage("campaigns", _("Campaigns"), "activity", P.ACTIVITIES_SEE, area=True),
            MenuPage("camps", _("Camps"), "group", P.ACTIVITIES_SEE, area=True),
            MenuPage("projects", _("Projects and grants"), "activity", P.ACTIVITIES_SEE, area=True),
        ),
        frozenset({"campaigns", "camps", "projects"}),
    ),
    RoomPlan(
        Room.MATERIAL,
        "file",
        (
            MenuPage("library", _("Library"), "library", P.LIBRARY_SEE),
            MenuPage("stories", _("Stories for the booklet"), "edit", P.LIBRARY_RECORD),
            MenuPage("editions", _("Editions of the booklet"), "library", P.LIBRARY_RECORD),
            MenuPage("voices", _("Questions in our languages"), "phone", P.LIBRARY_RECORD),
            MenuPage("studies", _("Studies"), "report", P.LIBRARY_SEE),
        ),
        frozenset({"library", "stories", "editions", "voices", "studies", "interviews"}),
        frozenset({"stories", "recalled"}),
    ),
    RoomPlan(
        Room.REPORTS,
        "report",
        (
            MenuPage("dashboard", _("Overview"), "today", P.REPORTS_SEE, counts=True),
            MenuPage("studio", pgettext_lazy("navigation", "Report"), "report", P.REPORTS_SEE, counts=True),
            MenuPage("corridors", _("Corridors of migration"), "map", P.REPORTS_SEE, counts=True),
            # For those who answer for whole months and years: the ones who set targets.
            MenuPage("months", _("Months"), "today", P.TARGETS_SET),
            MenuPage("targets", _("Targets"), "check", P.TARGETS_SET),
        ),
        frozenset({"overview", "reports", "months", "targets"}),
        frozenset({"months", "waiting-months", "silent-members"}),
    ),
    RoomPlan(
        Room.OFFICE,
        "settings",
        (
            MenuPage("import_desk", _("Registers"), "import", P.REGISTER_IMPORT),
            MenuPage("own-questions", _("Own questions"), "edit", P.RECORDS_CORRECT),
            MenuPage("accounts", _("People with access"), "person", P.ACCOUNTS_MANAGE),
            MenuPage("access_requests", _("A second person's yes"), "check", P.ACCESS_APPROVE),
            MenuPage("rooms", _("What our office does"), "home", P.ROOMS_ARRANGE),
            MenuPage("organisations", _("Organisations"), "building", P.NETWORK_MANAGE),
            MenuPage("releases", _("Public page"), "report", P.NETWORK_MANAGE),
            MenuPage("names", _("Spellings of names"), "edit", P.NETWORK_MANAGE),
            MenuPage("official_villages", _("Official list of villages"), "list", P.NETWORK_MANAGE),
            MenuPage("keys", _("My keys"), "lock", P.CASES_RECORD),
            MenuPage("ledger", _("Ledger"), "lock", P.LEDGER_VERIFY),
        ),
        frozenset(
            {
                *("registers", "fieldbook", "own-questions", "accounts", "organisations", "public-page", "names"),
                *("places", "keys", "ledger"),
            }
        ),
        frozenset({"access", "new-access", "public-page", "parked", "phone-rows", "silent-phones"}),
    ),
)

# Of no room: the page of today, what stands on every page, and papers that several rooms share.
HOUSE: Final = frozenset(
    {"", "work", "record", "search", "rooms", "together", "lists", "alerts", "reader", "setup", "clock", "photographs"}
)
ROOM_OF_ADDRESS: Final[Mapping[str, Room]] = {first: plan.room for plan in ROOMS for first in plan.addresses}
# The kinds of work (`web.home.kinds`) that show what keeps a room open. Case work stands on the home page by itself.
KINDS_OF: Final[Mapping[Duty, tuple[str, ...]]] = {
    Duty.LADDERS: ("not-heard-from",),
    Duty.CALLS: ("calls",),
    Duty.URGENT: ("urgent",),
    Duty.HARD_STOPS: ("hard-stops",),
    Duty.TRAVELLERS: ("contacts",),
    Duty.MESSAGES: ("urgent-messages", "messages"),
    Duty.LEAVING: ("leaving",),
    Duty.TASKS: ("tasks",),
    Duty.ISSUES: ("ask-again", "help-awaited"),
    Duty.CASES: (),
    Duty.LETTERS: (),
    Duty.READING: ("case-reading",),
    Duty.REQUESTS: ("agent-requests",),
    Duty.RECALLED: ("recalled",),
    Duty.FOLLOW_UPS: ("follow-ups",),
    Duty.SESSIONS: ("sessions",),
    Duty.PROMISES: ("promises",),
    Duty.CONSULTATIONS: ("consultations",),
    Duty.RECOMMENDATIONS: ("recommendations",),
}
# No closed room hides these: somebody needs somebody, or was promised an answer.
NEVER_HIDDEN: Final = frozenset(slug for slugs in KINDS_OF.values() for slug in slugs)
_HOME: Final[Mapping[str, Room]] = {slug: plan.room for plan in ROOMS for slug in plan.home - NEVER_HIDDEN}


# Whoever has no news of somebody says so, whatever is closed; and what is public is everybody's.
_OF_NO_ROOM: Final = ("/issues/no-news/", "/library/public/")


def plan_of(room: str) -> RoomPlan | None:
    """The plan of the room with this code; None for any other."""
    return next((plan for plan in ROOMS if plan.room.value == room), None)


def room_of_path(address: object) -> Room | None:
    """The room in which an address lies; None for what stands on every page, public pages and other houses."""
    path = str(address)
    if not path.startswith("/") or path.startswith(_OF_NO_ROOM):
        return None
    return ROOM_OF_ADDRESS.get(path[1:].partition("/")[0].partition("?")[0])


def room_of_records(model: type[Model]) -> Room | None:
    """The room in which records of a model lie."""
    return ROOM_OF_RECORDS.get(model._meta.app_label)


def is_closed(by: Actor | None, room: Room | None) -> bool:
    """Whether every office of this user has closed a room."""
    return by is not None and room is not None and room.value in by.closed_rooms


def leads_to_closed(by: Actor | None, address: object) -> bool:
    """Whether an address lies in a room that is closed to this user."""
    return is_closed(by, room_of_path(address))


def is_shown_at_home(by: Actor, kind: str) -> bool:
    """Whether a kind of work stands on this user's home page."""
    return not is_closed(by, _HOME.get(kind))
