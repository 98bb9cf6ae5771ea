"""Periods of days, and the whole months and quarters inside them, from which reports are summed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to `end`, both included. Raises ValueError when `end` lies before `start`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period cannot end before it starts")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def whole_months(self) -> list[date]:
        """First days of the calendar months that lie completely inside."""
        return [
            first
            for first in months_between(self.start, self.end)
            if self.start <= first and _last_of_month(first) <= self.end
        ]

    def whole_quarters(self) -> "Period | None":
        """The span of the quarters that lie completely inside; None if there is none."""
        first, last = quarter(self.start), quarter(self.end)
        start = first.start if first.start == self.start else first.end + _DAY
        end = last.end if last.end == self.end else last.start - _DAY
        return Period(start, end) if start < end else None

    def before(self) -> "Period":
        """The period of the same length that ends the day before: as many months, or for other periods as many days."""
        months = self.whole_months()
        if months and not self.edges():
            return Period(_months_earlier(self.start, len(months)), self.start - _DAY)
        return Period(self.start - (self.end - self.start) - _DAY, self.start - _DAY)

    def year_before(self) -> "Period":
        """The same days of the year before; the last day of a month stays the last day of that month."""
        last = _months_earlier(self.end, 12)
        is_whole = self.end == _last_of_month(self.end)
        return Period(_months_earlier(self.start, 12), _last_of_month(last) if is_whole else last)

    def until(self, day: date) -> "Period":
        """The part of it up to a day; all of it if the day lies before or after."""
        return Period(self.start, day) if day in self else self

    def edges(self) -> list["Period"]:
        """The days outside the whole months: zero, one or two periods, in order."""
        months = self.whole_months()
        if not months:
            return [self]
        edges = []
        if self.start < months[0]:
            edges.append(Period(self.start, months[0] - _DAY))
        last = _last_of_month(months[-1])
        if last < self.end:
            edges.append(Period(last + _DAY, self.end))
        return edges


def months_between(first: date, last: date) -> list[date]:
    """First days of all calendar months from that of `first` to that of `last`, both included."""
    start, stop = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [date(index // 12, index % 12 + 1, 1) for index in range(start, stop + 1)]


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before that of the day."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def month_of(day: date) -> Period:
    """The calendar month of the day."""
    first = day.replace(day=1)
    return Period(first, _last_of_month(first))


def quarter(day: date) -> Period:
    """The quarter of the financial year that contains the day (April-June is the first)."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(first, _last_of_month(first.replace(month=first.month + 2)))


def last_quarter(today: date) -> Period:
    """The last quarter of the financial year that is over on this day."""
    return quarter(quarter(today).start - _DAY)


def financial_year(day: date) -> Period:
    """The financial year (1 April to 31 March) that contains the day."""
    year = day.year if day.month >= 4 else day.year - 1
    return Period(date(year, 4, 1), date(year + 1, 3, 31))


def year_words(day: date) -> str:
    """The financial year of the day as it is spoken: 2021–22."""
    return years_words(financial_year(day))


def years_words(period: Period) -> str:
    """Whole financial years as they are spoken: 2021–24."""
    return f"{period.start.year}–{period.end:%y}"


def _months_earlier(day: date, months: int) -> date:
    """The same day of the month, so many months earlier; the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    first = date(index // 12, index % 12 + 1, 1)
    return first.replace(day=min(day.day, _last_of_month(first).day))


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
