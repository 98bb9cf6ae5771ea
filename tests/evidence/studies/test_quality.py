"""The intraclass correlation agrees with a published table and with the analysis of variance of statsmodels."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from statsmodels.stats.oneway import anova_oneway

from jatan.evidence.studies.quality import intraclass_correlation

# Shrout and Fleiss 1979 (Psychological Bulletin 86, 420-428), table 2: six targets rated by four judges; ICC(1,1) 0.17.
RATINGS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))


def test_a_published_table() -> None:
    found = intraclass_correlation(dict(enumerate(RATINGS)))
    assert found is not None
    assert round(found, 2) == 0.17
    between, within = 11.241667, 6.263889  # their table 3: BMS 11.24, WMS 6.26
    assert found == pytest.approx((between - within) / (between + 3 * within), rel=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_unequal_groups_agree_with_an_analysis_of_variance(seed: int) -> None:
    chance = random.Random(seed)
    groups: list[Sequence[float]] = [
        [chance.gauss(level, 1.5) for _ in range(chance.randint(2, 30))] for level in (2, 2.5, 4, 1, 3)
    ]
    sizes = np.array([len(group) for group in groups])
    f_value = anova_oneway(groups, use_var="equal").statistic
    size = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1)
    # (B - W) / (B + (k - 1) W) with B = F W.
    expected = (f_value - 1) / (f_value + size - 1)
    assert intraclass_correlation(dict(enumerate(groups))) == pytest.approx(expected, rel=1e-9)


def test_where_nothing_can_be_said() -> None:
    assert intraclass_correlation({}) is None
    assert intraclass_correlation({"a": [1, 2, 3]}) is None
    assert intraclass_correlation({"a": [1], "b": [2]}) is None
    assert intraclass_correlation({"a": [1, 1], "b": [1, 1]}) is None
    assert intraclass_correlation({"a": [0, 0], "b": [1, 1]}) == 1
