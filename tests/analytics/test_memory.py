"""The memory, prior and dispersion against plain loops."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics import memory

G, T, V = 7, 25, 3


@pytest.fixture
def tables() -> dict[str, np.ndarray]:
    random = np.random.default_rng(5)
    return {
        "counts": random.poisson(1.5, (G, T)).astype(np.int16),
        "observed": random.random((G, T)) > 0.2,
        "exposure": random.uniform(10, 500, (V, G)),
        "version": np.sort(random.integers(0, V, T)),
        "rate": random.uniform(0.001, 0.01, G),
        "season": random.uniform(0.6, 1.8, T),
        "estimated": random.random((G, T)) * (random.random((G, T)) > 0.7),
    }


def naive(tables: dict[str, np.ndarray], half_life: float, g: int) -> tuple[float, float, float]:
    """Each remembered period weighs 0.5^(age/half-life); n = E^2/E2; shared events count half."""
    a = e = e2 = shared = 0.0
    for t in range(T):
        if not tables["observed"][g, t]:
            continue
        weight = 0.5 ** ((T - 1 - t) / half_life)
        exposure = tables["exposure"][tables["version"][t], g]
        expected = exposure * tables["rate"][g] * tables["season"][t]
        a += weight * (tables["counts"][g, t] + tables["estimated"][g, t])
        shared += weight * tables["estimated"][g, t]
        e += weight * expected
        e2 += weight**2 * expected
    part = shared / a if a else 0.0
    return (a / e, e * e / e2 * (1 - part / 2), part) if e else (0.0, 0.0, part)


@pytest.mark.parametrize("half_life", [1.0, 6.6, 26.0])
def test_fold_equals_the_plain_sum(tables: dict[str, np.ndarray], half_life: float) -> None:
    held = memory.fold(**tables, half_life=half_life)
    for g in range(G):
        risk, weight, part = naive(tables, half_life, g)
        assert held.relative_risk[g] == pytest.approx(risk, rel=1e-12)
        assert held.weight[g] == pytest.approx(weight, rel=1e-12)
        assert held.shared[g] == pytest.approx(part, rel=1e-12)


def test_fold_counts_silent_and_seen(tables: dict[str, np.ndarray]) -> None:
    observed = np.ones((G, T), dtype=np.bool_)
    observed[2, -4:] = False
    observed[3, 5:9] = False
    held = memory.fold(**(tables | {"observed": observed}), half_life=5)
    assert held.silent.tolist() == [0, 0, 4, 0, 0, 0, 0]
    assert held.seen.tolist() == [T, T, T - 4, T - 4, T, T, T]


def test_unobserved_period_only_decays(tables: dict[str, np.ndarray]) -> None:
    """Zero events in an unobserved period are no evidence of calm: r and n stay."""
    observed = np.ones((G, T), dtype=np.bool_)
    observed[:, -1] = False
    after = memory.fold(**(tables | {"observed": observed}), half_life=5)
    cut = {
        k: v[:, :-1] if k in {"counts", "observed", "estimated"} else v for k, v in tables.items()
    }
    cut |= {"version": tables["version"][:-1], "season": tables["season"][:-1]}
    cut["observed"] = observed[:, :-1]
    before = memory.fold(**cut, half_life=5)
    np.testing.assert_allclose(after.relative_risk, before.relative_risk, rtol=1e-12)
    # E^2/E2 does not change when both decay alike: an unobserved period adds no knowledge.
    np.testing.assert_allclose(after.weight, before.weight, rtol=1e-12)
    assert (after.silent == 1).all()


def test_events_of_an_unobserved_period_are_left_out(tables: dict[str, np.ndarray]) -> None:
    observed = tables["observed"]
    louder = np.where(observed, tables["counts"], 1000)
    one = memory.fold(**tables, half_life=5)
    other = memory.fold(**(tables | {"counts": louder}), half_life=5)
    np.testing.assert_array_equal(one.relative_risk, other.relative_risk)


def test_nothing_observed_is_no_memory(tables: dict[str, np.ndarray]) -> None:
    held = memory.fold(**(tables | {"observed": np.zeros((G, T), dtype=np.bool_)}), half_life=5)
    assert (held.weight == 0).all()
    assert (held.relative_risk == 0).all()


def test_memory_length_matches_the_method(tables: dict[str, np.ndarray]) -> None:
    """With equal exposure and a long past n is about 1.9 E at a half-life of 6.6."""
    weeks = 400
    ones = np.ones((1, weeks))
    held = memory.fold(
        ones, ones.astype(np.bool_), np.ones((1, 1)), np.zeros(weeks, int), np.ones(1), ones[0], 6.6
    )
    d = 0.5 ** (1 / 6.6)
    assert held.weight[0] / (1 / (1 - d)) == pytest.approx(1.9, abs=0.05)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.integers(1, 3), st.integers(0, 10_000))
def test_prior_equals_the_plain_moments(grids: int, pools: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    pool = np.sort(random.integers(0, pools, grids))
    risk = random.gamma(2, 0.5, grids)
    weight = random.uniform(0, 3, grids) * (random.random(grids) > 0.2)
    prior = memory.prior_of(risk, weight, pool, pools, 0.02)
    for g in range(grids):
        mine = [i for i in range(grids) if pool[i] == pool[g]]
        total = sum(weight[i] for i in mine)
        if total == 0:
            assert np.isnan(prior.mean[g])
            continue
        m = sum(weight[i] * risk[i] for i in mine) / total
        spread = sum(weight[i] * (risk[i] - m) ** 2 for i in mine) / total
        v = max(spread - m * sum(weight[i] > 0 for i in mine) / total, 0.02 * m * m)
        assert prior.mean[g] == pytest.approx(m)
        assert prior.a[g] == pytest.approx(m * m / v)
        assert prior.b[g] == pytest.approx(m / v)


def test_pool_without_any_event_has_no_prior() -> None:
    prior = memory.prior_of(np.zeros(3), np.ones(3), np.zeros(3, np.int64), 1, 0.02)
    assert prior.mean.tolist() == [0, 0, 0]
    assert np.isnan(prior.a).all()


def test_dispersion_equals_the_plain_sum() -> None:
    random = np.random.default_rng(3)
    grids, weeks = 12, 40
    pool = np.repeat([0, 1], grids // 2)
    y = random.negative_binomial(1, 0.4, (grids, weeks))
    y[4] = 0
    e = random.uniform(0.5, 2, (grids, weeks))
    seen = random.random((grids, weeks)) > 0.1
    got = memory.dispersion(y, e, seen, pool, 2)
    for k in (0, 1):
        chi, cells, used = 0.0, 0, 0
        for g in np.flatnonzero(pool == k):
            own = sum(y[g][seen[g]]) / sum(e[g][seen[g]])
            if own == 0:
                continue
            used += 1
            for t in np.flatnonzero(seen[g]):
                chi += (y[g, t] - own * e[g, t]) ** 2 / (own * e[g, t])
                cells += 1
        assert got[k] == pytest.approx(max(1.0, chi / (cells - used)))
        assert got[k] > 1.5


def test_dispersion_ignores_differences_across_grids() -> None:
    """Grids of very different risk are the signal, not noise: phi stays near 1."""
    random = np.random.default_rng(4)
    e = np.ones((300, 52))
    y = random.poisson(random.gamma(0.5, 4, 300)[:, None] * e)
    got = memory.dispersion(y, e, e > 0, np.zeros(300, np.int64), 1)
    assert got[0] == pytest.approx(1.0, abs=0.03)


def test_dispersion_is_never_below_one() -> None:
    y = np.ones((4, 10))
    got = memory.dispersion(y, y, y > 0, np.array([0, 0, 1, 1]), 3)
    assert got.tolist() == [1.0, 1.0, 1.0]
