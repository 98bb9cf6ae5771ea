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


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ("2021-04-01 2024-03-31", "2018-04-01 2021-03-31"),
        ("2022-05-01 2022-05-31", "2022-04-01 2022-04-30"),
        ("2024-03-01 2024-03-31", "2024-02-01 2024-02-29"),
        ("2026-01-01 2026-03-31", "2025-10-01 2025-12-31"),
        ("2022-05-03 2022-05-12", "2022-04-23 2022-05-02"),
        ("2022-05-03 2022-05-03", "2022-05-02 2022-05-02"),
    ],
)
def test_period_before_has_the_same_length_and_ends_the_day_before(period: str, before: str) -> None:
    assert str_of(period_of(period).before()) == before


@pytest.mark.parametrize(
    ("period", "year_before"),
    [
        ("2022-04-01 2023-03-31", "2021-04-01 2022-03-31"),
        ("2025-02-01 2025-02-28", "2024-02-01 2024-02-29"),
        ("2024-02-29 2024-02-29", "2023-02-28 2023-02-28"),
        ("2022-05-03 2022-06-12", "2021-05-03 2021-06-12"),
    ],
)
def test_year_before_has_the_same_days(period: str, year_before: str) -> None:
    assert str_of(period_of(period).year_before()) == year_before


def test_part_until_a_day() -> None:
    year = period_of("2022-04-01 2023-03-31")
    assert str_of(year.until(date(2022, 11, 28))) == "2022-04-01 2022-11-28"
    assert year.until(date(2023, 4, 1)) == year
    assert year.until(date(2022, 3, 31)) == year


def period_of(text: str) -> Period:
    first, last = text.split()
    return Period(date.fromisoformat(first), date.fromisoformat(last))


def str_of(period: Period) -> str:
    return f"{period.start} {period.end}"
