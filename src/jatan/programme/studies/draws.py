"""Draws villages from a list by a stated rule and a seed. Pure: the same list, plan and seed give the same draw.

Random numbers are those of `random.Random(seed).random()`, the one sequence that Python promises to keep for a seed.
The rules, with N villages of a stratum, n of them drawn, x the size of a village and X the sum of sizes:

- simple: each village of the stratum gets a random number, in the order of the list; the n smallest are drawn. Chance
  n/N.
- systematic: from a random start in [0, N/n), every (N/n)-th village. Chance n/N.
- pps: systematic along the summed sizes with step X/n; a village as large as a step is taken with certainty first, and
  the step is computed again for the others. Chance nx/X (Cochran, Sampling Techniques, 3rd ed. 1977, section 9A.10).
- pps_replaced: n times one village with chance x/X; it can come up again (Hansen and Hurwitz 1943; Cochran 9A.3).
- chosen: every village of the list, with chance 1.

Weights are the inverse of the chances: 1/chance, for pps_replaced times drawn divided by n x/X.
"""

import itertools
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.studies.choices import Allocation, SamplingRule

MOST_VILLAGES: Final = 5_000
LARGEST_SIZE: Final = 1_000_000


@dataclass(frozen=True)
class FrameVillage:
    """A village of the list. `district`: id of its district, the stratum; `size`: households or people, if known."""

    district: str
    name: str
    size: int | None = None


@dataclass(frozen=True)
class DrawPlan:
    """How to draw. `number`: villages altogether. `districts`: how many districts are drawn first, by simple random
    sampling (None: all of the list). `by_district`: villages are drawn in each district by itself (always so where
    districts are drawn first).
    """

    rule: str
    seed: int
    number: int
    by_district: bool = False
    allocation: str = Allocation.PROPORTIONAL
    districts: int | None = None


@dataclass(frozen=True)
class DrawnVillage:
    """A drawn village: its place in the list from 0, how often it was drawn, and its weight (how many villages of the
    list it stands for)."""

    index: int
    times: int
    weight: float


def draw(frame: Sequence[FrameVillage], plan: DrawPlan) -> list[DrawnVillage]:
    """The villages drawn, in the order of the list. Raises Problem where the plan does not fit the list."""
    _check(frame, plan)
    if plan.rule == SamplingRule.CHOSEN:
        return [DrawnVillage(index, 1, 1.0) for index in range(len(frame))]
    chance = random.Random(plan.seed)  # noqa: S311 - a sample has to be drawn again from its seed
    strata: dict[str, list[int]] = defaultdict(list)
    for index, village in enumerate(frame):
        strata[village.district if plan.by_district or plan.districts else ""].append(index)
    before = 1.0
    if plan.districts:
        before = len(strata) / plan.districts
        names = list(strata)
        strata = {names[place]: strata[names[place]] for place in _simple(len(names), plan.districts, chance)}
    numbers = allocate([len(indices) for indices in strata.values()], plan.number, plan.allocation)
    drawn = []
    for indices, number in zip(strata.values(), numbers, strict=True):
        sizes = [frame[index].size or 0 for index in indices]
        for place, times, weight in _drawn_of_stratum(plan.rule, sizes, number, chance):
            drawn.append(DrawnVillage(indices[place], times, weight * before))
    return sorted(drawn, key=lambda one: one.index)


def allocate(sizes: Sequence[int], number: int, allocation: str) -> list[int]:
    """Share `number` villages out among strata with `sizes` villages each, never more than a stratum has.

    Two for each stratum first (one where there is only one, or too few to go round), so that its variance can be
    estimated; then by the largest remainder of the exact share, the earlier stratum first where remainders are equal.
    """
    least = 2 if number >= sum(min(2, size) for size in sizes) else 1
    whole = sum(sizes)
    exact = [number * size / whole if allocation == Allocation.PROPORTIONAL else number / len(sizes) for size in sizes]
    found = [min(size, max(least, math.floor(share))) for size, share in zip(sizes, exact, strict=True)]
    while sum(found) != number:
        # Add where the share is missed by most, take away where it is passed by most; bounds of a stratum hold.
        is_short = sum(found) < number
        open_ones = [
            place
            for place, size in enumerate(sizes)
            if (found[place] < size if is_short else found[place] > min(least, size))
        ]
        best = max(open_ones, key=lambda place: (exact[place] - found[place]) * (1 if is_short else -1))
        found[best] += 1 if is_short else -1
    return found


