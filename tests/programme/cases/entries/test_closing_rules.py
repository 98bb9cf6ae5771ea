"""Validation of closure requests, decisions and reopenings, without database."""

import uuid
from typing import Any

import pytest

from jatan.programme.cases.entries.closure import CLOSURE_REASONS, waiting_request
from jatan.programme.cases.entries.open_items import open_items
from tests.programme.cases.entries.paper import COUNSELLOR, DAY, CasePaper, days_later

REQUEST = {
    "reason": "goal_reached",
    "consent_state": "agrees",
    "review_on": days_later(90),
    "feedback_asked": "by_another",
}
NOBODY = {"consent_state": "not_asked", "feedback_asked": "not_possible"}


def closed() -> CasePaper:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    paper.as_supervisor().write("closure_decision", request=request.row, decision="approved")
    paper.close()
    return paper


def test_the_reasons_are_those_of_the_vocabulary() -> None:
    assert [code for code, _label in CLOSURE_REASONS] == [
        "goal_reached",
        "referred",
        "moved",
        "declined",
        "lost_contact",
        "died",
        "duplicate",
    ]


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({}, set()),
        ({"reason": ""}, {("missing_required", "reason")}),
        ({"reason": "tired"}, {("unreadable", "reason")}),
        ({"consent_state": ""}, {("missing_required", "consent_state")}),
        ({"feedback_asked": ""}, {("missing_required", "feedback_asked")}),
        ({"review_on": None}, {("missing_required", "review_on")}),
        ({"review_on": days_later(-1)}, {("day_past", "review_on")}),
        ({"consent_state": "not_asked"}, {("ask_first", "consent_state")}),
        ({"feedback_asked": "not_possible"}, {("ask_first", "feedback_asked")}),
        ({"feedback_asked": "refused"}, set()),
        ({"feedback_asked": "refused", "feedback_words": "अच्छा"}, {("contradiction", "feedback_asked")}),
        ({"feedback_asked": "refused", "feedback_again": "yes"}, {("contradiction", "feedback_asked")}),
        ({"reason": "moved"}, set()),
        ({"reason": "declined", "consent_state": "wants_none"}, set()),
        ({"reason": "referred"}, {("missing_required", "goes_on_at")}),
        ({"reason": "referred", "goes_on_at": "सखी केंद्र"}, set()),
        ({"reason": "lost_contact", **NOBODY}, {("missing_required", "looked_for")}),
        ({"reason": "lost_contact", **NOBODY, "looked_for": "तीन बार घर गए"}, set()),
        ({"reason": "lost_contact", "looked_for": "x"}, {("contradiction", "consent_state")}),
        ({"reason": "died", **NOBODY, "review_on": None}, set()),
        ({"reason": "died"}, {("contradiction", "consent_state")}),
        ({"reason": "duplicate", **NOBODY, "review_on": None}, {("missing_required", "goes_on_at")}),
        ({"reason": "duplicate", **NOBODY, "review_on": None, "goes_on_at": "T01-2026Q3-7KQ4P"}, set()),
    ],
)
def test_a_request_needs_reason_consent_feedback_and_review_day(more: dict[str, Any], refused: set[Any]) -> None:
    assert CasePaper().refusals("closure_request", **REQUEST | more) == refused


def test_only_a_supervisor_decides() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    answers = {"request": request.row, "decision": "approved"}
    paper.by = uuid.UUID(int=9)
    assert paper.refusals("closure_decision", **answers) == {("supervisor_only", None)}
    assert paper.as_supervisor().refusals("closure_decision", **answers) == set()


def test_a_supervisor_does_not_decide_about_her_own_request() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    answers = {"request": request.row, "decision": "approved"}
    assert paper.as_supervisor(COUNSELLOR).refusals("closure_decision", **answers) == {("own_request", None)}


