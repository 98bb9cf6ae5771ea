"""Urgency is a word with a time to respond: set by somebody, answered in time or overdue, and never a number."""

import datetime as dt

import pytest
from django.utils.translation import override

from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.urgency import URGENCY, urgency_of
from tests.programme.cases.entries.paper import COUNSELLOR, DAY, CasePaper, days_later

WHY = "ठेकेदार गाँव में घूम रहा है"


def set_urgency(paper: CasePaper, level: str, review: dt.date | None = None) -> None:
    paper.write("urgency", level=level, why=WHY, review_on=review or paper.at + dt.timedelta(days=5))


@pytest.mark.parametrize(("level", "days"), [("same_day", 0), ("three_days", 3), ("week", 7)])
def test_each_word_has_its_time_to_respond(level: str, days: int) -> None:
    paper = CasePaper(agreed=False)
    set_urgency(paper, level)
    assert paper.dues("urgency") == [("urgency", days_later(days))]
    assert paper.dues("urgency_review") == [("urgency_review", days_later(5))]
    urgency = urgency_of(paper.file)
    assert urgency is not None
    assert (urgency.set_on, urgency.respond_by, urgency.entry.written_by) == (DAY, days_later(days), COUNSELLOR)


def test_a_response_answers_it_and_one_that_did_not_reach_her_does_not() -> None:
    paper = CasePaper()
    set_urgency(paper, "three_days")
    paper.on(days_later(1)).write("urgency_response", on=days_later(1), how="not_reached")
    assert paper.dues("urgency") == [("urgency", days_later(3))]
    paper.write("urgency_response", on=days_later(1), how="met")
    assert paper.dues("urgency") == []
    assert paper.dues("urgency_review") == [("urgency_review", days_later(5))]


def test_a_response_from_before_does_not_answer_a_newer_urgency() -> None:
    paper = CasePaper()
    set_urgency(paper, "week")
    paper.write("urgency_response", on=DAY, how="phone")
    paper.on(days_later(2))
    set_urgency(paper, "same_day")
    assert paper.dues("urgency") == [("urgency", days_later(2))]
    assert [entry.get("level") for entry in paper.file.all("urgency")] == ["week", "same_day"]
    # Told late of what happened before it was set: no answer either.
    paper.write("urgency_response", on=days_later(1), how="met")
    assert paper.dues("urgency") == [("urgency", days_later(2))]


def test_when_it_is_over_nothing_of_it_is_due() -> None:
    paper = CasePaper()
    set_urgency(paper, "same_day")
    paper.write("urgency", level="over", why="अब मौसी के घर है")
    assert urgency_of(paper.file) is None
    assert paper.dues("urgency", "urgency_review") == []


@pytest.mark.parametrize(
    ("level", "review", "code"),
    [
        ("same_day", None, "missing_required"),
        ("same_day", -1, "day_past"),
        ("same_day", 8, "too_late"),
        ("three_days", 15, "too_late"),
        ("week", 32, "too_late"),
        ("same_day", 7, ""),
        ("week", 31, ""),
        ("over", None, ""),
    ],
)
def test_it_is_looked_at_again_soon(level: str, review: int | None, code: str) -> None:
    again = {} if review is None else {"review_on": days_later(review)}
    refused = CasePaper().refusals("urgency", level=level, why=WHY, **again)
    assert refused == ({(code, "review_on")} if code else set())


def test_it_has_words_and_no_figures() -> None:
    assert URGENCY.is_final
    assert {field.kind for field in URGENCY.fields} == {"choice", "text", "day"}
    paper = CasePaper()
    set_urgency(paper, "three_days")
    due = next(due for due in dues_of(paper.file, paper.at) if due.code == "urgency")
    with override("en"):
        assert str(due.what) == "Urgent: respond within three days"
