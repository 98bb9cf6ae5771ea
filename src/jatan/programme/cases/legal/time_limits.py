"""Statutory date arithmetic: hours, days and calendar months; travel time is excluded where the law says so.

"Two months" from 31 December end on the last day of February (calendar months, General Clauses Act 1897 s.3(35)).
"""

import calendar
import datetime as dt
from collections.abc import Iterable

from jatan.kernel import clock


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day `months` calendar months later, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def add_years(day: dt.date, years: int) -> dt.date:
    """The same day `years` years later; 29 February becomes the 28th in a common year."""
    return add_months(day, 12 * years)


def after_hours(at: dt.datetime, hours: int, *, journey: dt.timedelta = dt.timedelta()) -> dt.datetime:
    """`hours` after an instant plus the travel time. Raises ValueError for a naive instant or negative travel time."""
    if at.tzinfo is None:
        raise ValueError("the instant has no time zone")
    if journey < dt.timedelta():
        raise ValueError("the travel time is negative")
    return at + dt.timedelta(hours=hours) + journey


def after_working_days(day: dt.date, count: int, holidays: Iterable[dt.date]) -> dt.date:
    """The last of `count` working days after a day: Saturdays, Sundays and holidays are not counted."""
    closed = set(holidays)
    for _number in range(count):
        day = next_working_day(day + dt.timedelta(days=1), closed)
    return day


def in_india(at: dt.datetime) -> dt.date:
    """The date in India at an instant: deadlines in days are counted in India's time zone."""
    return at.astimezone(clock.INDIA).date()


def has_hour(at: dt.datetime) -> bool:
    """Whether an instant has an hour: a date without one is stored as its first instant in India."""
    return at.astimezone(clock.INDIA).time() != dt.time()


def end_of_day(day: dt.date) -> dt.datetime:
    """The last instant of a date in India."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), clock.INDIA)


def is_end_of_day(at: dt.datetime) -> bool:
    """Whether an instant is the last of a date in India, so that only the date is shown."""
    return at == end_of_day(in_india(at))


def next_working_day(day: dt.date, holidays: Iterable[dt.date]) -> dt.date:
    """The day itself, or the next that is neither Saturday, Sunday nor a holiday."""
    closed = set(holidays)
    while day.weekday() >= 5 or day in closed:
        day += dt.timedelta(days=1)
    return day
