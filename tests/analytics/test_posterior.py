"""The posterior of a whole period against a plain re-calculation from the method's text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import gamma

from analytics import memory
from analytics.material import Inputs, pools_of
from analytics.posterior import evaluate, pool_values
from policy import Exposure, Frozen, IndicatorRule, Policy
from tests.analytics.worlds import policy_of, rule_of, ruled, shaped, world


def naive(inputs: Inputs, rule: IndicatorRule, policy: Policy) -> dict[str, np.ndarray]:
    """theta, n and z of one event indicator without seasons, by loops over grids and weeks."""
    assert rule.frozen is not None
    grids, weeks = inputs.counts[rule.code].shape
    d = 0.5 ** (1 / rule.half_life)
    pools = [code[: policy.pool_digits] for code in inputs.codes]
    r, n = np.zeros(grids), np.zeros(grids)
    for g in range(grids):
        a = e = e2 = 0.0
        for t in range(weeks):
            a, e, e2 = a * d, e * d, e2 * d * d
            if inputs.observed[rule.code][g, t]:
                people = inputs.population[inputs.population_of[t]].residents[g]
                usual = people * rule.frozen.rate[pools[g]]
                a, e, e2 = a + inputs.counts[rule.code][g, t], e + usual, e2 + usual
        r[g], n[g] = (a / e, e * e / e2 / rule.frozen.phi[pools[g]]) if e else (0, 0)
    theta, mean = np.zeros(grids), np.zeros(grids)
    for pool in set(pools):
        mine = np.array([p == pool for p in pools])
        m = (n * r)[mine].sum() / n[mine].sum()
        v = (n * (r - m) ** 2)[mine].sum() / n[mine].sum() - m * mine.sum() / n[mine].sum()
        v = max(v, policy.prior_floor * m * m)
        mean[mine] = m
        theta[mine] = (m * m / v + (r * n)[mine]) / (m / v + n[mine])
    z = 100 * np.clip((theta - rule.frozen.lo) / (rule.frozen.hi - rule.frozen.lo), 0, 1)
    return {"theta": theta, "n": n, "z": z, "memory_mean": mean}


def test_posterior_equals_the_plain_calculation() -> None:
    inputs = world(versions=3, periods=26)
    seen = np.random.default_rng(8).random((40, 26)) > 0.15
    inputs = shaped(inputs, "petition", observed=seen)
    policy = ruled(inputs)
    found = evaluate(inputs, policy)
    for k, rule in enumerate(policy.indicators[1:], 1):
        plain = naive(inputs, rule, policy)
        for name, values in plain.items():
            np.testing.assert_allclose(getattr(found, name)[:, k], values, rtol=1e-9, err_msg=name)
    people = inputs.now
    np.testing.assert_allclose(found.theta[:, 0], people.floating / people.residents)
    w = np.array(policy.weights)
    plain_index = [sum(wk * zk**2 for wk, zk in zip(w, row, strict=True)) ** 0.5 for row in found.z]
    floor = np.where(found.acute, 0.7 * found.z, 0).max(axis=1)
    np.testing.assert_allclose(found.index, np.maximum(plain_index, floor), rtol=1e-9)
    np.testing.assert_allclose(found.reference, np.median(found.z, axis=0))


def test_expected_of_this_and_the_last_thirteen_periods() -> None:
    inputs = world(versions=3, periods=26)
    seen = np.random.default_rng(8).random((40, 26)) > 0.3
    inputs = shaped(inputs, "alert", observed=seen)
    policy = ruled(inputs)
    found = evaluate(inputs, policy)
    rate = policy.indicators[3].frozen.rate  # type: ignore[union-attr]
    for g in (0, 17, 39):
        per = [
            inputs.population[v].residents[g] * rate[str(inputs.codes[g])[:3]]
            for v in inputs.population_of
        ]
        assert found.expected[g, 3] == pytest.approx(per[-1])
        assert found.usual[g, 3] == pytest.approx(per[-1])
        last = sum(e for e, s in zip(per[-13:], seen[g, -13:], strict=True) if s)
        assert found.expected_13[g, 3] == pytest.approx(last)
    assert np.isnan(found.expected[:, 0]).all()


def test_season_enters_what_is_expected() -> None:
    inputs = world(periods=20)
    policy = ruled(inputs)
    f = {code: np.ones(20) for code in inputs.counts} | {"alert": np.linspace(0.5, 2, 20)}
    flat = evaluate(inputs, policy)
    waved = evaluate(inputs, policy, f)
    np.testing.assert_allclose(waved.expected[:, 3], 2 * flat.expected[:, 3])
    np.testing.assert_allclose(waved.usual, flat.usual)
    np.testing.assert_allclose(
        waved.expected_13[:, 3], flat.expected[:, 3] * f["alert"][-13:].sum()
    )


def test_override_needs_a_sure_excess_of_an_acute_indicator() -> None:
    inputs = world(grids=200, periods=40)
    policy = ruled(inputs)
    found = evaluate(inputs, policy)
    for k, rule in enumerate(policy.indicators):
        if rule.acute:
            p = gamma.sf(rule.frozen.hi, found.shape[:, k], scale=1 / found.rate[:, k])  # type: ignore[union-attr]
            np.testing.assert_array_equal(found.acute[:, k], p >= 0.8)
            assert 0 < found.acute[:, k].sum() < 20
        else:
            assert not found.acute[:, k].any()


def test_pool_without_events_is_skipped_with_a_warning() -> None:
    inputs = world(pools=2)
    counts = inputs.counts["petition"].copy()
    counts[20:] = 0
    quiet = shaped(inputs, "petition", counts=counts)
    policy = ruled(inputs)
    found = evaluate(quiet, policy)
    assert (found.z[20:, 2] == 0).all()
    assert (found.fixed[20:, 2] == 0).all()
    assert "engine.no_events:petition:t01" in found.warnings
    assert np.isfinite(found.index).all()


def test_equal_goalposts_give_zero_and_a_warning() -> None:
    inputs = world()
    policy = ruled(inputs)
    rules = list(policy.indicators)
    rules[3] = replace(rules[3], frozen=replace(rules[3].frozen, lo=1.0, hi=1.0))  # type: ignore[type-var]
    found = evaluate(inputs, replace(policy, indicators=tuple(rules)))
    assert (found.z[:, 3] == 0).all()
    assert not found.acute.any()
    assert "engine.flat_goalposts:alert" in found.warnings


def test_no_exposure_stands_at_the_middle() -> None:
    inputs = world()
    people = inputs.now
    residents = people.residents.copy()
    residents[4] = 0
    inputs = replace(inputs, population=(replace(people, residents=residents),))
    policy = ruled(inputs)
    found = evaluate(inputs, policy)
    assert not found.applies[4].any()
    np.testing.assert_array_equal(found.z[4], found.reference)
    np.testing.assert_array_equal(found.fixed[4], found.reference)
    assert np.isfinite(found.index).all()


@pytest.mark.parametrize("kind", [Exposure.AREA, Exposure.NONE, Exposure.PRESENT])
def test_other_exposures(kind: Exposure) -> None:
    inputs = world(periods=20)
    rule = rule_of("alert", exposure=kind)
    policy = ruled(inputs, indicators=(rule,))
    found = evaluate(inputs, policy)
    total = inputs.counts["alert"].sum() / 20
    assert found.usual.sum() == pytest.approx(total, rel=1e-4)
    assert found.applies.all()


def test_a_pool_the_baseline_did_not_know_gets_the_mean() -> None:
    assert pool_values({"a": 1.0, "b": 3.0}, ["a", "c"], 9.0).tolist() == [1.0, 2.0]
    assert pool_values({}, ["a"], 9.0).tolist() == [9.0]


def test_events_by_shares_count_half() -> None:
    """The same events, half of them placed by shares: same risk, three quarters of the weight."""
    inputs = world(grids=6, pools=1)
    counts = inputs.counts["alert"].astype(np.float64)
    policy = ruled(inputs, indicators=(rule_of("alert"),))
    exact = evaluate(inputs, policy)
    half = evaluate(shaped(inputs, "alert", counts=counts / 2, estimated=counts / 2), policy)
    np.testing.assert_allclose(half.n, 0.75 * exact.n)
    names, pool = pools_of(inputs, policy)
    assert names == ["t00"]
    assert (pool == 0).all()
    assert isinstance(policy.indicators[0].frozen, Frozen)
    held = memory.fold(
        counts / 2,
        inputs.observed["alert"],
        np.ones((1, 6)),
        inputs.population_of,
        np.ones(6),
        np.ones(30),
        26,
        counts / 2,
    )
    np.testing.assert_allclose(held.shared, 0.5)


def test_rules_of_other_names_are_ignored() -> None:
    inputs = world()
    policy = ruled(inputs, indicators=policy_of().indicators[2:])
    assert evaluate(inputs, policy).z.shape == (40, 2)
