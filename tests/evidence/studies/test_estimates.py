"""Means, shares and intervals agree with published examples, with samplics and with statsmodels, to 1e-9."""

import math
import random
import warnings
from typing import Any

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from jatan.evidence.studies.estimates import Design, estimate_mean, estimate_share

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it says at import that it is no longer developed
    from samplics import TaylorEstimator
    from samplics.datasets import load_nhanes2
    from samplics.utils.types import PopParam, SinglePSUEst

# Lohr, Sampling: Design and Analysis, 2nd ed. 2010, example 5.2: grade point averages of five of a hundred suites with
# four students each. She finds 2.826, with standard error 0.164.
SUITES = (
    (3.08, 2.60, 3.44, 3.04),
    (2.36, 3.04, 3.28, 2.68),
    (2.00, 2.56, 2.52, 1.88),
    (3.00, 2.88, 3.44, 3.64),
    (2.68, 1.92, 3.28, 3.20),
)


def _random_sample(seed: int, *, n: int = 96) -> tuple[list[float], list[bool], Design]:
    """Four strata of six villages with four answers each, with uneven weights."""
    chance = random.Random(seed)
    weights = [chance.uniform(0.5, 40) for _ in range(n)]
    strata, units = [place // 24 for place in range(n)], [place // 4 for place in range(n)]
    return (
        [chance.gauss(7_000, 2_500) for _ in range(n)],
        [chance.random() < 0.2 for _ in range(n)],
        Design(weights, strata, units),
    )


def _samplics(parameter: Any, values: Any, design: Design, **more: Any) -> tuple[Any, Any, Any, Any]:
    estimator = TaylorEstimator(parameter)
    estimator.estimate(
        y=np.array(values),
        samp_weight=np.array(design.weights),
        stratum=np.array(design.strata),
        psu=np.array(design.units),
        **more,
    )
    return estimator.point_est, estimator.stderror, estimator.lower_ci, estimator.upper_ci


def _numbers(estimate: Any) -> list[float]:
    return [estimate.value, estimate.error, estimate.low, estimate.high]


def test_one_stage_clusters_as_in_the_textbook() -> None:
    values = [grade for suite in SUITES for grade in suite]
    units = [number for number, suite in enumerate(SUITES) for _grade in suite]
    design = Design([20.0] * 20, [""] * 20, units, sampled={"": 5 / 100})
    found = estimate_mean(values, design)
    assert round(found.value or 0, 3) == 2.826
    assert round(found.error or 0, 3) == 0.164
    # By hand, from the totals of the suites: (1 - n/N) s²/n over the four students of each.
    totals = [sum(suite) for suite in SUITES]
    spread = sum((total - sum(totals) / 5) ** 2 for total in totals) / 4
    assert found.error == pytest.approx(math.sqrt(0.95 * spread / 5) / 4, rel=1e-9)


def test_a_health_survey_agrees_with_samplics() -> None:
    """Weight in kilograms in NHANES II (McDowell et al. 1981), whose strata, units and weights Stata's manual uses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = load_nhanes2()["data"]
    part = data[["stratid", "psuid", "finalwgt", "zinc", "highlead"]].copy()
    zinc = [None if math.isnan(value) else float(value) for value in part["zinc"]]
    strata = [int(value) for value in part["stratid"]]
    units = [(stratum, int(unit)) for stratum, unit in zip(strata, part["psuid"], strict=True)]
    design = Design([float(value) for value in part["finalwgt"]], strata, units)
    estimator = TaylorEstimator(PopParam.mean)
    known = part.assign(unit=[f"{stratum}-{unit}" for stratum, unit in units])
    estimator.estimate(
        y=known["zinc"].fillna(0.0) * 1.0,
        samp_weight=known["finalwgt"].where(known["zinc"].notna(), 0.0),
        stratum=known["stratid"],
        psu=known["unit"],
    )
    found = estimate_mean(zinc, design)
    expected = [estimator.point_est, estimator.stderror, estimator.lower_ci, estimator.upper_ci]
    assert len(zinc) > 9_000
    assert _numbers(found) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_weighted_strata_and_villages_agree_with_samplics(seed: int) -> None:
    values, holds, design = _random_sample(seed)
    assert _numbers(estimate_mean(values, design)) == pytest.approx(_samplics(PopParam.mean, values, design), rel=1e-9)
    shares = _samplics(PopParam.prop, [int(one) for one in holds], design)
    assert _numbers(estimate_share(holds, design)) == pytest.approx([part[1] for part in shares], rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_a_part_of_the_sample_keeps_the_units_without_it(seed: int) -> None:
    values, _holds, design = _random_sample(seed)
    chance = random.Random(seed + 100)
    part = [chance.random() < 0.4 for _ in values]
    only = [value if inside else None for value, inside in zip(values, part, strict=True)]
    whole = _samplics(PopParam.mean, values, design, domain=np.array(part))
    assert _numbers(estimate_mean(only, design)) == pytest.approx([one[True] for one in whole], rel=1e-9)


def test_a_stratum_with_one_village_does_not_stop_the_estimate() -> None:
    values, _holds, design = _random_sample(1)
    strata = ["alone" if unit == 0 else stratum for unit, stratum in zip(design.units, design.strata, strict=True)]
    alone = Design(design.weights, strata, design.units)
    certain = _samplics(PopParam.mean, values, alone, single_psu=SinglePSUEst.certainty)
    found = estimate_mean(values, alone)
    assert found.value == pytest.approx(certain[0], rel=1e-9)
    assert (found.error or 0) > certain[1], "the lone village adds its distance from the mean of all"


@pytest.mark.parametrize(("holding", "n"), [(7, 40), (1, 12), (0, 9), (9, 9), (150, 287)])
def test_a_simple_share_agrees_with_statsmodels(holding: int, n: int) -> None:
    found = estimate_share([place < holding for place in range(n)], None)
    low, high = proportion_confint(holding, n, alpha=0.05, method="wilson")
    assert (found.n, found.value) == (n, pytest.approx(holding / n))
    assert found.low == pytest.approx(max(low, 0), abs=1e-12)
    assert found.high == pytest.approx(min(high, 1), rel=1e-9)


def test_a_simple_mean_agrees_with_statsmodels() -> None:
    values, _holds, _design = _random_sample(9)
    found = estimate_mean([*values, None], None)
    low, high = DescrStatsW(values).tconfint_mean(0.05)
    assert found.n == len(values)
    assert [found.low, found.high] == pytest.approx([low, high], rel=1e-9)


def test_equal_weights_without_clusters_give_the_simple_mean() -> None:
    values, _holds, _design = _random_sample(4)
    places = list(range(len(values)))
    drawn = estimate_mean(values, Design([3.0] * len(values), [""] * len(values), places))
    simple = estimate_mean(values, None)
    assert _numbers(drawn) == pytest.approx(_numbers(simple), rel=1e-9)


def test_too_little_gives_no_interval_and_nothing_gives_nothing() -> None:
    one_village = Design([1.0, 1.0], ["", ""], ["a", "a"])
    assert estimate_mean([3.0, 5.0], one_village) == estimate_mean([3.0, 5.0], one_village).__class__(2, 4.0)
    assert estimate_mean([None], None).value is None
    assert estimate_share([None], one_village.__class__([1.0], [""], ["a"])).value is None
    everybody = estimate_share([True, True, True], Design([1.0] * 3, [""] * 3, [1, 2, 3]))
    assert (everybody.value, everybody.low, everybody.high) == (1.0, None, None)
