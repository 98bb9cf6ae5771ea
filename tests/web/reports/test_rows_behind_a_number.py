"""The rows behind a number, within the reader's reach; readers of counts see which roles may open them."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.selectors import impact_report
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
YEARS = "?from=2021-04-01&to=2024-03-31"
ROWS = "/reports/impact/shg_meetings/participants/rows/"
QUERIES = 15


def test_rows_are_within_reach_and_link_to_their_records(held: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    page = client.get(ROWS + YEARS)
    urls = [row["url"] for row in page.context["table"].rows]
    assert len(urls) == 2
    assert all(client.get(url).status_code == 200 for url in urls)
    assert len(browser("secretariat").get(ROWS + YEARS).context["table"].rows) == 3
    assert len(browser("field_worker").get(ROWS + YEARS).context["table"].rows) == 1


def test_rows_use_the_filters_of_the_number(held: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    assert len(client.get(f"{ROWS}{YEARS}&organisation={held.khunti.pk}").context["table"].rows) == 1
    assert len(client.get(f"{ROWS}{YEARS}&district={held.gumla_district.pk}").context["table"].rows) == 2
    assert len(client.get(f"{ROWS}{YEARS}&block={held.gumla_block.pk}").context["table"].rows) == 1
    assert len(client.get(f"{ROWS}?from=2022-06-01&to=2022-06-30").context["table"].rows) == 1


@pytest.mark.parametrize("number", ["shg_meetings/participants", "information_centres/received"])
def test_a_reader_of_counts_sees_the_number_of_the_block(held: Cast, browser: Browser, number: str) -> None:
    """A bar by block opens onto that block alone: never onto the number of the whole report."""
    code, _slash, value = number.partition("/")
    with acting_as(held.actor("researcher")) as by:
        lines = impact_report(
            Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31)), by=by, districts=frozenset({held.gumla_district.pk})
        ).by_block
    client, path = browser("researcher"), f"/reports/impact/{number}/rows/{YEARS}&district={held.gumla_district.pk}"
    whole = client.get(path).context["number"]
    for line in lines:
        page = client.get(f"{path}&block={line.id}")
        assert page.context["number"] == line.number(code, value) != whole
        assert line.label.hi in page.content.decode()
    assert len(lines) == 2
    assert client.get(f"{path}&block={held.khunti_block.pk}").status_code == 404


def test_reader_of_counts_sees_the_number_and_which_roles_open_it(held: Cast, browser: Browser) -> None:
    page = browser("secretariat").get(f"/reports/impact/case_work/cases/rows/{YEARS}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "G-1" not in text
    assert page.context["rounding_note"].in_language("hi") in text
    assert page.context["roles"]
    assert page.context["number"] in (0, 5)
    assert (page.context["quarters"] is not None) == (page.context["number"] == 5)
    opened = browser("supervisor").get(f"/reports/impact/case_work/cases/rows/{YEARS}")
    assert "G-1" in opened.content.decode()
    assert all(browser("supervisor").get(row["url"]).status_code == 200 for row in opened.context["table"].rows)


def test_period_without_whole_quarter_notes_that_no_case_is_counted(held: Cast, browser: Browser) -> None:
    path = "/reports/impact/case_work/cases/rows/?from=2022-05-01&to=2022-05-31"
    page = browser("secretariat").get(path)
    assert (page.context["number"], page.context["quarters"]) == (None, None)
    assert page.context["note"].in_language("hi") in page.content.decode()
    assert (
        page.context["note"].in_language("hi")
        in browser("secretariat").get("/reports/?from=2022-05-01&to=2022-05-31").content.decode()
    )


def test_case_stages_show_only_counts_even_to_a_supervisor(held: Cast, browser: Browser) -> None:
    page = browser("supervisor").get("/reports/impact/case_stages/plan/rows/")
    assert page.status_code == 200
    assert "G-1" not in page.content.decode()
    assert page.context["roles"] == []


def test_forum_members_are_counts_for_readers_without_access_to_people(
    held: Cast, browser: Browser, as_: Callable[[str], AbstractContextManager[Actor]]
) -> None:
    with as_("coordinator") as by:
        group = builders.forum(by, held.gumla, held.gumla_block, dt.date(2022, 5, 1))
        builders.member(by, group, builders.person(by, held.gumla, held.gumla_block), dt.date(2022, 5, 2))
    path = f"/reports/impact/forums/members/rows/{YEARS}"
    page = browser("secretariat").get(path)
    assert page.status_code == 200
    assert Role.COORDINATOR.label in page.context["roles"]
    assert Role.SECRETARIAT.label not in page.context["roles"]
    assert "फूलमनी" not in page.content.decode()
    assert "फूलमनी" in browser("coordinator").get(path).content.decode()


def test_no_such_number_is_404(held: Cast, browser: Browser) -> None:
    for path in ("no_such/meetings", "shg_meetings/no_such"):
        assert browser("coordinator").get(f"/reports/impact/{path}/rows/").status_code == 404


def test_long_list_is_paginated_with_few_queries(
    held: Cast, browser: Browser, as_: Callable[[str], AbstractContextManager[Actor]]
) -> None:
    with as_("coordinator") as by:
        for day in range(1, 29):
            builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 7, day))
    client = browser("coordinator")
    with CaptureQueriesContext(connection) as queries:
        first = client.get(ROWS + YEARS)
    assert len(queries) <= QUERIES, [query["sql"][:110] for query in queries]
    assert len(first.context["page"].rows) == 25
    assert len(client.get(f"{ROWS}{first.context['page'].next_url}").context["page"].rows) == 5
    assert client.get(f"{ROWS}?page=९").status_code == 200


@pytest.mark.parametrize(("code", "name"), [(one.code, value.name) for one in INDICATORS for value in one.values])
def test_every_number_opens_for_every_reader_of_the_report(code: str, name: str, held: Cast, browser: Browser) -> None:
    for part in ("coordinator", "supervisor", "researcher"):
        assert browser(part).get(f"/reports/impact/{code}/{name}/rows/").status_code == 200
