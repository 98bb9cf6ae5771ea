"""Unusual but unambiguous spellings in cells."""

import datetime as dt
from typing import Any

import pytest

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.answers import Answers


def _answers(name: str, value: Any) -> Answers:
    return Answers(RegisterRow("SHG", 2, "1", {name: value} if value != "" else {}), Vocabulary())


@pytest.mark.parametrize(
    ("written", "number"),
    [("—", None), ("-", None), ("–", None), ("nil", 0), ("Nil", 0), ("शून्य", 0), ("5 women", 5), ("१२ ", 12)],
)
def test_dash_is_empty_and_nil_is_zero(written: str, number: int | None) -> None:
    answers = _answers("women", written)
    assert answers.number("women") == number
    assert answers.problems == []


@pytest.mark.parametrize(
    "written",
    [
        "12/03/2022.", "12//03/2022", "12-Mar'22", "दि. 12/03/2022", "12,03,2022", "12\\3\\22", "दिनांक १२/०३/२०२२",
        "12/03/2022 (Sat)",
    ],
)  # fmt: skip
def test_date_with_a_typo_is_read(written: str) -> None:
    answers = _answers("date", written)
    assert answers.day("date") == dt.date(2022, 3, 12)
    assert answers.oddities == []


@pytest.mark.parametrize(
    "written",
    [
        "12-03-2022 to 13-03-2022", "12-13/03/2022", "12/03/2022 से 13/03/2022 तक",
        "12-14 March 2022", "12 से 14 मार्च 2022",
        "12/03/2022-13/03/2022", "12-03-2022, 13-03-2022", "12 एवं 13 मार्च 2022",
        "12, 13 व 14 मार्च 2022", "12/13 March 2022",
        "12 March to 2 April 2022",
        "March 12-14, 2022", "12.03.22-13.03.22", "दि० 12 से 14 मार्च 2022", "12/03/2022 (2 दिन)",
    ],
)  # fmt: skip
def test_date_range_is_read_as_its_first_day_with_a_warning(written: str) -> None:
    answers = _answers("date", written)
    assert answers.day("date") == dt.date(2022, 3, 12)
    assert [oddity.code for oddity in answers.oddities] == ["several_days"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31//02/2023", "no_such_date"),
        ("12/03", "unreadable"),
        ("30-2 March 2022", "unreadable"),
        ("2021-22", "unreadable"),
    ],
)
def test_impossible_date_is_a_problem(written: str, code: str) -> None:
    answers = _answers("date", written)
    assert answers.day("date") is None
    assert [problem.code for problem in answers.problems] == [code]


def test_date_range_over_new_year_begins_in_the_old_year() -> None:
    assert _answers("date", "30/12-02/01/2023").day("date") == dt.date(2022, 12, 30)
