import time

import numba
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError
from geo import locate
from geo.locate import GridIndex
from geo.polygon_tree import PolygonTree
from geo.raster import Raster
from tests.geo.wiggly import board, hard_points

# A 4 x 4 board with a hole, an enclave in it and a multi-part unit: every kind of neighbour.
BOARD = {f"c{i}{j}": shapely.box(i, j, i + 1, j + 1) for i in range(4) for j in range(4)}
BOARD["c11"] = BOARD["c11"].difference(shapely.box(1.25, 1.25, 1.75, 1.75))
BOARD["b_enclave"] = shapely.box(1.25, 1.25, 1.75, 1.75)
BOARD["a_parts"] = shapely.MultiPolygon([shapely.box(4, 0, 5, 1), shapely.box(4, 2, 5, 3)])
CODES = sorted(BOARD)
# Eighths are exact in binary: vertices, edge midpoints and inner points are hit exactly.
PLACE = st.integers(-4, 48).map(lambda n: n / 8)
with np.errstate(invalid="ignore"):
    NO_NUMBER = shapely.from_wkt("POLYGON ((0 0, 1 nan, 1 1, 0 0))")
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
        (["a"], [NO_NUMBER], "locate.not_finite"),
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


WIGGLY = board(6, 5, 6)
NAMES = [f"g{i:02d}" for i in range(len(WIGGLY))]


def test_a_few_polygons_are_asked_by_the_tree_and_many_by_the_raster():
    assert isinstance(GridIndex.build(NAMES[:15], WIGGLY[:15]).engine, PolygonTree)
    assert isinstance(GridIndex.build(NAMES, WIGGLY).engine, Raster)


@pytest.fixture
def without_numba(monkeypatch):
    monkeypatch.setattr(locate.importlib.util, "find_spec", lambda name: None)


def test_without_numba_the_answers_are_the_same(without_numba):
    x, y = hard_points(WIGGLY, 500, 6)
    plain = GridIndex.build(NAMES, WIGGLY)
    assert isinstance(plain.engine, PolygonTree)
    fast = GridIndex(plain.codes, Raster.build(WIGGLY))
    assert (fast.locate(x, y) == plain.locate(x, y)).all()
    with pytest.raises(GeometryError) as caught:
        GridIndex.from_bytes(fast.to_bytes())
    assert caught.value.code == "locate.bad_index"


@pytest.mark.parametrize("few", [0, 1_000])
def test_bytes_of_both_kinds_and_what_is_damaged(monkeypatch, few):
    monkeypatch.setattr(locate, "_FEW", few)
    index = GridIndex.build(NAMES[::-1], WIGGLY[::-1])
    data = index.to_bytes()
    x, y = hard_points(WIGGLY, 300, 7)
    again = GridIndex.from_bytes(data)
    assert (again.codes, again.to_bytes()) == (index.codes, data)
    assert type(again.engine) is type(index.engine)
    assert (again.locate(x, y) == index.locate(x, y)).all()
    assert GridIndex.build(NAMES, WIGGLY).to_bytes() == data
    turned = bytearray(data)
    turned[len(data) // 2] ^= 1
    for broken in (b"", data[:-1], bytes(turned), b"X" + data[1:], data[:10]):
        with pytest.raises(GeometryError) as caught:
            GridIndex.from_bytes(broken)
        assert caught.value.code == "locate.bad_index"


@pytest.mark.parametrize("few", [0, 1_000])
def test_threads_change_nothing(monkeypatch, few):
    monkeypatch.setattr(locate, "_FEW", few)
    monkeypatch.setattr(locate, "_POINTS_PER_THREAD", 100)
    index = GridIndex.build(NAMES, WIGGLY)
    x, y = hard_points(WIGGLY, 2_000, 8)
    group = np.arange(len(x)) % 3
    alone, counted = index.locate(x, y, threads=1), index.count(x, y, group, 3, threads=1)
    for threads in (2, 3, 7, None):
        assert (index.locate(x, y, threads=threads) == alone).all()
        assert (index.count(x, y, group, 3, threads=threads) == counted).all()


@given(st.integers(0, 2**32 - 1), st.integers(1, 6), st.sampled_from([0, 1_000]))
@settings(max_examples=20, deadline=None)
def test_counts_are_those_of_the_located_points(seed, groups, few):
    x, y = hard_points(WIGGLY, 300, seed)
    x[:5] = np.nan
    group = np.random.default_rng(seed).integers(-2, groups + 2, len(x))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "_FEW", few)
        index = GridIndex.build(NAMES, WIGGLY)
    found = index.locate(x, y)
    ok = (found >= 0) & (group >= 0) & (group < groups)
    cell = group[ok] * len(NAMES) + found[ok]
    expected = np.bincount(cell, minlength=groups * len(NAMES)).reshape(groups, len(NAMES))
    counted = index.count(x, y, group, groups)
    assert counted.dtype == np.int64 and (counted == expected).all()


def test_counts_of_nothing():
    index = GridIndex.build(NAMES, WIGGLY)
    assert index.count([], [], [], 2).shape == (2, len(NAMES))
    assert index.count([120.0], [30.0], [0], 0).shape == (0, len(NAMES))
    assert GridIndex.build([], []).count([120.0], [30.0], [0], 2).shape == (2, 0)


def test_a_table_too_large_for_every_thread_is_counted_by_one(monkeypatch):
    monkeypatch.setattr(locate, "_MOST_COUNTED", 1)
    monkeypatch.setattr(locate, "_POINTS_PER_THREAD", 10)
    x, y = hard_points(WIGGLY, 300, 3)
    index = GridIndex.build(NAMES, WIGGLY)
    assert index.count(x, y, np.zeros(len(x)), 1).sum() == (index.locate(x, y) >= 0).sum()


@pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="speed is not tested uncompiled")
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
