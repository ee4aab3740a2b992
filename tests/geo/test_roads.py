import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from errors import GeometryError
from geo.roads import against, anchor, build, directions, speeds
from tests.geo import road_nets as nets

GEOD = Geod(ellps="GRS80")


@pytest.mark.parametrize(("mark", "open_ways"), nets.SPELLINGS.items(), ids=str)
def test_every_spelling_of_one_way(mark, open_ways):
    read = directions([mark])
    assert (bool(read.forward[0]), bool(read.backward[0])) == open_ways
    assert not read.is_unread[0]


@pytest.mark.parametrize("mark", ["YES", " Yes ", "1.0", "On", "FT"])
def test_case_and_blanks_do_not_matter(mark):
    assert [bool(way[0]) for way in directions([mark])] == [True, False, False]


def test_an_unknown_spelling_is_open_both_ways_and_counted():
    read = directions(["reversible", "sometimes", "no"])
    assert read.forward.all() and read.backward.all()
    assert read.is_unread.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        (50, 50.0),
        ("50", 50.0),
        ("50.0", 50.0),
        ("30 mph", 48.28032),
        ("30mph", 48.28032),
        ("10 knots", 18.52),
        ("60 km/h", 60.0),
        ("40公里/小时", 40.0),
        ("walk", 5.0),
        ("步行", 5.0),
        ("90;30;90", 30.0),
        ("80|60", 60.0),
    ],
)
def test_stated_speeds(text, kmh):
    read = speeds([text], walking_kmh=5.0)
    assert read.kmh[0] == pytest.approx(kmh)
    assert not read.is_unread[0]


@pytest.mark.parametrize("text", [None, "", float("nan"), "none"])
def test_no_stated_speed_is_no_fault(text):
    read = speeds([text], walking_kmh=5.0)
    assert np.isnan(read.kmh[0]) and not read.is_unread[0]


@pytest.mark.parametrize("text", ["fast", "50 furlongs", "-50", "0", "5000", "50;fast", "signals"])
def test_an_unread_speed_is_counted_and_left_to_the_class(text):
    read = speeds([text], walking_kmh=5.0)
    assert np.isnan(read.kmh[0]) and read.is_unread[0]
    roads = nets.edges((0, 1, 1000.0), road="slow", speed_kmh=text)
    graph = build(nets.nodes(2), roads, nets.pace())
    assert graph.forward_minutes[0] == pytest.approx(10.0)
    assert graph.unread_speeds == 1


@given(st.text(max_size=12))
@settings(max_examples=200)
def test_any_text_is_read_or_counted_and_never_breaks(text):
    read = speeds([text], walking_kmh=5.0)
    assert np.isnan(read.kmh[0]) or 0 < read.kmh[0] <= 200
    way = directions([text])
    assert way.forward[0] or way.backward[0]


def test_speed_stated_by_class_and_by_default():
    roads = nets.edges(
        (0, 1, 1000.0), (1, 2, 1000.0), (2, 3, 1000.0),
        speed_kmh=["30", None, None], road=["slow", "slow", "other"],
    )  # fmt: skip
    graph = build(nets.nodes(4), roads, nets.pace(limit_share=0.5))
    assert graph.forward_minutes == pytest.approx([4.0, 20.0, 2.0])


def test_a_missing_length_is_the_geodesic_one_of_the_drawn_line():
    (a, b), (c, d) = nets.place(0), nets.place(1)
    bent = shapely.LineString([(a, b), (a, b + 0.01), (c, d)])
    roads = nets.edges((0, 1, np.nan), (0, 1, np.nan))
    roads["geometry"] = [bent, None]
    graph = build(nets.nodes(2), roads, nets.pace())
    metres = [GEOD.geometry_length(bent), GEOD.inv(a, b, c, d)[2]]
    assert graph.forward_minutes * 1000 == pytest.approx(metres, rel=1e-9)
    assert graph.minutes.toarray()[0, 1] * 1000 == pytest.approx(metres[1])


def test_without_a_geometry_column_lines_are_straight():
    graph = build(nets.nodes(2), nets.edges((0, 1, 500.0)), nets.pace())
    assert shapely.length(graph.lines[0]) == pytest.approx(963, abs=3)
    assert graph.forward_minutes[0] == pytest.approx(0.5)


@given(st.integers(0, 500))
@settings(max_examples=40)
def test_the_graph_is_that_of_networkx(seed):
    points, roads = nets.random_net(np.random.default_rng(seed), 12, 30)
    graph = build(points, roads, nets.pace())
    made = nets.net(roads)
    table = graph.minutes.toarray()
    expected = np.zeros_like(table)
    at = {name: i for i, name in enumerate(points["node"])}
    for start, end, minutes in made.edges(data="minutes"):
        if start != end:
            expected[at[start], at[end]] = minutes
    assert table == pytest.approx(expected)


