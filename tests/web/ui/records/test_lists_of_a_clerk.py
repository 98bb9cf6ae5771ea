"""Lists that a clerk works with all day, generated over all desks: narrowed by village and group, summed, grouped."""

import copy
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from jatan.foundation.access import acts
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.places.models import Place
from jatan.foundation.places.services import save_localities
from jatan.foundation.saved_lists.services import choose_columns
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Membership
from jatan.programme.people.models import Person
from jatan.programme.villages.models import VillageLink
from jatan.web.activities.desk import ACTIVITIES
from jatan.web.desk_registry import DESKS
from jatan.web.ui.components.tables import LACKING
from jatan.web.ui.records import list_page
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.list_page import SIZE
from jatan.web.ui.records.named_filters import NamedFilter, filters_of
from jatan.web.ui.records.row_groups import groupings_of
from jatan.web.ui.records.sums import is_summed
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser
from tests.web.ui.records.form_data import sent_by

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
HINDI, ENGLISH = "पिपराटाँड़", "Pipratanr"
QUERIES = 18


def _part(cast: Cast, desk: Desk) -> str:
    return next(part for part in ("coordinator", "supervisor") if cast.actor(part).may(desk.see))


def _named(desk: Desk, cast: Cast, name: str) -> bool:
    with acting_as(cast.actor(_part(cast, desk))) as by:
        return any(isinstance(one, NamedFilter) and one.name == name for one in filters_of(desk, by))


def _set(desk: Desk, row: Any, **values: Any) -> None:
    assert desk.model._default_manager.filter(pk=row.pk).update(**values) == 1


def _beside(row: Any, **values: Any) -> Any:
    """A second row like this one, but for these values."""
    one = copy.copy(row)
    one.pk, one._state = new_id(), models.base.ModelState()
    for name, value in values.items():
        setattr(one, name, value)
    one.save(force_insert=True)
    return one


def _narrow(client: Any, desk: Desk, **sent: str) -> Any:
    return client.post(reverse(desk.url_name("list")), {"narrow": "1", **sent})


