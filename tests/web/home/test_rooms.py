"""Rooms of the house: what is closed takes no place, what is dangerous is seen, nothing is lost."""

import re
from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import ALWAYS_OPEN, CLOSABLE, FIRST_ROOMS, ROOM_OF_RECORDS, Room, all_but
from jatan.kernel.ids import is_id
from jatan.web.desk_registry import DESKS
from jatan.web.home.kinds import KINDS
from jatan.web.home.quick_acts import FIRST, quick_entry_links
from jatan.web.ui.components.navigation import (
    MOST_PINNED,
    most_entries,
    most_pinned,
    pages_of,
    pinned_pages,
    rooms_of,
    side_bar,
)
from jatan.web.ui.rooms import HOUSE, NEVER_HIDDEN, ROOM_OF_ADDRESS, ROOMS, room_of_path
from tests.cast import Cast
from tests.house.addresses import staff_addresses
from tests.house.belongings import Belongings
from tests.house.crawl import opened, stops
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
TWO = (Room.PEOPLE, Room.MEETINGS)
FIVE = (*FIRST_ROOMS, Room.TRAINING, Room.ALLIES)
SETS = {"two": TWO, "five": FIVE, "all": CLOSABLE}
PARTS = (
    *("field_worker", "forum_leader", "desk_operator", "counsellor", "supervisor", "legal_officer", "coordinator"),
    *("secretariat", "researcher", "auditor", "administrator"),
)
MOST = {Role.FORUM_LEADER: 5, Role.FIELD_WORKER: 9}
HREF = re.compile(r'<a [^>]*?href="([^"#?]+)')
# Links without a query: what answers only to one is no address of its own.
PLAIN = re.compile(r'<a [^>]*?href="([^"#?]+)["#]')


def keep_open(rooms: Any) -> None:
    """In every office only these rooms are open, and what always is."""
    Organisation.objects.update(closed_rooms=all_but(room.value for room in rooms))


def links_of(page: str) -> set[str]:
    """Where the links of a page lead."""
    return set(HREF.findall(page))


def test_every_address_lies_in_one_room_or_in_the_house() -> None:
    firsts = {address.route.partition("/")[0] for address in staff_addresses()}
    assert firsts == set(ROOM_OF_ADDRESS) | HOUSE
    assert not set(ROOM_OF_ADDRESS) & HOUSE
    assert sum(len(plan.addresses) for plan in ROOMS) == len(ROOM_OF_ADDRESS)


def test_every_page_of_a_room_lies_in_it_and_every_desk_in_the_room_of_its_records() -> None:
    for plan in ROOMS:
        for page in plan.pages:
            assert page.name == "rooms" or room_of_path(reverse(page.name)) is plan.room, page.name
    for desk in DESKS:
        if desk.model._meta.app_label != "own_fields":
            room = ROOM_OF_RECORDS[desk.model._meta.app_label]
            assert room_of_path(reverse(desk.url_name("list"))) is room, desk.slug


def test_every_kind_of_work_belongs_to_one_room() -> None:
    slugs = [slug for plan in ROOMS for slug in plan.home]
    assert sorted(slugs) == sorted(kind.slug for kind in KINDS)
    assert set(slugs) > NEVER_HIDDEN


def test_no_room_that_is_always_open_may_be_named_closed(cast: Cast) -> None:
    assert not set(all_but(())) & {room.value for room in ALWAYS_OPEN}
    assert all_but(room.value for room in CLOSABLE) == []
    assert cast.actor("coordinator").closed_rooms == frozenset()  # a house that exists keeps everything


