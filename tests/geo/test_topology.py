import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import boundaries, topology
from geo.boundaries import Limits, check
from tests.geo.boards import EAST_M, LAT, LON, NORTH_M, STEP, VILLAGE, board, cell, village

HEIGHT = STEP * NORTH_M


def only(faults, kind):
    found = faults[faults["fault"] == kind]
    assert len(found) == 1, faults
    return found.iloc[0]


def test_an_overlap_carries_its_ground():
    grids = board(2, c00={"east": 8.0})
    fault = only(check(grids), "overlap")
    assert (fault["code"], fault["other"]) == (VILLAGE + "001", VILLAGE + "003")
    assert fault["amount"] == pytest.approx(8 * HEIGHT, rel=0.01)
    exact = shapely.intersection(grids["geometry"][0], grids["geometry"][2])
    assert fault["geometry"].symmetric_difference(exact).area < 1e-3 * exact.area


def test_a_unit_twice_is_an_overlap_however_well_its_edges_fit():
    twice = pd.concat([board(2), board(2).iloc[:1].assign(code=VILLAGE + "099")])
    fault = only(check(twice.reset_index(drop=True)), "overlap")
    assert fault["is_fatal"] and fault["other"] == VILLAGE + "099"


def test_a_unit_inside_another_is_an_overlap():
    inner = cell(0, 0, west=100, east=-100, south=100, north=-100)
    grids = pd.concat([board(2), board(1).assign(code=VILLAGE + "099", geometry=[inner])])
    fault = only(check(grids.reset_index(drop=True)), "overlap")
    assert fault["amount"] == pytest.approx(89.5 * 132.6, rel=0.02)


def test_a_narrow_gap_open_to_the_outside_is_a_sliver():
    fault = only(check(board(2, c00={"east": -2.0}, c01={"east": -2.0})), "sliver")
    assert not fault["is_fatal"]
    assert fault["amount"] == pytest.approx(2 * 2 * HEIGHT, rel=0.02)
    assert fault["geometry"].bounds[0] == pytest.approx(LON + STEP - 2 / EAST_M, abs=1e-7)


def test_a_narrow_hole_is_a_sliver_and_a_wide_one_a_gap():
    narrow = only(check(board(3, c11={"east": -2.0})), "sliver")
    assert narrow["amount"] == pytest.approx(2 * HEIGHT, rel=0.02)
    wide = only(check(board(3, c11={"east": -40.0})), "gap")
    assert wide["amount"] == pytest.approx(40 * HEIGHT, rel=0.02)
    assert VILLAGE + "005" in (wide["code"], wide["other"])


def test_a_lake_with_a_wide_inlet_is_no_fault():
    assert check(board(3).drop(index=[4, 7]).reset_index(drop=True)).empty


def test_float_noise_is_no_fault():
    rng = np.random.default_rng(1)
    grids = board(4)
    shapes = grids["geometry"].to_numpy(dtype=object)
    noisy = [shapely.transform(s, lambda c: c + rng.normal(0, 1e-10, 2)) for s in shapes]
    assert check(grids.assign(geometry=noisy)).empty


def test_other_vertices_on_one_side_are_no_fault():
    grids = board(3)
    shapes = grids["geometry"].to_numpy(dtype=object).copy()
    shapes[4] = shapely.segmentize(shapes[4], STEP / 7)
    assert check(grids.assign(geometry=shapes)).empty


def test_a_child_outside_its_parent():
    units = pd.concat([village(), board(3, c22={"east": 6.0})], ignore_index=True)
    fault = only(check(units), "outside_parent")
    assert (fault["code"], fault["other"]) == (VILLAGE + "009", VILLAGE)
    assert fault["amount"] == pytest.approx(6 * HEIGHT, rel=0.02)
    assert not fault["is_fatal"]


def test_a_child_of_the_wrong_parent_is_fatal():
    far = village(code=VILLAGE[:-1] + "2", geometry=shapely.box(121, 30, 121.01, 30.01))
    grids = board(3)
    grids.loc[4, "parent"] = VILLAGE[:-1] + "2"
    fault = only(check(pd.concat([village(), far, grids], ignore_index=True)), "outside_parent")
    assert fault["is_fatal"] and fault["code"] == VILLAGE + "005"


def test_a_thread_is_told():
    thread = shapely.box(LON - 1 / EAST_M, LAT, LON - 0.5 / EAST_M, LAT + STEP)
    shape = shapely.MultiPolygon([cell(1, 1), thread])
    grids = board(2)
    grids.loc[3, "geometry"] = shape
    faults = check(grids)
    assert only(faults, "thin_part")["amount"] == pytest.approx(0.5 * HEIGHT, rel=0.02)
    parts = only(faults, "multi_part")
    assert parts["amount"] == 2 and not parts["is_fatal"]


def test_limits_decide_what_is_told():
    grids = board(2, c00={"east": 0.2})
    assert check(grids).empty
    assert only(check(grids, limits=Limits(overlap_share=0.0)), "overlap")["amount"] > 50
    open_gap = board(2, c00={"east": -2.0}, c01={"east": -2.0})
    assert check(open_gap, limits=Limits(sliver_m=1.0)).empty


@settings(deadline=None, max_examples=25)
@given(st.floats(-60, 60).filter(lambda m: abs(m) > 1))
def test_what_is_moved_is_what_is_told(metres):
    faults = check(board(3, c11={"east": metres}))
    told = faults[faults["fault"].isin(["overlap", "gap", "sliver"])]
    assert told["amount"].sum() == pytest.approx(abs(metres) * HEIGHT, rel=0.02)


def test_closing_fills_narrow_inlets_and_keeps_corners():
    shape = shapely.box(0, 0, 100, 100).difference(shapely.box(48, 20, 52, 100))
    assert topology.closed(shape, 5.0).equals_exact(shapely.box(0, 0, 100, 100), 1e-6) or (
        topology.closed(shape, 5.0).symmetric_difference(shapely.box(0, 0, 100, 100)).area < 1e-6
    )
    assert topology.closed(shape, 3.0).symmetric_difference(shape).area < 1e-6


def test_levels_are_looked_at_apart():
    assert boundaries.check(pd.concat([village(), board(3)], ignore_index=True)).empty


def test_thin_is_what_holds_no_wide_circle():
    strip = shapely.box(0, 0, 4, 300)
    square = shapely.box(0, 0, 8, 8)
    thread = shapely.union(shapely.box(0, 0, 30, 30), shapely.box(0, 0, 500, 0.01))
    found = topology.is_thin(np.array([strip, square, thread], dtype=object), 5.0)
    assert found.tolist() == [True, False, False]
