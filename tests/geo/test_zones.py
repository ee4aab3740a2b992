import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from geo.isochrones import arrive, spread
from geo.roads import anchor, build
from geo.zones import estimated_zones, surface, zones, zones_of_each
from policy.reach import Line
from tests.geo import road_nets as nets

GEOD = Geod(ellps="GRS80")
LINE = Line(detour=1.4, speed_kmh=30.0)
MINUTES = (1.0, 2.0, 4.0)


def town(wide=6, **columns):
    """A chequerboard of roads a kilometre apart, driven at a kilometre a minute."""
    rows = [(n, n + 1, 1000.0) for n in range(wide * wide) if n % wide < wide - 1]
    rows += [(n, n + wide, 1000.0) for n in range(wide * (wide - 1))]
    return build(nets.nodes(wide * wide, wide), nets.edges(*rows, **columns), nets.pace())


def bounds(graph, more=0.01):
    return (
        graph.lon.min() - more, graph.lat.min() - more,
        graph.lon.max() + more, graph.lat.max() + more,
    )  # fmt: skip


def drawn(graph, stations, minutes=MINUTES, cell_m=40.0):
    ways = spread(graph, anchor(graph, np.array(stations)))
    return ways, zones(graph, ways, minutes, surface(graph, bounds(graph), cell_m, 10**6))


@given(st.integers(0, 200))
@settings(max_examples=25)
def test_each_zone_is_valid_and_lies_within_the_next(seed):
    rng = np.random.default_rng(seed)
    points, roads = nets.random_net(rng, 25, 80)
    roads["length_m"] = np.maximum(roads["length_m"], 300)
    graph = build(points, roads, nets.pace())
    _, made = drawn(graph, [nets.place(6), nets.place(18)], cell_m=80.0)
    assert all(shapely.is_valid(made.shapes))
    for inner, outer in zip(made.shapes[:-1], made.shapes[1:], strict=True):
        assert outer.covers(inner)


def test_the_outline_agrees_with_the_minutes_of_places():
    graph = town()
    ways, made = drawn(graph, [nets.place(14, 6)])
    rng = np.random.default_rng(1)
    west, south, east, north = bounds(graph)
    spots = np.column_stack([rng.uniform(west, east, 4000), rng.uniform(south, north, 4000)])
    minutes = arrive(graph, ways, anchor(graph, spots)).minutes
    for level, shape in zip(made.minutes, made.shapes, strict=True):
        inside = shapely.contains_xy(shape, spots[:, 0], spots[:, 1])
        assert (inside == (minutes <= level)).mean() > 0.985


def test_a_block_nobody_gets_into_stays_a_hole():
    graph = town()
    # Blocks are a kilometre wide and one walks a hundred metres a minute: the middle is far.
    _, made = drawn(graph, [nets.place(14, 6)], minutes=(5.0,))
    assert sum(len(one.interiors) for one in made.shapes[0].geoms) > 0
    middle = np.array(nets.place(14, 6)) + nets.STEP_DEG / 2
    assert not made.shapes[0].contains(shapely.Point(middle))


def test_each_station_alone_and_their_union():
    graph = town()
    stations = [nets.place(0, 6), nets.place(21, 6)]
    on = surface(graph, bounds(graph), 40.0, 10**6)
    anchors = anchor(graph, np.array(stations))
    alone = zones_of_each(graph, anchors, MINUTES, on)
    together = zones(graph, spread(graph, anchors), MINUTES, on)
    for level in range(len(MINUTES)):
        union = shapely.union_all([one.shapes[level] for one in alone])
        both = together.shapes[level]
        # Between two samples of different stations the line is drawn once more.
        assert union.symmetric_difference(both).area < 0.01 * both.area
    assert [one.minutes for one in alone] == [MINUTES, MINUTES]


def test_one_way_roads_shape_the_zone():
    graph = town(oneway="no")
    _, open_both = drawn(graph, [nets.place(14, 6)], minutes=(2.0,))
    # Rows and columns by turns one way and the other, as in a city centre.
    rows = [(n, n + 1, 1000.0) for n in range(36) if n % 6 < 5]
    marks = ["yes" if (a // 6) % 2 == 0 else "-1" for a, _, _ in rows]
    rows += [(n, n + 6, 1000.0) for n in range(30)]
    marks += ["-1" if (n % 6) % 2 == 0 else "yes" for n in range(30)]
    narrow = build(nets.nodes(36, 6), nets.edges(*rows, oneway=marks), nets.pace())
    assert narrow.is_usable.all()
    _, made = drawn(narrow, [nets.place(14, 6)], minutes=(2.0,))
    assert 0 < made.shapes[0].area < 0.8 * open_both.shapes[0].area


def test_a_surface_keeps_to_its_number_of_cells():
    graph = town()
    on = surface(graph, bounds(graph), 10.0, 2000)
    assert on.sample.size <= 2500
    assert on.cell_m > 10
    assert (
        zones(graph, spread(graph, anchor(graph, np.array([nets.place(0, 6)]))), (2.0,), on).cell_m
        == on.cell_m
    )


def test_without_roads_or_stations_the_zones_are_empty():
    graph = town()
    _, made = drawn(graph, np.empty((0, 2)))
    assert all(shapely.is_empty(made.shapes))
    lonely = build(nets.nodes(2), nets.edges((0, 1, 10.0)), nets.pace(min_nodes=9))
    _, nothing = drawn(lonely, [nets.place(0)])
    assert all(shapely.is_empty(nothing.shapes))


def test_circles_of_the_straight_line_have_their_radius():
    station = np.array([nets.place(0)])
    made = estimated_zones(station, (4.0, 8.0), LINE)
    assert made.is_estimate and made.cell_m == 0
    for minutes, shape in zip(made.minutes, made.shapes, strict=True):
        radius_m = minutes * 500 / 1.4
        area = abs(GEOD.geometry_area_perimeter(shape)[0])
        assert area == pytest.approx(np.pi * radius_m**2, rel=2e-3)
    assert made.shapes[1].contains(made.shapes[0])


def test_circles_of_no_station_are_empty():
    made = estimated_zones(np.empty((0, 2)), (4.0, 8.0), LINE)
    assert all(shapely.is_empty(made.shapes))
