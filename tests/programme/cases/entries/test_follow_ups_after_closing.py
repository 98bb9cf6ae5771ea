"""Closing counts the follow-ups after coming home and the review of the safety plan, and offers to let them go on."""

import pytest

from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.entries.services import FOLLOW_UP, round_offered
from tests.programme.cases.entries.paper import DAY, CasePaper, days_later
from tests.programme.cases.entries.test_open_items import reasons, request_for

AT_HOME = {"on": DAY, "to": "family", "decided_by": ["herself"]}
PLAN = {"danger_from": "ठेकेदार", "to_do": "पड़ोस में", "review_on": days_later(40)}
SEEN = {"how": "visit", "safe": "yes"}
ROUNDS = [("month3", days_later(92)), ("month6", days_later(181)), ("month12", days_later(365))]


def at_home() -> CasePaper:
    paper = CasePaper()
    paper.write("restoration", **AT_HOME)
    paper.write("safety_plan", **PLAN)
    return paper


def closed(paper: CasePaper, **more: object) -> CasePaper:
    request = paper.write("closure_request", **request_for("goal_reached", **more))
    given = more.get("open_items")
    paper.as_supervisor().write("closure_decision", request=request.row, decision="approved", open_items=given)
    paper.close()
    return paper


def test_closing_asks_for_each_of_them_and_without_a_word_it_is_refused() -> None:
    paper = at_home()
    assert {item.code for item in open_items(paper.file, DAY)} == {"month3", "month6", "month12", "safety_plan"}
    refused = paper.refusals("closure_request", **request_for("goal_reached"))
    assert refused == {("missing_required", f"open_items.{item.key}") for item in open_items(paper.file, DAY)}


def test_one_tick_lets_them_go_on_and_they_stay_on_the_lists_of_a_closed_case() -> None:
    paper = closed(at_home(), plan_goes_on=True)
    assert paper.dues("month3", "month6", "month12", "safety_plan") == [("safety_plan", days_later(40)), *ROUNDS]
    paper.on(days_later(50)).write("follow_up", on=days_later(50), which="other", **SEEN)
    assert paper.dues("month3", "month6", "month12", "safety_plan") == ROUNDS
    paper.on(days_later(95)).write("follow_up", on=days_later(95), which="month3", **SEEN)
    assert paper.dues("month3", "month6", "month12", "safety_plan") == ROUNDS[1:]


def test_left_with_a_reason_each_they_end_with_the_case() -> None:
    paper = at_home()
    closed(paper, open_items=reasons(paper))
    assert paper.dues("month3", "month6", "month12", "safety_plan") == []


@pytest.mark.parametrize("reason", ["died", "duplicate"])
def test_nobody_goes_to_see_her_where_nobody_can(reason: str) -> None:
    paper = at_home()
    answers = request_for(reason, plan_goes_on=True, open_items=reasons(paper))
    assert paper.refusals("closure_request", **answers) == {("contradiction", "plan_goes_on")}


def test_who_wants_no_more_contact_is_not_followed() -> None:
    paper = at_home()
    answers = request_for("declined", consent_state="wants_none", plan_goes_on=True)
    assert ("contradiction", "plan_goes_on") in paper.refusals("closure_request", **answers)


def test_what_came_up_since_the_request_goes_on_too() -> None:
    paper = CasePaper()
    paper.write("restoration", **AT_HOME)
    request = paper.write("closure_request", **request_for("goal_reached", plan_goes_on=True))
    paper.write("safety_plan", **PLAN)
    assert paper.as_supervisor().refusals("closure_decision", request=request.row, decision="approved") == set()


@pytest.mark.parametrize(
    ("days", "offered"),
    [(0, "week1"), (14, "week1"), (15, "month1"), (45, "month1"), (61, "month3"), (100, "month3"), (160, "month6")],
)
def test_the_follow_up_that_is_most_likely_is_offered(days: int, offered: str) -> None:
    paper = CasePaper()
    paper.write("restoration", **AT_HOME)
    assert round_offered(paper.file, days_later(days)) == offered
    assert offered in dict(FOLLOW_UP.field("which").choices)
    paper.on(days_later(days)).write("follow_up", on=days_later(days), which=offered, **SEEN)


def test_nothing_is_offered_before_she_came_home() -> None:
    assert round_offered(CasePaper().file, DAY) == ""
