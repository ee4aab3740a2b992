"""Spatial scan: circles, likelihood ratio, order, overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.hotspots import circles, spatial_scan

LATTICE = np.array([(x, y) for x in range(4) for y in range(4)], dtype=np.float64) * 100


def _llr(c: float, e: float, total: float) -> float:
    rest = (total - c) * np.log((total - c) / (total - e)) if c < total else 0.0
    return c * np.log(c / e) + rest


def _by_hand(
    cases: np.ndarray, people: np.ndarray, xy: np.ndarray, share: float
) -> list[tuple[float, frozenset[int]]]:
    """All circles, then greedily those without overlap."""
    apart = np.hypot(*(xy[:, None] - xy[None]).T).round(9)
    sets = {frozenset(np.flatnonzero(row <= edge).tolist()) for row in apart for edge in row}
    total, scored = cases.sum(), []
    for members in sets:
        inside = list(members)
        e = people[inside].sum() / people.sum() * total
        c = cases[inside].sum()
        if people[inside].sum() <= share * people.sum() and c > e > 0:
            scored.append((_llr(c, e, total), members))
    scored.sort(key=lambda one: (-round(one[0], 9), len(one[1])))
    kept: list[tuple[float, frozenset[int]]] = []
    for one in scored:
        if all(not one[1] & other[1] for other in kept):
            kept.append(one)
    return kept


@given(
    st.lists(st.integers(0, 6), min_size=16, max_size=16),
    st.integers(0, 1000),
    st.sampled_from([0.2, 0.5]),
)
@settings(max_examples=40)
def test_scores_are_those_of_all_circles(cases: list[int], seed: int, share: float) -> None:
    random = np.random.default_rng(seed)
    people, xy = random.uniform(50, 150, 16), random.uniform(0, 1000, (16, 2))
    y = np.array(cases, dtype=np.float64)
    found = spatial_scan(y, people, xy, max_share=share, n_sim=0)
    known = _by_hand(y, people, xy, share)
    assert [one.llr for one in found] == pytest.approx([score for score, _ in known])
    assert [set(one.members.tolist()) for one in found] == [set(members) for _, members in known]


def test_every_cluster_says_what_it_holds() -> None:
    random = np.random.default_rng(1)
    people, cases = random.uniform(50, 150, 16), random.poisson(5, 16)
    found = spatial_scan(cases, people, LATTICE, n_sim=99)
    seen: set[int] = set()
    for one in found:
        assert (np.diff(one.members) > 0).all()
        assert one.cases == cases[one.members].sum()
        e = people[one.members].sum() / people.sum() * cases.sum()
        assert one.expected == pytest.approx(e)
        outside = (cases.sum() - one.cases) / (cases.sum() - e)
        assert one.relative_risk == pytest.approx(one.cases / e / outside)
        assert one.relative_risk > 1
        assert one.llr == pytest.approx(_llr(one.cases, e, cases.sum()))
        assert not seen & set(one.members.tolist())
        seen |= set(one.members.tolist())
    scores = [one.llr for one in found]
    assert scores == sorted(scores, reverse=True)
    p = [one.p for one in found]
    assert p == sorted(p)


def test_planted_cluster() -> None:
    random = np.random.default_rng(2)
    xy = random.uniform(0, 5000, (80, 2))
    people = random.uniform(300, 900, 80)
    near = np.argsort(np.hypot(*(xy - xy[10]).T))[:8]
    rate = np.full(80, 0.02)
    rate[near] *= 3
    found = spatial_scan(random.poisson(people * rate), people, xy, n_sim=99, seed=3)[0]
    assert len(set(found.members) & set(near)) >= 6
    assert found.p == 0.01
    assert found.p_gumbel < 0.01
    assert 2 < found.relative_risk < 4.5


def test_p_is_uniform_when_nothing_happens() -> None:
    random = np.random.default_rng(3)
    people = random.uniform(50, 150, 16)
    p = []
    for seed in range(60):
        cases = random.multinomial(80, people / people.sum())
        p.append(spatial_scan(cases, people, LATTICE, n_sim=39, seed=seed)[0].p)
    assert 0.35 < np.mean(p) < 0.65
    assert np.mean(np.array(p) <= 0.1) < 0.25


def test_great_circles() -> None:
    """Around a parallel of 60 degrees a degree of longitude is half a degree of latitude."""
    lonlat = np.array([(120.0, 60.0), (120.15, 60.0), (120.0, 60.1), (125.0, 60.0)])
    around = circles(lonlat, metric="haversine")
    assert around.order[0].tolist() == [0, 1, 2, 3]
    assert circles(lonlat).order[0].tolist() == [0, 2, 1, 3]
    metres = 0.1 * np.pi / 180 * 6_371_008.8
    for reach, members in ((metres - 1, 2), (metres + 1, 3)):
        inside = circles(lonlat, metric="haversine", max_radius_m=reach).closes[0]
        assert inside.sum() == members


def test_places_at_one_distance_enter_together() -> None:
    around = circles(LATTICE)
    # The corner and its two neighbours: there is no circle with one of them only.
    assert around.closes[0].tolist()[:4] == [True, False, True, True]
    twins = circles([[0, 0], [0, 0], [5, 5]])
    assert twins.closes[0].tolist() == [False, True, True]
    assert twins.count == 4 - 1


def test_share_of_the_population() -> None:
    people = np.array([60.0, 20.0, 20.0])
    found = spatial_scan([9, 1, 0], people, [[0, 0], [1, 0], [9, 0]], n_sim=0)
    # Above half of all people is no cluster.
    assert all(0 not in one.members for one in found)
    assert spatial_scan([9, 1, 0], people, [[0, 0], [1, 0], [9, 0]], max_share=0.6, n_sim=0)


def test_all_cases_in_one_place() -> None:
    found = spatial_scan([7, 0, 0, 0], [1, 1, 1, 1], [[0, 0], [1, 0], [2, 0], [3, 0]], n_sim=19)
    assert found[0].members.tolist() == [0]
    assert found[0].llr == pytest.approx(7 * np.log(4))
    assert np.isinf(found[0].relative_risk)


def test_seeded_and_unseeing_of_the_input() -> None:
    cases, people = np.array([3, 9, 1, 2] * 4), np.full(16, 100.0)
    first, second, other = (
        spatial_scan(cases, people, LATTICE, n_sim=99, seed=seed) for seed in (1, 1, 2)
    )
    assert [one.p for one in first] == [one.p for one in second]
    assert [one.p_gumbel for one in first] != [one.p_gumbel for one in other]
    assert (cases == [3, 9, 1, 2] * 4).all()


def test_parts_of_events() -> None:
    parts = np.array([3.25, 9.5, 1, 2] * 4)
    whole = spatial_scan(np.round(parts), np.full(16, 100.0), LATTICE, n_sim=99)
    found = spatial_scan(parts, np.full(16, 100.0), LATTICE, n_sim=99)
    assert found[0].cases == parts[found[0].members].sum()
    assert found[0].p == pytest.approx(whole[0].p, abs=0.15)


def test_no_place_has_no_circle() -> None:
    assert circles(np.zeros((0, 2))).count == 0


def test_nothing_in_nothing_out() -> None:
    assert spatial_scan([0, 0], [5, 5], [[0, 0], [1, 1]]) == ()
    assert spatial_scan([], [], np.zeros((0, 2))) == ()
    assert np.isnan(spatial_scan([5, 0], [1, 1], [[0, 0], [1, 1]], n_sim=0)[0].p)


@pytest.mark.parametrize(
    ("cases", "people", "xy", "more", "fault"),
    [
        ([np.nan, 0], [1, 1], [[0, 0], [1, 1]], {}, "cases are known"),
        ([-1, 0], [1, 1], [[0, 0], [1, 1]], {}, "cases are known"),
        ([1, 0], [1, np.nan], [[0, 0], [1, 1]], {}, "population"),
        ([1, 0], [1, 1], [[0, 0], [np.nan, 1]], {}, "coordinates"),
        ([1, 0], [1, 1], [[0, 0]], {}, "equally many"),
        ([1, 0], [1, 1], [[0, 0], [1, 1]], {"metric": "air"}, "no such metric"),
        ([1, 0], [1, 1], [[0, 0], [1, 1]], {"max_share": 0.0}, "limits"),
    ],
)
def test_faults(cases, people, xy, more, fault) -> None:
    with pytest.raises(ValueError, match=fault):
        spatial_scan(cases, people, xy, n_sim=0, **more)
