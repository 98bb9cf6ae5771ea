"""List and form of every desk: who may open them, both languages, number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.permissions import Permission
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
PARTS = ("field_worker", "desk_operator", "counsellor", "supervisor", "coordinator", "secretariat", "auditor")
# Of a house where nothing waits: five for page frame, account and walls, one for stand-ins, one that counts all kinds
# of work, nine for what is read as a list (allies two, months, phases, copies, second person two, case reading), two
# for the setup list, three for the state of the installation, one for all numbers.
# A busy house: tests/web/home/test_my_work.py.
HOME_QUERIES = 24
QUERIES = 12  # including session, account, postings and row-level security; savepoints are not counted


# Others are added on the page of another record.
ADDED = [desk for desk in DESKS if desk.register is not None]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_list_opens_exactly_for_permitted_roles(desk: Desk, part: str, cast: Cast, browser: Browser) -> None:
    reach = cast.actor(part).reach(desk.see)
    answer = browser(part).get(reverse(desk.url_name("list")))
    assert answer.status_code == (200 if reach.has_counts else 404)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("desk", ADDED, ids=lambda desk: desk.slug)
def test_form_of_a_new_record_opens_exactly_for_permitted_roles(
    desk: Desk, part: str, cast: Cast, browser: Browser
) -> None:
    answer = browser(part).get(reverse(desk.url_name("new")))
    assert answer.status_code == (200 if cast.actor(part).may(desk.record) else 404)


@pytest.mark.parametrize("desk", DESKS, ids=lambda desk: desk.slug)
def test_list_asks_few_queries(desk: Desk, cast: Cast, browser: Browser) -> None:
    part = next(part for part in ("coordinator", "supervisor") if cast.actor(part).may(desk.see))
    client = browser(part)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(reverse(desk.url_name("list"))).status_code == 200
    asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= QUERIES, asked


@pytest.mark.parametrize("desk", ADDED, ids=lambda desk: desk.slug)
def test_empty_form_gets_errors_and_writes_nothing(desk: Desk, cast: Cast, browser: Browser) -> None:
    part = next(part for part in ("coordinator", "supervisor", "secretariat") if cast.actor(part).may(desk.record))
    answer = browser(part).post(reverse(desk.url_name("new")), {})
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "alert late" in answer.content.decode()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("path", ["/", "/record/", "/search/"])
def test_home_entry_and_search_open_for_everybody_with_a_posting(path: str, part: str, browser: Browser) -> None:
    assert browser(part).get(path).status_code == 200


def test_pages_are_in_english_if_chosen(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    client.post("/reader/language/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/people/").content.decode()


@pytest.mark.parametrize("part", PARTS)
def test_overview_opens_exactly_for_readers_of_reports(part: str, cast: Cast, browser: Browser) -> None:
    may = cast.actor(part).may(Permission.REPORTS_SEE)
    assert browser(part).get("/overview/").status_code == (200 if may else 404)


def test_home_page_makes_few_queries_where_nothing_waits(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200
    asked = [query["sql"][:120] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= HOME_QUERIES, "\n".join(asked)
