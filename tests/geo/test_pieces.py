import numpy as np
import pytest
import shapely

from geo.crs import HOME, transform_geometries
from geo.pieces import faces_of, sides_of
from tests.geo.boards import NORTH_M, STEP, board

EVERY = np.arange(9)


def metric(grids):
    return transform_geometries(grids["geometry"].to_numpy(dtype=object), HOME, "EPSG:4549")


def areas(faces, rows):
    return shapely.area(faces.shapes[rows])


def test_a_fitting_board_is_cut_into_its_units():
    faces = faces_of(metric(board(3)), EVERY, 5.0)
    assert len(faces.shapes) == 9
    assert sorted(faces.unit.tolist()) == EVERY.tolist()
    assert not faces.is_filling.any()


def test_an_overlap_is_a_piece_of_two_units():
    faces = faces_of(metric(board(3, c11={"east": 4.0})), EVERY, 5.0)
    covered = np.bincount(faces.piece, minlength=len(faces.shapes))
    (both,) = np.flatnonzero(covered == 2)
    assert areas(faces, [both])[0] == pytest.approx(4 * STEP * NORTH_M, rel=0.01)
    assert sorted(faces.unit[faces.piece == both].tolist()) == [4, 7]


def test_a_gap_along_two_neighbours_is_cut_between_them():
    west = {"east": -2.0}
    faces = faces_of(metric(board(3, c00=west, c01=west, c02=west)), EVERY, 5.0)
    filling = np.flatnonzero(faces.is_filling)
    assert len(filling) == 3
    np.testing.assert_allclose(areas(faces, filling), 2 * STEP * NORTH_M, rtol=0.01)


def test_a_wide_gap_is_no_filling():
    faces = faces_of(metric(board(3, c11={"east": -30.0})), EVERY, 5.0)
    # A straight edge in degrees is bent by millimetres in metres: such threads may be filled.
    assert areas(faces, faces.is_filling).sum() < 1.0
    assert len(areas(faces, ~faces.is_filling)) == 10


def test_a_step_in_the_outline_is_no_gap():
    faces = faces_of(metric(board(3, c02={"north": 0.03})), EVERY, 5.0)
    assert not faces.is_filling.any()


def test_ground_of_units_left_alone_is_nobodys_to_give():
    shapes = metric(board(3))
    faces = faces_of(shapes, np.array([0, 2, 6, 8, 1, 3, 5, 7]), 5.0)
    assert 4 not in faces.unit
    assert not faces.is_filling.any()


def test_the_sides_of_a_piece_add_up_to_its_outline():
    faces = faces_of(metric(board(3, c11={"east": -2.0, "north": 1.0})), EVERY, 5.0)
    sides = sides_of(faces)
    metres = sides.groupby("piece")["metres"].sum()
    np.testing.assert_allclose(metres, shapely.length(faces.shapes), atol=0.01)
    inner = sides[sides["beside"] >= 0]
    assert inner["metres"].sum() == pytest.approx(
        sides["metres"].sum() - sides.loc[sides["beside"] < 0, "metres"].sum()
    )
