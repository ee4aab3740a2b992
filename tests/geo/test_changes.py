"""Versions of boundaries side by side."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.lineage import CHANGE_COLUMNS, KINDS, changes
from tests.geo.boards import NORTH_M, STEP, VILLAGE, board

CODES = board(3)["code"].tolist()


def halves(shape):
    west, south, east, north = shape.bounds
    middle = (west + east) / 2
    return [shapely.box(west, south, middle, north), shapely.box(middle, south, east, north)]


def with_rows(grids, *rows):
    added = pd.DataFrame([{"code": code, "geometry": shape} for code, shape in rows])
    return pd.concat([grids[["code", "geometry"]], added], ignore_index=True)


def only(table):
    assert len(table) == 1, table
    return table.iloc[0]


def test_equal_versions_have_no_changes():
    found = changes(board(3), board(3))
    assert found.empty and list(found.columns) == CHANGE_COLUMNS


def test_the_same_ring_begun_elsewhere_is_no_change():
    grids = board(2)
    turned = [
        shapely.Polygon(np.roll(shapely.get_coordinates(shape)[:-1], 2, axis=0))
        for shape in grids["geometry"]
    ]
    assert changes(grids, grids.assign(geometry=turned)).empty


def test_a_split_with_new_codes_and_one_that_keeps_the_old_code():
    old = board(3)
    left, right = halves(old["geometry"][4])
    new = with_rows(old.drop(index=4), ("A", left), ("B", right))
    split = only(changes(old, new))
    assert (split["kind"], split["old"], split["new"]) == ("split", (CODES[4],), ("A", "B"))
    assert split["moved_m2"] == pytest.approx(0, abs=1e-3)
    kept = with_rows(old.drop(index=4), (CODES[4], left), ("B", right))
    split = only(changes(old, kept))
    assert (split["kind"], split["new"]) == ("split", (CODES[4], "B"))


def test_a_merge_is_a_split_read_backwards():
    old = board(3)
    joined = shapely.union_all(old["geometry"].iloc[[4, 5]].to_numpy())
    new = with_rows(old.drop(index=[4, 5]), ("M", joined))
    merged = only(changes(old, new))
    assert (merged["kind"], merged["old"], merged["new"]) == ("merged", tuple(CODES[4:6]), ("M",))
    assert only(changes(new, old))["kind"] == "split"
    absorbed = with_rows(old.drop(index=[4, 5]), (CODES[4], joined))
    assert only(changes(old, absorbed))["kind"] == "merged"


def test_a_moved_border_shows_the_ground_it_moved_over():
    old, new = board(3), board(3, c11={"east": 20.0}, c21={"west": 20.0})
    found = changes(old, new)
    assert found["kind"].tolist() == ["moved", "moved"]
    assert found["new"].tolist() == [(CODES[4],), (CODES[7],)]
    assert found["moved_m2"][0] == pytest.approx(20 * STEP * NORTH_M, rel=0.01)
    ground = found["geometry"][0]
    assert ground.difference(new["geometry"][4].buffer(1e-9)).area < 1e-12


def test_a_border_drawn_again_has_not_moved():
    assert changes(board(3), board(3, c11={"east": 0.01}, c21={"west": 0.01})).empty


def test_new_gone_and_another_code_on_the_same_ground():
    old = board(3)
    far = shapely.box(121, 30, 121.01, 30.01)
    new = with_rows(old.drop(index=[0, 8]), ("N", far), ("R", old["geometry"][8]))
    found = changes(old, new).set_index("kind")
    assert found.loc["new", "new"] == ("N",) and found.loc["new", "old"] == ()
    assert found.loc["gone", "old"] == (CODES[0],)
    assert found.loc["gone", "geometry"].equals(old["geometry"][0])
    assert (found.loc["recoded", "old"], found.loc["recoded", "new"]) == ((CODES[8],), ("R",))


def test_two_grids_cut_into_three_others_are_redrawn():
    old = board(2)
    whole = shapely.union_all(old["geometry"].iloc[:2].to_numpy())
    west, south, east, north = whole.bounds
    cuts = south + (north - south) * np.array([0, 0.3, 0.6, 1.0])
    new = with_rows(
        old.iloc[2:],
        *[(f"T{i}", shapely.box(west, cuts[i], east, cuts[i + 1])) for i in range(3)],
    )
    assert only(changes(old, new))["kind"] == "redrawn"


def test_a_split_beside_a_moved_border_is_told_apart():
    old = board(3)
    new = board(3, c11={"east": 8.0}, c21={"west": 8.0})
    left, right = halves(new["geometry"][4])
    found = changes(old, with_rows(new.drop(index=4), ("A", left), ("B", right)))
    assert found["kind"].tolist() == ["split", "moved"]
    assert found["new"].tolist() == [("A", "B"), (CODES[7],)]


@settings(deadline=None, max_examples=25)
@given(st.sets(st.integers(0, 8)), st.sets(st.integers(0, 8)))
def test_every_changed_code_is_named_once(split, dropped):
    old = board(3)
    rows = []
    for i in sorted(split - dropped):
        rows += list(zip((f"{CODES[i]}a", f"{CODES[i]}b"), halves(old["geometry"][i]), strict=True))
    new = with_rows(old.drop(index=sorted(split | dropped)), *rows)
    found = changes(old, new)
    before = [code for codes in found["old"] for code in codes]
    after = [code for codes in found["new"] for code in codes]
    assert sorted(before) == sorted(CODES[i] for i in split | dropped)
    assert sorted(after) == sorted(code for code, _ in rows)
    assert set(found["kind"]) <= set(KINDS)
    assert len(before) == len(set(before)) and len(after) == len(set(after))
    assert VILLAGE in CODES[0]


def test_nothing_before_and_nothing_after():
    grids = board(2)
    assert changes(grids.iloc[:0], grids)["kind"].tolist() == ["new"] * 4
    assert changes(grids, grids.iloc[:0])["kind"].tolist() == ["gone"] * 4
    assert changes(grids.iloc[:0], grids.iloc[:0]).empty
