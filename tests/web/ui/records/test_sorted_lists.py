"""Every order that a list offers, walked to its end and back: generated over all desks, so a new sort is tried too."""

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from django.db import connection, models
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import TABLE, Level, Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.privacy import privacy_classes
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.booklet.models import Edition
from jatan.programme.helpdesk.selectors import IS_URGENT
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.projects.models import CommonProject, Project
from jatan.programme.studies.models import Study
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.list_order import order_of
from jatan.web.ui.records.list_page import SIZE, SORT, filter_bar, filtered_rows
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
QUERIES = 12
COPIES = 2 * SIZE + 7
SORTS = [
    (desk, show.sort)
    for desk in DESKS
    for show in (*desk.columns, *desk.more_columns)
    if show.sort and desk.slug != "own-questions"  # an office has three at most
]
# The tables that grow with the work of every day, and so to a hundred thousand rows.
LARGE = ("people", "journeys", "issues", "linkages", "groups", "activities")


def _value(field: Any, number: int) -> Any:
    """Some values twice, some empty where the field may be."""
    if number % 5 == 4 and field.null:
        return None
    if number % 5 == 4 and field.blank and isinstance(field, models.CharField):
        return ""
    step = number % 23
    if isinstance(field, models.DateField):
        return dt.date(2023, 1, 1) + dt.timedelta(days=31 * step)
    return 18 + step if isinstance(field, models.IntegerField) else chr(ord("a") + step) * 3


def _copies(desk: Desk, row: Any, name: str) -> list[Any]:
    """Rows like this one that differ in the field, with two among them that were withdrawn."""
    field: Any = desk.model._meta.get_field(name)
    made = []
    for number in range(COPIES + 2):
        one = copy.copy(row)
        one.pk, one._state = new_id(), models.base.ModelState()
        setattr(one, name, _value(field, number))
        if number >= COPIES:
            one.withdrawn_at = clock.now()
        _apart(one, number)
        made.append(one)
    made = made[::2] + made[1::2]  # not in the order of the ids
    return list(desk.model._default_manager.bulk_create(made))


def _apart(one: Any, number: int) -> None:
    """What may be there only once: numbers of an edition, versions of a curriculum, …"""
    for rule in one._meta.constraints:
        if isinstance(rule, models.UniqueConstraint):
            for name in rule.fields:
                field = one._meta.get_field(name)
                if isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
                    setattr(one, name, 100 + number)
    if isinstance(one, Project):
        one.common = CommonProject.objects.create()
    if isinstance(one, OfficeLetter):  # given on the day of writing at the earliest
        one.written_on = min(one.written_on, dt.date(2022, 12, 31))


def _expected(rows: Sequence[Any], name: str, *, is_down: bool) -> list[Any]:
    filled = [row for row in rows if getattr(row, name) not in (None, "")]
    empty = [row for row in rows if getattr(row, name) in (None, "")]
    filled.sort(key=lambda row: (getattr(row, name), row.pk), reverse=is_down)
    empty.sort(key=lambda row: row.pk, reverse=is_down)
    return [row.pk for row in (*filled, *empty)]


