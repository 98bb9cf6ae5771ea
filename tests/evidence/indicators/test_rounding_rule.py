"""Rounded months: near the truth, adding up, never moved by a later snapshot; exact totals only with room."""

import datetime as dt
import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from jatan.evidence.indicators.rounding_rule import (
    BASE,
    bounds_of_change,
    bounds_of_sum,
    has_room,
    has_room_for_insiders,
    rounded_money,
    rounded_months,
)
from tests.attacks.counts_attacker import Attacker

YEAR = [dt.date(2025 + (month > 12), (month - 1) % 12 + 1, 1) for month in range(4, 16)]
AMOUNTS = st.lists(st.integers(0, 12), max_size=12).map(lambda numbers: dict(zip(YEAR, numbers, strict=False)))
OFFSETS = st.integers(0, BASE - 1)


def sums(amounts: Mapping[dt.date, int]) -> list[int]:
    return list(itertools.accumulate(amounts.get(month, 0) for month in YEAR))


@given(AMOUNTS, OFFSETS)
def test_every_sum_is_a_multiple_of_five_and_less_than_five_away(amounts: dict[dt.date, int], offset: int) -> None:
    for true, shown in zip(sums(amounts), sums(rounded_months(amounts, offset)), strict=True):
        assert shown % BASE == 0
        assert abs(shown - true) < BASE


@given(AMOUNTS, AMOUNTS, OFFSETS)
def test_a_later_snapshot_moves_no_step_and_reaches_the_true_year(
    amounts: dict[dt.date, int], late: dict[dt.date, int], offset: int
) -> None:
    first = rounded_months(amounts, offset)
    more = {month: amounts.get(month, 0) + late.get(month, 0) for month in YEAR}
    second = rounded_months(more, offset, first)
    assert all(second.get(month, 0) >= number for month, number in first.items())
    assert sums(second)[-1] == (sums(more)[-1] + offset) // BASE * BASE
    assert all(shown <= true + offset for true, shown in zip(sums(more), sums(second), strict=True))
    assert rounded_months(more, offset, second) == second


@given(AMOUNTS, AMOUNTS, OFFSETS)
def test_withdrawn_records_take_nothing_away(
    amounts: dict[dt.date, int], withdrawn: dict[dt.date, int], offset: int
) -> None:
    first = rounded_months(amounts, offset)
    less = {month: max(0, number - withdrawn.get(month, 0)) for month, number in amounts.items()}
    assert rounded_months(less, offset, first) == first


def test_the_offset_makes_the_error_nothing_on_average() -> None:
    for true in range(30):
        shown = [sum(rounded_months({YEAR[0]: true}, offset).values()) for offset in range(BASE)]
        assert sum(shown) == BASE * true


def test_exact_total_is_refused_where_it_leaves_fewer_than_five_numbers() -> None:
    unknown = bounds_of_sum(0)
    assert unknown == (0, 4)
    assert not has_room([], 0)
    assert not has_room([unknown], 3)
    assert not has_room([unknown] * 4, 3)
    assert has_room([unknown] * 4, 8)
    assert not has_room([unknown] * 4, 15)
    # Whoever knows the rows of one of two members knows the other's number.
    exact = {"a": 20, "b": 20}
    bounds = {name: bounds_of_sum(number) for name, number in exact.items()}
    assert has_room(list(bounds.values()), 40)
    assert not has_room_for_insiders(bounds, exact, {"A": {"a"}, "B": {"b"}})


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.data())
def test_room_is_what_the_attacker_finds(numbers: list[int], data: st.DataObject) -> None:
    bounds = [bounds_of_sum(number * BASE) for number in numbers]
    total = data.draw(st.integers(sum(low for low, _high in bounds), sum(high for _low, high in bounds)))
    attacker = Attacker(BASE)
    columns = [attacker.unknown(str(place), *map(float, one)) for place, one in enumerate(bounds)]
    attacker.learn(dict.fromkeys(columns, 1.0), total, total)
    found = attacker.found({str(column): {column: 1.0} for column in columns}, BASE - 1)
    assert has_room(bounds, total) == (not found)


def test_a_change_that_is_not_negative_may_be_known_to_be_an_addition() -> None:
    assert bounds_of_change(10, 10) == (0, 4)
    assert bounds_of_change(10, 15) == (1, 9)
    assert bounds_of_change(15, 10) == (-9, -1)


def test_each_total_rounded_by_itself_is_found() -> None:
    """The simpler rule: four numbers of 2 are each rounded to 0, their sum 8 to 10."""
    attacker = Attacker(BASE)
    columns = [attacker.unknown(str(place), 0.0) for place in range(4)]
    for column in columns:
        attacker.learn({column: 1.0}, 0.0, 2.0)
    attacker.learn(dict.fromkeys(columns, 1.0), 8.0, 12.0)
    assert {(one.low, one.high) for one in attacker.found({str(one): {one: 1.0} for one in columns}, 4.0)} == {
        (2.0, 2.0)
    }


def test_money_is_rounded_to_hundreds_on_average() -> None:
    assert rounded_money(12 * 7149, 12) == 12 * 7100
