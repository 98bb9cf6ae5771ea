"""Court days as a calendar file: what a telephone reads, and nothing that says what they are about."""

import datetime as dt
import re
import uuid

from jatan.kernel import clock
from jatan.programme.cases.legal.court_calendar import CalendarDay, calendar_file

NOW = dt.datetime(2026, 11, 24, 6, 30, tzinfo=dt.UTC)
CASE = uuid.UUID(int=7)
DAY = CalendarDay(CASE, "GML-2026Q4-7", dt.date(2026, 12, 1), None)
HOUR = DAY._replace(at=dt.datetime(2026, 12, 1, 10, 30, tzinfo=clock.INDIA))


def lines(*days: CalendarDay) -> list[str]:
    made = calendar_file(days, NOW)
    assert made.endswith(b"\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    return made.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_a_day_without_an_hour_is_a_whole_day_and_one_with_an_hour_stands_in_utc() -> None:
    assert "DTSTART;VALUE=DATE:20261201" in lines(DAY)
    assert "DTSTART:20261201T050000Z" in lines(HOUR)


def test_nothing_stands_in_the_file_but_code_day_and_what_the_format_asks_for() -> None:
    written = lines(DAY)
    assert [line for line in written if not line.startswith("UID:")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//days//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "DTSTAMP:20261124T063000Z",
        "DTSTART;VALUE=DATE:20261201",
        "SUMMARY:GML-2026Q4-7",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_the_same_day_keeps_its_mark_and_other_days_have_another() -> None:
    def mark(day: CalendarDay) -> str:
        return next(line for line in lines(day) if line.startswith("UID:"))

    others = [HOUR, DAY._replace(on=dt.date(2026, 12, 2)), DAY._replace(case=uuid.UUID(int=8))]
    assert mark(DAY) == mark(DAY)
    assert len({mark(day) for day in (DAY, *others)}) == 4
    assert str(CASE) not in mark(DAY)


def test_signs_of_the_format_are_escaped_and_long_lines_folded_without_cutting_a_letter() -> None:
    code = "क,ख;ग\\घ\n" + "केस-" * 30
    made = calendar_file([DAY._replace(code=code)], NOW)
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert "SUMMARY:क\\,ख\\;ग\\\\घ " + "केस-" * 30 in lines(DAY._replace(code=code))


def test_no_day_makes_an_empty_calendar() -> None:
    assert not re.search("VEVENT", "".join(lines()))
