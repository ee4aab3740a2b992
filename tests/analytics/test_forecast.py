"""Next week from the posterior, and what a plain count would say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import nbinom

from analytics.forecast import at_most, next_period, plain_count
from analytics.material import happened
from analytics.posterior import evaluate
from tests.analytics.worlds import rows_of, ruled, shaped, world


def test_mean_is_relative_risk_times_what_is_expected() -> None:
    inputs = world()
    policy = ruled(inputs)
    seen = next_period(inputs, policy)
    found = evaluate(inputs, policy)
    assert seen.indicators == ("penalty", "petition", "alert")
    assert np.allclose(seen.mean, found.theta[:, 1:] * found.usual[:, 1:], rtol=1e-12)


def test_variance_is_poissons_and_the_posteriors_widened_by_the_dispersion() -> None:
    inputs = world()
    policy = ruled(inputs)
    found, seen = evaluate(inputs, policy), next_period(inputs, policy)
    for column, rule in enumerate(policy.indicators[1:]):
        assert rule.frozen is not None
        phi = np.array([rule.frozen.phi[code[:3]] for code in inputs.codes])
        mean = seen.mean[:, column]
        variance = mean + mean**2 / seen.size[:, column]
        assert np.allclose(variance, phi * mean + mean**2 / found.shape[:, column + 1])


def test_distribution_and_quantiles_are_the_negative_binomials() -> None:
    inputs = world()
    seen = next_period(inputs, ruled(inputs))
    for count in (0, 3):
        chance = nbinom.cdf(count, seen.size, seen.size / (seen.size + seen.mean))
        assert np.allclose(seen.at_most(np.full(seen.mean.shape, count)), chance)
    assert (seen.at_most(np.full(seen.mean.shape, -1.0)) == 0).all()
    median = seen.quantile(0.5)
    assert (seen.at_most(median) >= 0.5).all()
    assert (seen.at_most(median - 1) < 0.5).all()


def test_a_grid_without_people_or_history_has_no_forecast() -> None:
    inputs = world()
    empty = inputs.population[0].residents.copy()
    empty[0] = 0
    people = tuple(replace(one, residents=empty) for one in inputs.population)
    observed = inputs.observed["alert"].copy()
    observed[1, :-3] = False
    changed = shaped(replace(inputs, population=people), "alert", observed=observed)
    seen = next_period(changed, ruled(inputs))
    assert np.isnan(seen.mean[0]).all()
    assert np.isnan(seen.mean[1, 2]) and np.isfinite(seen.mean[1, 1])
    assert np.isnan(seen.quantile(0.5)[0]).all()
    assert np.isfinite(seen.mean[2:]).all()


def test_season_of_the_coming_week_enters_and_its_own_events_do_not() -> None:
    inputs = world(periods=120)
    # Weeks 13 to 25 of each year bring three times as many: two years know, the third begins.
    table = inputs.counts["alert"].copy()
    week = np.arange(120) % 52
    table[:, (week >= 13) & (week < 26)] *= 3
    inputs = shaped(inputs, "alert", counts=table)
    policy = ruled(inputs)
    known, later = inputs.until(118), inputs.until(119)
    theta = evaluate(known, policy).theta[:, 3]
    seen = next_period(known, policy).mean[:, 2] / theta
    assert np.allclose(seen, evaluate(later, policy).expected[:, 3])
    assert (seen > 1.3 * evaluate(known, policy).usual[:, 3]).all()


def test_plain_count_is_ordered_by_the_count_alone() -> None:
    inputs = world(periods=60)
    seen = plain_count(inputs, ruled(inputs))
    y = happened(inputs, "alert")[:, -52:].sum(axis=1)
    assert np.allclose(seen.mean[:, 2], (y + 0.5) / 52)
    assert (np.argsort(seen.mean[:, 2], kind="stable") == np.argsort(y, kind="stable")).all()


def test_plain_count_divides_by_what_was_observed() -> None:
    inputs = world(periods=60)
    observed = inputs.observed["alert"].copy()
    observed[0], observed[1, 20:] = False, False
    seen = plain_count(shaped(inputs, "alert", observed=observed), ruled(inputs))
    assert np.isnan(seen.mean[0, 2])
    assert seen.mean[1, 2] == pytest.approx((inputs.counts["alert"][1, 8:20].sum() + 0.5) / 12)


def test_column_and_empty_area() -> None:
    inputs = world()
    policy = ruled(inputs)
    seen = next_period(inputs, policy)
    assert seen.column(1).indicators == ("petition",)
    assert np.array_equal(seen.column(1).mean[:, 0], seen.mean[:, 1])
    nobody = rows_of(inputs, np.zeros(0, dtype=np.int64))
    assert next_period(nobody, policy).mean.shape == (0, 3)


def test_at_most_keeps_unknown_unknown() -> None:
    got = at_most(np.array([1.0, 1.0]), np.array([np.nan, 2.0]), np.array([1.0, 1.0]))
    assert np.isnan(got[0]) and 0 < got[1] < 1
