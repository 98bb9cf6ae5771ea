"""The overview: opens on the last year with numbers, tells changes, silence and promises first, folds what is empty."""

import datetime as dt
from typing import Any

import pytest

from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.services import recount_pending
from jatan.kernel import clock
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.allies.builders import a_promise, an_ally
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
TODAY = dt.datetime(2023, 8, 20, 9, tzinfo=clock.INDIA)


@pytest.fixture
def held(cast: Cast, as_: Any) -> Cast:
    """Gumla met in both years and in July 2023, Khunti in May 2023 only."""
    with clock.frozen_at(TODAY):
        for part, office, block, days in (
            ("coordinator", cast.gumla, cast.gumla_block, ("2022-05-03", "2022-09-01", "2023-05-03", "2023-07-11")),
            ("khunti_coordinator", cast.khunti, cast.khunti_block, ("2023-05-09",)),
        ):
            with as_(part) as by:
                for day in days:
                    builders.meeting(by, office, block, dt.date.fromisoformat(day), total=20)
        recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


def overview(browser: Browser, part: str, at: dt.datetime = TODAY) -> Any:
    with clock.frozen_at(at):
        return browser(part).get("/overview/")


def test_it_shows_the_year_so_far_where_that_has_numbers(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat")
    assert not page.context["is_earlier"]
    assert "1 अप्रैल 2023 – 20 अगस्त 2023" in page.content.decode()


def test_it_opens_on_the_last_year_with_numbers_and_says_so(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat", TODAY.replace(year=2026))
    text = page.content.decode()
    assert page.context["is_earlier"]
    assert "1 अप्रैल 2023 – 31 मार्च 2024" in text
    assert "इस वित्तीय साल में अभी कुछ दर्ज नहीं है" in text


def test_it_opens_on_this_year_where_nothing_was_ever_recorded(cast: Cast, browser: Browser) -> None:
    page = overview(browser, "coordinator")
    assert not page.context["is_earlier"]
    assert {figure.number for stat in page.context["stats"] for figure in stat.figures if not figure.words} <= {None, 1}
    assert "दर्ज नहीं: " in page.content.decode()


def test_changes_are_those_against_the_same_days_of_the_year_before(held: Cast, browser: Browser) -> None:
    table = overview(browser, "secretariat").context["changes"]
    rows = {row["label"]: (row["number"], row["before"], row["change"], row["percent"]) for row in table.rows}
    # Three meetings until 20 August, one in the year before: that of September lies after it.
    assert (3, 1, 2, 200) in rows.values()
    assert (60, 20, 40, 200) in rows.values()
    assert overview(browser, "khunti_coordinator").context["changes"] is None


def test_members_without_a_meeting_since_last_month_are_named(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat")
    assert page.context["silent"] == [("खूँटी सदस्य", dt.date(2023, 5, 1))]
    assert "आखिरी बार" in page.content.decode()
    assert overview(browser, "coordinator").context["silent"] == []


def test_promises_due_stand_before_the_cards(held: Cast, browser: Browser, as_: Any) -> None:
    with clock.frozen_at(TODAY), as_("secretariat") as by:
        ally = an_ally(by, held)
        a_promise(by, ally, what="Post a woman officer", promised_on=dt.date(2023, 7, 1), due_on=dt.date(2023, 8, 25))
    text = overview(browser, "secretariat").content.decode()
    assert text.index("Post a woman officer") < text.index('class="stat"')


def test_empty_indicators_are_one_line(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat")
    shown = {stat.label for stat in page.context["stats"]}
    labels = {one.label.in_language("hi") for one in INDICATORS}
    assert shown < labels
    assert all(label in page.context["empty"] for label in labels - shown)
    assert len(page.context["stats"]) < len(INDICATORS)


def test_its_numbers_are_those_of_the_report(held: Cast, browser: Browser) -> None:
    with clock.frozen_at(TODAY):
        client = browser("secretariat")
        page = client.get("/overview/")
        report = client.get(page.context["report_url"]).context["report"]
    assert report.period == Period(dt.date(2023, 4, 1), TODAY.date())
    for one, values in report.indicators():
        figures = {stat.label: stat.figures for stat in page.context["stats"]}.get(one.label.in_language("hi"), [])
        assert [figure.number for figure in figures] in ([], [number for _value, number in values])
