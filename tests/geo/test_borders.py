"""Borders in degrees: length, bands, pieces, events."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError
from geo import borders
from geo.crs import HOME, project, transform_geometries

ZONE = "EPSG:4549"
X0, Y0 = 500_000.0, 3_320_000.0


def degrees(*shapes):
    moved = [shapely.transform(s, lambda xy: xy + np.array([X0, Y0])) for s in shapes]
    return transform_geometries(np.array(moved, dtype=object), ZONE, HOME)


def lonlat(x, y):
    return project(np.asarray(x, float) + X0, np.asarray(y, float) + Y0, ZONE, HOME)


LEFT, RIGHT = shapely.box(0, 0, 4000, 6000), shapely.box(4000, 1000, 9000, 5000)


def test_a_border_is_counted_once_and_in_metres():
    border = borders.shared_border(*degrees(LEFT, RIGHT))
    assert border.crs == ZONE
    assert border.length_m == pytest.approx(4000, rel=1e-4)
    assert border.tolerance_m == borders.LADDER_M[0]
    assert border.line.hausdorff_distance(border.other_line) < 0.05


def test_swapped_units_give_the_same_border():
    gap = shapely.box(4030, 1000, 9000, 5000)
    one = borders.shared_border(*degrees(LEFT, gap))
    two = borders.shared_border(*degrees(gap, LEFT))
    assert one.length_m == two.length_m
    assert one.line.equals(two.line) and one.other_line.equals(two.other_line)
    assert (one.first_m, one.second_m) == (two.second_m, two.first_m)
    # The gap of 30 m asks for the first step of the ladder above it.
    assert one.tolerance_m == two.tolerance_m == 50


def test_no_neighbours_have_an_empty_border():
    far = shapely.box(20_000, 0, 24_000, 4000)
    border = borders.shared_border(*degrees(LEFT, far))
    assert border.length_m == border.first_m == border.second_m == 0
    assert border.line.is_empty
    assert len(borders.segments(border, 500)) == 0
    assert np.isnan(borders.per_km(3, border.length_m))


@settings(max_examples=8, deadline=None)
@given(
    wiggle=st.lists(st.floats(-300, 300), min_size=3, max_size=20),
    noise=st.floats(0, 1e-9),
)
def test_float_noise_and_denser_vertices_change_nothing(wiggle, noise):
    ys = np.linspace(0, 6000, len(wiggle) + 2)
    edge = [(4000 + x, y) for x, y in zip([0, *wiggle, 0], ys, strict=True)]
    left = shapely.Polygon([(0, 0), *edge, (0, 6000)])
    right = shapely.Polygon([(9000, 0), *edge, (9000, 6000)])
    true = shapely.LineString(edge).length
    first, second = degrees(left, right)
    plain = borders.shared_border(first, second)
    assert plain.length_m == pytest.approx(true, rel=1e-3)
    shaken = shapely.transform(second, lambda xy: xy + noise)
    dense = borders.shared_border(first, *degrees(right.segmentize(170)))
    assert borders.shared_border(first, shaken).length_m == pytest.approx(true, rel=1e-3)
    assert dense.length_m == pytest.approx(plain.length_m, rel=1e-5)


@settings(max_examples=5, deadline=None)
@given(
    wiggle=st.lists(st.floats(-300, 300), min_size=20, max_size=120),
    gap=st.floats(0, 40),
    width=st.sampled_from([200.0, 500.0]),
)
def test_long_wiggly_borders_are_the_same_both_ways(wiggle, gap, width):
    ys = np.linspace(0, 6000, len(wiggle) + 2)
    edge = [(4000 + x, y) for x, y in zip([0, *wiggle, 0], ys, strict=True)]
    left = shapely.Polygon([(0, 0), *edge, (0, 6000)])
    right = shapely.Polygon([(9000, 0), *[(x + gap, y) for x, y in edge], (9000, 6000)])
    pair = degrees(left, right)
    one, two = borders.shared_border(*pair), borders.shared_border(*pair[::-1])
    assert (one.first_m, one.second_m, one.tolerance_m) == (
        two.second_m,
        two.first_m,
        two.tolerance_m,
    )
    assert one.line.equals_exact(two.line, 0) and one.other_line.equals_exact(two.other_line, 0)
    first, second = borders.bands(one, *pair, width)
    swapped = borders.bands(two, *pair[::-1], width)
    metric = transform_geometries(pair, HOME, ZONE)
    whole = shapely.buffer(one.both_lines, width, quad_segs=64)
    assert first.area == pytest.approx(metric[0].intersection(whole).area, rel=2e-4)
    assert second.area == pytest.approx(swapped[0].area, rel=1e-6)
    assert first.area == pytest.approx(swapped[1].area, rel=1e-6)


_LONG = """
import resource
import numpy as np, shapely
resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30))
from geo import borders
from geo.crs import HOME, transform_geometries
ys = np.linspace(0, 6000, 20_000)
x = 4000 + np.cumsum(np.random.default_rng(5).normal(0, 1, 20_000))
moved = np.column_stack([x - np.linspace(x[0], x[-1], 20_000) + 504_000, ys + 3_320_000])
sides = [
    shapely.Polygon([(at, 3_320_000), *moved, (at, 3_326_000)]) for at in (500_000, 509_000)
]
pair = transform_geometries(np.array(sides, dtype=object), "EPSG:4549", HOME)
border = borders.shared_border(*pair)
left, right = borders.bands(border, *pair, 300)
print(border.length_m, shapely.LineString(moved).length, left.area, right.area)
"""


def test_an_outline_of_many_vertices_fits_in_a_gigabyte():
    root = Path(__file__).resolve().parents[2]
    made = subprocess.run(
        [sys.executable, "-c", _LONG], cwd=root, capture_output=True, text=True, check=True
    )
    length, true, left, right = map(float, made.stdout.split())
    assert length == pytest.approx(true, rel=0.01)
    assert left == pytest.approx(right, rel=0.2) and left > 300 * 6000


def test_the_length_does_not_hang_on_the_tolerance():
    rng = np.random.default_rng(4)
    ys = np.linspace(0, 30_000, 121)
    left_x, right_x = 10_000 + rng.normal(0, 25, (2, 121))
    left = shapely.Polygon([(0, 0), *zip(left_x, ys, strict=True), (0, 30_000)])
    right = shapely.Polygon([(20_000, 0), *zip(right_x, ys, strict=True), (20_000, 30_000)])
    lengths = [
        borders.shared_border(*degrees(left, right), tolerance_m=t).length_m
        for t in (100, 200, 400, 800)
    ]
    assert max(lengths) - min(lengths) < 0.01 * min(lengths)
    assert np.mean(lengths) == pytest.approx(30_000, rel=0.05)


def test_several_units_are_taken_two_by_two():
    top = shapely.box(0, 6000, 9000, 9000)
    units = degrees(LEFT, RIGHT, top, shapely.box(30_000, 0, 31_000, 1000))
    found = borders.borders(units)
    assert [(pair.first, pair.second) for pair in found] == [(0, 1), (0, 2)]
    assert found[1].border.length_m == pytest.approx(4000, rel=1e-4)


def test_bands_lie_on_both_sides_and_do_not_overlap():
    lap = shapely.box(3990, 1000, 9000, 5000)
    first, second = degrees(LEFT, lap)
    border = borders.shared_border(first, second)
    left, right = borders.bands(border, first, second, 500)
    assert left.intersection(right).area == pytest.approx(0, abs=1)
    # A strip of 500 m along 4 km; at its ends a quarter circle inside the taller unit only.
    assert right.area == pytest.approx(500 * 4000, rel=0.01)
    assert left.area == pytest.approx(510 * 4000 + np.pi * 500**2 / 2, rel=0.02)


def test_wider_bands_hold_narrower_ones():
    first, second = degrees(LEFT, RIGHT)
    border = borders.shared_border(first, second)
    narrow, _ = borders.bands(border, first, second, 200)
    wide, _ = borders.bands(border, first, second, 300)
    assert wide.buffer(0.01).contains(narrow)


def test_pieces_are_equal_and_add_up():
    border = borders.shared_border(*degrees(LEFT, RIGHT))
    pieces = borders.segments(border, 900)
    lengths = shapely.length(pieces)
    assert len(pieces) == 4
    assert lengths == pytest.approx(np.full(4, 1000), rel=1e-3)
    assert lengths.sum() == pytest.approx(border.line.length, rel=1e-9)
    assert len(borders.segments(border, 1e6)) == 1


def test_pieces_of_a_broken_border_are_equal_too():
    hole = shapely.box(3000, 2500, 5000, 3500)
    first, second = degrees(LEFT.difference(hole), RIGHT.difference(hole))
    border = borders.shared_border(first, second, tolerance_m=1)
    pieces = borders.segments(border, 2000)
    assert len(border.line.geoms) == 2
    assert len(pieces) == 2 and shapely.length(pieces) == pytest.approx([1500, 1500], rel=1e-3)
    (three,) = [p for p in borders.segments(border, 1000) if len(p.geoms) == 2]
    assert three.length == pytest.approx(1000, rel=1e-3)


def test_each_event_has_its_distance_and_its_piece_once():
    border = borders.shared_border(*degrees(LEFT, RIGHT))
    pieces = borders.segments(border, 1000)
    # On the joint of two pieces, beside one, without a point, far away.
    lon, lat = lonlat([4000, 4300, np.nan, 0], [2000, 4500, np.nan, 3000])
    near = borders.nearest_piece(pieces, lon, lat, border.crs)
    assert near.border[2] == -1 and np.isnan(near.distance_m[2])
    assert near.distance_m[[0, 1, 3]] == pytest.approx([0, 300, 4000], abs=0.5)
    ends = [round(piece.bounds[1] - Y0) for piece in pieces]
    assert ends[near.border[1]] == 4000
    assert ends[near.border[0]] in (1000, 2000)
    assert borders.within(near, 300).tolist() == [True, True, False, False]


def test_the_nearest_of_several_borders_is_the_earlier_on_a_tie():
    middle = shapely.box(4000, 0, 6000, 6000)
    far = shapely.box(6000, 0, 9000, 6000)
    found = borders.borders(degrees(LEFT, middle, far))
    near = borders.nearest([pair.border for pair in found], *lonlat([5000, 5100], [3000, 3000]))
    assert near.border.tolist() == [0, 1]
    assert borders.nearest([], [120.0], [30.0]).border.tolist() == [-1]


def test_per_km_is_of_the_border():
    assert borders.per_km(8, 4000) == 2


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda a, b: borders.shared_border(a, shapely.Point(1, 1)), "border.not_polygons"),
        (lambda a, b: borders.shared_border(a, b, tolerance_m=0), "border.bad_tolerance"),
        (
            lambda a, b: borders.bands(borders.shared_border(a, b), a, b, -1),
            "border.bad_width",
        ),
        (
            lambda a, b: borders.segments(borders.shared_border(a, b), 0),
            "border.bad_segment",
        ),
    ],
)
def test_bad_questions_are_refused(call, code):
    with pytest.raises(GeometryError) as caught:
        call(*degrees(LEFT, RIGHT))
    assert caught.value.code == code
