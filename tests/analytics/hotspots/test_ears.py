"""EARS thresholds."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from analytics.hotspots import ears

Y = np.random.default_rng(1).poisson(6, 40).astype(np.float64)


@pytest.mark.parametrize(("method", "gap"), [("C1", 0), ("C2", 2)])
def test_mean_and_spread_of_the_periods_before(method: str, gap: int) -> None:
    found = ears(Y, method, baseline=7, alpha=0.01)  # type: ignore[arg-type]
    assert np.isnan(found.upper[: 7 + gap]).all()
    for t in range(7 + gap, 40):
        before = Y[t - gap - 7 : t - gap]
        assert found.expected[t] == pytest.approx(before.mean())
        bound = before.mean() + norm.isf(0.01) * before.std(ddof=1)
        assert found.upper[t] == pytest.approx(bound)
        assert found.alarm[t] == (Y[t] > bound)


def test_c3_takes_off_what_went_before() -> None:
    found, c2 = ears(Y, "C3"), ears(Y, "C2", alpha=0.025)
    scale = (c2.upper - c2.expected) / norm.isf(0.025)
    excess = np.maximum((Y - c2.expected) / scale - 1, 0)
    for t in range(11, 40):
        bound = c2.upper[t] - (excess[t - 1] + excess[t - 2]) * scale[t]
        assert found.upper[t] == pytest.approx(max(bound, 0))
    assert np.isnan(found.upper[:11]).all()


def test_a_slow_rise_is_seen_by_c3_before_c2() -> None:
    y = np.array([5.0, 6, 4, 5, 6, 4, 5, 6, 4, 5, 5, 6.5, 6.5, 6.5])
    assert not ears(y, "C2", alpha=0.025).alarm.any()
    assert ears(y, "C3").alarm[-1]


def test_gaps_and_short_series_give_no_alarm() -> None:
    y = Y.copy()
    y[20] = np.nan
    found = ears(y, "C1")
    assert np.isnan(found.upper[21:28]).all()
    assert np.isfinite(found.upper[28:]).all()
    assert not found.alarm[20:28].any()
    assert not ears(Y[:5]).alarm.any()
    assert len(ears([]).upper) == 0


def test_a_still_series_needs_a_least_spread() -> None:
    y = np.array([2.0] * 12 + [3.0])
    assert ears(y).alarm[-1]
    assert not ears(y, min_sigma=1.0).alarm[-1]
    assert np.isfinite(ears(y, "C3").upper[11:]).all()


def test_faults() -> None:
    with pytest.raises(ValueError, match="no such method"):
        ears(Y, "C4")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="baseline"):
        ears(Y, baseline=2)
    with pytest.raises(ValueError, match="baseline"):
        ears(Y, min_sigma=-1)
