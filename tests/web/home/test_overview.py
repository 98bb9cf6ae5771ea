"""The overview: opens on the last year with numbers, shows each with its change, folds nothing, names who is silent."""

import datetime as dt
import html
from typing import Any

import pytest
from django.http import QueryDict

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.definitions import INDICATORS, value_of
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.parts import build
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.web.reports.studio.asked import parse_asked
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.allies.builders import a_promise, an_ally
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
MEETINGS = "स्वयं सहायता समूहों के साथ बैठकें"
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


def report_behind(page: Any, client: Any) -> ImpactReport:
    """The numbers of the report that the page links to."""
    assert client.get(page.context["report_url"]).status_code == 200
    with acting_as(actor_of(page.wsgi_request.user)) as by:
        return build(by, parse_asked(QueryDict(page.context["report_url"].partition("?")[2])).choice).facts.report


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


def figures_of(page: Any) -> dict[tuple[str, str], Any]:
    return {
        (stat.label, str(figure.unit)): figure
        for stat in (*page.context["stats"], *page.context["loop"])
        for figure in stat.figures
    }


def test_changes_are_those_against_the_same_days_of_the_year_before(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat")
    found = {unit: figure for (label, unit), figure in figures_of(page).items() if label == MEETINGS}
    # Three meetings until 20 August, one in the year before: that of September lies after it.
    assert (found["बैठकें"].number, found["बैठकें"].change) == (3, 2)
    assert (found["उपस्थिति"].number, found["उपस्थिति"].change) == (60, 40)
    text = page.content.decode()
    assert '▲</span> 40<span class="visually-hidden"> पहले से ज़्यादा' in text
    assert "1 अप्रैल 2022 – 20 अगस्त 2022" in text
    alone = overview(browser, "khunti_coordinator")
    assert {figure.change for (label, _unit), figure in figures_of(alone).items() if label == MEETINGS} == {None}
    assert "1 अप्रैल 2022 – 20 अगस्त 2022: मिलाने के लिए कुछ दर्ज नहीं" in alone.content.decode()


def test_another_period_is_beside_the_one_before_it(held: Cast, browser: Browser) -> None:
    with clock.frozen_at(TODAY):
        page = browser("coordinator").get("/overview/?from=2022-09-01&to=2023-04-30")
    found = {unit: figure for (label, unit), figure in figures_of(page).items() if label == MEETINGS}
    assert (found["बैठकें"].number, found["बैठकें"].change) == (1, 0)  # the other was on 3 May 2022
    assert "पहले जितना ही" in page.content.decode()
    assert [current for _query, _words, current in page.context["periods"]].count(True) == 0


def test_every_change_is_that_of_the_report(held: Cast, browser: Browser) -> None:
    with clock.frozen_at(TODAY):
        client = browser("secretariat")
        page = client.get("/overview/")
        report = report_behind(page, client)
    figures, asked = figures_of(page), 0
    for one, values in report.indicators():
        for value, _number in values:
            figure = figures.get((one.label.in_language("hi"), value.label.in_language("hi")))
            if figure is not None and not figure.words:
                change = report.change(one, value)
                assert change is not None
                assert figure.change == (change.difference if figure.number or change.before else None)
                asked += 1
    assert asked > 2


@pytest.mark.parametrize("part", ["secretariat", "coordinator", "researcher"])
def test_nothing_is_folded_and_every_number_opens_its_rows(held: Cast, browser: Browser, part: str) -> None:
    with clock.frozen_at(TODAY):
        client = browser(part)
        page = client.get("/overview/")
        main = page.content.decode().partition("<main")[2]
        assert main.index('class="stat"') < main.index("<details") if "<details" in main else True
        assert all(stat.picture for stat in page.context["stats"] if stat.label == MEETINGS)
        opened = 0
        for figure in figures_of(page).values():
            if figure.url and figure.number and not figure.words:
                code, name = figure.url.split("/")[3:5]
                rows = client.get(figure.url)
                assert rows.status_code == 200
                if "number" in rows.context:  # a reader of counts: who may open the rows stands there
                    assert rows.context["number"] == figure.number
                elif value_of(code, name)[0].measure == "rows":
                    assert rows.context["page"].count == figure.number
                opened += 1
        assert opened > 1


def test_what_is_no_number_is_in_words_with_what_they_mean(held: Cast, browser: Browser) -> None:
    with clock.frozen_at(TODAY):
        client = browser("secretariat")
        page = client.get("/overview/")
        report = report_behind(page, client)
    text, carded = page.content.decode(), {stat.label for stat in page.context["stats"]}
    shown = set()
    for one, values in report.indicators():
        if one.label.in_language("hi") not in carded:
            assert one.label.in_language("hi") in page.context["empty"]
            shown |= {report.absence(one.code, value.name) for value, _number in values}
    assert {Absence.FEW, Absence.NOT_RECORDED} & shown
    for absence in Absence:
        assert absence not in shown or html.escape(absence.note.in_language("hi")) in text
    assert all(figure.change is None for figure in figures_of(page).values() if figure.words)


def test_without_any_number_it_says_what_to_do(cast: Cast, browser: Browser) -> None:
    with clock.frozen_at(TODAY):
        page = browser("coordinator").get("/overview/?from=2001-04-01&to=2001-04-30")
    assert page.context["stats"] == []
    assert 'class="empty"' in page.content.decode()


def test_members_without_a_meeting_since_last_month_are_named(held: Cast, browser: Browser) -> None:
    page = overview(browser, "secretariat")
    assert page.context["silent"] == [("खूँटी सदस्य", dt.date(2023, 5, 1))]
    assert "आखिरी बार" in page.content.decode()
    assert overview(browser, "coordinator").context["silent"] == []


def test_promises_due_stand_on_the_home_page_alone(held: Cast, browser: Browser, as_: Any) -> None:
    with clock.frozen_at(TODAY), as_("secretariat") as by:
        ally = an_ally(by, held)
        a_promise(by, ally, what="Post a woman officer", promised_on=dt.date(2023, 7, 1), due_on=dt.date(2023, 8, 15))
    assert "Post a woman officer" not in overview(browser, "secretariat").content.decode()
    with clock.frozen_at(TODAY):
        assert "Post a woman officer" in browser("secretariat").get("/").content.decode()


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
        report = report_behind(page, client)
    assert report.period == Period(dt.date(2023, 4, 1), TODAY.date())
    for one, values in report.indicators():
        figures = {stat.label: stat.figures for stat in page.context["stats"]}.get(one.label.in_language("hi"), [])
        assert [figure.number for figure in figures] in ([], [number for _value, number in values])
