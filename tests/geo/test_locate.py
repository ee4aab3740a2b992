import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError
from geo.locate import GridIndex

# A 4 x 4 board with a hole, an enclave in it and a multi-part unit: every kind of neighbour.
BOARD = {f"c{i}{j}": shapely.box(i, j, i + 1, j + 1) for i in range(4) for j in range(4)}
BOARD["c11"] = BOARD["c11"].difference(shapely.box(1.25, 1.25, 1.75, 1.75))
BOARD["b_enclave"] = shapely.box(1.25, 1.25, 1.75, 1.75)
BOARD["a_parts"] = shapely.MultiPolygon([shapely.box(4, 0, 5, 1), shapely.box(4, 2, 5, 3)])
CODES = sorted(BOARD)
# Eighths are exact in binary: vertices, edge midpoints and inner points are hit exactly.
PLACE = st.integers(-4, 48).map(lambda n: n / 8)
POINTS = st.lists(st.tuples(PLACE, PLACE), min_size=1, max_size=60)


def reference(x, y):
    """The rule itself: smallest code whose closed polygon covers the point."""
    return next((c for c in CODES if BOARD[c].covers(shapely.Point(x, y))), None)


def found(index, points):
    x, y = np.array(points, dtype=float).T
    return [index.codes[i] if i >= 0 else None for i in index.locate(x, y)]


@given(POINTS, st.permutations(CODES))
@settings(max_examples=60, deadline=None)
def test_equals_the_rule_whatever_the_order(points, order):
    index = GridIndex.build(order, [BOARD[code] for code in order])
    assert found(index, points) == [reference(x, y) for x, y in points]


@given(st.permutations(range(len(CODES))))
@settings(max_examples=20, deadline=None)
def test_vertices_and_edge_midpoints_belong_to_exactly_one(order):
    index = GridIndex.build([CODES[i] for i in order], [BOARD[CODES[i]] for i in order])
    corners = np.unique(np.vstack([shapely.get_coordinates(s) for s in BOARD.values()]), axis=0)
    middles = np.vstack(
        [(c[1:] + c[:-1]) / 2 for c in map(shapely.get_coordinates, BOARD.values())]
    )
    for points in (corners, middles):
        assert found(index, points) == [reference(x, y) for x, y in points]


def test_a_shared_edge_and_vertex_go_to_the_smallest_code():
    index = GridIndex.build(list(BOARD), list(BOARD.values()))
    assert found(index, [(1, 0.5), (1, 1), (1.25, 1.5), (1.5, 1.5)]) == [
        "c00",
        "c00",
        "b_enclave",
        "b_enclave",
    ]


def test_nan_infinite_and_outside_are_minus_one():
    index = GridIndex.build(CODES, [BOARD[code] for code in CODES])
    x = np.array([np.nan, 0.5, np.inf, 99.0, 0.5])
    y = np.array([0.5, np.nan, 0.5, 99.0, 0.5])
    answer = index.locate(x, y)
    assert answer.dtype == np.int32
    assert answer.tolist()[:4] == [-1, -1, -1, -1]
    assert index.codes[answer[4]] == "c00"


def test_empty_index_and_empty_points():
    assert GridIndex.build([], []).locate([1.0], [1.0]).tolist() == [-1]
    assert len(GridIndex.build(CODES, [BOARD[c] for c in CODES]).locate([], [])) == 0


def test_wiggly_shared_edges_of_real_size():
    rng = np.random.default_rng(4)
    line = [(120 + 0.001 * i, 30 + rng.normal(0, 0.0004)) for i in range(50)]
    south = shapely.Polygon([*line, (120.049, 29.9), (120, 29.9)])
    north = shapely.Polygon([*line, (120.049, 30.1), (120, 30.1)])
    index = GridIndex.build(["n", "s"], [north, south])
    edge = np.array(line)
    assert (index.locate(edge[:, 0], edge[:, 1]) == 0).all()
    lon, lat = rng.uniform(120, 120.049, 2000), rng.uniform(29.9, 30.1, 2000)
    assert (index.locate(lon, lat) >= 0).mean() > 0.99


@pytest.mark.parametrize(
    ("codes", "shapes", "reason"),
    [
        (["a", "a"], [shapely.box(0, 0, 1, 1)] * 2, "ingest.duplicate_codes"),
        (["a"], [shapely.Point(0, 0)], "ingest.not_polygons"),
        (["a"], [None], "ingest.not_polygons"),
        (["a"], [shapely.box(-179, 0, 179, 1)], "ingest.antimeridian"),
        (["a"], [shapely.box(179, 0, 181, 1)], "ingest.antimeridian"),
        (["a", "b"], [shapely.box(0, 0, 1, 1)], "ingest.length"),
    ],
)
def test_what_cannot_be_indexed_is_refused(codes, shapes, reason):
    with pytest.raises(GeometryError) as caught:
        GridIndex.build(codes, shapes)
    assert caught.value.code == reason


def test_bytes_bring_back_an_equal_index():
    index = GridIndex.build(list(BOARD), list(BOARD.values()))
    again = GridIndex.from_bytes(index.to_bytes())
    assert again.codes == index.codes
    assert again.to_bytes() == index.to_bytes()
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 6, 500), rng.uniform(-1, 6, 500)
    assert (again.locate(x, y) == index.locate(x, y)).all()


def test_geometries_of_the_caller_are_left_alone():
    shapes = np.array([BOARD[c] for c in reversed(CODES)], dtype=object)
    before = shapes.copy()
    GridIndex.build(list(reversed(CODES)), shapes)
    assert all(a is b for a, b in zip(shapes, before, strict=True))


def test_80_000_points_in_1_600_polygons_take_well_below_a_second():
    cells = [
        shapely.segmentize(shapely.box(i, j, i + 1, j + 1), 0.09)
        for i in range(40)
        for j in range(40)
    ]
    index = GridIndex.build([f"{i:04d}" for i in range(1600)], cells)
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 40, 80_000), rng.uniform(0, 40, 80_000)
    start = time.process_time()
    assert (index.locate(x, y) >= 0).all()
    assert time.process_time() - start < 1.0
