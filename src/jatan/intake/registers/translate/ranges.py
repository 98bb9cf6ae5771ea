"""A programme of several days: "12-03-2022 to 13-03-2022", "12 से 14 मार्च 2022". It counts on its first."""

import datetime as dt
import re
from functools import lru_cache

from jatan.kernel.dates import parse_date, without_ornament
from jatan.kernel.problems import Problem

__all__ = ["first_of"]

_BETWEEN = re.compile(
    r"\s*(?:[-–—,/&+;]|(?<![^\W\d_])(?:to|till|upto|and|से|एवं|एवम|और|व|तथा|तक)(?![^\W\d_]))\s*", re.IGNORECASE
)
_BEHIND = re.compile(r"\s*[(\[]?\s*\d{1,2}\s*-?\s*(?:days?|दिन|दिनों|दिवसीय|दिवस)\s*[)\]]?$|\s+तक$", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_][^\d\s]*)\s+(\d.*\d)[,/\s]+(\d{4})")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?", re.IGNORECASE)
_LONGEST = dt.timedelta(days=92)
_LONGEST_TEXT = 80


@lru_cache(maxsize=4096)
def first_of(text: str) -> dt.date | None:
    """The first day of a span or list of days; None where the text is none of readable days."""
    if len(text) > _LONGEST_TEXT:
        return None
    text = without_ornament(text)
    shorter = without_ornament(_BEHIND.sub("", text))
    turned = _MONTH_FIRST.sub(r"\2 \1 \3", shorter)  # March 12-14, 2022
    return (_whole(shorter) if shorter != text else None) or _first(shorter) or _first(turned)


@lru_cache(maxsize=4096)
def _first(text: str) -> dt.date | None:
    """Two whole days before a day whose month, or year, is said only with the last."""
    pieces = [(text[: found.start()], text[found.end() :]) for found in _BETWEEN.finditer(text)]
    for before, after in pieces:
        if (first := _whole(before)) and (last := _whole(after) or _first(after)) and _is_span(first, last):
            return first
    for before, after in pieces:
        if (last := _whole(after) or _first(after)) and (first := _completed(before, last)) and _is_span(first, last):
            return first
    return None


def _is_span(first: dt.date, last: dt.date) -> bool:
    return first <= last <= first + _LONGEST


def _completed(text: str, last: dt.date) -> dt.date | None:
    """ "12" or "28 Feb" with what the last day says of the month and the year."""
    text = without_ornament(text)
    if match := _DAY.fullmatch(text):
        return _whole(f"{match[1]}/{last.month}/{last.year}")
    for year in (last.year, last.year - 1):
        for between in ("/", " "):
            first = _whole(f"{text}{between}{year}")
            if first is not None and first <= last:
                return first
    return None


def _whole(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except Problem:
        return None
