"""Outcome of a journey: comparison with the promise, issues opened in the same step, corrections with history."""

import datetime as dt

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey, Outcome
from tests.cast import Cast
from tests.intake.calls.builders import issues_at
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

OUTCOME = {
    "returned_on": "2026-11-20",
    "wage_actual": "६,५००",
    "hours_actual": "12",
    "months_worked": "8",
    "dues": "१४,०००",
    "injury": "minor",
    "papers_back": "partly",
    "reason": "not_paid",
    "goes_again": "yes",
}


@pytest.fixture(autouse=True)
def in_november() -> object:
    with clock.frozen_at(dt.datetime(2026, 11, 24, 6, 0, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def journey(cast: Cast) -> Journey:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="झूमरी किस्कू", phone="9835012345")
        return a_journey(by, person, employer="शक्ति गारमेंट", wage_promised=9_000, hours_promised=8)


def _record_outcome(browser: Browser, journey: Journey, part: str = "field_worker", **value: str) -> int:
    answer = browser(part).post(f"/journeys/{journey.pk}/outcome/tell/", OUTCOME | value)
    return int(answer.status_code)


def _outcome(cast: Cast) -> Outcome:
    with acting_as(cast.actor("coordinator")):
        return Outcome.objects.select_related("journey").get()


def test_the_promise_is_shown_beside_the_form(journey: Journey, browser: Browser) -> None:
    page = browser("field_worker").get(f"/journeys/{journey.pk}/outcome/tell/").content.decode()
    assert "9,000" in page
    assert 'name="issue_for_dues"' in page
    assert "checked" in page.partition('name="issue_for_dues"')[2][:120]


def test_what_came_of_it_is_written_with_the_day_of_return(cast: Cast, journey: Journey, browser: Browser) -> None:
    assert _record_outcome(browser, journey) == 302
    outcome = _outcome(cast)
    assert (outcome.wage_actual, outcome.hours_actual, outcome.dues, outcome.goes_again) == (6_500, 12, 14_000, True)
    assert outcome.journey.returned_on == dt.date(2026, 11, 20)


def test_what_is_owed_becomes_an_issue_in_the_same_step(cast: Cast, journey: Journey, browser: Browser) -> None:
    _record_outcome(browser, journey, issue_for_dues="on")
    (issue,) = issues_at(cast.gumla.id)
    assert (issue.kind, issue.origin, issue.about_journey) == ("unpaid_wages", "outcome", journey.pk)
    assert (issue.person_id, issue.caller_phone) == (journey.person_id, "9835012345")
    assert "14,000" in issue.description
    assert "शक्ति गारमेंट" in issue.description


@pytest.mark.parametrize(("dues", "ticked"), [("14000", ""), ("0", "on"), ("", "on")])
def test_no_issue_is_opened_if_nothing_is_owed_or_it_is_not_ticked(
    dues: str, ticked: str, cast: Cast, journey: Journey, browser: Browser
) -> None:
    wanted = {"issue_for_dues": ticked} if ticked else {}
    assert _record_outcome(browser, journey, dues=dues, **wanted) == 302
    assert issues_at(cast.gumla.id) == []


@pytest.mark.parametrize(
    ("injury", "count", "is_urgent"), [("minor", 0, False), ("serious", 1, True), ("died", 1, True)]
)
def test_an_injury_becomes_an_issue(
    injury: str, count: int, is_urgent: bool, cast: Cast, journey: Journey, browser: Browser
) -> None:
    _record_outcome(browser, journey, injury=injury, injury_note="हाथ कटा", issue_for_injury="on")
    found = issues_at(cast.gumla.id)
    assert [(issue.kind, issue.is_urgent) for issue in found] == [("accident_death", is_urgent)] * count


def test_the_issue_can_be_opened_later_and_only_once(cast: Cast, journey: Journey, browser: Browser) -> None:
    _record_outcome(browser, journey)
    client = browser("desk_operator")
    page = client.get(f"/journeys/{journey.pk}/outcome/").content.decode()
    assert f"/journeys/{journey.pk}/outcome/issue/dues/" in page
    for _turn in range(2):
        assert client.post(f"/journeys/{journey.pk}/outcome/issue/dues/").status_code == 302
    assert len(issues_at(cast.gumla.id)) == 1
    assert client.post(f"/journeys/{journey.pk}/outcome/issue/injury/").status_code == 404
    assert client.post(f"/journeys/{journey.pk}/outcome/issue/other/").status_code == 404
    assert "/outcome/issue/" not in client.get(f"/journeys/{journey.pk}/outcome/").content.decode()


def test_difference_is_shown_in_words_and_as_a_chart(journey: Journey, browser: Browser) -> None:
    _record_outcome(browser, journey)
    page = browser("coordinator").get(f"/journeys/{journey.pk}/outcome/").content.decode()
    assert "2,500" in page
    assert page.count("<svg") > 2
    assert f"?again={journey.pk}" in page
    assert "झूमरी" not in page.partition("</title>")[0]


def test_an_outcome_is_recorded_once(cast: Cast, journey: Journey, browser: Browser) -> None:
    assert _record_outcome(browser, journey) == 302
    assert _record_outcome(browser, journey, wage_actual="1") == 302
    assert _outcome(cast).wage_actual == 6_500


@pytest.mark.parametrize(
    ("field", "value"), [("returned_on", ""), ("returned_on", "2026-12-24"), ("hours_actual", "30"), ("dues", "-5")]
)
def test_invalid_values_are_refused_and_nothing_is_written(
    field: str, value: str, cast: Cast, journey: Journey, browser: Browser
) -> None:
    assert _record_outcome(browser, journey, issue_for_dues="on", **{field: value}) == 422
    with acting_as(cast.actor("coordinator")):
        assert not Outcome.objects.exists()
        assert not Issue.objects.exists()


def test_a_correction_keeps_the_old_values_and_changes_the_day_of_return(
    cast: Cast, journey: Journey, browser: Browser
) -> None:
    _record_outcome(browser, journey)
    client = browser("coordinator")
    value = OUTCOME | {"wage_actual": "7000", "returned_on": "2026-11-19"}
    assert client.post(f"/journeys/{journey.pk}/outcome/correct/", value).status_code == 302
    outcome = _outcome(cast)
    assert (outcome.wage_actual, outcome.journey.returned_on) == (7_000, dt.date(2026, 11, 19))
    with acting_as(cast.actor("coordinator")):
        kept = Revision.objects.get(about=outcome.pk)
    assert kept.before == {"wage_actual": 6_500, "returned_on": "2026-11-20"}
    assert "6500" in client.get(f"/journeys/{journey.pk}/outcome/").content.decode()


def test_a_field_worker_corrects_only_outcomes_she_recorded(cast: Cast, journey: Journey, browser: Browser) -> None:
    _record_outcome(browser, journey, part="coordinator")
    assert browser("field_worker").get(f"/journeys/{journey.pk}/outcome/correct/").status_code == 404


@pytest.mark.parametrize("part", ["khunti_coordinator", "secretariat", "researcher", "stranger"])
@pytest.mark.parametrize("path", ["", "tell/", "correct/", "issue/dues/"])
def test_other_users_get_404(path: str, part: str, cast: Cast, journey: Journey, browser: Browser) -> None:
    _record_outcome(browser, journey)
    assert browser(part).post(f"/journeys/{journey.pk}/outcome/{path}", OUTCOME).status_code == 404
    assert issues_at(cast.gumla.id) == []


def test_another_block_is_out_of_a_field_workers_reach(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(by, a_person(by, cast, place=cast.other_gumla_block))
    assert _record_outcome(browser, journey) == 404


def test_the_page_makes_few_queries(journey: Journey, browser: Browser, django_assert_max_num_queries: object) -> None:
    _record_outcome(browser, journey, issue_for_dues="on")
    client = browser("desk_operator")
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get(f"/journeys/{journey.pk}/outcome/")
