import numpy as np
import pandas as pd
import pytest
import shapely

from geo.areas import areas_m2
from geo.boundaries import check
from geo.faults import COUNTED, FAULT_COLUMNS, Limits
from tests.geo.boards import LAT, LON, STEP, VILLAGE, board


def kinds(faults):
    return faults["fault"].tolist()


def test_a_self_crossing_ring_is_shown_where_it_crosses():
    bow = shapely.Polygon([(121, 30), (121.1, 30.1), (121.1, 30), (121, 30.1)])
    grids = board(2)
    grids.loc[0, "geometry"] = bow
    fault = check(grids).iloc[0]
    assert fault["fault"] == "invalid" and fault["is_fatal"]
    assert fault["geometry"].equals_exact(shapely.Point(121.05, 30.05), 1e-9)


def test_every_fault_of_a_unit_with_a_shape_has_a_place():
    grids = board(2)
    grids.loc[0, "code"] = grids["code"][1]
    grids.loc[2, "code"] = "1.2E+14"
    grids.loc[3, "geometry"] = None
    faults = check(grids)
    assert list(faults.columns) == FAULT_COLUMNS
    assert sorted(kinds(faults)) == ["bad_code", "duplicate_code", "empty"]
    places = dict(zip(faults["fault"], faults["geometry"], strict=True))
    assert places["empty"] is None
    assert grids["geometry"][1].contains(places["duplicate_code"])
    assert grids["geometry"][2].contains(places["bad_code"])


def test_a_triangle_has_few_vertices_and_a_coast_many():
    triangle = shapely.Polygon([(LON, LAT), (LON + STEP, LAT), (LON, LAT + STEP)])
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    round_one = shapely.Polygon(
        np.column_stack([LON + 1 + 0.01 * np.cos(turn), LAT + 0.01 * np.sin(turn)])
    )
    grids = board(2).iloc[:2].assign(geometry=[triangle, round_one])
    faults = check(grids, limits=Limits(most_vertices=399))
    assert kinds(faults) == ["few_vertices", "many_vertices"]
    assert faults["amount"].tolist() == [3, 400]
    assert not faults["is_fatal"].any() and set(kinds(faults)) <= COUNTED
    assert kinds(check(grids)) == ["few_vertices"]


def test_a_hole_of_three_vertices_is_not_a_few():
    ring = shapely.box(LON, LAT, LON + STEP, LAT + STEP)
    hole = shapely.Polygon(
        [(LON + 0.001, LAT + 0.001), (LON + 0.002, LAT + 0.001), (LON + 0.001, LAT + 0.002)]
    )
    grids = board(1).assign(geometry=[ring.difference(hole)])
    assert "few_vertices" not in kinds(check(grids))


def test_area_against_the_declared_one():
    grids = board(2)
    true = areas_m2(grids["geometry"].to_numpy(dtype=object))
    grids["declared_m2"] = true * [1.0, 1.015, 1.05, np.nan]
    faults = check(grids)
    assert kinds(faults) == ["area_differs"]
    assert faults["code"][0] == VILLAGE + "003"
    assert faults["amount"][0] == pytest.approx(true[2], abs=0.1)
    assert float(faults["other"][0]) == pytest.approx(true[2] * 1.05, abs=1)
    strict = check(grids, limits=Limits(area_share=0.001))
    assert strict["code"].tolist() == [VILLAGE + "002", VILLAGE + "003"]


def test_parts_are_counted():
    grids = board(3)
    grids.loc[0, "geometry"] = shapely.MultiPolygon(
        [grids["geometry"][0], shapely.box(121, 30, 121.01, 30.01)]
    )
    faults = check(grids)
    assert kinds(faults) == ["multi_part"] and faults["amount"].tolist() == [2]


def test_nothing_at_all_has_no_faults():
    empty = check(board().iloc[:0])
    assert empty.empty and list(empty.columns) == FAULT_COLUMNS


def test_input_is_not_altered():
    grids = board(2, c00={"east": 9.0})
    before = pd.DataFrame({c: grids[c].copy() for c in grids})
    check(grids)
    pd.testing.assert_frame_equal(grids, before)