def test_lists_that_show_a_village_or_belong_to_a_group_ask_for_it(cast: Cast, own: Belongings) -> None:
    by_village = {desk.slug for desk in DESKS if _named(desk, cast, "village")}
    by_group = {desk.slug for desk in DESKS if _named(desk, cast, "group")}
    assert by_village >= {"people", "journeys", "groups", "activities", "issues", "linkages", "letters", "agents"}
    assert by_group >= {"people", "journeys", "activities", "issues", "linkages", "trainings"}
    assert "groups" not in by_group


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_a_village_is_found_in_either_script_and_stands_in_no_address(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    if not _named(desk, cast, "village"):
        return
    row, part = own.rows[desk.slug], _part(cast, desk)
    with acting_as(cast.actor(part)):
        if desk.slug == "agents":  # a statement is said anew, never changed
            row = _beside(row, village=HINDI)
        else:
            _set(desk, row, village=HINDI)
    client = browser(part)
    for typed in (ENGLISH, HINDI):
        sent = _narrow(client, desk, village=typed)
        assert sent.status_code == 302
        assert HINDI not in sent["Location"]
        assert ENGLISH.lower() not in sent["Location"].lower()
        with CaptureQueriesContext(connection) as seen:
            page = client.get(sent["Location"])
        asked = [query["sql"][:100] for query in seen if "SAVEPOINT" not in query["sql"]]
        assert len(asked) <= QUERIES, asked
        assert [one.pk for one in page.context["listing"].page.rows] == [row.pk]
        assert HINDI in page.content.decode()
    if desk.slug == "agents":
        return
    with acting_as(cast.actor(part)):
        _set(desk, row, village="")
    assert not client.get(sent["Location"]).context["listing"].page.rows


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_nothing_is_written_for_a_question_about_a_village(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Before: a village that stood in rows only became a place of the office by being looked for."""
    if not _named(desk, cast, "village") or desk.slug == "agents":
        return
    with acting_as(cast.actor(_part(cast, desk))):
        _set(desk, own.rows[desk.slug], village=HINDI)
    client, before = browser(_part(cast, desk)), Place.objects.count()
    sent = _narrow(client, desk, village=ENGLISH)
    assert client.get(sent["Location"]).context["listing"].page.rows
    client.post(reverse(desk.url_name("list")), {"q": ENGLISH})
    assert Place.objects.count() == before


def test_namesakes_in_all_blocks_are_found_together(cast: Cast, own: Belongings, browser: Browser) -> None:
    desk, row = next(one for one in DESKS if one.slug == "people"), own.rows["people"]
    with acting_as(cast.actor("coordinator")):
        _set(desk, row, village=HINDI, place=cast.gumla_block)
        save_localities(cast.gumla.pk, [(cast.gumla_block, "", HINDI)])
        elsewhere = Place.objects.exclude(pk=cast.gumla_block.pk).filter(
            level="block", district_id=cast.gumla_block.district_id
        )
        other = _beside(row, village=ENGLISH, place=elsewhere.earliest("pk"))
    client = browser("coordinator")
    page = client.get(_narrow(client, desk, village=ENGLISH)["Location"])
    assert {one.pk for one in page.context["listing"].page.rows} == {row.pk, other.pk}


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_an_unknown_name_is_asked_about_and_carried_nowhere(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    part = _part(cast, desk)
    for name in ("village", "group"):
        if _named(desk, cast, name):
            page = _narrow(browser(part), desk, **{name: "Zzyzzogeton"})
            assert page.status_code == 422
            assert name in page.context["listing"].bar.errors
            links = [page.context["listing"].query_string, page.context["listing"].page.next_url]
            assert not any("Zzyzz" in link for link in links)
            page = browser(part).get(f"{reverse(desk.url_name('list'))}?{name}=Zzyzzogeton")
            assert "Zzyzz" not in page.context["listing"].query_string


@pytest.mark.parametrize("slug", ["people", "journeys", "issues", "linkages"])
def test_the_records_of_those_who_are_in_a_group_today(
    slug: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    desk = next(one for one in DESKS if one.slug == slug)
    group, row = own.rows["groups"], own.rows[slug]
    person = row if isinstance(row, Person) else own.rows["people"]
    with acting_as(cast.actor("coordinator")):
        if slug != "people":
            _set(desk, row, person=person)
        Membership.objects.filter(group=group).delete()
        Membership.objects.create(organisation_id=group.organisation_id, place=group.place, group=group, person=person)
    client = browser("coordinator")
    sent = _narrow(client, desk, group=group.name)
    assert sent["Location"].endswith(f"?group={group.pk}")
    rows = client.get(sent["Location"]).context["listing"].page.rows
    assert row.pk in [one.pk for one in rows]
    assert {getattr(one, "person_id", one.pk) for one in rows} == {person.pk}
    with acting_as(cast.actor("coordinator")):
        Membership.objects.filter(group=group).update(left_on=clock.today().replace(year=2020))
    assert not client.get(sent["Location"]).context["listing"].page.rows


def test_meetings_of_one_of_two_groups_of_one_name(cast: Cast, own: Belongings, browser: Browser) -> None:
    desk = next(one for one in DESKS if one.slug == "activities")
    group = own.rows["groups"]
    with acting_as(cast.actor("coordinator")):
        _set(desk, own.rows["activities"], group=group)
        other = _beside(group, village="दूसरा टोला")
    client = browser("coordinator")
    page = _narrow(client, desk, group=group.name, kind="")
    assert page.status_code == 422
    offered = dict(page.context["listing"].bar.fields["group"].choices)
    assert {str(group.pk), str(other.pk)} <= set(offered)
    assert "दूसरा टोला" in offered[str(other.pk)]
    chosen = client.get(_narrow(client, desk, group=str(group.pk))["Location"])
    assert own.rows["activities"].pk in [one.pk for one in chosen.context["listing"].page.rows]
    assert not client.get(f"/activities/?group={other.pk}").context["listing"].page.rows


def test_what_was_narrowed_by_a_name_stays_when_the_bar_is_sent_again(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    group = own.rows["groups"]
    sent = browser("coordinator").post(
        f"/activities/?group={group.pk}", {"narrow": "1", "group": group.name, "from": "01/04/2020"}
    )
    assert f"group={group.pk}" in sent["Location"]
    assert "from=01" in sent["Location"]


def test_another_members_village_and_group_are_no_condition(cast: Cast, own: Belongings, browser: Browser) -> None:
    group = own.rows["groups"]
    client = browser("khunti_coordinator")
    page = client.get(f"/activities/?group={group.pk}")
    assert "group" not in page.context["listing"].query_string
    assert group.name not in page.content.decode()


@pytest.mark.parametrize("slug", ["people", "journeys", "issues", "linkages", "groups", "activities"])
def test_a_village_finds_its_records_in_search_too(slug: str, cast: Cast, own: Belongings, browser: Browser) -> None:
    desk = next(one for one in DESKS if one.slug == slug)
    with acting_as(cast.actor("coordinator")):
        _set(desk, own.rows[slug], village=HINDI)
    page = browser("coordinator").post(reverse(desk.url_name("list")), {"q": ENGLISH})
    assert own.rows[slug].pk in [row.pk for row in page.context["listing"].page.rows]


SUMMED = [
    (desk, show.source)
    for desk in DESKS
    for show in (*desk.columns, *desk.more_columns)
    if isinstance(show.source, str)
    and is_summed({one.name: one for one in desk.model._meta.concrete_fields}.get(show.source))
]


def test_these_columns_are_added_up() -> None:
    found = {f"{desk.slug}.{name}" for desk, name in SUMMED}
    assert found >= {"activities.total", "activities.women", "issues.money_recovered", "mentions.reach"}
    assert not {"people.age", "people.birth_year", "journeys.wage_promised"} & found


@pytest.mark.parametrize(("desk", "name"), SUMMED, ids=lambda value: getattr(value, "slug", value))
def test_a_sum_holds_all_rows_of_the_filter_and_says_how_many_say_nothing(
    desk: Desk, name: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row = own.rows[desk.slug]
    with acting_as(cast.actor("coordinator")) as by:
        choose_columns(by=by, organisation_id=cast.gumla.id, list_of=desk.slug, columns=[desk.columns[0].code, name])
        for number in range(SIZE + 3):
            lacks = number % 4 == 3 and desk.model._meta.get_field(name).null
            _beside(row, **{name: None if lacks else number})
        rows = list(desk.kind.rows(by))
    listing = browser("coordinator").get(reverse(desk.url_name("list"))).context["listing"]
    place = next(number for number, show in enumerate(listing.table.columns) if show.kind == "number")
    cell = listing.table.totals()[place]
    assert len(rows) > len(listing.page.rows) == SIZE
    given = [getattr(one, name) for one in rows if getattr(one, name) is not None]
    assert (cell.value, cell.lacking) == (sum(given) if given else None, len(rows) - len(given))


GROUPINGS = [(desk, code) for desk in DESKS for code in groupings_of(desk)]


@pytest.mark.parametrize(("desk", "code"), GROUPINGS, ids=lambda value: getattr(value, "slug", value))
def test_groups_hold_every_row_once_and_lead_to_it(
    desk: Desk, code: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    part, root = _part(cast, desk), reverse(desk.url_name("list"))
    with acting_as(cast.actor(part)) as by:
        count = desk.kind.rows(by).count()
    client = browser(part)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(f"{root}?grouped={code}")
    assert len([one for one in seen if "SAVEPOINT" not in one["sql"]]) <= QUERIES
    listing = page.context["listing"]
    groups = list(listing.table.rows)
    assert listing.is_grouped
    assert sum(group["rows"] for group in groups) == count > 0
    assert listing.table.total["rows"] == count
    assert 'name="row"' not in page.content.decode()
    for group in groups:
        if group["url"]:
            opened = client.get(f"{root}{group['url']}").context["listing"]
            assert not opened.is_grouped
            assert opened.page.count == group["rows"], group


def test_writings_of_one_village_are_one_group(cast: Cast, own: Belongings, browser: Browser) -> None:
    row = own.rows["activities"]
    with acting_as(cast.actor("coordinator")) as by:
        Activity.objects.exclude(pk=row.pk).update(withdrawn_at=clock.now())
        Activity.objects.filter(pk=row.pk).update(total=7, village="Simdega", place=cast.gumla_block)
        row.refresh_from_db()
        for village, total in (("Simdega", 1), ("सिमडेगा", 5), ("Simdeg", 4), ("कहीं और", 2), ("", 3)):
            _beside(row, village=village, total=total)
        link = VillageLink(organisation=cast.gumla, place=row.place, village="Simdeg", same_as="Simdega")
        link.verdict = "same"
        acts.record(by=by, permission=Permission.PEOPLE_RECORD, verb="villages.decided", rows=[link])
    client = browser("coordinator")
    listing = client.get("/activities/?grouped=village").context["listing"]
    place = next(number for number, one in enumerate(ACTIVITIES.columns) if one.source == "total")
    shown = [(one["c0"], one["rows"], one[f"c{place}"], one[f"c{place}{LACKING}"]) for one in listing.table.rows]
    assert sorted(shown, key=str) == sorted([("Simdega", 4, 17, 0), ("कहीं और", 1, 2, 0), ("दर्ज नहीं", 1, 3, 0)], key=str)
    first = next(one for one in listing.table.rows if one["c0"] == "Simdega")
    opened = client.get(f"/activities/{first['url']}").context["listing"]
    assert {one.village for one in opened.page.rows} == {"Simdega", "सिमडेगा", "Simdeg"}
    assert "Simdega" not in first["url"]


def test_a_group_has_the_sum_of_its_rows_and_stays_in_the_days_of_the_list(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    row = own.rows["activities"]
    first = row.held_on.replace(day=1)
    with acting_as(cast.actor("coordinator")):
        Activity.objects.exclude(pk=row.pk).update(withdrawn_at=clock.now())
        Activity.objects.filter(pk=row.pk).update(total=7, held_on=first)
        _beside(row, total=5, held_on=first.replace(day=2), is_day_known=True)
    client = browser("coordinator")
    listing = client.get("/activities/?grouped=month").context["listing"]
    (group,) = listing.table.rows
    place = next(number for number, one in enumerate(ACTIVITIES.columns) if one.source == "total")
    assert (group["rows"], group[f"c{place}"]) == (2, 12)
    since = f"from={first.replace(day=2):%d/%m/%Y}"
    (group,) = client.get(f"/activities/?grouped=month&{since}").context["listing"].table.rows
    assert (group["rows"], group[f"c{place}"]) == (1, 5)
    assert client.get(f"/activities/{group['url']}").context["listing"].page.count == 1


def test_more_rows_than_are_counted_have_no_groups_and_no_sum_and_the_page_says_why(
    cast: Cast, own: Belongings, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = own.rows["activities"]
    with acting_as(cast.actor("coordinator")):
        _beside(row)
    client = browser("coordinator")
    assert client.get("/activities/").context["listing"].table.total
    monkeypatch.setattr(list_page, "COUNTED", 1)
    page = client.get("/activities/?grouped=month")
    assert not list(page.context["listing"].table.rows)
    assert "ज़्यादा" in page.content.decode()
    page = client.get("/activities/")
    assert page.context["listing"].table.total is None
    assert "जोड़" in str(page.context["listing"].table.note)
    assert str(page.context["listing"].table.note) in page.content.decode()


def test_a_mended_row_is_come_back_to_on_the_same_page_of_the_list(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    row = own.rows["groups"]
    client, list_page = browser("coordinator"), f"http://testserver/groups/?kind={row.kind}&sort=-name_fold&page=2"
    record = client.get(f"/groups/{row.pk}/", headers={"referer": list_page})
    edit = record.context["edit_url"]
    assert f"/groups/?kind={row.kind}&amp;sort=-name_fold&amp;page=2#row-{row.pk}" in record.content.decode()
    saved = client.post(edit, sent_by(client.get(edit).content.decode()) | {"village": "नया टोला"})
    assert saved.status_code == 302, saved.context["form"].errors
    assert saved["Location"] == f"/groups/?kind={row.kind}&sort=-name_fold&page=2#row-{row.pk}"
    assert f'id="row-{row.pk}"' in client.get(saved["Location"]).content.decode()


@pytest.mark.parametrize("written", ["०१/०४/२०२२", "1 अप्रैल 2022", "01/04/2022"])
def test_a_day_goes_back_to_the_list_in_whatever_way_it_was_written(
    written: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row, query = own.rows["activities"], urlencode({"from": written, "kind": own.rows["activities"].kind})
    record = browser("coordinator").get(
        f"/activities/{row.pk}/", headers={"referer": f"http://testserver/activities/?{query}"}
    )
    assert f"/activities/?from=2022-04-01&amp;kind={row.kind}#row-{row.pk}" in record.content.decode()


@pytest.mark.parametrize(
    "place", ["//evil.example", "https://evil.example/", "kind=सुनीता", "q=Sunita Devi", "kind=%0d%0aX: y", "k" * 5000]
)
def test_no_odd_place_leads_elsewhere_or_carries_a_name(
    place: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row, client = own.rows["groups"], browser("coordinator")
    record = client.get(f"/groups/{row.pk}/?{urlencode({'back': place})}")
    edit = record.context["edit_url"]
    assert edit == f"/groups/{row.pk}/edit/"
    saved = client.post(f"{edit}?{urlencode({'back': place})}", sent_by(client.get(edit).content.decode()))
    assert saved["Location"] == f"/groups/{row.pk}/"


def test_a_record_opened_elsewhere_is_come_back_to_itself(cast: Cast, own: Belongings, browser: Browser) -> None:
    row, client = own.rows["groups"], browser("coordinator")
    for referer in (
        "http://testserver/people/?page=2",
        "http://other.example/groups/?page=2",
        "http://testserver/groups/",
    ):
        record = client.get(f"/groups/{row.pk}/", headers={"referer": referer})
        assert record.context["edit_url"] == f"/groups/{row.pk}/edit/"
