"""Draws follow their rule: chances as samplics computes them, the same seed the same draw, sums that agree."""

import itertools
import random
import warnings
from collections import Counter
from typing import Any

import numpy as np
import pytest

from jatan.kernel.problems import Problem
from jatan.programme.studies.draws import DrawPlan, FrameVillage, allocate, draw

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says at import that it is no longer developed
    from samplics import SampleSelection
    from samplics.utils.types import SelectMethod

# Cochran, Sampling Techniques, 3rd ed. 1977, section 9A.1: seven units with these sizes, 30 together.
COCHRAN = (3, 1, 11, 6, 4, 2, 3)


def a_frame(sizes: Any, district: str = "d") -> list[FrameVillage]:
    return [FrameVillage(district, f"v{place}", size) for place, size in enumerate(sizes)]


def _random_frame(seed: int, many: int = 60) -> list[FrameVillage]:
    chance = random.Random(seed)
    return [FrameVillage(f"d{place % 4}", f"v{place}", chance.randint(20, 90)) for place in range(many)]


def _chances(method: SelectMethod, frame: list[FrameVillage], number: Any, *, strat: bool = False) -> list[float]:
    """The chance of every village of the list, as samplics gives it beside a draw of its own."""
    districts = np.array([village.district for village in frame]) if strat else None
    _sample, _hits, chances = SampleSelection(method=method, strat=strat, wr=False).select(
        samp_unit=np.arange(len(frame)),
        samp_size=number,
        stratum=districts,
        mos=np.array([village.size for village in frame]),
    )
    return [float(chance) for chance in chances]


@pytest.mark.parametrize(("rule", "method"), [("simple", SelectMethod.srs_wor), ("pps", SelectMethod.pps_sys)])
@pytest.mark.parametrize("seed", [1, 77])
def test_weights_are_the_inverse_of_the_chances_of_samplics(rule: str, method: SelectMethod, seed: int) -> None:
    frame = _random_frame(seed)
    chances = _chances(method, frame, 12)
    drawn = draw(frame, DrawPlan(rule, seed, 12))
    assert len(drawn) == 12
    assert [one.weight for one in drawn] == pytest.approx([1 / chances[one.index] for one in drawn], rel=1e-9)


@pytest.mark.parametrize(("rule", "method"), [("simple", SelectMethod.srs_wor), ("pps", SelectMethod.pps_sys)])
def test_weights_by_stratum_agree_with_samplics(rule: str, method: SelectMethod) -> None:
    frame = _random_frame(3)
    drawn = draw(frame, DrawPlan(rule, 5, 16, by_district=True, allocation="equal"))
    chances = _chances(method, frame, {f"d{place}": 4 for place in range(4)}, strat=True)
    assert Counter(frame[one.index].district for one in drawn) == {f"d{place}": 4 for place in range(4)}
    assert [one.weight for one in drawn] == pytest.approx([1 / chances[one.index] for one in drawn], rel=1e-9)


@pytest.mark.parametrize("rule", ["simple", "systematic", "pps", "pps_replaced"])
def test_the_same_seed_gives_the_same_draw_and_another_seed_another(rule: str) -> None:
    frame = _random_frame(8)
    plan = DrawPlan(rule, 20241128, 15, by_district=True)
    assert draw(frame, plan) == draw(list(frame), plan)
    others = [draw(frame, DrawPlan(rule, seed, 15, by_district=True)) for seed in range(20)]
    assert any(one != draw(frame, plan) for one in others)


def test_a_draw_stays_what_it_was_on_the_day_it_was_written() -> None:
    """A change of the rule, or of Python's random numbers, would show here."""
    drawn = draw(a_frame(range(10, 30)), DrawPlan("simple", 7, 4))
    order = sorted((point, place) for place, point in enumerate(_points(7, 20)))
    assert [one.index for one in drawn] == sorted(place for _point, place in order[:4]) == [3, 6, 8, 10]


def _points(seed: int, many: int) -> list[float]:
    chance = random.Random(seed)
    return [chance.random() for _ in range(many)]


