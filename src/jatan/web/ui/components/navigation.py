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

__all__ = ["Group", "Link", "groups_for", "thumb_for"]


@dataclass(frozen=True)
class Place:
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
class Group:
    label: str | Promise
    links: list[Link]


_TODAY = Place("home", pgettext_lazy("navigation", "Today"), "today")
_SEARCH = Place("search", pgettext_lazy("navigation", "Search"), "search")
_REPORT = Place("report_impact", pgettext_lazy("navigation", "Report"), "report", P.REPORTS_SEE)
_RECORD = Place("quick_entry", pgettext_lazy("navigation", "Record"), "plus", records=True)
_RECORDING = tuple(permission for permission in P if permission.value.endswith("_record"))
_THUMB = (_TODAY, _RECORD, _SEARCH, _REPORT)

_SIDE: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    ("", (_TODAY, _RECORD, _SEARCH)),
    (
        _("The work"),
        (
            Place("people", _("People"), "people", P.PEOPLE_SEE),
            Place("journeys", _("Journeys"), "journey", P.PEOPLE_SEE),
            Place("contacts_today", _("Talk with today"), "clock", P.PEOPLE_RECORD),
            Place("groups", _("Groups and forums"), "group", P.ACTIVITIES_SEE),
            Place("activities", _("Meetings and programmes"), "activity", P.ACTIVITIES_SEE),
            Place("issues", _("Help desk"), "helpdesk", P.HELPDESK_SEE),
            Place("messages", _("Text messages"), "phone", P.MESSAGES_SEE),
            Place("calls", _("Calls for help"), "phone", P.CALLS_ANSWER),
            Place("linkages", _("Government schemes"), "scheme", P.SCHEMES_SEE),
            Place("cases", _("Cases"), "case", P.CASES_SEE),
            Place("cases_diary", _("Court diary"), "today", P.CASES_RECORD),
            Place("agents", _("Agents and employers"), "person", P.AGENTS_SEE),
            Place("agent_asks", _("Entries asked for"), "person", P.AGENTS_ASK),
            Place("allies", _("Allies and offices"), "allies", P.ALLIES_SEE),
            Place("mentions", _("In the media"), "photo", P.ALLIES_SEE),
            Place("library", _("Library"), "library", P.LIBRARY_SEE),
        ),
    ),
    (
        _("What we learn"),
        (
            Place("dashboard", _("Overview"), "today", P.REPORTS_SEE),
            Place("report_impact", _("Impact report"), "report", P.REPORTS_SEE),
            Place("corridors", _("Corridors of migration"), "map", P.REPORTS_SEE),
        ),
    ),
    (
        _("Keeping the house"),
        (
            Place("import_desk", _("Registers"), "import", P.REGISTER_IMPORT),
            Place("accounts", _("People with access"), "person", P.ACCOUNTS_MANAGE),
            Place("organisations", _("Organisations"), "building", P.NETWORK_MANAGE),
            Place("names", _("Spellings of names"), "edit", P.NETWORK_MANAGE),
            Place("keys", _("My keys"), "lock", P.CASES_RECORD),
            Place("ledger", _("Ledger"), "lock", P.LEDGER_VERIFY),
        ),
    ),
)


def groups_for(actor: Actor | None, path: str) -> list[Group]:
    """The side bar; groups without a link are left out."""
    groups = [Group(label, _links(places, actor, path)) for label, places in _SIDE]
    # If two URLs match (/cases/ and /cases/diary/), only the longer one is current.
    lowest = max((link.url for group in groups for link in group.links if link.is_current), key=len, default="")
    for group in groups:
        group.links[:] = [replace(link, is_current=link.is_current and link.url == lowest) for link in group.links]
    return [group for group in groups if group.links]


def thumb_for(actor: Actor | None, path: str) -> list[Link]:
    """The phone's bottom bar."""
    return _links(_THUMB, actor, path)


def _is_for(place: Place, actor: Actor | None) -> bool:
    if place.records and (actor is None or not any(actor.may(permission) for permission in _RECORDING)):
        return False
    return place.permission is None or (actor is not None and actor.reach(place.permission).has_counts)


def _links(places: Iterable[Place], actor: Actor | None, path: str) -> list[Link]:
    links = []
    for place in places:
        if not _is_for(place, actor):
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
