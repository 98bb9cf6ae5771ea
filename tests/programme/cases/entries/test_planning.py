"""Safety plan, goals and conferences: in her words, with her leave, and each with a day that comes back."""

from typing import Any

import pytest

from tests.programme.cases.entries.paper import DAY, CasePaper, days_later

SAFETY = {"danger_from": "ठेकेदार", "to_do": "मौसी के घर जाए"}
WISH = "सिलाई सीखकर अपनी दुकान"


def test_the_safety_plan_is_one_and_comes_back_on_its_day() -> None:
    paper = CasePaper()
    paper.write("safety_plan", **SAFETY, review_on=days_later(30))
    assert paper.dues() == [("safety_plan", days_later(30))]
    paper.on(days_later(31)).write("safety_plan", **SAFETY, review_on=days_later(120))
    assert paper.dues() == [("safety_plan", days_later(120))]
    assert len(paper.file.all("safety_plan")) == 1


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, {("missing_required", "review_on")}),
        ({"review_on": days_later(-1)}, {("day_past", "review_on")}),
        ({"review_on": DAY}, set()),
        ({"review_on": days_later(9), "to_do": ""}, {("missing_required", "to_do")}),
    ],
)
def test_a_safety_plan_says_what_she_does_and_when_it_is_looked_at_again(
    more: dict[str, Any], refused: set[Any]
) -> None:
    assert CasePaper().refusals("safety_plan", **SAFETY | more) == refused


def test_a_goal_with_a_day_is_due_until_it_is_reached_changed_or_dropped_by_her() -> None:
    paper = CasePaper()
    goal = paper.write("goal", words=WISH, by_on=days_later(60), state="open")
    paper.write("goal", words="बेटे का दाख़िला", state="open")
    assert paper.dues() == [("goal", days_later(60))]
    for state in ("reached", "changed", "dropped"):
        paper.write("goal", goal.row, words=WISH, by_on=days_later(60), state=state, state_on=DAY)
        assert paper.dues() == []


@pytest.mark.parametrize("state", ["reached", "changed", "dropped"])
def test_a_goal_that_no_longer_stands_says_since_when(state: str) -> None:
    paper = CasePaper()
    assert paper.refusals("goal", words=WISH, state=state) == {("missing_required", "state_on")}
    assert paper.refusals("goal", words=WISH, state=state, state_on=DAY) == set()


def test_nobody_but_she_drops_a_goal() -> None:
    assert CasePaper().refusals("goal", words=WISH, state="dropped_by_us", state_on=DAY) == {("unreadable", "state")}


def test_a_conference_of_our_own_house_needs_no_leave() -> None:
    answers = {"on": DAY, "present": ["counsellor", "supervisor"], "decided": "मेडिकल पहले"}
    assert CasePaper().refusals("conference", **answers) == set()


@pytest.mark.parametrize("role", ["police", "cwc", "guardian", "school", "member", "village", "other"])
def test_whoever_else_hears_of_her_case_hears_it_with_her_leave(role: str) -> None:
    answers = {"on": DAY, "present": ["counsellor", role], "decided": "मेडिकल पहले"}
    paper = CasePaper()
    assert paper.refusals("conference", **answers) == {("missing_required", "leave")}
    assert paper.refusals("conference", **answers, leave="agreed") == set()
    assert paper.refusals("conference", **answers, leave="present") == {("contradiction", "leave")}


def test_the_next_conference_is_due_until_one_is_held() -> None:
    paper = CasePaper()
    held = {"present": ["counsellor"], "decided": "मेडिकल पहले"}
    assert paper.refusals("conference", **held, on=DAY, next_on=DAY) == {("wrong_order", "next_on")}
    paper.write("conference", **held, on=DAY, next_on=days_later(14))
    assert paper.dues() == [("conference", days_later(14))]
    paper.on(days_later(15)).write("conference", **held, on=days_later(15))
    assert paper.dues() == []