def _listing(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.context["listing"]


def _walk(client: Client, desk: Desk, path: str, link: str) -> Iterator[Any]:
    """Each page from `path` on, by its links."""
    root, listing = reverse(desk.url_name("list")), _listing(client, path)
    yield listing
    while url := getattr(listing.page, link):
        listing = _listing(client, f"{root}{url}")
        yield listing


@pytest.fixture
def part(request: pytest.FixtureRequest) -> str:
    return "coordinator"


@pytest.mark.parametrize("mark", ["", "-"], ids=["up", "down"])
@pytest.mark.parametrize(("desk", "name"), SORTS, ids=lambda value: getattr(value, "slug", value))
def test_every_order_is_walked_to_the_end_and_back(
    desk: Desk, name: str, mark: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    row = own.rows[desk.slug]
    if isinstance(row, Edition):  # a published one names its material
        row = copy.copy(row)
        row.material_id = own.rows["library"].pk
    with acting_as(cast.actor("secretariat" if isinstance(row, Study) else "coordinator")):
        _copies(desk, row, name)
    with acting_as(cast.actor("coordinator")) as by:
        wanted = _expected(list(desk.kind.rows(by)), name, is_down=mark == "-")
        bar = filter_bar(desk, by, QueryDict(f"sort={mark}{name}"))
        assert [row.pk for row in filtered_rows(desk, by, bar)] == wanted, "the workbook is in another order"
    assert len(wanted) > 2 * SIZE
    client, path = browser("coordinator"), f"{reverse(desk.url_name('list'))}?sort={mark}{name}"
    there = list(_walk(client, desk, path, "next_url"))
    assert [row.pk for listing in there for row in listing.page.rows] == wanted
    assert [(one.page.number, one.page.first, one.page.total) for one in there] == [
        (number, (number - 1) * SIZE + 1, len(wanted)) for number in range(1, len(there) + 1)
    ]
    back = list(_walk(client, desk, f"{reverse(desk.url_name('list'))}{there[0].page.last_url}", "previous_url"))
    assert [[row.pk for row in one.page.rows] for one in back[::-1]] == [
        [row.pk for row in one.page.rows] for one in there
    ]
    for number, listing in enumerate(there, start=1):  # and each of them by its number
        jumped = _listing(client, f"{path}&page={number}")
        assert [row.pk for row in jumped.page.rows] == [row.pk for row in listing.page.rows]


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_an_unknown_order_is_the_usual_one(desk: Desk, cast: Cast, own: Belongings, browser: Browser) -> None:
    usual, root = order_of(desk), reverse(desk.url_name("list"))
    client = browser(next(part for part in ("coordinator", "supervisor") if cast.actor(part).may(desk.see)))
    for code in ("nothing", "-", "organisation", "withdrawn_at", "person__name", "id;--", "%00"):
        assert order_of(desk, code) == usual
        assert client.get(f"{root}?sort={code}").status_code == 200


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_places_on_a_list_that_are_none_are_the_first_page(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    part = next(part for part in ("coordinator", "supervisor") if cast.actor(part).may(desk.see))
    client, root = browser(part), reverse(desk.url_name("list"))
    first = [row.pk for row in _listing(client, root).page.rows]
    for query in ("after=x", f"after={new_id()}", f"before={new_id()}", "page=0", "page=-1", "page=x", "page=99999"):
        assert [row.pk for row in _listing(client, f"{root}?{query}").page.rows] == first


def test_a_row_of_another_member_is_no_place_to_go_on_from(cast: Cast, own: Belongings, browser: Browser) -> None:
    """Where her name would stand among ours is not told to whoever writes her id into a URL."""
    people = next(desk for desk in DESKS if desk.slug == "people")
    with acting_as(cast.actor("coordinator")):
        _copies(people, own.rows["people"], "age")
    foreign = copy.copy(own.rows["people"])
    foreign.pk, foreign.organisation, foreign.place = new_id(), cast.khunti, cast.khunti_block
    foreign._state, foreign.name_fold = models.base.ModelState(), "mmm"
    with acting_as(cast.actor("khunti_coordinator")):
        foreign.save(force_insert=True)
    client = browser("coordinator")
    first = _listing(client, "/people/?sort=name_fold")
    asked = _listing(client, f"/people/?sort=name_fold&after={foreign.pk}")
    assert [row.pk for row in asked.page.rows] == [row.pk for row in first.page.rows]


def test_a_withdrawn_neighbour_is_still_a_place_to_go_on_from(cast: Cast, own: Belongings, browser: Browser) -> None:
    people = next(desk for desk in DESKS if desk.slug == "people")
    with acting_as(cast.actor("coordinator")) as by:
        _copies(people, own.rows["people"], "age")
        wanted = _expected(list(people.kind.rows(by)), "age", is_down=False)
        client = browser("coordinator")
        page = _listing(client, "/people/?sort=age").page
        people.model._default_manager.filter(pk=page.rows[-1].pk).update(withdrawn_at=clock.now())
    following = _listing(client, f"/people/{page.next_url}")
    assert [row.pk for row in following.page.rows] == wanted[SIZE : 2 * SIZE]


def test_urgent_issues_stand_first_as_usual_and_not_in_another_order(
    cast: Cast, own: Belongings, browser: Browser
) -> None:
    issues = next(desk for desk in DESKS if desk.slug == "issues")
    with acting_as(cast.actor("coordinator")):
        made = _copies(issues, own.rows["issues"], "received_on")
        urgent = [row.pk for row in made[:30] if row.withdrawn_at is None]
        issues.model._default_manager.filter(pk__in=urgent).update(is_urgent=True, status="received")
    client = browser("coordinator")
    usual = [row for one in _walk(client, issues, "/issues/", "next_url") for row in one.page.rows]
    with acting_as(cast.actor("coordinator")) as by:
        first = set(issues.kind.rows(by).filter(IS_URGENT).values_list("pk", flat=True))
    assert set(urgent) <= first
    assert {row.pk for row in usual[: len(first)]} == first
    days = [row.received_on for row in usual[len(first) :]]
    assert days == sorted(days, reverse=True)
    sorted_rows = [
        row for one in _walk(client, issues, "/issues/?sort=received_on", "next_url") for row in one.page.rows
    ]
    assert [row.received_on for row in sorted_rows] == sorted(row.received_on for row in sorted_rows)


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk.slug in LARGE], ids=lambda desk: desk.slug)
def test_any_page_of_a_large_list_asks_few_queries(desk: Desk, cast: Cast, own: Belongings, browser: Browser) -> None:
    name = next(show.sort for show in desk.columns if show.sort)
    with acting_as(cast.actor("coordinator")):
        _copies(desk, own.rows[desk.slug], name)
    client, root = browser("coordinator"), reverse(desk.url_name("list"))
    paths = [f"{root}?sort={mark}{sort}" for slug_desk, sort in SORTS if slug_desk == desk for mark in ("", "-")]
    for path in paths:
        page = _listing(client, path).page
        for url in (path, f"{root}{page.next_url}", f"{root}{page.last_url}", f"{path}&page=2"):
            with CaptureQueriesContext(connection) as seen:
                _listing(client, url)
            asked = [query["sql"][:100] for query in seen if "SAVEPOINT" not in query["sql"]]
            assert len(asked) <= QUERIES, (url, asked)


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_columns_have_codes_that_stay(desk: Desk) -> None:
    codes = [show.code for show in (*desk.columns, *desk.more_columns)]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if "<" in code or not code] == []


