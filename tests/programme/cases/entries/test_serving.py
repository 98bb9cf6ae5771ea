"""Services, coming home and follow-ups: her no is an answer, and nobody is lost sight of for a year."""

import datetime as dt
from typing import Any

import pytest
from django.utils.translation import override

from jatan.kernel import clock
from jatan.programme.cases.entries.dues import dues_of
from tests.programme.cases.entries.paper import DAY, CasePaper, days_later

AT = dt.datetime(2026, 12, 1, 11, 30, tzinfo=clock.INDIA)
HOME = {"to": "family", "decided_by": ["herself"]}
ROUNDS = ("month3", "month6", "month12")


def test_an_appointment_is_due_until_it_came_to_something() -> None:
    paper = CasePaper()
    service = paper.write("service", kind="medical", state="appointment", appointment_at="०१/१२/२०२६ ११:३०")
    assert service.get("appointment_at") == AT
    assert paper.dues() == [("appointment", dt.date(2026, 12, 1))]
    paper.on(dt.date(2026, 12, 2)).write(
        "service", service.row, kind="medical", state="received", appointment_at=AT, received_on=dt.date(2026, 12, 1)
    )
    assert paper.dues() == []


@pytest.mark.parametrize("state", ["declined", "unavailable"])
def test_what_she_declined_or_is_not_to_be_had_is_not_asked_for_again(state: str) -> None:
    paper = CasePaper()
    paper.write("service", kind="shelter", state=state, appointment_at=AT, her_reason="घर में रहूँगी")
    assert paper.dues() == []


def test_an_appointment_late_in_the_evening_is_due_on_its_day_in_india() -> None:
    paper = CasePaper()
    paper.write(
        "service", kind="legal", state="appointment", appointment_at=dt.datetime(2026, 12, 1, 20, tzinfo=dt.UTC)
    )
    assert paper.dues() == [("appointment", dt.date(2026, 12, 2))]


def test_the_words_of_an_appointment_name_the_kind_of_service_and_nobody() -> None:
    paper = CasePaper()
    paper.write("service", kind="medical", state="appointment", appointment_at=AT, provider="डॉ. सुशीला टोप्पो")
    (due,) = dues_of(paper.file, DAY)
    with override("en"):
        assert str(due.what) == "Appointment: medical help"
    with override("hi"):
        assert "टोप्पो" not in str(due.what)
        assert str(due.what) != "Appointment: medical help"


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"state": "appointment"}, {("missing_required", "appointment_at")}),
        ({"state": "received"}, {("missing_required", "received_on")}),
        ({"state": "declined", "received_on": DAY}, {("contradiction", "received_on")}),
        ({"state": "offered", "received_on": DAY}, {("contradiction", "received_on")}),
        ({"state": "received", "received_on": days_later(1)}, {("date_in_future", "received_on")}),
        ({"state": "refused"}, {("unreadable", "state")}),
        ({"state": "agreed"}, set()),
    ],
)
def test_a_service_says_how_it_stands_without_contradicting_itself(answers: dict[str, Any], refused: set[Any]) -> None:
    assert CasePaper().refusals("service", kind="legal", **answers) == refused


def test_a_service_belongs_to_a_goal_of_this_file_or_to_none() -> None:
    paper, other = CasePaper(), CasePaper()
    goal = paper.write("goal", words="काम", state="open")
    strange = other.write("goal", words="काम", state="open")
    answers = {"kind": "livelihood", "state": "offered"}
    assert paper.refusals("service", **answers, goal=goal.row) == set()
    assert paper.refusals("service", **answers, goal=strange.row) == {("unreadable", "goal")}
    paper.take_back(goal)
    assert paper.refusals("service", **answers, goal=goal.row) == {("unreadable", "goal")}


def test_three_rounds_of_follow_up_are_due_by_the_calendar_after_she_came_home() -> None:
    paper = CasePaper().on(dt.date(2026, 11, 30))
    paper.write("restoration", **HOME, on=dt.date(2026, 11, 30))
    assert paper.dues() == [
        ("month3", dt.date(2027, 2, 28)),
        ("month6", dt.date(2027, 5, 30)),
        ("month12", dt.date(2027, 11, 30)),
    ]


@pytest.mark.parametrize(
    ("came", "due"),
    [
        (dt.date(2027, 11, 29), dt.date(2028, 2, 29)),
        (dt.date(2027, 11, 30), dt.date(2028, 2, 29)),
        (dt.date(2027, 8, 31), dt.date(2027, 11, 30)),
        (dt.date(2027, 1, 1), dt.date(2027, 4, 1)),
    ],
)
def test_months_end_with_the_month_and_in_leap_years(came: dt.date, due: dt.date) -> None:
    paper = CasePaper().on(came)
    paper.write("restoration", **HOME, on=came)
    assert paper.dues("month3") == [("month3", due)]


def test_each_round_is_due_until_it_is_done() -> None:
    paper = CasePaper()
    paper.write("restoration", **HOME, on=DAY)
    for number, (name, months) in enumerate(zip(ROUNDS, (3, 6, 12), strict=True)):
        day = days_later(months * 31)
        paper.on(day)
        assert [code for code, _day in paper.dues(*ROUNDS)] == list(ROUNDS[number:])
        paper.write("follow_up", on=day, how="visit", which=name, safe="yes")
    assert paper.dues() == []