def test_of_parallel_roads_the_fastest_counts():
    roads = nets.edges((0, 1, 3000.0), (0, 1, 1000.0), (1, 0, 2000.0), oneway=["yes", "", "yes"])
    table = build(nets.nodes(2), roads, nets.pace()).minutes.toarray()
    assert table.tolist() == [[0.0, 1.0], [1.0, 0.0]]


def test_against_turns_every_road_round_and_twice_gives_the_same():
    points, roads = nets.random_net(np.random.default_rng(3), 10, 25)
    graph = build(points, roads, nets.pace())
    back = against(graph)
    assert (back.minutes.toarray() == graph.minutes.toarray().T).all()
    assert (back.forward_minutes == graph.backward_minutes).all()
    again = against(back)
    assert (again.minutes.toarray() == graph.minutes.toarray()).all()


def test_small_pieces_and_dead_ends_without_return_are_not_usable():
    # A ring of three, a way out of it without return, and an island of two.
    roads = nets.edges(
        (0, 1, 1.0), (1, 2, 1.0), (2, 0, 1.0), (2, 3, 1.0), (5, 6, 1.0),
        oneway=["yes", "yes", "yes", "yes", "no"],
    )  # fmt: skip
    graph = build(nets.nodes(7), roads, nets.pace(min_nodes=3))
    assert graph.is_usable.tolist() == [True, True, True, False, False]
    assert len(set(graph.piece[:3])) == 1
    assert len(set(graph.piece)) == 4


def test_anchor_finds_the_share_of_the_road_and_the_walk():
    graph = build(nets.nodes(2), nets.edges((0, 1, 1000.0)), nets.pace())
    (a, b), (c, _) = nets.place(0), nets.place(1)
    beside = [(a + (c - a) / 4, b + 0.001), (a, b), (c, b), (a, b + 0.1)]
    found = anchor(graph, np.array(beside))
    assert found.road.tolist() == [0, 0, 0, -1]
    assert found.share[:3] == pytest.approx([0.25, 0, 1], abs=1e-4)
    metres = GEOD.inv(*beside[0], beside[0][0], b)[2]
    assert found.walk_minutes[:3] == pytest.approx([metres / 100, 0, 0], abs=1e-3)
    assert found.walk_minutes[3] == np.inf
    assert found.is_on_road.tolist() == [True, True, True, False]


def test_without_any_walk_only_places_on_the_road_have_one():
    graph = build(nets.nodes(2), nets.edges((0, 1, 1000.0)), nets.pace(max_walk_m=0.0))
    found = anchor(graph, np.array([nets.place(0), (120.2, 30.1001)]))
    assert found.is_on_road.tolist() == [True, False]


def test_anchor_of_no_places_and_on_no_roads():
    graph = build(nets.nodes(2), nets.edges((0, 1, 1000.0)), nets.pace())
    assert len(anchor(graph, np.empty((0, 2))).road) == 0
    lonely = build(nets.nodes(2), nets.edges((0, 1, 1000.0)), nets.pace(min_nodes=9))
    assert anchor(lonely, np.array([nets.place(0)])).road.tolist() == [-1]


def test_a_road_of_no_length_has_a_place_on_it():
    roads = nets.edges((0, 1, 10.0))
    roads["geometry"] = [shapely.LineString([nets.place(0), nets.place(0)])]
    graph = build(nets.nodes(2), roads, nets.pace())
    assert anchor(graph, np.array([nets.place(0)])).share.tolist() == [0.0]


def test_all_faults_of_the_frames_in_one_message():
    points = nets.nodes(3)
    points.loc[1, "node"] = "n0"
    points.loc[2, "lat"] = np.nan
    roads = nets.edges((0, 2, -5.0), (0, 7, 10.0))
    with pytest.raises(GeometryError) as caught:
        build(points, roads, nets.pace())
    for part in ("node: n0", "lon/lat: n2", "start/end: n7", "length_m"):
        assert part in caught.value.values["faults"]


@pytest.mark.parametrize("column", ["node", "lon"])
def test_a_missing_column_is_named(column):
    with pytest.raises(GeometryError) as caught:
        build(nets.nodes(2).drop(columns=column), nets.edges((0, 1, 1.0)), nets.pace())
    assert caught.value.code == "reach.bad_roads" and column in caught.value.values["faults"]


def test_no_nodes_at_all_is_a_fault():
    with pytest.raises(GeometryError):
        build(nets.nodes(2)[:0], nets.edges((0, 1, 1.0))[:0], nets.pace())


def test_frames_are_not_altered():
    points, roads = nets.random_net(np.random.default_rng(5), 6, 9)
    before = points.copy(), roads.copy()
    build(points, roads, nets.pace())
    pd.testing.assert_frame_equal(points, before[0])
    pd.testing.assert_frame_equal(roads, before[1])
