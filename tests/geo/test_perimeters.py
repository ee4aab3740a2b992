"""Rings in metres: sizes, barriers, events on edges, shares of grids."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError
from geo import perimeters
from geo.crs import HOME, project, transform_geometries

ZONE = "EPSG:4549"
X0, Y0 = 500_000.0, 3_320_000.0
RADII = (300, 500, 1000)
GEOD = pyproj.Geod(ellps="GRS80")


def degrees(*shapes):
    moved = [shapely.transform(s, lambda xy: xy + np.array([X0, Y0])) for s in shapes]
    return transform_geometries(np.array(moved, dtype=object), ZONE, HOME)


def lonlat(x, y):
    return project(np.asarray(x, float) + X0, np.asarray(y, float) + Y0, ZONE, HOME)


def around(place, radii=RADII, barriers=()):
    middle, *barred = degrees(place, *barriers)
    return perimeters.perimeter(middle, radii, barriers=barred, crs=ZONE)


POINT = shapely.Point(0, 0)
BANK = shapely.LineString([(-2000, 0), (0, 300), (2000, 0)])
TOWN = shapely.Polygon([(0, 0), (400, 0), (400, 100), (100, 100), (100, 400), (0, 400)])


@pytest.mark.parametrize("place", [POINT, BANK, TOWN], ids=["point", "line", "polygon"])
def test_rings_are_nested_and_disjoint(place):
    area = around(place)
    assert (np.diff(area.areas_m2) > 0).all()
    for inner, outer in zip(area.discs, area.discs[1:], strict=False):
        assert outer.contains(inner)
    assert shapely.area(area.bands).sum() == pytest.approx(area.areas_m2[-1], rel=1e-9)
    for i in range(3):
        for j in range(i):
            assert shapely.intersection(area.bands[i], area.bands[j]).area < 1e-3
    assert shapely.covers(area.discs[0], area.place)


@pytest.mark.parametrize("lon", [118.5, 119.2, 120.0, 121.49, 122.3])
@pytest.mark.parametrize("lat", [27.2, 30.1, 31.2])
def test_areas_agree_with_geodesic_areas(lon, lat):
    area = perimeters.perimeter(shapely.Point(lon, lat), RADII)
    assert area.crs in ("EPSG:4548", "EPSG:4549", "EPSG:4550")
    for radius, planar in zip(RADII, area.areas_m2, strict=True):
        ring = [GEOD.fwd(lon, lat, angle, radius)[:2] for angle in np.arange(0, 360, 0.25)]
        true = abs(GEOD.geometry_area_perimeter(shapely.Polygon(ring))[0])
        assert planar == pytest.approx(true, rel=0.001)


def test_a_radius_is_metres_on_the_ground():
    lon, lat = 120.9, 30.0
    area = perimeters.perimeter(shapely.Point(lon, lat), [1000])
    east = GEOD.fwd(lon, lat, 90, 999.0)[:2]
    beyond = GEOD.fwd(lon, lat, 90, 1001.0)[:2]
    ring, away = perimeters.rings_of(area, [east[0], beyond[0]], [east[1], beyond[1]])
    assert ring.tolist() == [0, -1]
    assert away[0] == pytest.approx(999, abs=0.3)


def test_an_event_on_an_edge_is_in_the_inner_ring_once():
    ring, away = perimeters.rings_of(
        around(POINT), *lonlat([300, 300.01, 0, 1000, 1000.01], [0] * 5)
    )
    assert ring.tolist() == [0, 1, 0, 2, -1]
    assert away == pytest.approx([300, 300.01, 0, 1000, 1000.01], abs=1e-6)


def test_no_point_is_in_no_ring():
    ring, away = perimeters.rings_of(around(POINT), [np.nan, 120.0], [30.0, np.nan])
    assert ring.tolist() == [-1, -1] and np.isnan(away).all()
    empty, _ = perimeters.rings_of(around(POINT), [], [])
    assert len(empty) == 0


def test_a_drawn_perimeter_is_the_shape_itself():
    area = around(TOWN, (0,))
    assert area.areas_m2[0] == pytest.approx(TOWN.area, rel=1e-6)
    ring, _ = perimeters.rings_of(area, *lonlat([50, 300, 100], [50, 300, 250]))
    assert ring.tolist() == [0, -1, 0]


def test_a_river_cuts_the_far_side_off():
    river = shapely.LineString([(200, -3000), (200, 3000)])
    area = around(POINT, RADII, [river])
    free = around(POINT)
    # The segment of a circle beyond a chord at 200 m.
    for radius, cut, whole in zip(RADII, area.areas_m2, free.areas_m2, strict=True):
        angle = 2 * np.arccos(200 / radius)
        assert whole - cut == pytest.approx(radius**2 / 2 * (angle - np.sin(angle)), rel=0.002)
    ring, _ = perimeters.rings_of(area, *lonlat([199, 200, 201, -900], [0, 0, 0, 0]))
    assert ring.tolist() == [0, 0, -1, 2]


def test_a_river_with_a_width_has_no_events_in_it():
    river = shapely.box(200, -3000, 300, 3000)
    area = around(POINT, RADII, [river])
    ring, _ = perimeters.rings_of(area, *lonlat([199, 250, 350], [0, 0, 0]))
    assert ring.tolist() == [0, -1, -1]


def test_a_barrier_that_ends_inside_cuts_nothing_off():
    stub = shapely.LineString([(200, -100), (200, 100)])
    ring, _ = perimeters.rings_of(around(POINT, RADII, [stub]), *lonlat([250], [0]))
    assert ring.tolist() == [0]
    # One that cuts 300 m through and ends before 1000 m: beyond it is the wider ring's.
    wall = shapely.LineString([(200, -400), (200, 400)])
    area = around(POINT, RADII, [wall])
    ring, _ = perimeters.rings_of(area, *lonlat([250], [0]))
    assert ring.tolist() == [1]
    assert (np.diff(area.areas_m2) > 0).all()


def test_a_place_on_both_sides_keeps_both():
    road = shapely.LineString([(200, -3000), (200, 3000)])
    both = around(TOWN, RADII, [road])
    assert both.areas_m2 == pytest.approx(around(TOWN).areas_m2, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-1500, 1500), st.floats(-1500, 1500)), min_size=1, max_size=60),
    st.floats(-900, 900),
    st.booleans(),
)
def test_every_event_is_in_one_band_at_most(spots, at, has_barrier):
    barriers = [shapely.LineString([(at, -3000), (at + 50, 3000)])] if has_barrier else []
    area = around(POINT, RADII, barriers)
    x, y = np.array(spots).T
    ring, away = perimeters.rings_of(area, *lonlat(x, y))
    points = shapely.points(x + X0, y + Y0)
    for number, band in enumerate(area.bands):
        deep = shapely.contains(shapely.buffer(band, -1), points)
        assert (ring[deep] == number).all()
    outside = ~shapely.dwithin(area.discs[-1], points, 1)
    assert (ring[outside] == -1).all()
    assert (away[ring >= 0] <= 1000).all()


def test_grids_are_inside_fully_or_partly():
    side = 200
    cells = [
        shapely.box(x, y, x + side, y + side)
        for x in range(-1200, 1200, side)
        for y in range(-1200, 1200, side)
    ]
    people = np.full(len(cells), 100.0)
    area = around(POINT)
    found = perimeters.grids_inside(area, degrees(*cells), people)
    assert found.whole.tolist() == sorted(found.whole) and found.whole[0] == 4
    assert (np.diff(found.share, axis=0) >= -1e-9).all()
    # All of a disc is covered by cells, so people are its area times their density.
    assert found.people == pytest.approx(area.areas_m2 / side**2 * 100, rel=1e-6)
    assert found.unknown.tolist() == [0, 0, 0]
    people[:] = np.nan
    unknown = perimeters.grids_inside(area, degrees(*cells), people)
    assert unknown.people.tolist() == [0, 0, 0]
    assert (unknown.unknown == unknown.whole + unknown.part).all()


def test_a_grid_that_only_touches_is_outside():
    beside = shapely.box(400, 0, 600, 400)
    found = perimeters.grids_inside(around(TOWN, (0,)), degrees(TOWN, beside), [10, 10])
    assert found.whole.tolist() == [1] and found.people == pytest.approx([10], rel=1e-6)
    assert found.share[0, 1] == pytest.approx(0, abs=1e-6)


def test_events_by_ring_and_theme_leave_out_what_is_outside():
    table = perimeters.tally(np.array([0, 0, 2, -1, 0]), np.array([1, 1, 0, 0, 2]), 3, 3)
    assert table.tolist() == [[0, 2, 1], [0, 0, 0], [1, 0, 0]]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-1500, 2500), st.integers(-1500, 1500)), min_size=1, max_size=80)
)
def test_overlapping_venues_add_up(spots):
    areas = [around(POINT), around(shapely.Point(800, 0)), around(shapely.Point(800, 600))]
    lon, lat = lonlat(*np.array(spots).T)
    place, ring = perimeters.owners(areas, lon, lat)
    held = np.stack([perimeters.rings_of(area, lon, lat)[0] for area in areas])
    away = np.stack([perimeters.rings_of(area, lon, lat)[1] for area in areas])
    assert ((place >= 0) == (held >= 0).any(axis=0)).all()
    for event, owner in enumerate(place):
        if owner >= 0:
            assert ring[event] == held[owner, event]
            assert away[owner, event] == away[held[:, event] >= 0, event].min()
    inside = [int((place == number).sum()) for number in range(3)]
    assert sum(inside) == int((held >= 0).any(axis=0).sum())


def test_equally_near_venues_give_the_earlier_code():
    areas = [around(POINT), around(shapely.Point(800, 0))]
    place, ring = perimeters.owners(areas, *lonlat([400, 401], [0, 0]))
    assert place.tolist() == [0, 1] and ring.tolist() == [1, 1]


def test_behind_a_barrier_the_farther_venue_has_it():
    wall = shapely.LineString([(300, -3000), (300, 3000)])
    near, far = around(POINT, RADII, [wall]), around(shapely.Point(1000, 0))
    place, ring = perimeters.owners([near, far], *lonlat([350], [0]))
    assert (place.tolist(), ring.tolist()) == ([1], [2])


@pytest.mark.parametrize(
    ("place", "radii", "code"),
    [
        (shapely.Point(), RADII, "perimeter.bad_place"),
        (shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), RADII, "perimeter.bad_place"),
        (shapely.Point(120, 30), (), "perimeter.bad_radii"),
        (shapely.Point(120, 30), (500, 300), "perimeter.bad_radii"),
        (shapely.Point(120, 30), (-1, 300), "perimeter.bad_radii"),
        (shapely.Point(120, 30), (float("inf"),), "perimeter.bad_radii"),
        (shapely.Point(120, 30), (0, 300), "perimeter.no_area"),
    ],
)
def test_bad_questions_are_refused(place, radii, code):
    with pytest.raises(GeometryError) as caught:
        perimeters.perimeter(place, radii)
    assert caught.value.code == code
