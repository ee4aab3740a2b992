import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.adjacency import adjacency, border_lengths
from tests.geo.boards import EAST_M, NORTH_M, STEP, board


def frame(*shapes):
    return pd.DataFrame({"geometry": np.array(shapes, dtype=object)})


def test_borders_of_a_board_in_metres():
    lengths = border_lengths(board(2)).toarray()
    upright, level = STEP * NORTH_M, STEP * EAST_M
    assert lengths[0, 2] == lengths[2, 0] == pytest.approx(upright, rel=1e-3)
    assert lengths[0, 1] == pytest.approx(level, rel=1e-3)
    assert lengths[0, 3] == 0 and np.diag(lengths).sum() == 0


def test_a_border_is_as_long_as_the_two_outlines_lose_together():
    grids = board(3)
    lengths = border_lengths(grids)
    outlines = lengths_of(grids["geometry"].to_numpy(dtype=object))
    whole = lengths_of(np.array([shapely.union_all(grids["geometry"].to_numpy())]))
    assert lengths.sum() == pytest.approx(outlines.sum() - whole.sum(), rel=1e-9)


def lengths_of(shapes):
    from geo.areas import lengths_m

    return lengths_m(shapely.boundary(shapes))


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(2, 40), st.floats(0, 2e-10))
def test_other_vertices_and_float_noise_change_no_border(seed, pieces, noise):
    rng = np.random.default_rng(seed)
    grids = board(3)
    shapes = grids["geometry"].to_numpy(dtype=object).copy()
    rows = rng.random(9) < 0.5
    shapes[rows] = shapely.segmentize(shapes[rows], STEP / pieces)
    shapes = [shapely.transform(s, lambda c: c + rng.normal(0, noise, 2)) for s in shapes]
    lengths = border_lengths(grids.assign(geometry=shapes))
    exact = border_lengths(grids)
    assert np.abs((lengths - lengths.T).toarray()).max() == 0
    np.testing.assert_allclose(lengths.toarray(), exact.toarray(), atol=0.5)
    assert (lengths.toarray() > 0).tolist() == (exact.toarray() > 0).tolist()


def test_rook_is_where_a_border_has_a_length():
    grids = board(4)
    assert ((border_lengths(grids).toarray() > 0) == (adjacency(grids, "rook").toarray() > 0)).all()


def test_a_corner_on_the_middle_of_an_edge_is_a_queen_neighbour_only():
    base = shapely.box(120, 30, 120.01, 30.01)
    tip = shapely.Polygon([(120.005, 30.01), (120.008, 30.02), (120.002, 30.02)])
    grids = frame(base, tip)
    assert adjacency(grids, "queen").toarray().tolist() == [[0, 1], [1, 0]]
    assert adjacency(grids, "rook").nnz == 0


def test_a_gap_of_a_metre_separates():
    grids = board(2, c00={"east": -1.0})
    lengths = border_lengths(grids).toarray()
    assert lengths[0, 2] == 0 and lengths[0, 1] > 280


def test_an_enclave_borders_its_host_all_around():
    core = shapely.box(120.03, 30.003, 120.04, 30.006)
    host = shapely.box(120.02, 30, 120.05, 30.01).difference(core)
    lengths = border_lengths(frame(host, core)).toarray()
    assert lengths[0, 1] == pytest.approx(lengths_of(np.array([core]))[0], rel=1e-9)


def test_parts_of_one_unit_add_up():
    middle = shapely.box(120.01, 30, 120.02, 30.01)
    sides = shapely.MultiPolygon(
        [shapely.box(120, 30, 120.01, 30.01), shapely.box(120.02, 30, 120.03, 30.01)]
    )
    lengths = border_lengths(frame(middle, sides)).toarray()
    assert lengths[0, 1] == pytest.approx(2 * 0.01 * NORTH_M, rel=1e-3)


def test_three_that_share_an_edge_border_each_other():
    left = shapely.box(120, 30, 120.01, 30.01)
    right = shapely.box(120.01, 30, 120.02, 30.01)
    graph = adjacency(frame(left, right, right), "rook").toarray()
    assert graph.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


def test_nothing_and_one_alone():
    assert border_lengths(board().iloc[:0]).shape == (0, 0)
    alone = border_lengths(board().iloc[:1])
    assert alone.shape == (1, 1) and alone.nnz == 0
    assert adjacency(board().iloc[:1]).nnz == 0
