"""Ages on a day."""

import datetime as dt

from jatan.programme.people.rules import age_on_day, age_range_on_day

STATED_ON = dt.date(2022, 1, 10)


def test_an_age_is_exact_on_the_day_it_was_stated() -> None:
    assert age_range_on_day(STATED_ON, age=17, age_on=STATED_ON, birth_year=None) == (17, 17)
    assert age_range_on_day(STATED_ON, age=17, age_on=None, birth_year=None) == (17, 17)


def test_a_later_day_allows_for_a_birthday() -> None:
    assert age_range_on_day(dt.date(2022, 6, 1), age=17, age_on=STATED_ON, birth_year=None) == (17, 18)
    assert age_range_on_day(dt.date(2024, 6, 1), age=17, age_on=STATED_ON, birth_year=None) == (19, 20)


def test_an_earlier_day_gives_a_lower_age_but_not_below_zero() -> None:
    assert age_range_on_day(dt.date(2021, 6, 1), age=17, age_on=STATED_ON, birth_year=None) == (16, 17)
    assert age_range_on_day(dt.date(2019, 6, 1), age=1, age_on=STATED_ON, birth_year=None) == (0, 0)


def test_a_birth_year_allows_two_ages() -> None:
    assert age_range_on_day(dt.date(2023, 6, 1), age=None, age_on=None, birth_year=2005) == (17, 18)


def test_the_lower_of_two_possible_ages_is_used() -> None:
    assert age_on_day(dt.date(2022, 6, 1), age=17, age_on=STATED_ON, birth_year=None) == 17
    assert age_on_day(dt.date(2024, 6, 1), age=17, age_on=STATED_ON, birth_year=None) == 19


def test_no_data_gives_no_age() -> None:
    assert age_on_day(STATED_ON, age=None, age_on=None, birth_year=None) is None