@pytest.mark.parametrize(("desk", "name"), SORTS, ids=lambda value: getattr(value, "slug", value))
def test_no_order_shows_what_its_reader_may_not_read(desk: Desk, name: str) -> None:
    """Who reaches rows of other members reads their open fields only, so the order must say no more."""
    is_network = any(Level.NETWORK in gives.get(desk.see, ()) for gives in TABLE.values())
    assert not is_network or privacy_classes(desk.model).get(name) != "personal"


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk.slug in LARGE], ids=lambda desk: desk.slug)
def test_every_order_of_a_large_list_has_its_index(desk: Desk) -> None:
    """(organisation, field, id) of the rows that are not withdrawn: the order of the list, and nothing else read."""
    live = [
        list(index.fields)
        for index in desk.model._meta.indexes
        if index.condition == models.Q(withdrawn_at__isnull=True)
    ]
    fields = {show.sort for show in (*desk.columns, *desk.more_columns) if show.sort} | {order_of(desk).field}
    lacking = [name for name in sorted(fields) if ["organisation", *dict.fromkeys((name, "id"))] not in live]
    assert lacking == []
    assert SORT == "sort"


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk.is_merged], ids=lambda desk: desk.slug)
def test_rows_of_two_organisations_are_merged_in_order(
    desk: Desk, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Somebody who works for two members: their rows lie between each other, and none is missing."""
    name = next(show.sort for show in (*desk.columns, *desk.more_columns) if show.sort)
    row = own.rows[desk.slug]
    Posting.objects.create(
        account=cast.accounts["coordinator"], role=Role.COORDINATOR, organisation=cast.khunti, since=dt.date(2021, 4, 1)
    )
    with acting_as(cast.actor("coordinator")) as by:
        _copies(desk, row, name)
        foreign = copy.copy(row)
        foreign.organisation, foreign.place = cast.khunti, cast.khunti_block
        if hasattr(foreign, "person_id"):
            foreign.person = a_person(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
        _copies(desk, foreign, name)
        whole = {mark: _expected(list(desk.kind.rows(by)), name, is_down=mark == "-") for mark in ("", "-")}
    assert len({one.organisation_id for one in _pages(browser, desk, name, "")}) == 2
    for mark, wanted in whole.items():
        assert [one.pk for one in _pages(browser, desk, name, mark)] == wanted


def _pages(browser: Browser, desk: Desk, name: str, mark: str) -> list[Any]:
    path = f"{reverse(desk.url_name('list'))}?sort={mark}{name}"
    return [one for listing in _walk(browser("coordinator"), desk, path, "next_url") for one in listing.page.rows]
