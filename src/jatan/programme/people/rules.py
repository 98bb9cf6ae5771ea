"""Rules about people that need no table: ages on a day, telephone numbers as kept."""

import datetime as dt

from jatan.kernel.numbers import parse_phone

__all__ = ["age_on_day", "age_range_on_day", "kept_phone"]


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
