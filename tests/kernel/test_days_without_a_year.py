"""Days written without their year: the nearest one in the direction in which the question looks."""

import datetime as dt

import pytest

from jatan.kernel.dates import parse_day
from jatan.kernel.problems import Problem

TODAY = dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    "text",
    [
        "28/11",
        "28-11",
        "28.11",
        "28 11",
        "२८/११",
        "२८ नव",
        "28 नवंबर",
        "28नव.",
        "28 Nov",
        "Nov 28",
        "28th November",
        "28 nov.",
    ],
)
@pytest.mark.parametrize("ahead", [True, False])
def test_today_is_today_in_both_directions(text: str, *, ahead: bool) -> None:
    assert parse_day(text, near=TODAY, ahead=ahead) == TODAY


@pytest.mark.parametrize(
    ("text", "ahead", "expected"),
    [
        ("29/11", True, dt.date(2026, 11, 29)),
        ("29/11", False, dt.date(2025, 11, 29)),
        ("5 जन", True, dt.date(2027, 1, 5)),
        ("5 जन", False, dt.date(2026, 1, 5)),
        ("27/11", True, dt.date(2027, 11, 27)),
        ("29/2", True, dt.date(2028, 2, 29)),
        ("29/2", False, dt.date(2024, 2, 29)),
        ("28/11/2024", True, dt.date(2024, 11, 28)),
        ("2022-03-12", True, dt.date(2022, 3, 12)),
    ],
)
def test_the_nearest_day_in_the_direction_of_the_question(text: str, ahead: bool, expected: dt.date) -> None:
    assert parse_day(text, near=TODAY, ahead=ahead) == expected


@pytest.mark.parametrize(
    ("text", "code"), [("31/4", "no_such_date"), ("30/2", "no_such_date"), ("28/13", "no_such_date")]
)
def test_a_day_that_no_year_has_is_told(text: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        parse_day(text, near=TODAY, ahead=True)
    assert raised.value.code == code


@pytest.mark.parametrize("text", ["", "नव", "28", "28 कुछ", "28/11/", "1/2/3/4", "पता नहीं", "28/111"])
def test_other_texts_stay_unreadable(text: str) -> None:
    if text == "28/11/":
        # A slash too many is only punctuation.
        assert parse_day(text, near=TODAY, ahead=True) == TODAY
        return
    with pytest.raises(Problem) as raised:
        parse_day(text, near=TODAY, ahead=True)
    assert raised.value.code == "unreadable"
