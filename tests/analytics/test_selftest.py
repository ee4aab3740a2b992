"""The self test passes what holds and finds what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analytics import selftest
from analytics.selftest import Bound, SelfTest
from tests.analytics.worlds import rows_of, ruled, shaped, world

SMALL = {"permutations": 2, "null_worlds": 3}


@pytest.fixture(scope="module")
def quiet():
    inputs = world(grids=60, periods=40, pools=2, factor=2.0)
    return inputs, ruled(inputs)


def test_a_quiet_town_passes(quiet) -> None:
    inputs, policy = quiet
    shares = []
    seen = selftest.run(inputs, policy, seed=3, told=shares.append, **SMALL)
    assert seen.is_measured and seen.is_usable
    assert [bound.name for bound in seen.bounds] == ["flips", "alarms", "pit"]
    assert (seen.grids, seen.periods, len(seen.null_flips)) == (60, 26, 3)
    assert sum(seen.pit) == pytest.approx(1)
    assert shares == sorted(shares) and shares[-1] == 1


def test_same_seed_same_test(quiet) -> None:
    inputs, policy = quiet
    one, two = (selftest.run(inputs, policy, seed=5, **SMALL) for _ in range(2))
    assert one == two
    assert selftest.run(inputs, policy, seed=6, **SMALL) != one


def test_a_rule_that_knows_too_little_dispersion_breaks_bounds(quiet) -> None:
    inputs, _ = quiet
    random = np.random.default_rng(2)
    for code, table in inputs.counts.items():
        mean = np.maximum(table.mean(axis=1), 0.2)[:, None] * np.ones(table.shape)
        # Variance six times the mean, and a rule that says one.
        inputs = shaped(inputs, code, counts=random.poisson(random.gamma(mean / 5, 5)))
    policy = ruled(inputs)
    blind = replace(
        policy,
        indicators=tuple(
            rule
            if rule.frozen is None
            else replace(rule, frozen=replace(rule.frozen, phi=dict.fromkeys(rule.frozen.phi, 1.0)))
            for rule in policy.indicators
        ),
    )
    seen = selftest.run(inputs, blind, seed=3, **SMALL)
    broken = {bound.name for bound in seen.bounds if not bound.holds}
    assert {"flips", "pit"} <= broken
    assert not seen.is_usable


def test_permuting_keeps_what_each_grid_had_and_where_it_was_seen(quiet) -> None:
    inputs, _ = quiet
    observed = inputs.observed["alert"].copy()
    observed[::3, 10:15] = False
    counts = np.where(observed, inputs.counts["alert"], -1)
    inputs = shaped(inputs, "alert", counts=counts, observed=observed, estimated=counts / 2.0)
    other = selftest.permuted(inputs, np.random.default_rng(1))
    table = other.counts["alert"]
    assert (table != counts).any()
    assert ((table == -1) == ~observed).all()
    assert np.array_equal(np.sort(table, axis=1), np.sort(counts, axis=1))
    # Shares travel with the events they stand beside.
    assert np.array_equal(other.estimated["alert"], table / 2.0)


def test_a_null_world_has_the_towns_rates_and_dispersion(quiet) -> None:
    inputs, policy = quiet
    rule = policy.indicators[3]
    assert rule.frozen is not None
    wide = replace(rule, frozen=replace(rule.frozen, phi=dict.fromkeys(rule.frozen.phi, 3.0)))
    policy = replace(policy, indicators=(*policy.indicators[:3], wide))
    random = np.random.default_rng(7)
    drawn = np.concatenate(
        [selftest.null_world(inputs, policy, random).counts["alert"] for _ in range(40)], axis=1
    )
    own = inputs.counts["alert"].mean(axis=1)
    busy = own > 0.3
    assert drawn.mean() == pytest.approx(own.mean(), rel=0.05)
    ratio = drawn.var(axis=1)[busy] / drawn.mean(axis=1)[busy]
    assert ratio.mean() == pytest.approx(3, rel=0.1)


def test_a_sample_takes_whole_pools_and_the_last_periods() -> None:
    inputs = world(grids=60, periods=100, pools=6, versions=2)
    policy = ruled(inputs.until(51))
    few = selftest.sampled(inputs, policy, 25, np.random.default_rng(1))
    pools, sizes = np.unique([code[:3] for code in few.codes], return_counts=True)
    assert len(pools) == 2 and set(sizes) == {10}
    assert len(few.periods) == selftest.PERIODS and len(few.population) == 1
    assert (np.sort(few.codes) == few.codes).all()
    part = selftest.sampled(inputs, policy, 7, np.random.default_rng(1))
    assert len(part.codes) == 7 and len({code[:3] for code in part.codes}) == 1


def test_too_few_periods_or_grids_measure_nothing() -> None:
    inputs = world(periods=30)
    policy = ruled(inputs)
    short = selftest.run(inputs.until(7), policy, seed=1, **SMALL)
    assert not short.is_measured and short.is_usable and short.periods == 0
    empty = selftest.run(rows_of(inputs, np.zeros(0, np.int64)), policy, seed=1, **SMALL)
    assert not empty.is_measured


def test_a_figure_that_is_unknown_breaks_no_bound() -> None:
    assert Bound(name="flips", figure=float("nan"), bound=0.1).holds
    assert Bound(name="flips", figure=0.1, bound=0.1).holds
    broken = Bound(name="flips", figure=0.11, bound=0.1)
    test = SelfTest(grids=1, periods=1, permutations=1, null_worlds=1, seed=1, bounds=(broken,))
    assert not test.is_usable
