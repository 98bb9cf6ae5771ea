"""Unreadable optional cells do not park a row; the text is kept in a warning."""

import datetime as dt
from typing import Any

import pytest

from jatan.intake.registers.recognise.rows import RegisterRow
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.translate.answers import Answers


def _answers(**cells: Any) -> Answers:
    return Answers(RegisterRow("Register", 2, "1", cells), Vocabulary())


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("20 प्रतिभागी", 20), ("20 जन", 20), ("20 nos", 20), ("20 nos.", 20), ("20 (बीस)", 20), ("बीस", 20),
        ("बाइस", 22), ("O", 0), ("o", 0), ("कोई नहीं", 0), ("निल", 0), ("none", 0), ("..", None),
        ("x", None), ("×", None),
        ("10F", 10), ("10 F", 10), ("२० महिलाएँ", 20), ("1,010 लोग", 1010), ("कुल 20", 20), ("महिला-20", 20),
        ("twenty five", 25),
        ("9 हजार", 9000), ("Rs. 9,000/- per month", 9000), ("-20", -20), ("- 20", -20), ("सौ", 100), ("निन्यानवे", 99),
    ],
)  # fmt: skip
def test_count_is_read_with_units_beside_it(written: str, number: int | None) -> None:
    answers = _answers(total=written)
    assert answers.number("total") == number
    assert (answers.problems, answers.oddities) == ([], [])


@pytest.mark.parametrize("written", ["20+", "लगभग 20", "~20", "approx. 20", "20 से अधिक", "20 (approx)"])
def test_inexact_count_is_imported_with_a_warning(written: str) -> None:
    answers = _answers(total=written)
    assert answers.number("total") == 20
    assert [(oddity.code, oddity.detail) for oddity in answers.oddities] == [("number_not_exact", written)]


@pytest.mark.parametrize(
    "written",
    [
        *("20-25", "20 (तीस)", "12.5", "10F 5M", "5+5", "20 families", "many", "1,2,3", ".5", "20 से 30", "9.5 हजार"),
        # A letter among digits may stand for one of them, or be a slip of the hand: somebody has to look.
        *("1O", "1o", "O5", "2OO", "1O.0", "१O", "1O लोग", "lO", "1l", "I0", "-1O"),
    ],
)
def test_count_of_two_numbers_or_none_is_a_problem(written: str) -> None:
    answers = _answers(total=written)
    assert answers.number("total") is None
    assert [problem.code for problem in answers.problems] == ["unreadable"]


@pytest.mark.parametrize(
    ("written", "age", "codes"),
    [
        ("18+", 18, ["number_not_exact"]), ("22-25", None, ["number_unreadable"]), ("बाइस", 22, []),
        ("22 वर्ष 6 माह", 22, []),
        ("8 माह", 0, []), ("30 माह", 2, []), ("पता नहीं", None, []), ("-", None, []),
        ("वयस्क", None, ["number_unreadable"]), ("2O", None, ["number_unreadable"]),
    ],
)  # fmt: skip
def test_unreadable_age_is_left_empty_with_a_warning(written: str, age: int | None, codes: list[str]) -> None:
    answers = _answers(age=written)
    assert answers.age() == age
    assert answers.problems == []
    assert [oddity.code for oddity in answers.oddities] == codes


@pytest.mark.parametrize(
    "written", ["Pending", "लंबित", "No", "नहीं मिला", "-", "अनिश्चित", "Pending at block office", "NA", "नहीं"]
)
def test_date_not_reached_yet_is_empty_without_warning(written: str) -> None:
    answers = _answers(received_on=written)
    assert answers.other_day("received_on", is_counted=True) is None
    assert (answers.problems, answers.oddities) == ([], [])


@pytest.mark.parametrize("written", ["6 माह बाद", "होली", "Mar-22", "हाँ", "2022"])
def test_unreadable_secondary_date_is_kept_in_a_warning(written: str) -> None:
    answers = _answers(expected_return=written)
    assert answers.other_day("expected_return") is None
    assert answers.problems == []
    assert [(oddity.code, oddity.detail) for oddity in answers.oddities] == [("day_unreadable", written)]


def test_only_a_counted_date_must_exist_in_the_calendar() -> None:
    counted, other = _answers(received_on="31/02/2023"), _answers(expected_return="31/02/2023")
    assert counted.other_day("received_on", is_counted=True) is other.other_day("expected_return") is None
    assert [problem.code for problem in counted.problems] == ["no_such_date"]
    assert (other.problems, [oddity.code for oddity in other.oddities]) == ([], ["day_unreadable"])


def test_refusal_in_a_date_cell_is_the_reason() -> None:
    answers = _answers(received_on="Rejected - no papers", applied_on="12/03/2022")
    assert answers.other_day("received_on", is_counted=True, may_be_refused=True) is None
    assert answers.refusal("received_on", "sanctioned_on") == "Rejected - no papers"
    assert (answers.oddities, answers.other_day("applied_on")) == ([], dt.date(2022, 3, 12))


@pytest.mark.parametrize(
    "written", ["-", "--", "NA", "N/A", "..", "x", "nil", "कोई नहीं", "अज्ञात", "Not recorded", "लागू नहीं"]
)
def test_placeholder_words_are_empty_values(written: str) -> None:
    answers = _answers(village=written, phone=written, sex=written, name=written)
    assert answers.text("village", 120) == answers.text("name", 200) == ""
    assert answers.phone("phone", 40) == answers.code("sex", "sex", default="o") == ""
    assert (answers.problems, answers.oddities) == ([], [])


@pytest.mark.parametrize("written", ["Na Toli", "Nilu", "X-road", "नाला"])
def test_name_that_begins_like_a_placeholder_is_a_name(written: str) -> None:
    assert _answers(village=written).text("village", 120) == written
