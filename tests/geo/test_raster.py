import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from geo import raster as rasters
from geo.polygon_tree import PolygonTree
from geo.raster import Raster
from tests.geo.wiggly import board, by_fractions, hard_points

SEED = st.integers(0, 2**32 - 1)


def located(engine, x, y):
    found = np.full(len(x), -9, dtype=np.int32)
    engine.locate(x, y, found)
    return found


def patchwork(seed):
    """A wiggly coverage with holes, enclaves, multi-part units, slivers and overlaps, shuffled."""
    random = np.random.default_rng(seed)
    columns, rows = random.integers(2, 6, 2)
    shapes = list(board(columns, rows, seed, bends=int(random.integers(1, 7))))
    inner = affinity.scale(shapes[0], 0.4, 0.4, origin="centroid")
    island = affinity.scale(inner, 0.3, 0.3, origin="centroid")
    ring = shapely.Polygon(shapes[0].exterior, [inner.exterior])
    parts = shapely.MultiPolygon([ring, island])
    shapes[0] = parts
    shapes += [shapely.Polygon(inner.exterior, [island.exterior])]
    shapes += [shapely.MultiPolygon([shapes.pop(1), shapes.pop(-2)])]
    (west, south), (east, north) = shapely.get_coordinates(shapes[1])[:2]
    middle = ((west + east) / 2, np.nextafter((south + north) / 2, 90.0))
    shapes += [shapely.Polygon([(west, south), (east, north), middle])]
    shapes += [shapely.box(120.001, 30.001, 120.009, 30.0010001), shapely.Polygon()]
    return np.array(shapes, dtype=object)[random.permutation(len(shapes))]


@given(SEED)
@settings(max_examples=40, deadline=None)
def test_equals_the_tree_on_every_kind_of_neighbour(seed):
    shapes = patchwork(seed)
    x, y = hard_points(shapes, 400, seed)
    x[:3], y[3:6] = np.nan, np.nan
    x[6], y[7], x[8] = np.inf, -np.inf, 1e300
    expected = located(PolygonTree.build(shapes.copy()), x, y)
    assert (located(Raster.build(shapes), x, y) == expected).all()
    assert (expected[:9] == -1).all()


@given(SEED)
@settings(max_examples=6, deadline=None)
def test_equals_rational_arithmetic(seed):
    shapes = patchwork(seed)
    x, y = hard_points(shapes, 50, seed)
    assert (located(Raster.build(shapes), x, y) == by_fractions(shapes, x, y)).all()


@given(SEED, st.sampled_from([0.01, 0.3, 1.0, 40.0, 400.0]))
@settings(max_examples=25, deadline=None)
def test_the_answer_does_not_depend_on_the_size_of_cells(seed, cells):
    shapes = patchwork(seed)
    x, y = hard_points(shapes, 200, seed)
    expected = located(Raster.build(shapes), x, y)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rasters, "_CELLS_PER_EDGE", cells)
        patch.setattr(rasters, "_LEAST_CELLS", 1)
        assert (located(Raster.build(shapes), x, y) == expected).all()


@given(st.integers(1, 200), SEED)
@settings(max_examples=20, deadline=None)
def test_corners_where_many_polygons_meet(wedges, seed):
    angle = np.linspace(0.0, 2 * np.pi, wedges + 3)
    rim = np.column_stack([120 + 0.01 * np.cos(angle), 30 + 0.01 * np.sin(angle)])
    rim[-1] = rim[0]
    shapes = np.array(
        [shapely.Polygon([(120.0, 30.0), *rim[i : i + 2]]) for i in range(wedges + 2)],
        dtype=object,
    )
    shapes = shapes[np.random.default_rng(seed).permutation(len(shapes))]
    x, y = hard_points(shapes, 300, seed)
    expected = located(PolygonTree.build(shapes.copy()), x, y)
    found = located(Raster.build(shapes), x, y)
    assert (found == expected).all()
    assert located(Raster.build(shapes), np.array([120.0]), np.array([30.0])).tolist() == [0]


@given(st.lists(st.tuples(*[st.integers(0, 12)] * 6), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_overlapping_triangles_on_a_lattice(corners):
    shapes = np.array(
        [
            shapely.Polygon([(a / 4, b / 4), (c / 4, d / 4), (e / 4, f / 4)])
            for a, b, c, d, e, f in corners
        ],
        dtype=object,
    )
    shapes = shapes[shapely.is_valid(shapes)]
    places = np.arange(-1, 26) / 8
    x, y = (axis.ravel() for axis in np.meshgrid(places, places))
    assert (located(Raster.build(shapes), x, y) == by_fractions(shapes, x, y)).all()


def test_a_polygon_over_everything_and_one_within_a_single_cell():
    shapes = board(6, 6, 1)
    west, south, east, north = shapely.total_bounds(shapes)
    tiny = shapely.box(120.01, 30.01, 120.01 + 1e-12, 30.01 + 1e-12)
    over = shapely.box(west - 0.01, south - 0.01, east + 0.01, north + 0.01)
    for order in ([over, *shapes, tiny], [tiny, *shapes, over]):
        x, y = hard_points(np.array(order, dtype=object), 500, 2)
        expected = located(PolygonTree.build(np.array(order, dtype=object)), x, y)
        assert (located(Raster.build(np.array(order, dtype=object)), x, y) == expected).all()


def test_a_collar_around_the_180th_meridian_is_two_parts():
    shapes = np.array(
        [
            shapely.MultiPolygon([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)]),
            shapely.box(178, 0, 179, 1),
        ],
        dtype=object,
    )
    x = np.array([179.5, -179.5, 180.0, -180.0, 179.0, 178.5, 0.0])
    assert located(Raster.build(shapes), x, np.full(7, 0.5)).tolist() == [0, 0, 0, 0, 0, 1, -1]


def test_of_nothing_and_of_empty_polygons():
    for shapes in ([], [shapely.Polygon()] * 3):
        engine = Raster.build(np.array(shapes, dtype=object))
        assert located(engine, np.array([0.0, np.nan]), np.array([0.0, 0.0])).tolist() == [-1, -1]


def test_most_cells_answer_without_a_test():
    shapes = board(20, 20, 3, bends=12)
    made = Raster.build(shapes)
    assert (made.labels < -1).mean() < 0.2
    assert made.labels.nbytes + made.stream.nbytes < 20_000 * len(shapes)


def test_arrays_bring_back_the_raster():
    shapes = patchwork(5)
    x, y = hard_points(shapes, 200, 5)
    made = Raster.build(shapes)
    again = Raster.of(made.arrays())
    assert (located(again, x, y) == located(made, x, y)).all()


@given(SEED, st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_counts_equal_those_of_the_tree(seed, groups):
    shapes = patchwork(seed)
    x, y = hard_points(shapes, 300, seed)
    group = np.random.default_rng(seed).integers(-1, groups + 1, len(x))
    tables = [np.zeros((groups, len(shapes)), dtype=np.int32) for _ in range(2)]
    Raster.build(shapes).count(x, y, group, tables[0])
    PolygonTree.build(shapes.copy()).count(x, y, group, tables[1])
    assert (tables[0] == tables[1]).all()
