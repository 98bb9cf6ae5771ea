"""What supervision is told of one file: how soon the first service came, and whether she would come to us again."""

from typing import Any

import pytest

from jatan.programme.cases.entries.due import ANY_TIME, Due
from jatan.programme.cases.entries.measures import FEEDBACK, FIRST_SERVICE, feedback_of, first_service_of
from jatan.web.cases import supervised_files
from tests.programme.cases.entries.paper import DAY, CasePaper, days_later


def opened(paper: CasePaper) -> CasePaper:
    paper.lay("register", {"opened_on": DAY}, None)
    return paper


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "week"), (7, "week"), (8, "month"), (30, "month"), (31, "three_months"), (90, "three_months"), (91, "later")],
)
def test_the_time_runs_from_opening_to_the_first_service_received(days: int, code: str) -> None:
    paper = opened(CasePaper()).on(days_later(120))
    paper.write("service", kind="medical", state="received", received_on=days_later(100))
    paper.write("service", kind="shelter", state="received", received_on=days_later(days))
    assert first_service_of(paper.file) == code


def test_a_service_from_before_the_case_was_opened_came_within_a_week() -> None:
    paper = opened(CasePaper())
    paper.write("service", kind="medical", state="received", received_on=days_later(-3))
    assert first_service_of(paper.file) == "week"


@pytest.mark.parametrize("state", ["offered", "agreed", "declined", "unavailable"])
def test_what_was_not_received_is_no_service(state: str) -> None:
    paper = opened(CasePaper())
    paper.write("service", kind="medical", state=state, **({"her_reason": "दूर है"} if state == "declined" else {}))
    assert first_service_of(paper.file) == "none"


def test_a_withdrawn_service_does_not_count_and_without_the_day_of_opening_nothing_is_guessed() -> None:
    paper = CasePaper()
    entry = paper.write("service", kind="medical", state="received", received_on=DAY)
    assert first_service_of(paper.file) == "unknown"
    paper.take_back(entry)
    assert first_service_of(paper.file) == "none"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"asked": "by_another", "again": "yes"}, "yes"),
        ({"asked": "by_us", "again": "no"}, "no"),
        ({"asked": "in_writing", "again": "unsure"}, "unsure"),
        ({"asked": "by_us", "words": "ठीक था"}, "asked"),
        ({"asked": "refused"}, "refused"),
        ({"asked": "not_possible"}, "not_possible"),
    ],
)
def test_feedback_is_her_newest_answer(answers: dict[str, Any], code: str) -> None:
    paper = CasePaper()
    assert feedback_of(paper.file) == "not_asked"
    paper.write("feedback", on=DAY, asked="by_us", again="yes")
    paper.on(days_later(30)).write("feedback", on=days_later(30), **answers)
    paper.write("feedback", on=days_later(10), asked="by_us", again="no")
    assert feedback_of(paper.file) == code


def test_feedback_asked_with_the_closing_counts_too() -> None:
    paper = CasePaper()
    paper.lay("closure_request", {"feedback_asked": "by_us", "feedback_again": "unsure"}, None)
    assert feedback_of(paper.file) == "unsure"


def test_each_code_has_words_on_the_page() -> None:
    assert set(supervised_files._SERVICE_WORDS) == set(FIRST_SERVICE)
    assert set(supervised_files._FEEDBACK_WORDS) == set(FEEDBACK)


def test_something_is_late_after_its_instant_or_the_end_of_its_day_and_never_at_any_time() -> None:
    now = CasePaper()._now()
    assert [Due("review", day).is_late(now) for day in (days_later(-1), DAY, days_later(1))] == [True, False, False]
    assert Due("review", DAY, late_at=now.replace(hour=8)).is_late(now)
    assert not Due("review", days_later(-1), late_at=now.replace(hour=10)).is_late(now)
    assert not Due("review", days_later(-9), timing=ANY_TIME).is_late(now)
