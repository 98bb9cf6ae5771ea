"""A programme of several days: "12-03-2022 to 13-03-2022". It counts on its first."""

import datetime as dt
import re

from jatan.kernel.dates import parse_date
from jatan.kernel.numbers import ascii_digits
from jatan.kernel.problems import Problem

__all__ = ["first_of"]

_TO = re.compile(r"\s+(?:to|till|से|[-–—])\s+|\s*(?:–|—)\s*", re.IGNORECASE)
_DAYS_OF_ONE_MONTH = re.compile(r"(\d{1,2})\s*(?:-|–|&|to|से)\s*\d{1,2}(\s*[/.].+)", re.IGNORECASE)


def first_of(text: str) -> dt.date | None:
    """The first day of a span of days; None where the text is no span of readable days."""
    text = ascii_digits(text).strip().removesuffix("तक").strip()
    pieces = _TO.split(text)
    try:
        if len(pieces) == 2:
            first, last = parse_date(pieces[0]), parse_date(pieces[1])
            return first if first <= last else None
        match = _DAYS_OF_ONE_MONTH.fullmatch(text)
        return parse_date(match[1] + match[2]) if match else None
    except Problem:
        return None
