import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import GeometryError
from geo.areas import areas_m2
from geo.boundaries import Limits, border_lengths, check
from geo.snapping import CHANGE_COLUMNS, snap
from tests.geo.boards import EAST_M, NORTH_M, STEP, VILLAGE, board, village

STRICT = Limits(overlap_share=0.0, least_m2=1.0)
HEIGHT = STEP * NORTH_M


def shapes(frame):
    return frame["geometry"].to_numpy(dtype=object)


def test_sound_units_keep_every_bit():
    grids = board(3)
    repaired = snap(grids, 5.0)
    assert shapely.equals_identical(shapes(grids), shapes(repaired.units)).all()
    assert repaired.changes.empty and list(repaired.changes.columns) == CHANGE_COLUMNS


def test_a_gap_goes_to_the_longest_neighbour_and_an_overlap_to_the_smallest_code():
    grids = board(3, c11={"east": -2.0, "north": 1.5})
    repaired = snap(grids, 5.0)
    assert repaired.units["code"].tolist() == grids["code"].tolist()
    assert check(repaired.units, limits=STRICT).empty
    assert shapely.coverage_is_valid(shapes(repaired.units))
    changes = repaired.changes.set_index("code")
    # The overlap of 005 and 006 stays with 005, the gap goes to one side or the other.
    assert changes.loc[VILLAGE + "006", "lost_m2"] == pytest.approx(1.5 * (HEIGHT - 45), rel=0.2)
    assert changes["gained_m2"].sum() == pytest.approx(2 * HEIGHT, rel=0.05)
    # 003 gets a vertex where the border of its two neighbours now ends.
    untouched = grids["code"].isin([VILLAGE + "001", VILLAGE + "007"])
    same = shapely.equals_identical(shapes(grids), shapes(repaired.units))
    assert same[untouched].all()


def test_what_is_wider_than_the_tolerance_stays():
    grids = board(3, c11={"east": -12.0, "west": -9.0})
    repaired = snap(grids, 5.0)
    assert repaired.changes.empty
    left = check(repaired.units, limits=STRICT)
    assert sorted(left["fault"]) == ["gap", "overlap"]


def test_an_open_gap_is_closed():
    grids = board(2, c00={"east": -2.0}, c01={"east": -2.0})
    repaired = snap(grids, 5.0)
    assert shapely.coverage_is_valid(shapes(repaired.units))
    assert border_lengths(repaired.units).toarray()[0, 2] == pytest.approx(HEIGHT, rel=0.01)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000), st.floats(0.05, 3.0))
def test_shaken_boards_fit_again_and_ground_is_conserved(seed, metres):
    rng = np.random.default_rng(seed)
    grids = board(3)
    shift = np.array([1 / EAST_M, 1 / NORTH_M]) * metres
    moved = [
        shapely.transform(s, lambda c: c + rng.uniform(-1, 1, 2) * shift) for s in shapes(grids)
    ]
    shaken = grids.assign(geometry=np.array(moved, dtype=object))
    repaired = snap(shaken, 10.0)
    after = shapes(repaired.units)
    assert repaired.units["code"].tolist() == grids["code"].tolist()
    assert shapely.is_valid(after).all()
    assert shapely.coverage_is_valid(after)
    assert check(repaired.units, limits=STRICT).empty
    # Nobody moves further than the tolerance, and what one gains another lost or nobody had.
    assert shapely.hausdorff_distance(shapes(shaken), after).max() * EAST_M < 15
    changes = repaired.changes
    balance = changes["after_m2"] - changes["before_m2"]
    np.testing.assert_allclose(balance, changes["gained_m2"] - changes["lost_m2"], atol=1.0)
    union = shapely.union_all(shapes(shaken))
    assert areas_m2(np.array([union]))[0] <= areas_m2(after).sum() + 1.0


def test_a_repaired_set_repaired_again_is_the_same():
    once = snap(board(3, c11={"east": -2.0, "north": 2.0}), 5.0)
    twice = snap(once.units, 5.0)
    assert twice.changes.empty
    assert shapely.equals_identical(shapes(once.units), shapes(twice.units)).all()


def test_invalid_rings_are_mended():
    grids = board(2)
    coords = shapely.get_coordinates(grids["geometry"][0])
    spike = np.vstack([coords[:2], coords[1] + [0, 0.0005], coords[1], coords[2:]])
    grids.loc[0, "geometry"] = shapely.Polygon(spike)
    assert "invalid" in set(check(grids)["fault"])
    repaired = snap(grids, 5.0)
    assert check(repaired.units, limits=STRICT).empty


def test_upper_levels_follow_what_lies_below():
    grids = board(3, c22={"east": -2.0})
    grids.loc[5, "geometry"] = board(3, c12={"east": 1.0})["geometry"][5]
    units = pd.concat([village(), grids], ignore_index=True)
    repaired = snap(units, 5.0)
    below = shapely.union_all(shapes(repaired.units)[1:])
    assert shapes(repaired.units)[0].symmetric_difference(below).area < 1e-14
    assert "outside_parent" not in set(check(repaired.units, limits=STRICT)["fault"])


def test_a_parent_that_is_not_the_sum_is_left_to_itself():
    units = pd.concat([village(), board(3).iloc[:4]], ignore_index=True)
    repaired = snap(units, 5.0)
    assert shapely.equals_identical(shapes(units), shapes(repaired.units)).all()


@pytest.mark.parametrize("tolerance", [0.0, -1.0, 90.0, float("nan")])
def test_a_tolerance_must_be_small_against_the_units(tolerance):
    with pytest.raises(GeometryError) as caught:
        snap(board(3), tolerance)
    assert caught.value.code == "boundary.repair_tolerance"


def test_units_without_polygon_are_refused():
    grids = board(2)
    grids.loc[1, "geometry"] = None
    with pytest.raises(GeometryError) as caught:
        snap(grids, 5.0)
    assert caught.value.values["area"] == VILLAGE + "002"


def test_a_unit_that_would_vanish_is_refused():
    grids = board(3)
    thin = shapely.box(120.0, 30.0, 120.0 + 3 / EAST_M, 30.003)
    grids = pd.concat([grids, grids.iloc[:1].assign(code=VILLAGE + "099", geometry=[thin])])
    with pytest.raises(GeometryError) as caught:
        snap(grids.reset_index(drop=True), 10.0)
    assert caught.value.code == "boundary.repair_swallows"
    assert caught.value.values["area"] == VILLAGE + "099"
