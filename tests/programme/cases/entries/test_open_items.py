"""What is still open when somebody asks to close a case: each kind of it, for each reason, in each way to close."""

from collections.abc import Callable
from typing import Any

import pytest

from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.closure import CLOSURE_REASONS
from jatan.programme.cases.entries.identity import profile_of
from jatan.programme.cases.entries.open_items import item_words, open_items, withdrawal_problems
from tests.programme.cases.entries.paper import COUNSELLOR, DAY, CasePaper, days_later
from tests.programme.cases.entries.test_closing_rules import NOBODY, REQUEST

UNSAFE = {"on": DAY, "how": "phone", "which": "other", "safe": "no", "in_danger": "yes", "next_on": days_later(3)}
TRANSFER = {"way": "transfer", "recipient": "सखी केंद्र", "sent_on": DAY, "answer_by": days_later(7)}
SAFE = {**UNSAFE, "safe": "yes", "in_danger": "no"}
REASONS = [code for code, _label in CLOSURE_REASONS]


def in_danger(paper: CasePaper) -> None:
    paper.write("follow_up", **UNSAFE)


def court_day(paper: CasePaper) -> None:
    paper.write("hearing", at=days_later(20), court="गुमला", purpose="evidence", day_is_right="yes")


def court_day_without_outcome(paper: CasePaper) -> None:
    paper.write("hearing", at=days_later(-4), court="गुमला", purpose="evidence", day_is_right="yes")


def day_of_the_law(paper: CasePaper) -> None:
    paper.write("legal_event", event="preliminary_enquiry_opened", at=DAY)


def at_once(paper: CasePaper) -> None:
    paper.write("legal_event", event="information_given", at=DAY)


def bail(paper: CasePaper) -> None:
    paper.write("bail", what="granted", on=DAY)


def goal(paper: CasePaper) -> None:
    paper.write("goal", words="दुकान", state="open")


def service(paper: CasePaper) -> None:
    paper.write("service", kind="legal", state="agreed")


def referral(paper: CasePaper) -> None:
    paper.lay("referral", TRANSFER, None)


def accepted_transfer(paper: CasePaper) -> None:
    """The other house took her case over: nothing closes by itself, ours is closed on request like any other."""
    sent = paper.lay("referral", TRANSFER, None)
    paper.lay("referral_answer", {"referral": sent.row, "state": "accepted", "on": DAY}, None)


def referral_to_us(paper: CasePaper) -> None:
    paper.lay("incoming", {"way": "referral", "sender": "खूँटी", "service": "shelter", "taken_on": DAY}, None)


def sharing_without_consent(paper: CasePaper) -> None:
    paper.lay("override", {"recipient": "थाना", "asked_on": DAY}, None)


def urgent(paper: CasePaper) -> None:
    paper.write("urgency", level="same_day", why="ठेकेदार गाँव में है", review_on=days_later(3))


def task(paper: CasePaper) -> None:
    paper.lay("to_do", {"what": "आधार कार्ड निकलवाना", "for_whom": str(COUNSELLOR), "by_on": days_later(2)}, None)


def safety_plan(paper: CasePaper) -> None:
    paper.write("safety_plan", danger_from="ठेकेदार", to_do="पड़ोस में", review_on=days_later(30))


def last_follow_up(paper: CasePaper) -> None:
    """She came home half a year ago and was seen since: the follow-up after a year is left."""
    paper.write("restoration", on=days_later(-200), to="family", decided_by=["herself"])
    paper.write("follow_up", on=days_later(-10), how="visit", which="month6", safe="yes")


REQUESTED = {
    "asked_by": "court", "office": "सिविल कोर्ट", "number": "41/26", "ordered_on": DAY, "answer_by": days_later(9),
    "asked_for": ["who"], "sealed": "yes", "she_knows": "yes",
}  # fmt: skip


def summons(paper: CasePaper) -> None:
    paper.write("file_request", **REQUESTED)


def file_not_given(paper: CasePaper) -> None:
    """A second person agreed, and nobody has given it yet."""
    request = paper.lay("file_request", REQUESTED, None)
    decision = {"request": request.row, "decision": "agreed", "reason": "आदेश पढ़ा", "on": DAY}
    paper.lay("file_request_decision", decision, None, by_supervisor=True)


OPEN: dict[str, Callable[[CasePaper], None]] = {
    "danger": in_danger,
    "hearing": court_day,
    "hearing_to_write": court_day_without_outcome,
    "deadline:preliminary_enquiry_done": day_of_the_law,
    "deadline:fir_recorded": at_once,
    "bail_warning": bail,
    "goal": goal,
    "service": service,
    "referral": referral,
    "incoming": referral_to_us,
    "override": sharing_without_consent,
    "urgency": urgent,
    "to_do": task,
    "file_request_to_decide": summons,
    "file_to_give": file_not_given,
    "safety_plan": safety_plan,
    "month12": last_follow_up,
}


