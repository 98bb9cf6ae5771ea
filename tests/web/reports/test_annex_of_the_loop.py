"""The annex page: cards, open escalations, links to rows, number of queries."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.loop import LOOP
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.kernel import clock
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RecordOutcome, RegisterJourney
from jatan.programme.journeys.services import record_outcome
from jatan.programme.safeguarding.services import start_contacts, walk
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
ANNEX = "/reports/safe-migration/"
PERIOD = "?from=2025-04-02&to=2026-03-30"
QUERIES = 27
# Beside the annex: the last month with a number, the last ones of each member, the year before, promises.
OVERVIEW_QUERIES = 43
TEST_ITSELF = 3


@pytest.fixture
def away(cast: Cast, as_: Callable[[str], AbstractContextManager[Actor]]) -> Cast:
    """Two travellers of Gumla: one left in June 2025 and missed contacts for six days, one came home."""
    with clock.frozen_at(dt.datetime(2025, 6, 1, 9, tzinfo=clock.INDIA)), as_("coordinator") as by:
        for wage in (None, 7000):
            command = RegisterJourney(
                organisation=cast.gumla.id,
                place=cast.gumla_block,
                person=builders.person(by, cast.gumla, cast.gumla_block),
                registered_on=dt.date(2025, 6, 1),
                leaves_on=dt.date(2025, 6, 2),
                wage_promised=9000,
            )
            (row,) = register_imported_journeys(by=by, commands=[command])
            if wage is None:
                start_contacts(by, [row])
    for day in range(3, 10):
        with clock.frozen_at(dt.datetime(2025, 6, day, 9, tzinfo=clock.INDIA)):
            walk(organisations=[cast.gumla.id])
    with clock.frozen_at(dt.datetime(2025, 9, 1, 9, tzinfo=clock.INDIA)), as_("coordinator") as by:
        outcome = RecordOutcome(journey=row, returned_on=dt.date(2025, 9, 1), wage_actual=7000)
        record_outcome(by=by, command=outcome)
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


def test_cards_show_share_and_numbers_and_link_to_rows(away: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    page = client.get(ANNEX + PERIOD)
    cards = page.context["cards"]
    never = {"counselled", "money_recovered"}
    assert [card.label for card in cards] == [one.label.in_language() for one in LOOP if one.code not in never]
    for one in LOOP:
        assert (one.label.in_language() in page.context["empty"]) is (one.code in never)
    # All of all is no finding: whoever left unregistered is in no register.
    assert [figure.number for figure in cards[0].figures] == [2, 2]
    for card in cards:
        for figure in card.figures:
            assert not figure.url or client.get(figure.url).status_code == 200


def test_open_escalations_are_shown_as_of_now(away: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(ANNEX + PERIOD)
    assert page.context["ladder"].figures[0].number == 1
    assert sum(row["open"] for row in page.context["steps"].rows) == 1
    hidden = browser("secretariat").get(ANNEX + PERIOD)
    assert hidden.context["ladder"] is None
    assert hidden.context["steps"].rows == []
    assert browser("khunti_coordinator").get(ANNEX + PERIOD).context["ladder"].figures[0].number == 0


def test_contacts_that_were_missed_count_as_due_and_not_as_heard(away: Cast, browser: Browser) -> None:
    report = browser("coordinator").get(ANNEX + PERIOD).context["report"]
    assert report.number("heard_from_on_time", "due") >= 1
    assert report.number("heard_from_on_time", "heard") == 0


def test_reader_of_counts_sees_which_roles_open_the_rows(away: Cast, browser: Browser) -> None:
    path = f"/reports/impact/wage_gap/paid/rows/{PERIOD}"
    page = browser("secretariat").get(path)
    assert Role.COORDINATOR.label in page.context["roles"]
    assert "फूलमनी" not in page.content.decode()
    assert ANNEX in page.context["back"]
    rows = browser("coordinator").get(path)
    assert "7,000" in rows.content.decode()
    contacts = browser("coordinator").get(f"/reports/impact/heard_from_on_time/due/rows/{PERIOD}")
    assert contacts.context["page"].rows


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "field_worker", "researcher"])
@pytest.mark.parametrize("asked", [PERIOD, "?from=2025-04-01&to=2026-03-31"])
def test_annex_and_overview_make_few_queries(part: str, asked: str, away: Cast, browser: Browser) -> None:
    client = browser(part)
    for path, most in ((ANNEX + asked, QUERIES), ("/overview/", OVERVIEW_QUERIES)):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) - TEST_ITSELF <= most, [query["sql"][:110] for query in queries]


def test_overview_shows_loop_cards_with_sparklines(away: Cast, browser: Browser) -> None:
    with clock.frozen_at(dt.datetime(2025, 9, 20, 9, tzinfo=clock.INDIA)):
        page = browser("coordinator").get("/overview/")
    loop = page.context["loop"]
    assert len(loop) == len(LOOP) - 2 + 1
    # Months that were all alike nought, and a share that is all of all and no finding, are not drawn.
    drawn = ("returned", "wage_gap")
    assert [card.label for card in loop if card.picture] == [
        one.label.in_language() for one in LOOP if one.code in drawn
    ]
    assert loop[-1].label == "जिनसे बात नहीं हो पाई, कदम के हिसाब से"


@pytest.mark.parametrize("part", ["auditor", "administrator", "stranger"])
def test_annex_needs_the_reports_permission(part: str, cast: Cast, browser: Browser) -> None:
    assert browser(part).get(ANNEX).status_code == 404
