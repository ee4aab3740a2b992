"""Prospective scan: alive clusters, both expectations."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.hotspots import space_time_scan

LATTICE = np.array([(x, y) for x in range(6) for y in range(6)], dtype=np.float64) * 300


def _world(seed: int, periods: int = 8, mean: float = 1.0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, (36, periods))


def test_planted_cluster_and_its_start() -> None:
    cases = _world(1)
    members = [14, 15, 20, 21]
    cases[members, -3:] += 4
    found = space_time_scan(cases, np.ones((36, 8)), LATTICE, n_sim=99, seed=1)
    best = found[0]
    assert set(best.members) & set(members) == set(members)
    assert best.duration in (3, 4)
    assert best.p == 0.01
    assert best.recurrence == pytest.approx(1 / best.p_gumbel)
    assert best.recurrence > 52
    assert best.cases == cases[best.members, -best.duration :].sum()
    assert best.expected == pytest.approx(len(best.members) * best.duration)
    assert best.relative_risk == pytest.approx(best.cases / best.expected)
    c, mu = best.cases, best.expected
    assert best.score == pytest.approx(c * np.log(c / mu) - (c - mu))


def test_what_has_ended_is_no_cluster_now() -> None:
    cases = np.ones((36, 8), dtype=np.int64)
    cases[:4, :5] += 9
    found = space_time_scan(cases, np.ones((36, 8)), LATTICE, max_periods=3, n_sim=0)
    assert found == ()


def test_a_place_that_is_always_busy_is_expected_to_be() -> None:
    cases = _world(2, periods=20)
    cases[7] += 12
    known = np.ones((36, 8))
    known[7] += 12
    assert space_time_scan(cases, known, LATTICE, n_sim=99)[0].p > 0.05
    assert space_time_scan(cases, None, LATTICE, n_sim=99)[0].p > 0.05


def test_permutation_score() -> None:
    cases = _world(3, periods=20)
    cases[[14, 15], -2:] += 6
    best = space_time_scan(cases, None, LATTICE, max_periods=5, n_sim=99, seed=1)[0]
    assert {14, 15} <= set(best.members)
    total = cases.sum()
    recent = cases[:, -best.duration :]
    mu = cases[best.members].sum() * recent.sum() / total
    c = recent[best.members].sum()
    assert (best.cases, best.expected) == (c, pytest.approx(mu))
    llr = c * np.log(c / mu) + (total - c) * np.log((total - c) / (total - mu))
    assert best.score == pytest.approx(llr)
    assert best.p <= 0.02


def test_limits_hold() -> None:
    cases = _world(4)
    for one in space_time_scan(cases, np.full((36, 8), 0.8), LATTICE, max_members=3, n_sim=0):
        assert len(one.members) <= 3
    for one in space_time_scan(
        cases, np.full((36, 8), 0.8), LATTICE, max_radius_m=299, least=5, n_sim=0
    ):
        assert len(one.members) == 1
        assert one.cases >= 5


def test_no_place_twice_and_falling_scores() -> None:
    found = space_time_scan(_world(5), np.full((36, 8), 0.7), LATTICE, n_sim=19)
    members = np.concatenate([one.members for one in found])
    assert len(members) == len(set(members))
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)


def test_p_is_fair_when_nothing_happens() -> None:
    p = [
        space_time_scan(
            _world(seed), np.ones((36, 8)), LATTICE, max_members=5, n_sim=19, seed=seed
        )[0].p
        for seed in range(30)
    ]
    assert 0.3 < np.mean(p) < 0.7


def test_without_simulations_or_events() -> None:
    best = space_time_scan(_world(5), np.full((36, 8), 0.7), LATTICE, n_sim=0)[0]
    assert np.isnan([best.p, best.p_gumbel, best.recurrence]).all()
    assert space_time_scan(np.zeros((36, 8)), None, LATTICE) == ()


@pytest.mark.parametrize(
    ("cases", "expected", "more", "fault"),
    [
        (np.ones((36, 4)), np.ones((36, 8)), {}, "windows"),
        (np.ones((36, 8)), np.ones((36, 4)), {}, "expectation"),
        (np.ones((36, 8)), np.full((36, 8), np.nan), {}, "known"),
        (np.full((36, 8), np.nan), None, {}, "known"),
        (np.full((36, 8), 0.5), None, {}, "whole"),
        (np.ones((35, 8)), None, {}, "equally many"),
        (np.ones((36, 8)), None, {"max_members": 0}, "limits"),
    ],
)
def test_faults(cases, expected, more, fault) -> None:
    with pytest.raises(ValueError, match=fault):
        space_time_scan(cases, expected, LATTICE, n_sim=0, **more)