@pytest.mark.parametrize("rooms", SETS)
@pytest.mark.parametrize("part", PARTS)
def test_menu_tiles_and_home_are_bounded_and_of_open_rooms(
    part: str, rooms: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    keep_open(SETS[rooms])
    by, client = cast.actor(part), browser(part)
    entries = side_bar(by, "/")
    assert 0 < len(entries) <= most_entries(by) == max(MOST.get(role, 12) for role in by.roles)
    urls = [entry.link.url for entry in entries]
    assert len(set(urls)) == len(urls)
    closed = set(by.closed_rooms)
    inside = [link.url for url in urls for entry in side_bar(by, url) for link in entry.pages]
    for url in {*urls, *inside}:
        answer = client.get(url)
        # What is sealed asks for keys first.
        assert answer.status_code == 200 or answer.headers.get("Location", "").startswith("/keys/"), url
        assert not leading_to(closed, answer.content.decode()) - danger(), url
    tiles = [url for url, _label, _icon in quick_entry_links(by)]
    home = client.get("/").context
    shown = client.get("/record/").context
    assert len(shown["acts"]) <= FIRST
    assert len(shown["acts"]) + sum(len(acts) for _label, acts in shown["others"]) == len(tiles)
    parts = {one.kind.slug for one in (*home["work"], *home["numbers"])}
    assert closed == set(all_but(room.value for room in SETS[rooms]))
    for url in (*urls, *inside, *tiles, *(figure.url for stat in home["stats"] for figure in stat.figures)):
        assert (room_of_path(url) or Room.TODAY).value not in closed, url
    hidden = {slug for plan in ROOMS if plan.room.value in closed for slug in plan.home - NEVER_HIDDEN}
    assert not parts & hidden


def leading_to(closed: Collection[str], page: str) -> set[str]:
    """The links of a page into closed rooms.

    A record that lies in a closed room stays a link where another record names it: it is found. A page at which it is
    changed, or at which something is added to it, is none.
    """
    found = {link for link in links_of(page) if (room_of_path(link) or Room.TODAY).value in closed}
    # A phase of a training is named by the training and its number.
    last = {link: re.sub(r"/phases/\d+$", "", link.rstrip("/")).rpartition("/")[2] for link in found}
    return {link for link in found if not is_id(last[link])}


def danger() -> set[str]:
    """The lists of work that no closed room hides."""
    return {reverse(kind.page) for kind in KINDS if kind.slug in NEVER_HIDDEN and kind.page}


# Links that lead out of what is asked here: files that are made or sent, and pages of other programs.
_NO_PAGE = re.compile(r"^(https?:|mailto:|tel:|sms:|data:|/static/|/media/)")
# The paths of each address that are opened besides the first: rows of one kind differ in what they offer.
MOST_OF_ONE = 2


@dataclass
class Walk:
    """What somebody meets who opens everything of hers, and then what these pages lead to: status by path, and
    (page, link) of every link."""

    status: dict[str, int] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    into_closed: set[tuple[str, str]] = field(default_factory=set)

    def lost(self) -> set[tuple[str, str]]:
        """The links to nothing, or to an error. An address that she may not open answers 404 too; no page of hers may
        name it."""
        return {(page, link) for page, link in self.links if self.status.get(link, 200) >= 400}


def walked(client: Client, own: Belongings, closed: frozenset[str]) -> Walk:
    """Open every address, and what is linked on the pages that are answered."""
    found, opened_of = Walk(), Counter[str]()
    waiting = deque(["/", *(path for _address, _code, path in stops(own))])
    while waiting:
        path = waiting.popleft()
        if path in found.status:
            continue
        reply = opened(client, path)
        found.status[path] = reply.status
        name = _name_of(path)
        if (room_of_path(path) or Room.TODAY).value not in closed and not name.startswith(("room", "search")):
            found.into_closed |= {(name, link) for link in leading_to(closed, reply.page) - danger()}
        for link in sorted(set(PLAIN.findall(reply.page))):
            if target := _name_of(link):
                found.links.add((name, link))
                opened_of[target] += 1
                waiting.extend([link] if opened_of[target] <= MOST_OF_ONE else [])
    return found


def _name_of(link: str) -> str:
    """The name of the address behind a link; "" of what is no page of the house."""
    if _NO_PAGE.match(link) or not link.startswith("/"):
        return ""
    try:
        return resolve(link).view_name or link
    except Resolver404:
        return "unknown"


# Two walks in every run; all others where there is time.
DRAWN = {("coordinator", "two"), ("field_worker", "two")}


@pytest.mark.parametrize(
    ("part", "rooms"),
    [
        pytest.param(part, rooms, marks=() if (part, rooms) in DRAWN else pytest.mark.long)
        for part in PARTS
        for rooms in SETS
    ],
)
def test_no_page_leads_into_a_closed_room_or_to_nothing(
    part: str, rooms: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    keep_open(SETS[rooms])
    closed = cast.actor(part).closed_rooms
    found = walked(browser(part), own, closed)
    assert sum(status == 200 for status in found.status.values()) > 20
    assert sorted(found.into_closed) == []
    assert sorted(found.lost()) == []


@pytest.mark.parametrize("part", PARTS)
def test_what_is_dangerous_is_seen_whatever_is_closed(part: str, cast: Cast, own: Belongings, browser: Browser) -> None:
    def dangers() -> dict[str, int]:
        page = browser(part).get("/").context
        parts = (*page["work"], *page["numbers"])
        return {one.kind.slug: one.count for one in parts if one.kind.slug in NEVER_HIDDEN}

    before, cases = dangers(), browser(part).get("/").context["cases"]
    keep_open(())
    assert dangers() == before
    assert (browser(part).get("/").context["cases"] is None) is (cases is None)
    if part == "coordinator":
        assert len(before) >= 4, before


def test_a_room_with_open_duties_says_which_and_does_not_close(cast: Cast, own: Belongings, browser: Browser) -> None:
    client = browser("coordinator")
    for room in (Room.PEOPLE, Room.HELP):
        url = reverse("room_close", args=[room.value])
        page = client.get(url)
        assert page.context["duties"]
        for _label, there in page.context["duties"]:
            assert not there or client.get(there).status_code == 200
        assert any(there for _label, there in page.context["duties"])
        assert client.post(url, {"confirm": "1"}).status_code == 422
    cast.gumla.refresh_from_db()
    assert cast.gumla.closed_rooms == []


def test_a_room_closes_and_opens_with_an_event_each(cast: Cast, own: Belongings, browser: Browser) -> None:
    client = browser("coordinator")
    campaigns = reverse("room_close", args=["campaigns"])
    assert "campaigns" in client.get("/rooms/").content.decode()
    assert client.get(campaigns).status_code == 200
    assert client.post(campaigns, {"confirm": "1"}).status_code == 302
    assert cast.actor("coordinator").closed_rooms == {"campaigns"}
    assert cast.actor("khunti_coordinator").closed_rooms == frozenset()
    page = client.get("/campaigns/")
    assert reverse("room_open", args=["campaigns"]) in page.content.decode()
    answer = client.post(reverse("room_open", args=["campaigns"]), {"next": "/campaigns/"})
    assert answer["Location"] == "/campaigns/"
    assert cast.actor("coordinator").closed_rooms == frozenset()
    with acting_as(cast.actor("coordinator")):
        events = Event.objects.filter(organisation=cast.gumla, verb__startswith="rooms.").order_by("sequence")
        assert [(one.verb, one.payload) for one in events] == [
            ("rooms.closed", {"rooms": ["campaigns"]}),
            ("rooms.opened", {"rooms": ["campaigns"]}),
        ]


@pytest.mark.parametrize("part", PARTS)
def test_only_who_arranges_rooms_opens_or_closes_one(part: str, cast: Cast, browser: Browser) -> None:
    client, may = browser(part), cast.actor(part).may(Permission.ROOMS_ARRANGE)
    assert may is (part in ("coordinator", "secretariat", "administrator"))
    assert client.get(reverse("room_close", args=["training"])).status_code == (200 if may else 404)
    assert client.post(reverse("room_open", args=["training"])).status_code == (302 if may else 404)
    assert client.get(reverse("room_close", args=["today"])).status_code == 404
    assert client.get(reverse("room", args=["nowhere"])).status_code == 404


def test_what_lies_in_a_closed_room_is_found_and_says_so(cast: Cast, own: Belongings, browser: Browser) -> None:
    keep_open(())
    person = own.rows["people"]
    for part, offers in (("coordinator", True), ("desk_operator", False)):
        client = browser(part)
        found = client.post("/search/", {"q": person.name}).content.decode()
        assert f"/people/{person.pk}/" in found
        page = client.get(f"/people/{person.pk}/").content.decode()
        assert str(Room.PEOPLE.label) in page
        assert (reverse("room_open", args=["people"]) in page) is offers


def test_nothing_is_asked_about_records_of_a_closed_room(cast: Cast, browser: Browser) -> None:
    def kinds() -> set[str]:
        form = browser("coordinator").get("/own-questions/new/").context["form"]
        return {code for code, _label in form.fields["kind"].choices if code}

    assert {"issues", "linkages"} < kinds()
    keep_open((Room.PEOPLE, Room.MEETINGS))
    assert kinds() == {"people", "journeys", "groups", "activities"}


def test_a_person_with_two_offices_has_what_either_has_open(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.gumla.pk).update(closed_rooms=["training", "allies"])
    Organisation.objects.filter(pk=cast.khunti.pk).update(closed_rooms=["training"])
    account = cast.accounts["coordinator"]
    account.postings.create(role=Role.COORDINATOR, organisation=cast.khunti, since=cast.gumla.member_since)
    assert cast.actor("coordinator").closed_rooms == {"training"}


def test_who_sees_numbers_only_is_led_to_no_page_that_says_so(cast: Cast, browser: Browser) -> None:
    client = browser("researcher")
    entries = side_bar(cast.actor("researcher"), "/")
    pages = [
        link.url
        for entry in entries
        for inner in side_bar(cast.actor("researcher"), entry.link.url)
        for link in inner.pages
    ]
    for url in {*(entry.link.url for entry in entries), *pages}:
        names = {template.name for template in client.get(url).templates}
        assert "records/counts_only.html" not in names, url


@pytest.mark.parametrize("part", PARTS)
def test_what_somebody_pins_comes_first_and_the_menu_stays_as_short(part: str, cast: Cast, browser: Browser) -> None:
    client = browser(part)
    pages = [link for plan in rooms_of(cast.actor(part)) for link in pages_of(plan, cast.actor(part))]
    for link in pages[-MOST_PINNED - 1 :]:
        assert client.post("/rooms/pin/", {"page": link.name}).status_code == 302
    cast.accounts[part].refresh_from_db()
    by = cast.actor(part)
    most = min(most_pinned(by), MOST_PINNED)
    assert len(by.pinned) == min(most, len(pages))
    assert by.pinned[-1] == pages[-1].name
    assert pages[-1].url in [link.url for link in pinned_pages(by)]  # what was pressed last is there
    pinned = [link.url for link in pinned_pages(by)]
    urls = [entry.link.url for entry in side_bar(by, "/")]
    assert [url for url in urls if url not in ("/", "/record/")][: len(pinned)] == pinned != []
    assert len(urls) == len(set(urls)) <= most_entries(by)
    client.post("/rooms/pin/", {"page": by.pinned[0]})
    cast.accounts[part].refresh_from_db()
    assert by.pinned[0] not in cast.actor(part).pinned
    assert client.post("/rooms/pin/", {"page": "home"}).status_code == 404


def test_recording_is_searched_by_a_word_of_it(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    label = str(client.get("/record/").context["others"][0][1][0][1])
    found = client.post("/record/", {"q": label[:5].upper()}).context["found"]
    assert label in [str(act[1]) for act in found]
    assert client.post("/record/", {"q": "xyz"}).context["found"] == []
