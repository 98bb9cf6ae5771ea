"""Means and shares with 95 % intervals, for simple and for stratified, clustered, weighted samples. Pure.

- Simple (nothing was drawn, or one stage of equal chances): the mean with Student's t on n - 1 degrees of freedom
  (Cochran, Sampling Techniques, 3rd ed. 1977, section 2.15); a share with Wilson's score interval (Wilson 1927).
- Drawn villages: ratio estimators, their variance by Taylor linearisation from the totals of the first-stage units
  within strata, as if drawn with replacement ("ultimate clusters": Wolter, Introduction to Variance Estimation, 2nd ed.
  2007, section 6.11; Lohr, Sampling: Design and Analysis, 2nd ed. 2010, section 9.1), Student's t on units minus strata
  degrees of freedom; a share by its logit, so that the interval stays within 0 and 1. A stratum with a single unit is
  centred at the mean of all units.
"""

import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from jatan.evidence.studies.student import student_quantile

_LEVEL: Final = 0.95
_UPPER: Final = (1 + _LEVEL) / 2


@dataclass(frozen=True)
class Design:
    """How each answer came into the sample, by its place: weight, stratum and first-stage unit (village or district).

    `sampled`: {stratum: share of its units that were drawn}, where a finite population correction is wanted.
    """

    weights: Sequence[float]
    strata: Sequence[Hashable]
    units: Sequence[Hashable]
    sampled: Mapping[Hashable, float] | None = None

    @property
    def freedom(self) -> int:
        """Degrees of freedom: first-stage units minus strata."""
        return len(set(zip(self.strata, self.units, strict=True))) - len(set(self.strata))


@dataclass(frozen=True)
class Estimate:
    """`n` answers, the estimate, its standard error and interval. None where n is too small to say."""

    n: int
    value: float | None
    error: float | None = None
    low: float | None = None
    high: float | None = None


def estimate_mean(values: Sequence[float | None], design: Design | None) -> Estimate:
    """The mean of the values that are given. `design` None: a simple sample; else one entry for each value."""
    given = [value for value in values if value is not None]
    if not given:
        return Estimate(0, None)
    mean, error, freedom = _simple_mean(given) if design is None else _linearised(values, design)
    if error is None:
        return Estimate(len(given), mean)
    reach = student_quantile(_UPPER, freedom) * error
    return Estimate(len(given), mean, error, mean - reach, mean + reach)


def estimate_share(holds: Sequence[bool | None], design: Design | None) -> Estimate:
    """The share for which it holds among those where it is known. `design` as in `estimate_mean`."""
    given = [one for one in holds if one is not None]
    if not given:
        return Estimate(0, None)
    if design is None:
        return _wilson(sum(given), len(given))
    share, error, freedom = _linearised([None if one is None else float(one) for one in holds], design)
    if error is None or not 0 < share < 1:
        return Estimate(len(given), share, error)
    centre = math.log(share / (1 - share))
    reach = student_quantile(_UPPER, freedom) * error / (share * (1 - share))
    return Estimate(len(given), share, error, _from_logit(centre - reach), _from_logit(centre + reach))


def _simple_mean(values: Sequence[float]) -> tuple[float, float | None, int]:
    """(mean, its standard error, degrees of freedom)."""
    n, mean = len(values), math.fsum(values) / len(values)
    if n < 2:
        return mean, None, 0
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    return mean, spread / math.sqrt(n), n - 1


def _wilson(holding: int, n: int) -> Estimate:
    z = NormalDist().inv_cdf(_UPPER)
    share = holding / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    # Rounding may leave the ends a hair outside.
    low = 0.0 if holding == 0 else max(0.0, middle - reach)
    high = 1.0 if holding == n else min(1.0, middle + reach)
    return Estimate(n, share, math.sqrt(share * (1 - share) / n), low, high)


def _from_logit(value: float) -> float:
    return 1 / (1 + math.exp(-value)) if value > -700 else 0.0


def _linearised(values: Sequence[float | None], design: Design) -> tuple[float, float | None, int]:
    """(weighted mean of the values given, its standard error, degrees of freedom).

    Units without a value count with a total of zero, as the variance of a part of the sample asks.
    """
    weighed = [weight if value is not None else 0.0 for value, weight in zip(values, design.weights, strict=True)]
    whole = math.fsum(weighed)
    mean = math.fsum(weight * (value or 0.0) for value, weight in zip(values, weighed, strict=True)) / whole
    totals: dict[Hashable, dict[Hashable, list[float]]] = defaultdict(lambda: defaultdict(list))
    for value, weight, stratum, unit in zip(values, weighed, design.strata, design.units, strict=True):
        totals[stratum][unit].append(weight * ((value or 0.0) - mean) / whole)
    summed = {stratum: [math.fsum(parts) for parts in units.values()] for stratum, units in totals.items()}
    many = sum(len(units) for units in summed.values())
    if design.freedom < 1:
        return mean, None, 0
    grand = math.fsum(total for units in summed.values() for total in units) / many
    variance = 0.0
    for stratum, units in summed.items():
        correction = 1 - (design.sampled or {}).get(stratum, 0.0)
        if len(units) == 1:
            variance += correction * (units[0] - grand) ** 2
        else:
            centre = math.fsum(units) / len(units)
            squares = math.fsum((total - centre) ** 2 for total in units)
            variance += correction * len(units) / (len(units) - 1) * squares
    return mean, math.sqrt(variance), design.freedom
