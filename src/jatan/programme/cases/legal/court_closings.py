"""Days on which a court is closed, the next on which it can sit, and how long a filing is then in time."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from jatan.programme.cases.legal.books import book
from jatan.programme.cases.legal.time_limits import next_working_day

_SUNDAY = 6


def holidays_of(year: int) -> set[dt.date]:
    """The national holidays of a year, without the court's own holidays."""
    return {dt.date.fromisoformat(f"{year}-{day}") for day in book("holidays")["every_year"]}


def usually_closed(year: int) -> set[dt.date]:
    """Days of a year on which courts usually do not sit, which nobody here has looked up."""
    return {dt.date.fromisoformat(f"{year}-{day}") for day in book("holidays")["usually"]}


def next_court_day(day: dt.date, own: Iterable[dt.date] = ()) -> dt.date:
    """The day itself or the next for which a hearing can be written down. `own`: closed by the office's own list."""
    years = (day.year, day.year + 1)
    return next_working_day(day, {*own, *(one for year in years for one in holidays_of(year) | usually_closed(year))})


def days_between(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    """Every day from `first` to `last`, both included."""
    return (first + dt.timedelta(days=after) for after in range((last - first).days + 1))


def last_day_to_file(code: str, day: dt.date | None, closed: Mapping[str, Collection[dt.date]]) -> dt.date | None:
    """If the last day of a filing falls on a day on which the court is closed: the next open day, on which it is still
    in time (General Clauses Act 1897 s.10). None for any other deadline or day.

    `closed`: what the office wrote down, by kind of court; only the court at which it is filed counts. A Saturday
    counts as open and a usual holiday too: nobody may come too late because we believed a court to be closed.
    """
    filings: Mapping[str, str] = book("holidays")["filings"]
    if day is None or code not in filings:
        return None
    open_day, not_open = day, closed.get(filings[code], ())
    while open_day.weekday() == _SUNDAY or open_day in not_open or open_day in holidays_of(open_day.year):
        open_day += dt.timedelta(days=1)
    return open_day if open_day != day else None
