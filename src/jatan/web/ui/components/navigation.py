"""The navigation menus: today, recording, then one entry for each room (`web.ui.rooms`) that this user may open."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.network.rooms import Room
from jatan.web.ui.rooms import ROOMS, MenuPage, RoomPlan, is_closed, room_of_path


@dataclass(frozen=True)
class Link:
    url: str
    label: str | Promise
    icon: str
    is_current: bool
    name: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry of the side bar. `pages`: those of the room in which the reader is, one level down."""

    link: Link
    pages: Sequence[Link] = ()


_TODAY = MenuPage("home", pgettext_lazy("navigation", "Today"), "today")
_SEARCH = MenuPage("search", pgettext_lazy("navigation", "Search"), "search")
_REPORT = MenuPage("studio", pgettext_lazy("navigation", "Report"), "report", Permission.REPORTS_SEE, counts=True)
_RECORD = MenuPage("quick_entry", pgettext_lazy("navigation", "Record"), "plus", records=True)
_RECORDING = tuple(permission for permission in Permission if permission.value.endswith("_record"))
_THUMB = (_TODAY, _RECORD, _SEARCH, _REPORT)
_ALL_ROOMS = MenuPage("rooms", _("All rooms"), "menu")

# How many entries a menu has at most; the most of any role counts.
_MOST: Final = {Role.FORUM_LEADER: 5, Role.FIELD_WORKER: 9}
_MOST_ELSE: Final = 12
# So many pages may be pinned at most, see `most_pinned`.
MOST_PINNED: Final = 3
_BESIDES: Final = 3
# A room with so many pages stands in the menu with the pages themselves, where there is space for them.
_DIRECT: Final = 2
# The rooms that go behind "All rooms" first where a menu would be longer.
_FOLDED: Final = (Room.MATERIAL, Room.CAMPAIGNS, Room.ALLIES, Room.TRAINING, Room.OFFICE)


def side_bar(actor: Actor | None, path: str) -> list[Entry]:
    """The side bar: at most `most_entries` entries, the pages of the present room below its own."""
    first = [Entry(link) for link in (*_links((_TODAY, _RECORD), actor, path), *pinned_pages(actor, path))]
    rooms = [(plan, pages) for plan in _open_rooms(actor) if (pages := pages_of(plan, actor, path))]
    plans, left = [plan for plan, _pages in rooms], most_entries(actor) - len(first)
    here = next((plan.room for plan in plans if _is_in(plan, path)), None)
    folded = _folded(plans, left, here)
    shown = [
        (_entry(plan, pages, is_here=plan.room is here), pages) for plan, pages in rooms if plan.room not in folded
    ]
    pinned = {entry.link.url for entry in first}
    more = [Entry(link) for link in _links((_ALL_ROOMS,), actor, path) if folded and link.url not in pinned]
    left -= len(shown) + len(more)
    entries = []
    for room, every_page in shown:
        # What is pinned stands once; a room is left out where nothing of it is left.
        pages = [page for page in every_page if page.url not in pinned]
        if not pages:
            continue
        is_direct = len(pages) == 1 or (len(pages) <= _DIRECT and len(pages) - 1 <= left)
        left -= len(pages) - 1 if is_direct else 0
        entries += [Entry(page) for page in pages] if is_direct else [room]
    return [*first, *entries, *more]


def bottom_bar(actor: Actor | None, path: str) -> list[Link]:
    """The phone's bottom bar."""
    return _links(_THUMB, actor, path)


def pinned_pages(actor: Actor | None, path: str = "") -> list[Link]:
    """The pages that this user has pinned and may open, in open rooms; so many that the rooms still have a place."""
    if actor is None or not actor.pinned:
        return []
    places = {place.name: place for plan in _open_rooms(actor) for place in plan.pages}
    found = [places[name] for name in actor.pinned if name in places]
    return _links(found, actor, path)[-most_pinned(actor) :]


def most_pinned(actor: Actor) -> int:
    """How many pages this user may pin: beside them there is always a place for today, recording and "All rooms"."""
    return min(MOST_PINNED, most_entries(actor) - _BESIDES)


def most_entries(actor: Actor | None) -> int:
    """How many entries this user's menu has at most."""
    roles = actor.roles if actor is not None else ()
    return max((_MOST.get(role, _MOST_ELSE) for role in roles), default=_MOST_ELSE)


def rooms_of(actor: Actor | None) -> list[RoomPlan]:
    """The open rooms in which this user may open at least one page, in the order of the menu."""
    return [plan for plan in _open_rooms(actor) if pages_of(plan, actor)]


def pages_of(plan: RoomPlan, actor: Actor | None, path: str = "") -> list[Link]:
    """The pages of a room that this user may open."""
    links = _links(plan.pages, actor, path)
    # If two URLs match (/cases/ and /cases/diary/), only the longer one is current.
    lowest = max((link.url for link in links if link.is_current), key=len, default="")
    return [replace(link, is_current=link.is_current and link.url == lowest) for link in links]


def is_for(place: MenuPage, actor: Actor | None) -> bool:
    """True if this actor's menu has the page."""
    if place.records and (actor is None or not any(actor.may(permission) for permission in _RECORDING)):
        return False
    if place.permission is None:
        return True
    if actor is None:
        return False
    reach = actor.reach(place.permission)
    return (reach.has_counts if place.counts else reach.has_rows) and (reach.covers_area or not place.area)


def _open_rooms(actor: Actor | None) -> list[RoomPlan]:
    return [plan for plan in ROOMS if not is_closed(actor, plan.room)]


def _entry(plan: RoomPlan, pages: Sequence[Link], *, is_here: bool) -> Entry:
    """The entry of a room. `pages`: its pages; `is_here`: the reader is in it."""
    has_page = any(link.is_current for link in pages)
    url = _room_address(plan.room, get_urlconf())
    return Entry(Link(url, plan.label, plan.icon, is_here and not has_page), pages if is_here else ())


def _is_in(plan: RoomPlan, path: str) -> bool:
    """Whether a page lies in a room, or is the room's own."""
    return room_of_path(path) is plan.room or path == _room_address(plan.room, get_urlconf())


def _folded(plans: Sequence[RoomPlan], most: int, here: Room | None) -> frozenset[Room]:
    """The rooms that stand behind "All rooms", so that the others and that entry are no more than `most`; never the
    one in which the reader is, where a place is left for it.
    """
    if len(plans) <= most:
        return frozenset()
    there = [plan.room for plan in plans]
    order = [*(room for room in _FOLDED if room in there), *(room for room in reversed(there) if room not in _FOLDED)]
    order.sort(key=lambda room: room is here)
    return frozenset(order[: len(plans) - most + 1])


def _links(places: Iterable[MenuPage], actor: Actor | None, path: str) -> list[Link]:
    links = []
    for place in places:
        if not is_for(place, actor):
            continue
        url = _address(place.name, get_urlconf())
        if not url:
            continue
        links.append(
            Link(url, place.label, place.icon, path == url or (url != "/" and path.startswith(url)), place.name)
        )
    return links


@functools.cache
def _room_address(room: Room, urls: Any) -> str:
    """The URL of a room's page in this URLconf. Cached: asked for by every page."""
    return reverse("room", urlconf=urls, args=[room.value])


@functools.cache
def _address(name: str, urls: Any) -> str:
    """The URL of a name in this URLconf, or "" if there is none. Cached: called thirty times for each page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
