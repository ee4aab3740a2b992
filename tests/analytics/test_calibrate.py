"""What the baseline fixes, against plain sums; figures already there stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gamma

from analytics.calibrate import calibrate
from analytics.classes import natural_breaks
from analytics.posterior import evaluate
from errors import PolicyError
from policy import Frozen, parse, to_toml
from tests.analytics.worlds import policy_of, shaped, world


def test_rate_is_events_per_exposure_of_the_pool() -> None:
    inputs = world(versions=2)
    seen = np.random.default_rng(1).random((40, 30)) > 0.2
    inputs = shaped(inputs, "alert", observed=seen)
    frozen = calibrate(policy_of(), inputs).indicators[3].frozen
    assert frozen is not None
    for number, pool in enumerate(("t00", "t01")):
        mine = range(20 * number, 20 * number + 20)
        events = exposed = 0.0
        for g in mine:
            for t in np.flatnonzero(seen[g]):
                events += inputs.counts["alert"][g, t]
                exposed += inputs.population[inputs.population_of[t]].residents[g]
        assert frozen.rate[pool] == pytest.approx(events / exposed, rel=1e-5)


def test_rate_includes_events_placed_by_shares() -> None:
    inputs = world()
    more = shaped(inputs, "alert", estimated=inputs.counts["alert"].astype(np.float64))
    one, two = (calibrate(policy_of(), i).indicators[3].frozen for i in (inputs, more))
    assert one is not None
    assert two is not None
    assert two.rate["t00"] == pytest.approx(2 * one.rate["t00"], rel=1e-4)


def test_goalposts_are_quantiles_of_the_true_spread() -> None:
    """Whole baseline, whole area as one pool: 5 and 95 % of the Gamma by moments."""
    inputs = world(grids=400, periods=52, pools=4, seed=3)
    policy = calibrate(policy_of(cuts=(1, 2, 3, 4)), inputs)
    frozen = policy.indicators[3].frozen
    assert frozen is not None
    pool = np.array([str(code)[:3] for code in inputs.codes])
    rate = np.array([frozen.rate[p] for p in pool])
    phi = np.array([frozen.phi[p] for p in pool])
    e = 52 * inputs.now.residents * rate
    r, n = inputs.counts["alert"].sum(axis=1) / e, e / phi
    m = (n * r).sum() / n.sum()
    v = max((n * (r - m) ** 2).sum() / n.sum() - m * 400 / n.sum(), 0.02 * m * m)
    lo, hi = gamma.ppf([0.05, 0.95], m * m / v, scale=v / m)
    assert frozen.lo == pytest.approx(lo, abs=0.006)
    assert frozen.hi == pytest.approx(hi, abs=0.006)
    # The world's risks are Gamma(2, mean 1): 95 % lies at 2.37.
    assert frozen.hi == pytest.approx(2.37, abs=0.4)


def test_stock_goalposts_are_quantiles_of_the_measure() -> None:
    inputs = world()
    frozen = calibrate(policy_of(), inputs).indicators[0].frozen
    assert frozen is not None
    share = inputs.now.floating / inputs.now.residents
    assert frozen.lo == pytest.approx(np.quantile(share, 0.05), rel=0.01)
    assert frozen.hi == pytest.approx(np.quantile(share, 0.95), rel=0.01)


def test_cuts_are_exact_breaks_of_the_baselines_index() -> None:
    inputs = world(periods=14)
    policy = calibrate(policy_of(), inputs)
    values = [
        np.round(evaluate(inputs.until(position), policy).index, 1) for position in range(7, 14)
    ]
    assert policy.cuts == tuple(np.round(natural_breaks(np.concatenate(values), 5), 1))
    assert all(cut == round(cut, 1) for cut in policy.cuts)


def test_figures_already_there_stay() -> None:
    inputs = world()
    given = Frozen(lo=0.1, hi=9.0, rate={"t00": 0.5, "t01": 0.5}, phi={"t00": 2.0, "t01": 2.0})
    base = policy_of(cuts=(10, 20, 30, 40))
    rules = (*base.indicators[:3], replace(base.indicators[3], frozen=given))
    policy = calibrate(replace(base, indicators=rules), inputs)
    assert policy.indicators[3].frozen == given
    assert policy.indicators[2].frozen is not None
    assert policy.cuts == (10, 20, 30, 40)
    assert calibrate(policy, inputs.until(10)) is policy


def test_baseline_is_recorded_as_days() -> None:
    inputs = world(periods=20)
    policy = calibrate(policy_of(), inputs)
    assert policy.baseline == (inputs.periods[0] - 6, inputs.periods[-1])
    assert policy.is_calibrated
    assert parse(to_toml(policy)) == policy


def test_too_short_and_too_even_are_refused() -> None:
    with pytest.raises(PolicyError, match="too_short"):
        calibrate(policy_of(), world(periods=7))
    inputs = world(grids=3)
    nothing = {code: np.zeros_like(values) for code, values in inputs.counts.items()}
    people = replace(inputs.now, floating=inputs.now.residents * 0.5)
    flat = replace(inputs, counts=nothing, population=(people,))
    with pytest.raises(PolicyError, match="no_spread"):
        calibrate(policy_of(), flat)


def test_nobody_anywhere() -> None:
    inputs = world()
    empty = np.zeros(40)
    people = replace(inputs.now, residents=empty, floating=empty, registered=empty)
    frozen = calibrate(policy_of(cuts=(1, 2, 3, 4)), replace(inputs, population=(people,)))
    assert frozen.indicators[0].frozen == Frozen(lo=0.0, hi=0.0)
    assert frozen.indicators[3].frozen.rate == {"t00": 0.0, "t01": 0.0}  # type: ignore[union-attr]


def test_events_where_nobody_lives_do_not_raise_the_rate() -> None:
    inputs = world()
    residents = inputs.now.residents.copy()
    residents[0] = 0
    counts = inputs.counts["alert"].copy()
    counts[0] = 50
    strange = replace(
        shaped(inputs, "alert", counts=counts),
        population=(replace(inputs.now, residents=residents),),
    )
    frozen = calibrate(policy_of(), strange).indicators[3].frozen
    assert frozen is not None
    plain = inputs.counts["alert"][1:20].sum() / (30 * residents[1:20].sum())
    assert frozen.rate["t00"] == pytest.approx(plain, rel=1e-5)
