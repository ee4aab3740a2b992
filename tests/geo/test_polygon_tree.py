import numpy as np
import pytest
import shapely

from geo import polygon_tree
from geo.polygon_tree import PolygonTree
from tests.geo.wiggly import board, by_fractions, hard_points


def located(engine, x, y):
    found = np.full(len(x), -9, dtype=np.int32)
    engine.locate(x, y, found)
    return found


def test_equals_rational_arithmetic():
    shapes = board(4, 3, 8)
    x, y = hard_points(shapes, 200, 8)
    assert (located(PolygonTree.build(shapes), x, y) == by_fractions(shapes, x, y)).all()


@pytest.mark.parametrize("chunk", [1, 7, 1_000])
def test_chunks_change_nothing(monkeypatch, chunk):
    shapes = board(3, 3, 9)
    x, y = hard_points(shapes, 50, 9)
    engine = PolygonTree.build(shapes)
    whole = located(engine, x, y)
    monkeypatch.setattr(polygon_tree, "_CHUNK", chunk)
    assert (located(engine, x, y) == whole).all()


def test_points_that_are_none_lie_nowhere():
    engine = PolygonTree.build(np.array([shapely.box(0, 0, 1, 1)], dtype=object))
    x = np.array([np.nan, 0.5, np.inf, 0.5, 1.0])
    y = np.array([0.5, np.nan, 0.5, 0.5, 1.0])
    assert located(engine, x, y).tolist() == [-1, -1, -1, 0, 0]


def test_arrays_bring_back_the_tree():
    shapes = board(3, 3, 10)
    x, y = hard_points(shapes, 50, 10)
    again = PolygonTree.of(PolygonTree.build(shapes).arrays())
    assert shapely.equals_exact(again.polygons, shapes, 0.0).all()
    assert (located(again, x, y) == located(PolygonTree.build(shapes), x, y)).all()
    assert len(PolygonTree.of(PolygonTree.build(shapes[:0]).arrays()).polygons) == 0


def test_counts_are_those_of_the_points_with_a_group():
    shapes = board(3, 3, 11)
    x, y = hard_points(shapes, 100, 11)
    group = np.arange(len(x)) % 4 - 1
    table = np.zeros((2, len(shapes)), dtype=np.int32)
    PolygonTree.build(shapes).count(x, y, group, table)
    found = located(PolygonTree.build(shapes), x, y)
    for g in range(2):
        own = found[(group == g) & (found >= 0)]
        assert table[g].tolist() == np.bincount(own, minlength=len(shapes)).tolist()
