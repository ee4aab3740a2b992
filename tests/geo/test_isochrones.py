import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.isochrones import arrive, estimate, reach, spread, spread_each
from geo.roads import Anchors, against, anchor, build
from policy.reach import Line
from tests.geo import road_nets as nets

GEOD = Geod(ellps="GRS80")
LINE = Line(detour=1.5, speed_kmh=60.0)


def places(*numbers):
    return np.array([nets.place(number) for number in numbers])


def line_of(count, **columns):
    rows = [(i, i + 1, 1000.0) for i in range(count - 1)]
    return build(nets.nodes(count), nets.edges(*rows, **columns), nets.pace())


def at_nodes(graph, roads, names):
    """Stations or places exactly at nodes, by any road that begins or ends there."""
    rows, shares = [], []
    for name in names:
        at = np.flatnonzero((roads["start"] == name) | (roads["end"] == name))[0]
        rows.append(at)
        shares.append(0.0 if roads["start"].iloc[at] == name else 1.0)
    return Anchors(road=np.array(rows), share=np.array(shares), walk_minutes=np.zeros(len(rows)))


@given(st.integers(0, 500), st.integers(1, 4))
@settings(max_examples=60)
def test_node_times_are_those_of_networkx(seed, count):
    rng = np.random.default_rng(seed)
    points, roads = nets.random_net(rng, 14, 40)
    graph = build(points, roads, nets.pace())
    made, names = nets.net(roads), points["node"].tolist()
    with_road = sorted(set(roads["start"]) | set(roads["end"]))
    chosen = rng.choice(with_road, count, replace=False).tolist()
    found = spread(graph, at_nodes(graph, roads, chosen))
    expected = nets.nearest(made, chosen, names)
    assert found.minutes == pytest.approx(expected)
    assert ((found.station >= 0) == np.isfinite(expected)).all()
    alone = np.array([nets.nearest(made, [one], names) for one in chosen])
    rows = np.flatnonzero(found.station >= 0)
    assert alone[found.station[rows], rows] == pytest.approx(expected[rows])
    assert spread_each(graph, at_nodes(graph, roads, chosen)) == pytest.approx(alone)


@given(st.integers(0, 300))
@settings(max_examples=40)
def test_towards_a_place_is_from_it_on_the_network_turned_round(seed):
    points, roads = nets.random_net(np.random.default_rng(seed), 10, 30)
    graph = build(points, roads, nets.pace())
    goals = [roads["start"].iloc[0], roads["end"].iloc[1]]
    back = spread_each(against(graph), at_nodes(graph, roads, goals))
    turned = nets.net(roads).reverse()
    names = points["node"].tolist()
    expected = np.array([nets.nearest(turned, [one], names) for one in goals])
    assert back == pytest.approx(expected)


def with_short_cut(mark):
    """A long two-way road between two nodes and a short one in one direction."""
    rows = [(0, 1, 3000.0), (0, 1, 1000.0)]
    return build(nets.nodes(2), nets.edges(*rows, oneway=["no", mark]), nets.pace())


@pytest.mark.parametrize(("mark", "ways"), nets.SPELLINGS.items(), ids=str)
def test_a_short_cut_helps_in_its_direction_only(mark, ways):
    graph = with_short_cut(mark)
    there = reach(graph, places(0), places(1)).minutes[0]
    back = reach(graph, places(1), places(0)).minutes[0]
    assert (there, back) == pytest.approx([1.0 if is_open else 3.0 for is_open in ways])


def test_walks_count_at_both_ends():
    graph = line_of(2)
    (a, b), (c, _) = nets.place(0), nets.place(1)
    up = 0.002
    walk = GEOD.inv(a, b, a, b + up)[2] / 100
    found = reach(graph, np.array([(a, b + up)]), np.array([(c, b + up)]))
    assert found.minutes[0] == pytest.approx(1 + 2 * walk, rel=1e-3)
    assert found.station.tolist() == [0] and not found.is_estimate


