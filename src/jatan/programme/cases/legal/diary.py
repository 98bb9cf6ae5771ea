"""Court calendar: holidays and the days on which a court can sit."""

import datetime as dt
from collections.abc import Iterable

from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.time_limits import next_working_day


def holidays_of(year: int) -> set[dt.date]:
    """The national holidays of a year, without the court's own holidays."""
    return {dt.date.fromisoformat(f"{year}-{day}") for day in book("holidays")["every_year"]}


def sitting_day(day: dt.date, more: Iterable[dt.date] = ()) -> dt.date:
    """The day itself or the next on which a court can sit. `more`: the court's own holidays."""
    closed = holidays_of(day.year) | holidays_of(day.year + 1) | set(more)
    return next_working_day(day, closed)
