"""Windowed alarms: the formula, what is tested, and what they find in known worlds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from analytics import memory
from analytics.alarms import Alarms, upper_tail, window_alarms
from analytics.engine import Inputs, calibrate
from analytics.hotspots import false_discovery
from analytics.posterior import evaluate
from policy import Policy
from tests.analytics.worlds import CUTS, RATES, policy_of, rows_of, rule_of, ruled, shaped, world

CODES = ("penalty", "petition", "alert")


@pytest.fixture(scope="module")
def quiet() -> Inputs:
    return world(grids=40, periods=40, seed=2)


@pytest.fixture(scope="module")
def policy(quiet: Inputs) -> Policy:
    return ruled(quiet)


@given(st.integers(0, 40), st.floats(0.05, 50), st.floats(0.05, 50), st.floats(0.001, 30))
def test_tail_is_exact(count: int, size: float, rate: float, e: float) -> None:
    prob = np.array([rate / (rate + e)])
    found = upper_tail(np.array([float(count)]), np.array([size]), prob)
    assert found[0] == pytest.approx(nbinom.sf(count - 1, size, prob[0]), rel=1e-9, abs=1e-300)


def test_by_hand(quiet: Inputs, policy: Policy) -> None:
    """One indicator, window by window, from the state before each."""
    found = window_alarms(quiet, policy)
    k = CODES.index("alert")
    rule = policy.indicators[3]
    assert rule.frozen is not None
    pool = np.repeat([0, 1], 20)
    rate = np.array(list(rule.frozen.rate.values()))[pool]
    phi = np.array(list(rule.frozen.phi.values()))[pool]
    exposed, counts = quiet.population[0].residents, quiet.counts["alert"]
    p = []
    for w in (1, 2, 4, 8):
        before = counts[:, :-w]
        held = memory.fold(
            before,
            np.ones(before.shape, np.bool_),
            exposed[None, :],
            np.zeros(before.shape[1], np.int64),
            rate,
            np.ones(before.shape[1]),
            rule.half_life,
        )
        n = held.weight / phi
        prior = memory.prior_of(held.relative_risk, n, pool, 2, policy.prior_floor)
        a, b, e = prior.a + held.relative_risk * n, prior.b + n, w * exposed * rate
        mean = a / b * e
        size = mean / (mean / a + phi - 1)
        p.append(nbinom.sf(counts[:, -w:].sum(axis=1) - 1, size, size / (size + mean)))
    assert found.p[:, k] == pytest.approx(np.minimum(1, 4 * np.min(p, axis=0)))
    assert (found.window[:, k] == np.array([1, 2, 4, 8])[np.argmin(p, axis=0)]).all()
    for town in (0, 1):
        mine = pool == town
        assert (found.alarm[mine, k] == false_discovery(found.p[mine, k], 0.1)).all()


def test_says_what_it_tested(quiet: Inputs, policy: Policy) -> None:
    found = window_alarms(quiet, policy)
    assert found.indicators == CODES
    for k, code in enumerate(CODES):
        for g in range(5):
            w = found.window[g, k]
            assert found.count[g, k] == quiet.counts[code][g, -w:].sum()
            per_week = RATES[code] * quiet.population[0].residents[g]
            assert 0.05 * w * per_week < found.expected[g, k] < 20 * w * per_week


def test_a_sudden_step_is_an_alarm_at_once(quiet: Inputs, policy: Policy) -> None:
    counts = quiet.counts["alert"].copy()
    counts[7, -1] += 12
    found = window_alarms(shaped(quiet, "alert", counts=counts), policy)
    k = CODES.index("alert")
    assert found.alarm[7, k]
    assert found.window[7, k] == 1
    assert found.p[7, k] < 1e-3
    assert found.expected_false[k] == pytest.approx(found.alarm[:, k].sum() * 0.1)


def test_a_slow_step_needs_the_long_window(quiet: Inputs, policy: Policy) -> None:
    counts = quiet.counts["alert"].copy()
    counts[7, -8:] += 3
    found = window_alarms(shaped(quiet, "alert", counts=counts), policy)
    k = CODES.index("alert")
    assert found.alarm[7, k]
    assert found.window[7, k] >= 4
    short = window_alarms(shaped(quiet, "alert", counts=counts), policy, windows=(1,))
    assert short.p[7, k] > found.p[7, k]


def test_the_window_does_not_learn_from_itself(quiet: Inputs, policy: Policy) -> None:
    """Eight wild weeks are judged by the weeks before them."""
    counts = quiet.counts["alert"].copy()
    before = window_alarms(shaped(quiet, "alert", counts=counts), policy, windows=(8,))
    counts[7, -8:] = 20
    after = window_alarms(shaped(quiet, "alert", counts=counts), policy, windows=(8,))
    assert (after.expected[7] == before.expected[7]).all()


def test_pools_do_not_see_each_other(quiet: Inputs, policy: Policy) -> None:
    counts = quiet.counts["alert"].copy()
    counts[20:, -1] += 30
    both = window_alarms(shaped(quiet, "alert", counts=counts), policy)
    first = window_alarms(rows_of(quiet, np.arange(20)), policy)
    for name in ("window", "count", "expected", "p", "alarm"):
        whole, part = getattr(both, name)[:20], getattr(first, name)
        assert np.array_equal(whole, part, equal_nan=whole.dtype.kind == "f")


def _alert(found: Alarms, row: int) -> tuple[int, bool, bool]:
    k = CODES.index("alert")
    tested = bool(np.isfinite(found.p[row, k]))
    return int(found.window[row, k]), tested, bool(found.alarm[row, k])


def test_what_cannot_be_judged_is_not(quiet: Inputs, policy: Policy) -> None:
    seen = quiet.observed["alert"].copy()
    seen[0, -1] = False
    seen[1, :-1] = False
    nobody = quiet.population[0].residents.copy()
    nobody[2] = 0
    people = replace(quiet.population[0], residents=nobody)
    changed = replace(shaped(quiet, "alert", observed=seen), population=(people,))
    found = window_alarms(changed, policy)
    for row in range(3):
        assert _alert(found, row) == (0, False, False)
    assert _alert(found, 3)[1]


def test_unobserved_weeks_are_left_out_on_both_sides(quiet: Inputs, policy: Policy) -> None:
    seen, counts = quiet.observed["alert"].copy(), quiet.counts["alert"].copy()
    seen[4, -3:-1] = False
    counts[4, -3:-1] = 99
    found = window_alarms(shaped(quiet, "alert", observed=seen, counts=counts), policy)
    k = CODES.index("alert")
    assert not found.alarm[4, k]
    assert found.count[4, k] < 99


def test_events_placed_by_shares_count(quiet: Inputs, policy: Policy) -> None:
    shares = np.zeros(quiet.counts["alert"].shape)
    shares[9, -2:] = 7.5
    found = window_alarms(replace(quiet, estimated={"alert": shares}), policy)
    k = CODES.index("alert")
    assert found.alarm[9, k]
    assert found.count[9, k] % 1 == 0
    assert window_alarms(quiet, policy).p[9, k] > found.p[9, k]


def test_a_pool_without_events_is_not_tested(quiet: Inputs) -> None:
    counts = quiet.counts["alert"].copy()
    counts[20:] = 0
    silent = shaped(quiet, "alert", counts=counts)
    found = window_alarms(silent, calibrate(policy_of(cuts=CUTS), silent))
    k = CODES.index("alert")
    assert np.isnan(found.p[20:, k]).all()
    assert np.isfinite(found.p[:20, k]).all()


def test_too_few_weeks_before(quiet: Inputs, policy: Policy) -> None:
    assert np.isnan(window_alarms(quiet.until(5), policy).p).all()
    some = window_alarms(quiet.until(9), policy)
    assert set(np.unique(some.window)) <= {1, 2}
    assert np.isfinite(some.p).all()


def test_no_grid_and_no_events(quiet: Inputs, policy: Policy) -> None:
    assert window_alarms(rows_of(quiet, np.zeros(0, np.int64)), policy).p.shape == (0, 3)
    stock = replace(policy, indicators=policy.indicators[:1])
    found = window_alarms(quiet, stock)
    assert found.indicators == ()
    assert found.alarm.shape == (40, 0)


def _world(random: np.random.Generator, factor: np.ndarray) -> tuple[Inputs, Policy]:
    """Alerts only, one pool, grids of about .75 events a week."""
    grids, weeks = factor.shape
    made = world(grids, weeks, pools=1)
    mean = made.population[0].residents * random.gamma(4, 0.25, grids) * RATES["alert"]
    made = shaped(made, "alert", counts=random.poisson(mean[:, None] * factor))
    draft = Policy(
        name="w", version="1", pool_digits=0, cuts=CUTS, indicators=(rule_of(half_life=6.6),)
    )
    return made, calibrate(draft, made.until(51))


def test_alarms_when_nothing_happens() -> None:
    """At most .15 a week: the bound of the method, on one world of 300 grids."""
    made, policy = _world(np.random.default_rng(1), np.ones((300, 52)))
    weekly = [window_alarms(made.until(week), policy).alarm.sum() for week in range(26, 52)]
    assert np.mean(weekly) <= 0.15


def test_no_more_alarms_when_weeks_are_clustered() -> None:
    """Twice the variance of Poisson in every grid-week, and nothing else happens."""
    random = np.random.default_rng(3)
    made = world(300, 52, pools=1)
    mean = made.population[0].residents * random.gamma(4, 0.25, 300) * RATES["alert"]
    made = shaped(made, "alert", counts=random.negative_binomial(mean[:, None], 0.5, (300, 52)))
    draft = Policy(
        name="w", version="1", pool_digits=0, cuts=CUTS, indicators=(rule_of(half_life=13.0),)
    )
    policy = calibrate(draft, made)
    weekly = [window_alarms(made.until(week), policy).alarm.sum() for week in range(26, 52)]
    assert np.mean(weekly) <= 0.3


def test_without_dispersion_it_is_the_posterior_predictive(quiet: Inputs) -> None:
    """With phi = 1 the law is NB(a + r n, (b + n)/(b + n + e)) itself."""
    plain = ruled(quiet)
    rule = plain.indicators[3]
    assert rule.frozen is not None
    ones = {name: 1.0 for name in rule.frozen.phi}
    rule = replace(rule, frozen=replace(rule.frozen, phi=ones))
    found = window_alarms(quiet, replace(plain, indicators=(rule,)), windows=(1,))
    scores = evaluate(quiet.until(38), replace(plain, indicators=(rule,)))
    e = scores.expected[:, 0]
    p = nbinom.sf(
        quiet.counts["alert"][:, -1] - 1,
        scores.shape[:, 0],
        scores.rate[:, 0] / (scores.rate[:, 0] + e),
    )
    assert found.p[:, 0] == pytest.approx(p)


def test_alarms_when_grids_step_up() -> None:
    """A step of four times in grids with at least .5 a week: found within 5 weeks (median)."""
    factor = np.ones((300, 60))
    factor[::15, 52:] = 4
    made, policy = _world(np.random.default_rng(2), factor)
    usual = made.counts["alert"][:, :52].mean(axis=1)
    grids = np.arange(0, 300, 15)[usual[::15] >= 0.5]
    found = np.array(
        [window_alarms(made.until(week), policy).alarm[:, 0] for week in range(52, 60)]
    )
    delay = np.where(found.any(axis=0), found.argmax(axis=0) + 1, np.inf)[grids]
    assert np.median(delay) <= 5
