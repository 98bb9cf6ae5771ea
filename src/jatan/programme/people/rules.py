"""Rules about people without tables: ages on a day, telephone numbers as stored."""

import datetime as dt

from jatan.kernel.numbers import parse_phone


def normalise_phone(text: str) -> str:
    """Ten digits when the text is a telephone number; otherwise the text as written, for a person to check."""
    return (parse_phone(text) or text) if text else ""


def age_range_on_day(
    day: dt.date, *, age: int | None, age_on: dt.date | None, birth_year: int | None
) -> tuple[int, int] | None:
    """Youngest and oldest completed years on `day`; None when neither age nor birth year is known.

    An age stated on `age_on` allows for a birthday since then; without `age_on` it counts as stated on `day`.
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
    """Completed years on `day`, the lower when two are possible: a doubt about age counts as a child."""
    found = age_range_on_day(day, age=age, age_on=age_on, birth_year=birth_year)
    return None if found is None else found[0]
