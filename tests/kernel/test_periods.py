"""Spans of days and the whole months in them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.periods import Period, financial_year, month_of, months_between, quarter

DAYS = st.dates(date(2019, 1, 1), date(2026, 12, 31))


def test_the_published_years_are_thirty_six_whole_months_without_edges() -> None:
    period = Period(date(2021, 4, 1), date(2024, 3, 31))
    assert len(period.whole_months()) == 36
    assert period.edges() == []


def test_days_outside_whole_months_are_edges() -> None:
    period = Period(date(2022, 1, 15), date(2022, 3, 10))
    assert period.whole_months() == [date(2022, 2, 1)]
    assert period.edges() == [
        Period(date(2022, 1, 15), date(2022, 1, 31)),
        Period(date(2022, 3, 1), date(2022, 3, 10)),
    ]


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before"):
        Period(date(2022, 1, 2), date(2022, 1, 1))


def test_the_financial_year_turns_on_the_first_of_april() -> None:
    assert financial_year(date(2022, 3, 31)) == Period(date(2021, 4, 1), date(2022, 3, 31))
    assert financial_year(date(2022, 4, 1)) == Period(date(2022, 4, 1), date(2023, 3, 31))


def test_quarters_are_those_of_the_financial_year() -> None:
    assert quarter(date(2024, 2, 29)) == Period(date(2024, 1, 1), date(2024, 3, 31))
    assert quarter(date(2024, 4, 1)) == Period(date(2024, 4, 1), date(2024, 6, 30))


def test_months_run_over_the_turn_of_the_year() -> None:
    assert months_between(date(2022, 12, 31), date(2023, 1, 1)) == [date(2022, 12, 1), date(2023, 1, 1)]


@given(DAYS, DAYS)
def test_whole_months_and_edges_cover_every_day_once(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    parts = [month_of(first) for first in period.whole_months()] + period.edges()
    days = [part.start + timedelta(days=n) for part in parts for n in range((part.end - part.start).days + 1)]
    assert len(days) == len(set(days)) == (period.end - period.start).days + 1
    assert all(day in period for day in days)


@given(DAYS, DAYS)
def test_whole_quarters_are_those_of_which_no_day_lies_outside(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    firsts = {quarter(first) for first in months_between(period.start, period.end)}
    whole = sorted(
        (part for part in firsts if part.start in period and part.end in period), key=lambda part: part.start
    )
    assert period.whole_quarters() == (Period(whole[0].start, whole[-1].end) if whole else None)