def request_for(reason: str, **more: Any) -> dict[str, Any]:
    """A sound request for that reason, but for what is open."""
    nobody = NOBODY if reason in ("lost_contact", "died", "duplicate") else {}
    return {**REQUEST, **nobody, "reason": reason, "looked_for": "तीन बार", "goes_on_at": "सखी केंद्र", **more}


def reasons(paper: CasePaper) -> dict[str, str]:
    return {item.key: "उनकी माँ देखेगी" for item in open_items(paper.file, paper.at)}


def closed(paper: CasePaper, reason: str) -> None:
    """Asked for and decided, with a reason for each thing from both."""
    given = reasons(paper)
    request = paper.write("closure_request", **request_for(reason, open_items=given))
    paper.as_supervisor().write("closure_decision", request=request.row, decision="approved", open_items=given)
    paper.close()


def a_girl(paper: CasePaper) -> None:
    """Her card says thirteen: the duty of 24 hours is open."""
    card = {"sex": "f", "age": 13, "age_on": DAY, "age_basis": "school"}
    paper.lay("profile", profile_of(card), paper.file.last("profile"))


@pytest.mark.parametrize("code", OPEN)
def test_each_thing_that_runs_on_is_one_item_with_words_of_its_own(code: str) -> None:
    paper = CasePaper()
    assert open_items(paper.file, DAY) == []
    OPEN[code](paper)
    (item,) = open_items(paper.file, DAY)
    assert (item.code, item.bars) == (code, False)
    assert str(item.what) not in ("", code)
    assert str(item_words(item.key)) not in ("", code)


@pytest.mark.parametrize("reason", REASONS)
@pytest.mark.parametrize("code", OPEN)
def test_a_request_gives_a_reason_for_each_item_or_is_refused(code: str, reason: str) -> None:
    paper = CasePaper()
    OPEN[code](paper)
    (item,) = open_items(paper.file, DAY)
    missing = ("missing_required", f"open_items.{item.key}")
    not_reached = {("in_danger", "reason")} if (code, reason) == ("danger", "goal_reached") else set()
    assert paper.refusals("closure_request", **request_for(reason)) == {missing} | not_reached
    for empty in ({item.key: "  "}, {"goal.no-such-row": "x"}):
        refused = paper.refusals("closure_request", **request_for(reason, open_items=empty))
        assert refused == {missing} | not_reached
    assert paper.refusals("closure_request", **request_for(reason, open_items=reasons(paper))) == not_reached


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_for_one_item_is_none_for_another(reason: str) -> None:
    paper = CasePaper()
    for begin in OPEN.values():
        begin(paper)
    items = open_items(paper.file, DAY)
    assert len({item.key for item in items}) == len(items) == len(OPEN)
    for left in items:
        given = {item.key: "x" for item in items if item != left}
        refused = paper.refusals("closure_request", **request_for(reason, open_items=given))
        assert ("missing_required", f"open_items.{left.key}") in refused
        assert len(refused - {("in_danger", "reason")}) == 1


@pytest.mark.parametrize("code", OPEN)
def test_whoever_decides_gives_a_reason_of_her_own_for_each_thing(code: str) -> None:
    paper = CasePaper()
    goal(paper)
    request = paper.write("closure_request", **request_for("moved", open_items=reasons(paper)))
    OPEN[code](paper)  # the goal is known to the request, this came up since
    keys = {item.key for item in open_items(paper.file, DAY)}
    answers = {"request": request.row, "decision": "approved"}
    paper.as_supervisor()
    assert paper.refusals("closure_decision", **answers) == {("missing_required", f"open_items.{key}") for key in keys}
    for left in keys:
        given = dict.fromkeys(keys - {left}, "देखा")
        refused = paper.refusals("closure_decision", **answers, open_items=given)
        assert refused == {("missing_required", f"open_items.{left}")}
    assert paper.refusals("closure_decision", **answers, open_items=dict.fromkeys(keys, "देखा")) == set()
    assert paper.refusals("closure_decision", request=request.row, decision="back", reason="पहले देखें") == set()


