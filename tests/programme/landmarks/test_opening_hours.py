"""Opening hours: written, read again, and whether it is open at an instant."""

import datetime as dt

import pytest

from jatan.kernel.clock import INDIA
from jatan.kernel.problems import Problem
from jatan.programme.landmarks.opening_hours import ALWAYS, Span, is_open_at, parse_clock, parse_hours, write_hours

OFFICE = "Mo-Fr 10:00-17:00; Sa 10:00-13:00"


def _at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """An instant in the week of Monday, 23 November 2026; `day` 0 is the Monday."""
    return dt.datetime(2026, 11, 23 + day, hour, minute, tzinfo=INDIA)


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        (OFFICE, _at(0, 10), True),
        (OFFICE, _at(0, 9, 59), False),
        (OFFICE, _at(4, 16, 59), True),
        (OFFICE, _at(4, 17), False),
        (OFFICE, _at(5, 12, 30), True),
        (OFFICE, _at(5, 14), False),
        (OFFICE, _at(6, 11), False),
        (ALWAYS, _at(6, 3), True),
        ("Fr 20:00-04:00", _at(4, 23), True),
        ("Fr 20:00-04:00", _at(5, 3), True),
        ("Fr 20:00-04:00", _at(4, 3), False),
        ("Su 22:00-02:00", _at(0, 1), True),  # Sunday's night ends on Monday
        ("Mo-Su 06:00-24:00", _at(2, 23, 59), True),
        ("", _at(0, 12), None),
    ],
)
def test_whether_it_is_open(text: str, at: dt.datetime, is_open: bool | None) -> None:
    assert is_open_at(text, at) is is_open


@pytest.mark.parametrize(
    "text", [OFFICE, "Mo,We,Sa 08:00-20:00", "Fr 20:00-04:00", "Tu 06:00-14:00", "Mo,Tu 09:00-10:00"]
)
def test_hours_are_written_as_they_were_read(text: str) -> None:
    assert write_hours(parse_hours(text)) == text


def test_days_round_the_end_of_the_week_are_read() -> None:
    assert parse_hours("Sa-Mo 09:00-10:00") == (Span((0, 5, 6), 540, 600),)


@pytest.mark.parametrize(
    "text",
    [
        "always",
        "Mo-Fr",
        "Mo 10-17",
        "Xx 10:00-17:00",
        "Mo 25:00-26:00",
        "Mo 10:00-10:00",
        "Mo 24:00-02:00",
        "; ".join(["Mo 10:00-11:00"] * 5),
        "Mo 10:00-17:00;",
    ],
)
def test_what_is_no_opening_hours_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        parse_hours(text)


@pytest.mark.parametrize(
    ("text", "minutes"), [("10", 600), ("10:30", 630), ("10.30", 630), ("१०:३०", 630), ("24:00", 1440)]
)
def test_a_time_is_read_as_people_write_it(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes


@pytest.mark.parametrize("text", ["", "24:30", "10:60", "-1", "ten", "10:3"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Problem):
        parse_clock(text)
