"""Quantiles of Student's t distribution, from the regularised incomplete beta function. Pure.

The one function of a statistics library that the product needs: ADR 38 says why no library is installed for it. Agrees
with `scipy.stats.t.ppf` to 1e-10 (tests/evidence/studies/test_student.py).
"""

import math
from typing import Final

_TINY: Final = 1e-300
_MOST_STEPS: Final = 1_000


def student_quantile(probability: float, freedom: float) -> float:
    """The value that a t variable with `freedom` degrees of freedom stays below with this probability.

    `probability` lies above 0.5 and below 1, `freedom` above 0; ValueError otherwise.
    """
    if not 0.5 < probability < 1 or not freedom > 0:
        raise ValueError("probability must lie between 0.5 and 1, freedom above 0")
    low, high = 0.0, 1.0
    while _below(high, freedom) < probability:
        low, high = high, high * 2
    for _step in range(_MOST_STEPS):  # bisection down to neighbouring floats
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _below(middle, freedom) < probability else (low, middle)
    return high


def _below(t: float, freedom: float) -> float:
    """Probability of a value below t >= 0."""
    return 1 - _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b) by its continued fraction (Numerical Recipes, 6.4)."""
    if x in (0.0, 1.0):
        return x
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """Lentz's method for the continued fraction of the incomplete beta function."""
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    found = d
    for step in range(1, _MOST_STEPS):
        for factor in (
            step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step)),
            -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1)),
        ):
            d, c = 1 + factor * d, 1 + factor / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            change = c * d
            found *= change
        if abs(change - 1) < 1e-16:
            break
    return found