def test_another_court_day_is_another_item() -> None:
    paper = CasePaper()
    court_day(paper)
    (hearing,) = paper.file.all("hearing")
    request = paper.write("closure_request", **request_for("moved", open_items=reasons(paper)))
    paper.write("hearing", hearing.row, **{**hearing.answers, "at": days_later(5)})
    (item,) = open_items(paper.file, DAY)
    answers = {"request": request.row, "decision": "approved"}
    assert paper.as_supervisor().refusals("closure_decision", **answers) == {
        ("missing_required", f"open_items.{item.key}")
    }


def test_danger_heard_of_since_the_request_stops_goals_from_being_called_reached() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **request_for("goal_reached"))
    in_danger(paper)
    answers = {"request": request.row, "decision": "approved", "open_items": reasons(paper)}
    assert paper.as_supervisor().refusals("closure_decision", **answers) == {("in_danger", "decision")}


def test_neither_a_new_safety_plan_nor_a_try_that_did_not_reach_her_makes_her_safe() -> None:
    paper = CasePaper()
    in_danger(paper)
    paper.write("safety_plan", danger_from="ठेकेदार", to_do="पड़ोस में", review_on=days_later(20))
    paper.on(days_later(1)).write(
        "follow_up", on=days_later(1), how="not_reached", which="other", next_on=days_later(2)
    )
    assert "danger" in [item.code for item in open_items(paper.file, paper.at)]
    paper.on(days_later(2)).write("follow_up", **{**SAFE, "on": days_later(2)})
    assert "danger" not in [item.code for item in open_items(paper.file, paper.at)]


@pytest.mark.parametrize("reason", REASONS)
def test_no_reason_sets_an_open_duty_towards_a_child_aside(reason: str) -> None:
    paper = CasePaper()
    a_girl(paper)
    (item,) = open_items(paper.file, DAY)
    assert (item.code, item.bars) == ("duty:produce_before_cwc", True)
    answers = request_for(reason, open_items={item.key: "उनकी माँ देखेगी"})
    assert paper.refusals("closure_request", **answers) == {("duty_open", None)}
    paper.write("duty_done", duty="produce_before_cwc", at=DAY, to="बाल कल्याण समिति")
    # The days that follow from the production run on: each wants a reason.
    assert {item.code for item in open_items(paper.file, DAY)} == {
        "deadline:social_investigation",
        "deadline:cwc_order",
    }
    assert paper.refusals("closure_request", **request_for(reason, open_items=reasons(paper))) == set()


def test_a_duty_that_came_up_since_the_request_bars_the_decision() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **request_for("moved"))
    a_girl(paper)
    answers = {"request": request.row, "decision": "approved"}
    assert paper.as_supervisor().refusals("closure_decision", **answers) == {("duty_open", "decision")}


@pytest.mark.parametrize("code", OPEN)
def test_a_withdrawal_asks_a_reason_and_is_refused_while_something_runs_on(code: str) -> None:
    paper = CasePaper()
    OPEN[code](paper)
    (item,) = open_items(paper.file, DAY)
    (problem,) = withdrawal_problems(paper.file, DAY, given={})
    expected = ("runs_on", None) if item.runs_on else ("missing_required", f"open_items.{item.key}")
    assert (problem.code, problem.field) == expected
    assert bool(list(withdrawal_problems(paper.file, DAY, given=reasons(paper)))) == item.runs_on


@pytest.mark.parametrize(
    "code", ["danger", "hearing", "deadline:preliminary_enquiry_done", "bail_warning", "file_request_to_decide"]
)
def test_after_closing_it_stays_due(code: str) -> None:
    paper = CasePaper()
    OPEN[code](paper)
    before = paper.dues(code)
    closed(paper, "moved")
    assert before
    assert paper.dues(code) == before
    assert paper.dues("goal", "service", "appointment", "safety_plan") == []


def test_a_case_that_another_house_took_over_is_closed_by_request_with_a_reason_for_the_referral() -> None:
    paper = CasePaper()
    accepted_transfer(paper)
    assert not paper.file.is_closed
    (item,) = open_items(paper.file, DAY)
    refused = paper.refusals("closure_request", **request_for("referred"))
    assert refused == {("missing_required", f"open_items.{item.key}")}


def test_an_aadhaar_number_is_no_reason() -> None:
    paper = CasePaper()
    goal(paper)
    (item,) = open_items(paper.file, DAY)
    answers = request_for("moved", open_items={item.key: "2341 2341 2346"})
    with pytest.raises(Problems) as refused:
        paper.write("closure_request", **answers)
    assert {one.field for one in refused.value.problems} == {f"open_items.{item.key}"}


def test_what_may_be_asked_for_at_any_time_is_no_day_that_runs() -> None:
    paper = CasePaper()
    paper.write("legal_event", event="complaint_to_sp", at=DAY)
    assert open_items(paper.file, days_later(400)) == []