def test_a_later_round_stands_for_one_that_was_missed() -> None:
    paper = CasePaper()
    paper.write("restoration", **HOME, on=DAY)
    paper.on(days_later(200)).write("follow_up", on=days_later(200), how="phone", which="month6", safe="yes")
    assert [code for code, _day in paper.dues()] == ["month12"]


def test_trying_to_reach_her_is_no_follow_up() -> None:
    paper = CasePaper()
    paper.write("restoration", **HOME, on=DAY)
    day = days_later(95)
    paper.on(day).write("follow_up", on=day, how="not_reached", which="month3", next_on=days_later(100))
    assert [code for code, _day in paper.dues()] == ["month3", "follow_up", "month6", "month12"]


def test_when_she_is_taken_again_and_comes_home_again_the_months_begin_anew() -> None:
    paper = CasePaper()
    paper.write("restoration", **HOME, on=DAY)
    paper.on(days_later(92)).write("follow_up", on=days_later(92), how="visit", which="month3", safe="yes")
    paper.on(days_later(150)).write("restoration", **HOME, on=days_later(150))
    assert [code for code, _day in paper.dues(*ROUNDS)] == list(ROUNDS)


def test_the_next_time_that_was_agreed_on_is_due_until_then() -> None:
    paper = CasePaper()
    paper.write("follow_up", on=DAY, how="came", which="other", safe="yes", next_on=days_later(20))
    assert paper.dues() == [("follow_up", days_later(20))]
    paper.on(days_later(21)).write("follow_up", on=days_later(21), how="phone", which="other", safe="yes")
    assert paper.dues() == []


def test_danger_that_was_heard_of_is_due_at_once_until_the_safety_plan_is_made_anew() -> None:
    paper = CasePaper()
    safety = {"danger_from": "ठेकेदार", "to_do": "थाने जाए", "review_on": days_later(90)}
    paper.write("safety_plan", **safety)
    paper.write("follow_up", on=DAY, how="came", which="other", safe="no", next_on=days_later(1))
    assert paper.dues("danger") == [("danger", DAY)]
    paper.on(days_later(1)).write(
        "follow_up", on=days_later(1), how="not_reached", which="other", next_on=days_later(2)
    )
    assert paper.dues("danger") == [("danger", DAY)]
    paper.write("safety_plan", **safety)
    assert paper.dues("danger") == []


def test_danger_that_is_over_is_no_longer_due() -> None:
    paper = CasePaper()
    paper.write("follow_up", on=DAY, how="came", which="other", safe="yes", in_danger="yes", next_on=days_later(1))
    paper.on(days_later(1)).write("follow_up", on=days_later(1), how="visit", which="other", safe="yes", in_danger="no")
    assert paper.dues() == []


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"how": "visit"}, {("missing_required", "safe")}),
        ({"how": "visit", "safe": "unknown"}, set()),
        ({"how": "visit", "safe": "no"}, {("missing_required", "next_on")}),
        ({"how": "visit", "safe": "yes", "in_danger": "yes"}, {("missing_required", "next_on")}),
        ({"how": "visit", "safe": "yes", "next_on": DAY}, {("wrong_order", "next_on")}),
        ({"how": "not_reached"}, {("missing_required", "next_on")}),
        ({"how": "not_reached", "safe": "yes", "next_on": days_later(3)}, {("contradiction", "safe")}),
        ({"how": "not_reached", "in_danger": "no", "next_on": days_later(3)}, {("contradiction", "in_danger")}),
        ({"how": "letter", "safe": "yes"}, {("unreadable", "how")}),
    ],
)
def test_a_follow_up_says_only_what_was_learnt(answers: dict[str, Any], refused: set[Any]) -> None:
    assert CasePaper().refusals("follow_up", on=DAY, which="other", **answers) == refused


def test_no_round_is_ticked_before_its_time_or_without_a_day_of_coming_home() -> None:
    paper = CasePaper()
    answers = {"how": "visit", "safe": "yes"}
    assert paper.refusals("follow_up", **answers, on=DAY, which="month3") == {("restoration_first", "which")}
    paper.write("restoration", **HOME, on=DAY)
    paper.on(days_later(60))
    assert paper.refusals("follow_up", **answers, on=days_later(60), which="month3") == {("too_early", "which")}
    assert paper.refusals("follow_up", **answers, on=days_later(60), which="other") == set()
    paper.on(days_later(75))
    assert paper.refusals("follow_up", **answers, on=days_later(75), which="month3") == set()
    assert paper.refusals("follow_up", **answers, on=days_later(75), which="month12") == {("too_early", "which")}


@pytest.mark.parametrize("age", [15, None])
def test_where_a_child_goes_is_decided_by_the_committee_or_the_file_says_why_not(age: int | None) -> None:
    paper = CasePaper(woman_of=age)
    assert paper.refusals("restoration", on=DAY, to="family", decided_by=["family", "police"]) == {
        ("cwc_first", "without_cwc")
    }
    assert paper.refusals("restoration", on=DAY, to="family", decided_by=["family", "cwc"]) == set()
    assert paper.refusals("restoration", on=DAY, to="family", decided_by=["court"]) == set()
    why = {"without_cwc": "परिवार स्टेशन से ही ले गया; समिति को आज बताया"}
    assert paper.refusals("restoration", on=DAY, to="family", decided_by=["family"], **why) == set()


def test_a_woman_decides_herself_where_she_lives() -> None:
    assert CasePaper(woman_of=26).refusals("restoration", on=DAY, **HOME) == set()