def test_only_the_newest_request_waits_and_only_once() -> None:
    paper = CasePaper()
    first = paper.write("closure_request", **REQUEST)
    second = paper.write("closure_request", **REQUEST)
    paper.as_supervisor()
    assert paper.refusals("closure_decision", request=first.row, decision="approved") == {("not_waiting", "request")}
    paper.write("closure_decision", request=second.row, decision="back", reason="सुनवाई बाक़ी है")
    assert waiting_request(paper.file) is None
    assert paper.refusals("closure_decision", request=second.row, decision="approved") == {("not_waiting", "request")}


def test_a_request_that_was_taken_back_waits_no_longer() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    paper.take_back(request)
    assert paper.dues() == []
    assert paper.as_supervisor().refusals("closure_decision", request=request.row, decision="approved") == {
        ("unreadable", "request"),
        ("not_waiting", "request"),
    }


def test_giving_it_back_says_why() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    answers = {"request": request.row, "decision": "back"}
    assert paper.as_supervisor().refusals("closure_decision", **answers) == {("missing_required", "reason")}


def test_a_request_is_due_from_the_day_it_was_written_until_it_is_decided() -> None:
    paper = CasePaper()
    request = paper.write("closure_request", **REQUEST)
    paper.on(days_later(5))
    assert paper.dues() == [("closure_waiting", DAY)]
    paper.as_supervisor().write("closure_decision", request=request.row, decision="back", reason="अभी नहीं")
    assert paper.dues() == []


def test_a_closed_case_has_only_its_review_day_due() -> None:
    paper = CasePaper()
    paper.write("restoration", on=DAY, to="family", decided_by=["herself"])
    paper.write("goal", words="दुकान", state="open", by_on=days_later(9))
    reasons = {item.key: "सखी मंडल देखेगा" for item in open_items(paper.file, DAY)}
    request = paper.write("closure_request", **REQUEST, open_items=reasons)
    answers = {"request": request.row, "decision": "approved", "open_items": reasons}
    paper.as_supervisor().write("closure_decision", **answers)
    paper.close()
    assert paper.dues() == [("closure_review", days_later(90))]


def test_court_days_and_warnings_after_bail_stay_due_when_a_case_is_closed() -> None:
    paper = closed()
    paper.write("hearing", at=days_later(20), court="गुमला", purpose="evidence", day_is_right="yes")
    paper.write("bail", on=DAY, what="granted")
    assert paper.dues() == [("bail_warning", DAY), ("hearing", days_later(20)), ("closure_review", days_later(90))]


def test_a_review_sets_the_next_review_day_or_ends_reviews() -> None:
    paper = closed().on(days_later(90))
    paper.write("follow_up", on=days_later(90), how="phone", which="other", safe="yes", next_on=days_later(180))
    assert paper.dues() == [("closure_review", days_later(180))]
    paper.on(days_later(180)).write("follow_up", on=days_later(180), how="phone", which="other", safe="yes")
    assert paper.dues() == []


def test_a_case_that_only_the_register_says_is_closed_has_nothing_due() -> None:
    paper = CasePaper()
    paper.close()
    assert paper.dues() == []


def test_only_a_closed_case_is_opened_again_and_not_before_it_was_closed() -> None:
    answers = {"why": "danger", "reason": "फिर धमकी"}
    assert CasePaper().refusals("reopening", on=DAY, **answers) == {("not_closed", None)}
    paper = closed().on(days_later(3))
    assert paper.refusals("reopening", on=days_later(-1), **answers) == {("wrong_order", "on")}
    assert paper.refusals("reopening", on=DAY, why="danger") == {("missing_required", "reason")}
    assert paper.refusals("reopening", on=days_later(3), **answers) == set()


def test_opened_again_the_old_approval_closes_nothing_and_a_new_request_is_needed() -> None:
    paper = closed()
    (request,) = paper.file.all("closure_request")
    paper.on(days_later(40)).open_again()
    assert waiting_request(paper.file) is None
    assert paper.refusals("closure_decision", request=request.row, decision="approved") == {("not_waiting", "request")}
    paper.by, paper.is_supervisor = COUNSELLOR, False
    again = paper.write("closure_request", **REQUEST)
    assert waiting_request(paper.file) == again
