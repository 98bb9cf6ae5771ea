"""Court days as an iCalendar file (RFC 5545) for a telephone: day, hour and case code, nothing else.

It says neither "court" nor whose file it is, since calendars are copied to whoever keeps the telephone's data.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

_LONGEST_LINE: Final = 75
_ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": " ", "\r": " "})


class CalendarDay(NamedTuple):
    """One court day of one case. `at` has a time zone; None if no hour is known."""

    case: uuid.UUID
    code: str
    on: dt.date
    at: dt.datetime | None


def calendar_file(days: Iterable[CalendarDay], made_at: dt.datetime) -> bytes:
    """The file. A day that is fetched again keeps its UID, so that a calendar replaces it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//days//EN", "CALSCALE:GREGORIAN"]
    for day in days:
        lines += _event(day, made_at)
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


def _event(day: CalendarDay, made_at: dt.datetime) -> list[str]:
    hour = _utc(day.at) if day.at else ""
    starts = f"DTSTART:{hour}" if hour else f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(day.case, f'{day.on.isoformat()} {hour}')}",
        f"DTSTAMP:{_utc(made_at)}",
        starts,
        f"SUMMARY:{day.code.translate(_ESCAPES)}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _utc(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets that cut no letter; each but the first begins with a blank."""
    piece = ""
    for letter in line:
        if len((piece + letter).encode()) > _LONGEST_LINE:
            yield piece.encode()
            piece = " "
        piece += letter
    yield piece.encode()
