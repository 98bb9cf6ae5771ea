"""Rules about people that need no table: never an Aadhaar number, ages on a day, telephone numbers as kept.

Aadhaar: Aadhaar Act 2016 s.29 and the Data Protection Act's data minimisation. A Verhoeff-valid twelve-digit number
is refused wherever somebody can write, so one can never be stored by mistake.
"""

import datetime as dt
import re

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.numbers import ascii_digits, looks_like_aadhaar, parse_phone
from jatan.kernel.problems import Problem

__all__ = ["aadhaar_problem", "age_on_day", "age_range_on_day", "kept_phone"]

_TWELVE_DIGITS = re.compile(r"(?:\d\D{0,4}){12}")
_GROUPED = re.compile(r"(?<!\d)(?=((?:\d[\s.\-/_]{0,3}){11}\d)(?!\d))", re.ASCII)


def aadhaar_problem(text: str) -> Problem | None:
    """A Problem ("aadhaar_number") when the text holds what may be an Aadhaar number. Its message shows four digits."""
    if not _TWELVE_DIGITS.search(text) or not looks_like_aadhaar(text):
        return None
    written = [match[1] for match in _GROUPED.finditer(ascii_digits(text)) if looks_like_aadhaar(match[1])]
    # Where invisible characters hide the number from this pattern, no digit of it is shown at all.
    ending = re.sub(r"\D", "", written[0])[-4:] if written else "XXXX"
    message = format_lazy(
        _("This may be an Aadhaar number (XXXX XXXX {ending}). We never keep one. Please leave it out."),
        ending=ending,
    )
    return Problem("aadhaar_number", message)


def kept_phone(text: str) -> str:
    """Ten digits when the text is a telephone number; otherwise what was written, for a person to look at."""
    return (parse_phone(text) or text) if text else ""


def age_range_on_day(
    day: dt.date, *, age: int | None, age_on: dt.date | None, birth_year: int | None
) -> tuple[int, int] | None:
    """Youngest and oldest completed years on `day`; None when neither age nor birth year is known.

    An age said on a day allows for a birthday since; without that day it is taken as said on `day`.
    """
    if age is not None:
        if age_on is None or age_on == day:
            return age, age
        years = abs(day - age_on).days / 365.2425
        whole = int(years)
        part = 0 if years == whole else 1
        return (age + whole, age + whole + part) if day > age_on else (max(0, age - whole - part), max(0, age - whole))
    if birth_year is not None:
        return max(0, day.year - birth_year - 1), max(0, day.year - birth_year)
    return None


def age_on_day(day: dt.date, *, age: int | None, age_on: dt.date | None, birth_year: int | None) -> int | None:
    """Completed years on `day`, the younger where two are possible: a doubt protects as a child."""
    found = age_range_on_day(day, age=age, age_on=age_on, birth_year=birth_year)
    return None if found is None else found[0]
