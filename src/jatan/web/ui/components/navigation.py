"""The navigation menus: one table of pages with the permission each needs. Unknown URL names are skipped."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P

__all__ = ["Link", "MenuGroup", "MenuPage", "bottom_bar", "find_page", "is_for", "side_bar"]


@dataclass(frozen=True)
class MenuPage:
    """One page of the table: `name` is its URL name; `permission` None means everybody who is signed in.

    `records`: shown only to those with at least one permission to record something.
    """

    name: str
    label: str | Promise
    icon: str
    permission: P | None = None
    records: bool = False


@dataclass(frozen=True)
class Link:
    url: str
    label: str | Promise
    icon: str
    is_current: bool


@dataclass(frozen=True)
class MenuGroup:
    label: str | Promise
    links: list[Link]


_TODAY = MenuPage("home", pgettext_lazy("navigation", "Today"), "today")
_SEARCH = MenuPage("search", pgettext_lazy("navigation", "Search"), "search")
_REPORT = MenuPage("report_impact", pgettext_lazy("navigation", "Report"), "report", P.REPORTS_SEE)
_RECORD = MenuPage("quick_entry", pgettext_lazy("navigation", "Record"), "plus", records=True)
_RECORDING = tuple(permission for permission in P if permission.value.endswith("_record"))
_THUMB = (_TODAY, _RECORD, _SEARCH, _REPORT)

_SIDE: tuple[tuple[str | Promise, tuple[MenuPage, ...]], ...] = (
    ("", (_TODAY, _RECORD, _SEARCH)),
    (
        _("The work"),
        (
            MenuPage("people", _("People"), "people", P.PEOPLE_SEE),
            MenuPage("journeys", _("Journeys"), "journey", P.PEOPLE_SEE),
            MenuPage("contacts_today", _("Talk with today"), "clock", P.PEOPLE_RECORD),
            MenuPage("issues", _("Help desk"), "helpdesk", P.HELPDESK_SEE),
            MenuPage("messages", _("Text messages"), "phone", P.MESSAGES_SEE),
            MenuPage("calls", _("Calls for help"), "phone", P.CALLS_ANSWER),
            MenuPage("linkages", _("Government schemes"), "scheme", P.SCHEMES_SEE),
            MenuPage("cases", _("Cases"), "case", P.CASES_SEE),
            MenuPage("cases_diary", _("Court diary"), "today", P.CASES_RECORD),
            MenuPage("agents", _("Agents and employers"), "person", P.AGENTS_SEE),
            MenuPage("agent_asks", _("Entries asked for"), "person", P.AGENTS_ASK),
            MenuPage("landmark_map", _("Places and ways"), "map", P.ALLIES_SEE),
        ),
    ),
    (
        _("Meetings and training"),
        (
            MenuPage("groups", _("Groups and forums"), "group", P.ACTIVITIES_SEE),
            MenuPage("activities", _("Meetings and programmes"), "activity", P.ACTIVITIES_SEE),
            MenuPage("training", _("Training"), "library", P.ACTIVITIES_SEE),
            MenuPage("camps", _("Camps"), "group", P.ACTIVITIES_SEE),
            MenuPage("campaigns", _("Campaigns"), "activity", P.ACTIVITIES_SEE),
            MenuPage("projects", _("Projects and grants"), "activity", P.ACTIVITIES_SEE),
        ),
    ),
    (
        _("Government and others"),
        (
            MenuPage("allies", _("Allies and offices"), "allies", P.ALLIES_SEE),
            MenuPage("asked", _("Asks and promises"), "check", P.ALLIES_SEE),
            MenuPage("consultations", _("Consultations"), "allies", P.ACTIVITIES_SEE),
            MenuPage("laws", _("Laws"), "case", P.LIBRARY_SEE),
            MenuPage("mentions", _("In the media"), "photo", P.ALLIES_SEE),
        ),
    ),
    (
        _("Library and studies"),
        (
            MenuPage("library", _("Library"), "library", P.LIBRARY_SEE),
            MenuPage("stories", _("Stories for the booklet"), "edit", P.LIBRARY_RECORD),
            MenuPage("editions", _("Editions of the booklet"), "library", P.LIBRARY_RECORD),
            MenuPage("voices", _("Questions in our languages"), "phone", P.LIBRARY_RECORD),
            MenuPage("studies", _("Studies"), "report", P.LIBRARY_SEE),
        ),
    ),
    (
        _("What we learn"),
        (
            MenuPage("dashboard", _("Overview"), "today", P.REPORTS_SEE),
            MenuPage("network_account", _("Account of our work"), "report", P.REPORTS_SEE),
            MenuPage("report_impact", _("Impact report"), "report", P.REPORTS_SEE),
            MenuPage("corridors", _("Corridors of migration"), "map", P.REPORTS_SEE),
            # For those who answer for whole months and years: the ones who set targets.
            MenuPage("months", _("Months"), "today", P.TARGETS_SET),
            MenuPage("targets", _("Targets"), "check", P.TARGETS_SET),
        ),
    ),
    (
        _("Keeping the house"),
        (
            MenuPage("import_desk", _("Registers"), "import", P.REGISTER_IMPORT),
            MenuPage("own-questions", _("Own questions"), "edit", P.RECORDS_CORRECT),
            MenuPage("accounts", _("People with access"), "person", P.ACCOUNTS_MANAGE),
            MenuPage("access_requests", _("A second person's yes"), "check", P.ACCESS_APPROVE),
            MenuPage("organisations", _("Organisations"), "building", P.NETWORK_MANAGE),
            MenuPage("releases", _("Public page"), "report", P.NETWORK_MANAGE),
            MenuPage("names", _("Spellings of names"), "edit", P.NETWORK_MANAGE),
            MenuPage("official_villages", _("Official list of villages"), "list", P.NETWORK_MANAGE),
            MenuPage("keys", _("My keys"), "lock", P.CASES_RECORD),
            MenuPage("ledger", _("Ledger"), "lock", P.LEDGER_VERIFY),
        ),
    ),
)


def side_bar(actor: Actor | None, path: str) -> list[MenuGroup]:
    """The side bar; groups without a link are left out."""
    groups = [MenuGroup(label, _links(places, actor, path)) for label, places in _SIDE]
    # If two URLs match (/cases/ and /cases/diary/), only the longer one is current.
    lowest = max((link.url for group in groups for link in group.links if link.is_current), key=len, default="")
    for group in groups:
        group.links[:] = [replace(link, is_current=link.is_current and link.url == lowest) for link in group.links]
    return [group for group in groups if group.links]


def bottom_bar(actor: Actor | None, path: str) -> list[Link]:
    """The phone's bottom bar."""
    return _links(_THUMB, actor, path)


def find_page(name: str) -> MenuPage | None:
    """The page of that name in the side bar; None where it has no place there."""
    return next((place for _label, places in _SIDE for place in places if place.name == name), None)


def is_for(place: MenuPage, actor: Actor | None) -> bool:
    """True if this actor's menu has the page."""
    if place.records and (actor is None or not any(actor.may(permission) for permission in _RECORDING)):
        return False
    return place.permission is None or (actor is not None and actor.reach(place.permission).has_counts)


def _links(places: Iterable[MenuPage], actor: Actor | None, path: str) -> list[Link]:
    links = []
    for place in places:
        if not is_for(place, actor):
            continue
        url = _address(place.name, get_urlconf())
        if not url:
            continue
        links.append(Link(url, place.label, place.icon, path == url or (url != "/" and path.startswith(url))))
    return links


@functools.cache
def _address(name: str, urls: Any) -> str:
    """The URL of a name in this URLconf, or "" if there is none. Cached: called thirty times for each page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
