"""Ages on a day."""

import datetime as dt

from jatan.programme.people.rules import age_on_day, age_range_on_day

SAID = dt.date(2022, 1, 10)


def test_an_age_holds_on_the_day_it_was_said() -> None:
    assert age_range_on_day(SAID, age=17, age_on=SAID, birth_year=None) == (17, 17)
    assert age_range_on_day(SAID, age=17, age_on=None, birth_year=None) == (17, 17)


def test_later_a_birthday_may_have_passed() -> None:
    assert age_range_on_day(dt.date(2022, 6, 1), age=17, age_on=SAID, birth_year=None) == (17, 18)
    assert age_range_on_day(dt.date(2024, 6, 1), age=17, age_on=SAID, birth_year=None) == (19, 20)


def test_earlier_the_person_was_younger_but_never_less_than_nothing() -> None:
    assert age_range_on_day(dt.date(2021, 6, 1), age=17, age_on=SAID, birth_year=None) == (16, 17)
    assert age_range_on_day(dt.date(2019, 6, 1), age=1, age_on=SAID, birth_year=None) == (0, 0)


def test_a_birth_year_allows_two_ages() -> None:
    assert age_range_on_day(dt.date(2023, 6, 1), age=None, age_on=None, birth_year=2005) == (17, 18)


def test_a_doubt_protects_as_a_child() -> None:
    assert age_on_day(dt.date(2022, 6, 1), age=17, age_on=SAID, birth_year=None) == 17
    assert age_on_day(dt.date(2024, 6, 1), age=17, age_on=SAID, birth_year=None) == 19


def test_nothing_known_is_not_an_age() -> None:
    assert age_on_day(SAID, age=None, age_on=None, birth_year=None) is None
