"""What a closed room may not do: change what an address asks for, or take in what nobody sees."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access import second_person
from jatan.foundation.access.actors import console, machine_for
from jatan.foundation.access.models import RequestKind
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.room_acts import open_rooms
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Caretaker, Organisation
from jatan.foundation.network.rooms import CLOSABLE, Room, all_but
from jatan.intake.room_duties import DUTIES, TAKEN_OVER, Duty, close_room, duties_of
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.agents.entry_requests import ask_for_entry
from jatan.web.desk_registry import DESKS
from jatan.web.home.today import waiting_in
from jatan.web.ui.components.navigation import most_entries, pages_of, rooms_of, side_bar
from jatan.web.ui.records.projects import BY_PROJECT
from jatan.web.ui.rooms import KINDS_OF, NEVER_HIDDEN, ROOMS, plan_of
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.intake.calls.builders import deliver_all, send_call
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
OFFICES = Organisation._meta.db_table


def close(*rooms: Room) -> None:
    """These rooms are closed in every office, whatever waits there."""
    Organisation.objects.update(closed_rooms=[room.value for room in rooms])


def test_a_project_in_an_address_stays_a_condition_while_its_room_is_closed(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    client, query = browser("coordinator"), f"?project={own.rows['projects'].common_id}"
    lists = [reverse(desk.url_name("list")) for desk in DESKS if BY_PROJECT in desk.filters]
    assert len(lists) >= 6
    before = {url: client.get(f"{url}{query}").context["listing"] for url in lists}
    everything = {url: client.get(url).context["listing"].page.count for url in lists}
    assert any(before[url].page.count < everything[url] for url in lists)
    close(Room.CAMPAIGNS)
    for url in lists:
        page = client.get(f"{url}{query}")
        shown = page.context["listing"]
        assert shown.page.count == before[url].page.count, url
        assert (shown.narrowed_by, shown.query_string) == (before[url].narrowed_by, query), url
        sent = client.post(f"{url}{query}", {"narrow": "1", "project": query.partition("=")[2]})
        assert sent["Location"] == f"{url}{query}"
        assert "project" not in client.get(url).context["listing"].bar.fields, url


def test_nothing_is_added_to_a_part_of_a_closed_room_that_has_rows(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    client, row = browser("coordinator"), own.rows["people"]
    page = client.get(f"/people/{row.pk}/")
    adding = {part.part.slug: part.add_url for part in page.context["parts"] if part.add_url}
    assert {"projects", "issues"} & set(adding), adding
    close(Room.CAMPAIGNS, Room.HELP)
    page = client.get(f"/people/{row.pk}/")
    left = {part.part.slug: part.add_url for part in (*page.context["parts"], *page.context["empty_parts"])}
    assert not {"projects", "issues"} & {slug for slug, url in left.items() if url}
    assert "projects" in left  # what is on record is shown


def test_every_duty_keeps_a_room_open_and_its_work_stands_there() -> None:
    assert sorted(duty for duties in DUTIES.values() for duty in duties) == sorted(Duty) == sorted(KINDS_OF)
    for room, duties in DUTIES.items():
        plan = plan_of(room.value)
        assert plan is not None
        assert {slug for duty in duties for slug in KINDS_OF[duty]} == plan.home & NEVER_HIDDEN, room


def test_whatever_waits_on_the_home_page_keeps_its_room_open(cast: Cast, own: Belongings) -> None:
    duty_of = {slug: duty for duty, slugs in KINDS_OF.items() for slug in slugs}
    rooms, seen = {slug: plan.room for plan in ROOMS for slug in plan.home}, set()
    for part in ("coordinator", "supervisor", "desk_operator", "secretariat"):
        by = cast.actor(part)
        with acting_as(by):
            waits = [one.kind.slug for one in waiting_in(by, NEVER_HIDDEN)]
        for slug in waits:
            open_in = {duty for office in by.home_organisations for duty in duties_of(office, rooms[slug])}
            assert duty_of[slug] in open_in, (part, slug)
        seen |= set(waits)
    assert len(seen) >= 9, seen


def test_the_work_that_an_office_has_taken_over_keeps_its_rooms_open(cast: Cast, own: Belongings) -> None:
    taken_over = {room: set(duties_of(cast.gumla.pk, room)) & TAKEN_OVER for room in (Room.PEOPLE, Room.HELP)}
    assert all(taken_over.values()), taken_over
    assert not any(duties_of(cast.khunti.pk, room) for room in taken_over)
    Caretaker.objects.create(organisation=cast.gumla, caretaker=cast.khunti, since=clock.today())
    by = cast.actor("khunti_coordinator")
    for room, duties in taken_over.items():
        assert set(duties_of(cast.khunti.pk, room)) == duties
        with acting_as(by), pytest.raises(Problem, match="open_duties"):
            close_room(by=by, organisation_id=cast.khunti.pk, room=room)
    assert duties_of(cast.khunti.pk, Room.MEETINGS) == []


def opened_of(organisation: Organisation) -> list[Event]:
    with acting_as(machine_for([organisation.pk])):
        return list(Event.objects.filter(organisation=organisation, verb="rooms.opened").order_by("sequence"))


def test_a_record_opens_the_room_in_which_it_lies(cast: Cast) -> None:
    keep_open_nothing = all_but(())
    Organisation.objects.update(closed_rooms=keep_open_nothing)
    by = cast.actor("coordinator")
    with acting_as(by):
        person = a_person(by, cast)
        a_person(by, cast, name="Sita Kumari")
    cast.gumla.refresh_from_db()
    assert cast.gumla.closed_rooms == [code for code in keep_open_nothing if code != "people"]
    (event,) = opened_of(cast.gumla)
    assert (event.about, event.by, event.payload) == (person.pk, by.account_id, {"rooms": ["people"]})
    cast.khunti.refresh_from_db()
    assert cast.khunti.closed_rooms == keep_open_nothing


def test_a_call_and_a_request_open_the_room_of_who_is_to_answer(cast: Cast) -> None:
    Organisation.objects.update(closed_rooms=all_but(()))
    send_call("nobody's code")
    deliver_all()
    cast.network.refresh_from_db()
    assert set(all_but(())) - set(cast.network.closed_rooms) == {"help"}
    by = cast.actor("secretariat")
    with acting_as(by):
        ask_for_entry(by=by, organisation_id=cast.gumla.pk, number="ABCDEFGHJK", reason="police ask")
    cast.gumla.refresh_from_db()
    cast.network.refresh_from_db()
    assert set(all_but(())) - set(cast.gumla.closed_rooms) == {"people"}
    assert "people" in cast.network.closed_rooms


def test_rooms_are_opened_behind_the_chain_and_lock_no_organisation(cast: Cast) -> None:
    by = cast.actor("coordinator")
    with acting_as(by), CaptureQueriesContext(connection) as asked:
        assert open_rooms(by=by, organisation_id=cast.gumla.pk, rooms=CLOSABLE) == []
    chain, office = ([one["sql"] for one in asked if f'"{table}"' in one["sql"]] for table in ("ledger_chain", OFFICES))
    assert chain
    assert not [sql for sql in office if sql.startswith((f'UPDATE "{OFFICES}"', f'SELECT "{OFFICES}"'))]


def test_of_two_offices_each_has_its_rooms_and_none_closes_by_half(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    cast.accounts["coordinator"].postings.create(
        role=Role.COORDINATOR, organisation=cast.khunti, since=cast.gumla.member_since
    )
    client, campaigns = browser("coordinator"), reverse("room_close", args=["campaigns"])

    def closed() -> list[list[str]]:
        return [Organisation.objects.get(pk=one.pk).closed_rooms for one in (cast.gumla, cast.khunti)]

    page = client.get("/rooms/").content.decode()
    for office in (cast.gumla, cast.khunti):
        assert f"{campaigns}?office={office.pk}" in page
    assert cast.khunti.name in client.get(f"{campaigns}?office={cast.khunti.pk}").content.decode()
    assert client.post(f"{campaigns}?office={cast.khunti.pk}", {"confirm": "1"}).status_code == 302
    assert closed() == [[], ["campaigns"]]
    (left,) = client.get("/rooms/").context["closed_rooms"]
    assert (left.office, left.pk) == (cast.khunti.name, cast.khunti.pk)
    assert client.get(f"{campaigns}?office={cast.network.pk}").status_code == 404
    people = reverse("room_close", args=["people"])
    assert all(label.startswith(cast.gumla.name) for label, _url in client.get(people).context["duties"])
    assert client.post(people, {"confirm": "1"}).status_code == 422
    assert closed() == [[], ["campaigns"]]
    client.post(reverse("room_open", args=["campaigns"]), {"office": str(cast.khunti.pk)})
    assert closed() == [[], []]


def test_an_administrator_closes_and_opens_rooms_in_which_she_has_no_page(cast: Cast, browser: Browser) -> None:
    client = browser("administrator")
    assert {one.plan.room for one in client.get("/rooms/").context["rooms"] if one.closing} == set(CLOSABLE)
    closed = client.post(reverse("room_close", args=["training"]), {"confirm": "1"}, follow=True)
    assert [one.plan.room for one in closed.context["closed_rooms"]] == [Room.TRAINING]
    assert reverse("room_open", args=["training"]) in closed.content.decode()
    (one,) = closed.context["closed_rooms"]
    opened = client.post(one.url, {"office": str(one.pk)}, follow=True)
    assert opened.status_code == 200
    assert opened.context["closed_rooms"] == []
    assert one.url not in opened.content.decode()


@pytest.mark.parametrize("part", ["field_worker", "coordinator", "administrator", "forum_leader"])
def test_every_room_is_reached_from_all_rooms_and_stands_in_the_menu_while_one_is_in_it(
    part: str, cast: Cast, browser: Browser
) -> None:
    by, page = cast.actor(part), browser(part).get("/rooms/").content.decode()
    for plan in rooms_of(by):
        url = reverse("room", args=[plan.room.value])
        assert f'<a href="{url}">' in page, url
        entries = side_bar(by, url)
        shown = {link.url for entry in entries for link in (entry.link, *entry.pages)}
        assert len(entries) <= most_entries(by)
        assert {url} & shown or {link.url for link in pages_of(plan, by)} <= shown, url


def test_who_has_left_the_network_finds_every_room(cast: Cast) -> None:
    close(Room.TRAINING, Room.HELP)
    assert cast.actor("coordinator").closed_rooms == {"training", "help"}
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=clock.today() - dt.timedelta(days=1))
    assert cast.actor("coordinator").closed_rooms == frozenset()
    assert cast.actor("khunti_coordinator").closed_rooms == {"training", "help"}


def test_ones_own_access_that_was_given_at_the_command_line_is_shown(cast: Cast) -> None:
    account = cast.accounts["coordinator"]
    with acting_as(console()) as by:
        second_person.note_decided(by, RequestKind.REOPEN, account, cast.gumla.pk)
    with acting_as(cast.actor("coordinator")) as by:
        assert [one.account_id for one in second_person.recent_requests(by)] == [account.pk]
