"""Parses date ranges: "12-03-2022 to 13-03-2022", "12 से 14 मार्च 2022". The first day is the one that counts."""

import datetime as dt
import re
from functools import lru_cache

from jatan.kernel.dates import date_text, parse_date
from jatan.kernel.problems import Problem

_SEPARATOR = re.compile(
    r"\s*(?:[-–—,/&+;]|(?<![^\W\d_])(?:to|till|upto|and|से|एवं|एवम|और|व|तथा|तक)(?![^\W\d_]))\s*", re.IGNORECASE
)
_SUFFIX = re.compile(r"\s*[(\[]?\s*\d{1,2}\s*-?\s*(?:days?|दिन|दिनों|दिवसीय|दिवस)\s*[)\]]?$|\s+तक$", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_][^\d\s]*)\s+(\d.*\d)[,/\s]+(\d{4})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
_MAX_SPAN = dt.timedelta(days=92)
_MAX_TEXT = 80


@lru_cache(maxsize=4096)
def first_day_of_range(text: str) -> dt.date | None:
    """The first day of a range or list of dates; None where the text is no readable range."""
    if len(text) > _MAX_TEXT:
        return None
    text = date_text(text)
    shorter = date_text(_SUFFIX.sub("", text))
    month_moved = _MONTH_FIRST.sub(r"\2 \1 \3", shorter)  # March 12-14, 2022
    return (
        (_parse_or_none(shorter) if shorter != text else None)
        or _first_of_range(shorter)
        or _first_of_range(month_moved)
    )


@lru_cache(maxsize=4096)
def _first_of_range(text: str) -> dt.date | None:
    """Try ranges of two full dates, then ranges where only the last date has the month or year."""
    pieces = [(text[: found.start()], text[found.end() :]) for found in _SEPARATOR.finditer(text)]
    for before, after in pieces:
        if (
            (first := _parse_or_none(before))
            and (last := _parse_or_none(after) or _first_of_range(after))
            and _is_span(first, last)
        ):
            return first
    for before, after in pieces:
        if (
            (last := _parse_or_none(after) or _first_of_range(after))
            and (first := _complete(before, last))
            and _is_span(first, last)
        ):
            return first
    return None


def _is_span(first: dt.date, last: dt.date) -> bool:
    return first <= last <= first + _MAX_SPAN


def _complete(text: str, last: dt.date) -> dt.date | None:
    """Complete "12" or "28 Feb" with the month and year of the last day."""
    text = date_text(text)
    if match := _DAY.fullmatch(text):
        return _parse_or_none(f"{match[1]}/{last.month}/{last.year}")
    for year in (last.year, last.year - 1):
        for between in ("/", " "):
            first = _parse_or_none(f"{text}{between}{year}")
            if first is not None and first <= last:
                return first
    return None


def _parse_or_none(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except Problem:
        return None
