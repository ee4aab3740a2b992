"""Farrington and Noufaily: whole runs, seasons, weights, regression."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy.optimize import minimize

from analytics.hotspots import (
    farrington,
    farrington_bounds,
    noufaily,
    noufaily_bounds,
    outbreak_weights,
    reference_days,
    regression,
)
from vocab import date_of, day_number

YEARS = 6


def _series(
    seed: int = 1, *, mean: float = 12, trend: float = 0.0, swing: float = 0.4
) -> np.ndarray:
    t = np.arange(52 * YEARS)
    rate = mean * np.exp(swing * np.sin(2 * np.pi * t / 52) + trend * (t - t[-1]) / 52)
    return np.random.default_rng(seed).poisson(rate).astype(np.float64)


@pytest.mark.parametrize("method", [farrington, noufaily])
def test_expects_what_the_season_brings(method) -> None:
    errors = []
    for seed in range(15):
        y = _series(seed)
        found = method(y)
        true = 12 * np.exp(0.4 * np.sin(2 * np.pi * (len(y) - 1) / 52))
        errors.append(found.expected / true - 1)
        assert found.phi >= 1
        assert found.bounds.lower < found.expected < found.bounds.upper
    assert abs(np.mean(errors)) < 0.08


@pytest.mark.parametrize("method", [farrington, noufaily])
def test_level(method) -> None:
    alarms = []
    for seed in range(60):
        alarms.append(method(_series(seed), alpha=0.05).alarm)
    assert np.mean(alarms) <= 0.15


@pytest.mark.parametrize("method", [farrington, noufaily])
def test_an_outbreak_is_an_alarm(method) -> None:
    y = _series(2)
    y[-1] = 40
    found = method(y)
    assert found.alarm
    assert found.bounds.score > 1
    assert found.bounds.p < 0.01


def test_an_old_outbreak_hides_no_new_one() -> None:
    y, spoilt = _series(3), _series(3)
    spoilt[len(y) - 1 - 156 : len(y) - 1 - 154] = 60
    for method in (farrington, noufaily):
        assert method(spoilt).bounds.upper < 1.3 * method(y).bounds.upper


def test_a_lasting_trend_is_kept() -> None:
    y = _series(4, mean=40, trend=-0.3)
    found = noufaily(y)
    assert found.trend == pytest.approx(-0.3 / 52, rel=0.3)
    assert np.isnan(farrington(_series(5)).trend) or farrington(_series(5)).trend != 0
    # Two years are too few for one.
    assert np.isnan(noufaily(y, years=2).trend)


def test_few_events_raise_no_alarm() -> None:
    y = np.zeros(52 * YEARS)
    y[::9] = 1
    y[-4:] = [0, 0, 0, 3]
    found = farrington(y)
    assert found.bounds.upper < 3
    assert not found.enough
    assert not found.alarm


def test_nothing_ever_seen_gives_no_model() -> None:
    y = np.zeros(52 * YEARS)
    assert farrington(y) is None
    assert noufaily(y) is None
    y = _series()
    y[-1] = np.nan
    assert farrington(y) is None


def test_gaps_are_left_out() -> None:
    y = _series(6)
    gaps = y.copy()
    gaps[len(y) - 1 - 104] = np.nan
    gaps[30] = np.nan
    assert farrington(gaps).expected == pytest.approx(farrington(y).expected, rel=0.1)
    assert noufaily(gaps) is not None


def test_calendar_days_find_the_same_time() -> None:
    last = day_number(dt.date(2026, 11, 17))
    days = last - 7 * np.arange(52 * YEARS + 10)[::-1]
    y = np.concatenate([np.full(10, 12.0), _series(7)])
    found = farrington(y, days=days)
    assert found.expected == pytest.approx(farrington(y).expected, rel=0.2)


def test_too_short_or_too_many_seasons() -> None:
    with pytest.raises(ValueError, match="far enough"):
        farrington(_series()[:200])
    with pytest.raises(ValueError, match="far enough"):
        noufaily(_series(), days=np.arange(52 * YEARS) * 7, years=6)
    with pytest.raises(ValueError, match="seasons"):
        noufaily(_series(), seasons=60)


def test_reference_days_keep_weekday_and_date() -> None:
    for start in range(day_number(dt.date(2026, 1, 1)), day_number(dt.date(2028, 3, 3)), 11):
        for back, day in enumerate(reference_days(start, 5)):
            now, then = date_of(start), date_of(day)
            assert now.weekday() == then.weekday()
            assert abs((day - start) + 365.25 * back) < 5
    leap = reference_days(day_number(dt.date(2028, 2, 29)), 1)
    assert date_of(leap[1]) == dt.date(2027, 3, 2)


def test_weights_add_up_and_fall() -> None:
    s = np.array([-3.0, 0.5, 2.0, 4.0])
    found = outbreak_weights(s, 1.0)
    assert found.sum() == pytest.approx(4)
    assert found[0] == found[1] > found[2] > found[3]
    assert found[2] / found[3] == pytest.approx(4)
    assert (outbreak_weights(s, 9.0) == 1).all()


def test_bounds_and_score_agree() -> None:
    for y in (5, 8, 9, 20):
        for found in (
            farrington_bounds(5, 0.2, 1.3, y),
            noufaily_bounds(np.log(5), 0.1, 1.3, y),
        ):
            assert (found.score > 1) == (y > found.upper)
    with pytest.raises(ValueError, match="power"):
        farrington_bounds(5, 0.2, 1, 8, power=0.4)
    assert np.isnan(noufaily_bounds(800.0, 0.1, 1.2, 3)).all()


def test_regression_maximises_the_likelihood() -> None:
    random = np.random.default_rng(8)
    design = np.column_stack([np.ones(60), random.normal(size=60)])
    y = random.poisson(np.exp(1 + 0.5 * design[:, 1])).astype(np.float64)
    weights = random.uniform(0.5, 2, 60)
    found = regression.fit(design, y, weights)
    assert found is not None

    def loss(beta: np.ndarray) -> float:
        eta = design @ beta
        return float((weights * (np.exp(eta) - y * eta)).sum())

    best = minimize(loss, [0.0, 0.0], tol=1e-12)
    assert found.coefficients == pytest.approx(best.x, abs=1e-4)
    assert found.leverage.sum() == pytest.approx(2)
    pearson = (weights * (y - found.mean) ** 2 / found.mean).sum() / 58
    assert found.dispersion == pytest.approx(pearson)
    assert found.p_of(1) < 0.001


def test_regression_says_when_it_cannot() -> None:
    twice = np.ones((10, 2))
    assert regression.fit(twice, np.arange(10.0)) is None
    assert regression.fit(np.ones((10, 1)), np.zeros(10)) is None
    assert regression.fit(np.ones((1, 1)), np.ones(1)) is None
    split = np.column_stack([np.ones(8), np.repeat([0.0, 1.0], 4)])
    # Perfect fit: no error to measure a coefficient by.
    exact = regression.fit(split, np.repeat([2.0, 5.0], 4))
    assert exact is not None
    assert exact.dispersion == pytest.approx(0, abs=1e-12)
