"""Quantiles of Student's t agree with scipy."""

import pytest
from scipy import stats

from jatan.evidence.studies.student import student_quantile


@pytest.mark.parametrize("freedom", [1, 2, 3, 5, 12.5, 30, 99, 287, 5_000, 100_000])
@pytest.mark.parametrize("probability", [0.6, 0.75, 0.9, 0.95, 0.975, 0.995, 0.9995])
def test_quantiles_agree_with_scipy(probability: float, freedom: float) -> None:
    assert student_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-9)


@pytest.mark.parametrize(("probability", "freedom"), [(0.5, 3), (1.0, 3), (0.9, 0), (0.1, 3)])
def test_what_has_no_quantile_here_is_refused(probability: float, freedom: float) -> None:
    with pytest.raises(ValueError):
        student_quantile(probability, freedom)