@pytest.mark.parametrize("rule", ["simple", "systematic", "pps"])
def test_over_many_seeds_each_village_comes_up_as_often_as_its_chance(rule: str) -> None:
    frame, times = a_frame(COCHRAN), 6_000
    met = Counter(one.index for seed in range(times) for one in draw(frame, DrawPlan(rule, seed, 2)))
    chances = [2 * size / 30 if rule == "pps" else 2 / 7 for size in COCHRAN]
    for place, chance in enumerate(chances):
        assert met[place] / times == pytest.approx(chance, abs=4 * (chance * (1 - chance) / times) ** 0.5)


def test_with_replacement_the_total_of_sizes_is_estimated_without_error() -> None:
    """Where what is estimated is the size itself, each draw gives the whole (Cochran, section 9A.3)."""
    frame = a_frame(COCHRAN)
    for seed in range(50):
        drawn = draw(frame, DrawPlan("pps_replaced", seed, 4))
        assert sum(one.times for one in drawn) == 4
        assert sum(one.weight * (frame[one.index].size or 0) for one in drawn) == pytest.approx(30, rel=1e-12)


def test_a_village_as_large_as_a_step_is_taken_with_certainty() -> None:
    frame = a_frame((500, 10, 10, 10, 10, 10))
    for seed in range(30):
        drawn = {one.index: one.weight for one in draw(frame, DrawPlan("pps", seed, 3))}
        assert len(drawn) == 3
        assert drawn[0] == 1.0
        assert [weight for index, weight in drawn.items() if index] == [2.5, 2.5]


def test_districts_drawn_first_multiply_the_weights() -> None:
    frame = _random_frame(2)  # four districts of fifteen villages
    drawn = draw(frame, DrawPlan("simple", 3, 10, districts=2))
    assert len({frame[one.index].district for one in drawn}) == 2
    assert {one.weight for one in drawn} == {4 / 2 * 15 / 5}


def test_chosen_villages_are_all_taken() -> None:
    assert [one.index for one in draw(a_frame((None, None, 3)), DrawPlan("chosen", 0, 0))] == [0, 1, 2]


def test_shares_of_strata_add_up_and_fit() -> None:
    chance = random.Random(11)
    for _time in range(300):
        sizes = [chance.randint(1, 40) for _ in range(chance.randint(1, 14))]
        number = chance.randint(len(sizes), sum(sizes))
        for allocation in ("equal", "proportional"):
            found = allocate(sizes, number, allocation)
            assert sum(found) == number
            assert all(1 <= share <= size for share, size in zip(found, sizes, strict=True))
    assert allocate([50, 30, 20], 10, "proportional") == [5, 3, 2]
    assert allocate([50, 30, 20], 9, "equal") == [3, 3, 3]


@pytest.mark.parametrize(
    ("sizes", "plan", "code"),
    [
        ((), DrawPlan("simple", 1, 1), "missing_required"),
        ((1, 2), DrawPlan("simple", 1, 3), "too_many"),
        ((1, 2), DrawPlan("simple", 1, 0), "too_many"),
        ((1, None), DrawPlan("pps", 1, 1), "no_size"),
        ((1, 0), DrawPlan("pps_replaced", 1, 1), "no_size"),
        ((1, 2), DrawPlan("simple", 1, 1, districts=2), "too_many"),
    ],
)
def test_what_cannot_be_drawn_is_refused(sizes: Any, plan: DrawPlan, code: str) -> None:
    with pytest.raises(Problem) as refused:
        draw(a_frame(sizes), plan)
    assert refused.value.code == code


def test_systematic_draws_are_a_step_apart() -> None:
    frame = a_frame(itertools.repeat(1, 100))
    drawn = [one.index for one in draw(frame, DrawPlan("systematic", 4, 10))]
    assert {later - earlier for earlier, later in itertools.pairwise(drawn)} == {10}
    assert {one.weight for one in draw(frame, DrawPlan("systematic", 4, 8))} == {100 / 8}
