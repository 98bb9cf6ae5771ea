"""Rounding of counts of persons so that no question, and no difference of two answers, finds one of them.

The building block is a series: one number of one organisation in one district in one financial year, added up from
April to the end of each month. Each sum is rounded to a multiple of BASE; a month is the difference of two rounded
sums. Every published number is a sum of such months, so no answer gives more than the blocks do
(docs/adr/0020-counts-of-persons.md).
"""

import datetime as dt
import itertools
import secrets
from collections.abc import Collection, Mapping, Sequence

from jatan.kernel.small_counts import SMALLEST

BASE = SMALLEST
# Sums of money are given from this many persons up.
FEWEST_WITH_MONEY = 10
_MONEY_BASE = 100

# The smallest and the largest number that a reader must reckon with.
type Bounds = tuple[int, int]


def draw_offset() -> int:
    """A random number from 0 to BASE - 1: added before rounding down, it makes the error 0 on average.

    Drawn once for a series and kept: a new draw for each month would let a reader average the error away.
    """
    return secrets.randbelow(BASE)


def rounded_months(
    amounts: Mapping[dt.date, int], offset: int = 0, published: Mapping[dt.date, int] | None = None
) -> dict[dt.date, int]:
    """{month: published number} of one series, from its true numbers; zeros are left out.

    `published`: the numbers of the last snapshot. What came in since is added to a month only where every later sum has
    room for it, and nothing is taken away: a step that moved from one month to another would show that month's number.
    """
    before = published or {}
    months = sorted({*amounts, *before})
    gaps = list[int]()
    true = shown = 0
    for month in months:
        true, shown = true + amounts.get(month, 0), shown + before.get(month, 0)
        gaps.append((true + offset) // BASE * BASE - shown)
    added = list(itertools.accumulate(reversed(gaps), min))[::-1]
    steps = itertools.pairwise([0, *(max(0, gap) for gap in added)])
    found = {
        month: before.get(month, 0) + after - previous for month, (previous, after) in zip(months, steps, strict=True)
    }
    return {month: amount for month, amount in found.items() if amount}


def bounds_of_sum(rounded: int) -> Bounds:
    """What a reader knows of a year's true number from the published one, not knowing the offset."""
    return max(0, rounded - BASE + 1), rounded + BASE - 1


def bounds_of_change(before: int, after: int) -> Bounds:
    """What a reader knows of the change of a true number from the published ones before and after.

    The reader may know that records were only added, so a change that is not negative starts at zero.
    """
    change = after - before
    lowest = change - BASE + 1
    return (max(0, lowest) if change >= 0 else lowest), change + BASE - 1


def has_room(bounds: Sequence[Bounds], total: int) -> bool:
    """True if each number can still be any of BASE neighbouring ones for a reader who knows their exact total."""
    lowest, highest = sum(low for low, _high in bounds), sum(high for _low, high in bounds)
    return bool(bounds) and all(
        min(high, total - (lowest - low)) - max(low, total - (highest - high)) >= BASE - 1 for low, high in bounds
    )


def has_room_for_insiders[S, O](
    bounds: Mapping[S, Bounds], exact: Mapping[S, int], groups: Mapping[O, Collection[S]]
) -> bool:
    """`has_room` for everybody, and for a reader who also knows all exact numbers of one group (of her own member)."""
    whole = sum(exact.values())
    if not has_room(list(bounds.values()), whole):
        return False
    for known in groups.values():
        rest = [bounds[one] for one in bounds if one not in known]
        if not has_room(rest, whole - sum(exact.get(one, 0) for one in known)):
            return False
    return True


def rounded_money(amount: int, persons: int) -> int:
    """The sum of money from which the average comes out in whole hundreds of rupees."""
    return round(amount / persons / _MONEY_BASE) * _MONEY_BASE * persons
