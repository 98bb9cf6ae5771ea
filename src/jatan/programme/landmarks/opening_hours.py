"""Opening hours as a short text in the notation of OpenStreetMap: "Mo-Fr 10:00-17:00; Sa 10:00-13:00" or "24/7".

A part of https://wiki.openstreetmap.org/wiki/Key:opening_hours: days and one span of time in each rule. A span that
ends before it begins ends on the next day. Without tables.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel.problems import Problem
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible

ALWAYS = "24/7"
MOST_SPANS = 4
_CODES = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
# Short names as on the board of an office; index = day of the week as Python counts it.
DAYS = (
    pgettext_lazy("day of the week, short", "Mon"),
    pgettext_lazy("day of the week, short", "Tue"),
    pgettext_lazy("day of the week, short", "Wed"),
    pgettext_lazy("day of the week, short", "Thu"),
    pgettext_lazy("day of the week, short", "Fri"),
    pgettext_lazy("day of the week, short", "Sat"),
    pgettext_lazy("day of the week, short", "Sun"),
)
_RULE = re.compile(r"([A-Za-z,\-]+) (\d{2}:\d{2})-(\d{2}:\d{2})", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_DAY = 24 * 60


@dataclass(frozen=True)
class Span:
    """Open on these days of the week (0 Monday to 6 Sunday) from `opens` to `closes`, in minutes after midnight."""

    days: tuple[int, ...]
    opens: int
    closes: int

    def covers(self, day: int, minute: int) -> bool:
        """True if it is open at this minute of this day of the week; also in the night after an open day."""
        if self.opens < self.closes:
            return day in self.days and self.opens <= minute < self.closes
        evening = day in self.days and minute >= self.opens
        return evening or ((day - 1) % 7 in self.days and minute < self.closes)


def parse_hours(text: str) -> tuple[Span, ...]:
    """The spans of a text; () for "" (not known). "24/7" is one span of every day. Raises Problem("unreadable")."""
    if not text:
        return ()
    if text == ALWAYS:
        return (Span(tuple(range(7)), 0, _DAY),)
    rules = text.split("; ")
    if len(rules) > MOST_SPANS:
        raise Problem("unreadable", field="opening_hours")
    return tuple(_span(rule) for rule in rules)


def write_hours(spans: Iterable[Span]) -> str:
    """The text of spans, in the order given; the inverse of `parse_hours`."""
    return "; ".join(f"{_days(span.days)} {_clock(span.opens)}-{_clock(span.closes)}" for span in spans)


def is_open_at(text: str, at: dt.datetime) -> bool | None:
    """Whether it is open at a local instant; None where the hours are not known."""
    spans = parse_hours(text)
    if not spans:
        return None
    return any(span.covers(at.weekday(), at.hour * 60 + at.minute) for span in spans)


def parse_clock(text: str) -> int:
    """Minutes after midnight of "10", "10:30", "10.30" or "१०:३०". Raises Problem("unreadable")."""
    match = _CLOCK.fullmatch(ascii_digits(without_invisible(text)).strip())
    if match is None:
        raise Problem("unreadable", _("Write the time as 10:30."))
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise Problem("unreadable", _("Write the time as 10:30."))
    return hour * 60 + minute


def _span(rule: str) -> Span:
    match = _RULE.fullmatch(rule)
    if match is None:
        raise Problem("unreadable", field="opening_hours")
    days = tuple(sorted(set(_parsed_days(match[1]))))
    opens, closes = parse_clock(match[2]), parse_clock(match[3])
    if not days or opens in (closes, _DAY):
        raise Problem("unreadable", field="opening_hours")
    return Span(days, opens, closes)


def _parsed_days(text: str) -> Iterator[int]:
    for part in text.split(","):
        first, _dash, last = part.partition("-")
        if first not in _CODES or (last and last not in _CODES):
            raise Problem("unreadable", field="opening_hours")
        start = _CODES.index(first)
        length = (_CODES.index(last) - start) % 7 if last else 0
        yield from ((start + step) % 7 for step in range(length + 1))


def _days(days: Iterable[int]) -> str:
    """Runs of three and more days as Mo-We, others one by one."""
    return ",".join(
        f"{_CODES[run[0]]}-{_CODES[run[-1]]}" if len(run) > 2 else ",".join(_CODES[day] for day in run)
        for run in runs(days)
    )


def runs(days: Iterable[int]) -> list[list[int]]:
    """Days of the week as runs of neighbouring ones, Monday first."""
    found: list[list[int]] = []
    for day in sorted(set(days)):
        if found and day == found[-1][-1] + 1:
            found[-1].append(day)
        else:
            found.append([day])
    return found


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
