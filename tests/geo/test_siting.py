import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from geo import siting
from geo.isochrones import estimate, reach
from geo.roads import anchor, build
from geo.siting import best_sites, cover, cover_estimate
from policy.reach import Line
from tests.geo import road_nets as nets

LINE = Line(detour=1.4, speed_kmh=30.0)


def spots_of(rng, count):
    return np.array([nets.place(i) for i in range(count)]).reshape(-1, 2) + rng.uniform(
        -0.003, 0.003, (count, 2)
    )


@given(st.integers(0, 400), st.sampled_from([1, 3, 128]))
@settings(max_examples=40)
def test_cover_is_what_a_station_at_the_candidate_reaches(seed, chunk):
    rng = np.random.default_rng(seed)
    points, roads = nets.random_net(rng, 12, 40)
    graph = build(points, roads, nets.pace())
    spots, candidates = spots_of(rng, 9), spots_of(rng, 12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(siting, "_CHUNK", chunk)
        found = cover(graph, anchor(graph, spots), anchor(graph, candidates), 3.0)
    expected = [reach(graph, candidates[i : i + 1], spots).within(3.0) for i in range(12)]
    assert (found.toarray() == np.array(expected)).all()


@given(st.integers(0, 100))
@settings(max_examples=20)
def test_cover_by_the_straight_line_is_what_a_station_there_reaches(seed):
    rng = np.random.default_rng(seed)
    spots, candidates = spots_of(rng, 9), spots_of(rng, 6)
    found = cover_estimate(spots, candidates, 4.0, LINE)
    expected = [estimate(candidates[i : i + 1], spots, LINE).within(4.0) for i in range(6)]
    # On the edge itself plane and geodesic metres may differ by centimetres.
    assert (found.toarray() == np.array(expected)).mean() > 0.98


@given(st.integers(0, 400))
@settings(max_examples=60)
def test_the_first_place_is_the_best_of_all_and_each_next_one_of_what_is_left(seed):
    rng = np.random.default_rng(seed)
    table = rng.random((7, 10)) < 0.3
    weights = rng.integers(0, 50, 10).astype(float)
    left = weights.copy()
    for site in best_sites(csr_array(table), weights, count=4):
        gains = table @ left
        assert site.gain == gains.max() == gains[site.candidate]
        assert site.candidate == int(np.argmax(gains))
        assert left[site.places].sum() == site.gain
        left[table[site.candidate]] = 0
    assert len(best_sites(csr_array(table), weights, count=10)) <= 7


def test_greedy_is_near_the_best_pair():
    rng = np.random.default_rng(7)
    table = rng.random((12, 40)) < 0.2
    weights = rng.integers(1, 50, 40).astype(float)
    pair = max(weights[table[a] | table[b]].sum() for a, b in itertools.combinations(range(12), 2))
    found = sum(site.gain for site in best_sites(csr_array(table), weights, count=2))
    assert found >= (1 - 1 / np.e) * pair


def test_a_place_without_residents_is_added_too_but_never_sought():
    table = csr_array(np.array([[True, True, False], [False, False, True]]))
    (first,) = best_sites(table, np.array([5.0, 0.0, 0.0]), count=2)
    assert (first.candidate, first.gain, first.places.tolist()) == (0, 5.0, [0, 1])


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_nothing_to_choose_gives_no_place(shape):
    assert best_sites(csr_array(shape, dtype=bool), np.ones(shape[1])) == ()
    rng = np.random.default_rng(1)
    spots, candidates = spots_of(rng, shape[1]), spots_of(rng, shape[0])
    assert cover_estimate(spots, candidates, 4.0, LINE).shape == shape
    graph = build(nets.nodes(2), nets.edges((0, 1, 1000.0)), nets.pace())
    assert cover(graph, anchor(graph, spots), anchor(graph, candidates), 4.0).shape == shape


def test_equal_places_give_the_first_and_weights_are_not_altered():
    weights = np.array([1.0, 1.0])
    (site, _) = best_sites(csr_array(np.eye(2, dtype=bool)), weights, count=2)
    assert site.candidate == 0
    assert weights.tolist() == [1.0, 1.0]
