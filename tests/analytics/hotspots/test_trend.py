"""Mann-Kendall."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau, theilslopes

from analytics.hotspots import mann_kendall

SERIES = st.lists(st.integers(-20, 20), min_size=2, max_size=25)


@given(SERIES)
def test_s_counts_all_differences(x: list[int]) -> None:
    s = sum(np.sign(b - a) for i, a in enumerate(x) for b in x[i + 1 :])
    found = mann_kendall(x)
    assert found.s == s
    assert found.tau == pytest.approx(s / (len(x) * (len(x) - 1) / 2))


@given(SERIES)
def test_reversed_is_the_opposite(x: list[int]) -> None:
    up, down = mann_kendall(x), mann_kendall(x[::-1])
    assert up.s == -down.s
    assert up.z == pytest.approx(-down.z, abs=1e-9)
    # The corrected variance is another matter: rounding decides ties of the detrended ranks.
    for method in ("plain", "hamed_rao"):
        assert 0 <= mann_kendall(x, method=method).p <= 1


def test_slope_is_the_median_of_slopes() -> None:
    x = np.random.default_rng(1).normal(size=40).cumsum()
    slope, intercept, _, _ = theilslopes(x, np.arange(40))
    found = mann_kendall(x)
    assert found.slope == pytest.approx(slope)
    assert found.intercept == pytest.approx(intercept)
    assert found.tau == pytest.approx(kendalltau(np.arange(40), x).statistic)


def test_gaps_keep_their_place() -> None:
    x = np.arange(20, dtype=np.float64)
    x[[3, 4, 11]] = np.nan
    found = mann_kendall(x)
    assert found.slope == pytest.approx(1.0)
    assert found.intercept == pytest.approx(0.0)
    assert found.tau == pytest.approx(1.0)


@pytest.mark.parametrize("x", [[], [1.0], [np.nan, 2.0, np.nan]])
def test_too_short(x: list[float]) -> None:
    assert np.isnan(mann_kendall(x)).all()


@pytest.mark.parametrize("method", ["plain", "hamed_rao"])
def test_standing_still_is_no_trend(method: str) -> None:
    found = mann_kendall([5.0] * 10, method=method)  # type: ignore[arg-type]
    assert (found.s, found.z, found.p, found.slope) == (0.0, 0.0, 1.0, 0.0)


def test_level_under_autocorrelation() -> None:
    """Noise with a memory: the plain test cries trend far too often, the corrected one less."""
    random = np.random.default_rng(2)
    plain, corrected = [], []
    for _ in range(200):
        x = np.zeros(60)
        for t in range(1, 60):
            x[t] = 0.6 * x[t - 1] + random.normal()
        plain.append(mann_kendall(x).p < 0.05)
        corrected.append(mann_kendall(x, method="hamed_rao").p < 0.05)
    assert np.mean(corrected) < np.mean(plain)


def test_unknown_method() -> None:
    with pytest.raises(ValueError, match="no such method"):
        mann_kendall([1, 2, 3], method="best")  # type: ignore[arg-type]