def test_a_place_on_the_stations_own_road_needs_no_node():
    graph = line_of(2)
    (a, b), (c, _) = nets.place(0), nets.place(1)
    spots = np.array([(a + (c - a) * share, b) for share in (0.2, 0.5, 0.9)])
    found = reach(graph, spots[1:2], spots)
    assert found.minutes == pytest.approx([0.3, 0, 0.4], abs=1e-3)
    only_ahead = build(nets.nodes(2), nets.edges((0, 1, 1000.0), oneway="yes"), nets.pace())
    # Nobody turns round on a one-way road without a way back; such a road is not even used.
    assert reach(only_ahead, spots[1:2], spots).minutes.tolist() == [np.inf] * 3


def test_on_a_one_way_ring_the_place_behind_is_a_whole_round_away():
    rows = [(0, 1, 1000.0), (1, 6, 1000.0), (6, 5, 1000.0), (5, 0, 1000.0)]
    graph = build(nets.nodes(7), nets.edges(*rows, oneway="yes"), nets.pace())
    (a, b), (c, _) = nets.place(0), nets.place(1)
    spots = np.array([(a + (c - a) * share, b) for share in (0.25, 0.75)])
    assert reach(graph, spots[:1], spots).minutes == pytest.approx([0, 0.5], abs=2e-3)
    assert reach(graph, spots[1:], spots).minutes == pytest.approx([3.5, 0], abs=2e-3)


def test_an_island_is_not_reached_and_its_station_serves_only_it():
    rows = [(0, 1, 1000.0), (3, 4, 1000.0)]
    graph = build(nets.nodes(5), nets.edges(*rows), nets.pace())
    found = reach(graph, places(0), places(1, 3, 4))
    assert found.minutes == pytest.approx([1, np.inf, np.inf])
    assert found.station.tolist() == [0, -1, -1]
    assert reach(graph, places(0, 4), places(1, 3)).station.tolist() == [0, 1]


def test_a_station_far_from_any_road_is_named_and_reaches_nobody():
    graph = line_of(2)
    found = reach(graph, np.array([(121.0, 30.1), nets.place(0)]), places(1))
    assert found.is_off_road.tolist() == [True, False]
    assert found.station.tolist() == [1]


def test_no_station_no_place():
    graph = line_of(2)
    nobody = reach(graph, np.empty((0, 2)), places(0, 1))
    assert nobody.minutes.tolist() == [np.inf, np.inf] and nobody.station.tolist() == [-1, -1]
    assert len(reach(graph, places(0), np.empty((0, 2))).minutes) == 0


def test_within_counts_the_limit_itself():
    graph = line_of(3)
    found = arrive(graph, spread(graph, anchor(graph, places(0))), anchor(graph, places(0, 1, 2)))
    assert found.within(found.minutes[1]).tolist() == [True, True, False]


def test_a_limit_leaves_the_far_nodes_out():
    graph = line_of(4)
    near = spread_each(graph, anchor(graph, places(0)), limit=2.5)
    assert near[0] == pytest.approx([0, 1, 2, np.inf])


@given(st.integers(0, 300))
@settings(max_examples=30)
def test_one_more_station_makes_nothing_later(seed):
    rng = np.random.default_rng(seed)
    points, roads = nets.random_net(rng, 12, 40)
    graph = build(points, roads, nets.pace())
    spots = np.array([nets.place(i) for i in range(12)]) + rng.uniform(-0.002, 0.002, (12, 2))
    before = reach(graph, spots[:2], spots).minutes
    after = reach(graph, spots[:3], spots).minutes
    assert (after <= before).all()


def test_the_straight_line_is_geodesic_metres_times_detour():
    stations, spots = places(0, 4), places(1, 3, 9)
    found = estimate(stations, spots, LINE)
    assert found.is_estimate and found.station.tolist() == [0, 1, 1]
    for row, (station, spot) in enumerate(((0, 0), (1, 1), (1, 2))):
        metres = GEOD.inv(*stations[station], *spots[spot])[2]
        assert found.minutes[row] == pytest.approx(metres * 1.5 / 1000, rel=1e-9)


def test_the_straight_line_without_stations_or_places():
    assert estimate(np.empty((0, 2)), places(1), LINE).minutes.tolist() == [np.inf]
    assert len(estimate(places(1), np.empty((0, 2)), LINE).minutes) == 0