def _check(frame: Sequence[FrameVillage], plan: DrawPlan) -> None:
    if not frame:
        raise Problem("missing_required", field="frame")
    if len(frame) > MOST_VILLAGES:
        raise Problem(
            "too_many", format_lazy(_("At most {most} villages in one list."), most=MOST_VILLAGES), field="frame"
        )
    if plan.rule == SamplingRule.CHOSEN:
        return
    districts = len({village.district for village in frame})
    if plan.districts and not 1 <= plan.districts <= districts:
        raise Problem("too_many", _("There are not so many districts in the list."), field="districts")
    if (
        not 1 <= plan.number <= len(frame) and plan.rule != SamplingRule.PPS_REPLACED
    ) or not 0 < plan.number <= MOST_VILLAGES:
        raise Problem("too_many", _("There are not so many villages in the list."), field="number")
    if plan.number < (plan.districts or (districts if plan.by_district else 1)):
        raise Problem("too_few", _("There are fewer villages to draw than districts."), field="number")
    if plan.rule in (SamplingRule.PPS, SamplingRule.PPS_REPLACED) and not all(village.size for village in frame):
        raise Problem("no_size", _("Drawing by size needs the size of every village in the list."), field="frame")


def _drawn_of_stratum(
    rule: str, sizes: Sequence[int], number: int, chance: random.Random
) -> Iterator[tuple[int, int, float]]:
    """(place in the stratum, times drawn, weight) of each village drawn."""
    many = len(sizes)
    if rule == SamplingRule.SIMPLE:
        yield from ((place, 1, many / number) for place in _simple(many, number, chance))
    elif rule == SamplingRule.SYSTEMATIC:
        yield from ((place, 1, many / number) for place in _systematic([1] * many, number, chance))
    elif rule == SamplingRule.PPS:
        yield from _by_size(sizes, number, chance)
    else:
        whole = sum(sizes)
        ends = list(itertools.accumulate(sizes))
        times: dict[int, int] = defaultdict(int)
        for _draw in range(number):
            point = chance.random() * whole
            times[next(place for place, end in enumerate(ends) if point < end)] += 1
        yield from ((place, often, often * whole / (number * sizes[place])) for place, often in times.items())


def _simple(many: int, number: int, chance: random.Random) -> list[int]:
    order = sorted((chance.random(), place) for place in range(many))
    return sorted(place for _point, place in order[:number])


def _systematic(sizes: Sequence[int], number: int, chance: random.Random) -> list[int]:
    """Places hit by points at equal steps along the summed sizes, from a random start within the first step."""
    step = sum(sizes) / number
    start = chance.random() * step
    found, ends, place = [], list(itertools.accumulate(sizes)), 0
    for hit in range(number):
        point = start + hit * step
        while place < len(ends) - 1 and ends[place] <= point:
            place += 1
        found.append(place)
    return found


def _by_size(sizes: Sequence[int], number: int, chance: random.Random) -> Iterator[tuple[int, int, float]]:
    certain: set[int] = set()
    while True:
        rest = [place for place in range(len(sizes)) if place not in certain]
        left = number - len(certain)
        whole = sum(sizes[place] for place in rest)
        new = {place for place in rest if left and sizes[place] * left >= whole}
        if not new or len(new) >= left:
            certain |= set(sorted(new, key=lambda place: -sizes[place])[:left])
            break
        certain |= new
    yield from ((place, 1, 1.0) for place in sorted(certain))
    rest = [place for place in range(len(sizes)) if place not in certain]
    left = number - len(certain)
    if left > 0:
        whole = sum(sizes[place] for place in rest)
        for place in _systematic([sizes[place] for place in rest], left, chance):
            yield rest[place], 1, whole / (left * sizes[rest[place]])
