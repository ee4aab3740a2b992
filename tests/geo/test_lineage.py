"""Shares of vanished grids among the ones that followed."""

import numpy as np
import pandas as pd
import pytest
import shapely

from geo.lineage import followers

LON, LAT, SIDE = 120.2, 30.08, 0.004


def frame(cells: dict[str, tuple[float, float, float, float]]) -> pd.DataFrame:
    """Boxes in units of SIDE from (LON, LAT)."""
    shapes = [
        shapely.box(LON + a * SIDE, LAT + b * SIDE, LON + c * SIDE, LAT + d * SIDE)
        for a, b, c, d in cells.values()
    ]
    return pd.DataFrame({"code": list(cells), "geometry": np.array(shapes, dtype=object)})


OLD = frame({"A": (0, 0, 2, 1)})
NEW = frame({"A1": (0, 0, 1, 1), "A2": (1, 0, 2, 1), "B": (2, 0, 3, 1)})


def test_a_split_is_shared_by_residents():
    shares = followers(OLD, NEW, [300, 100, 500]).set_index("new_code")["share"]
    assert shares.to_dict() == pytest.approx({"A1": 0.75, "A2": 0.25})


def test_area_decides_where_nobody_lives():
    shares = followers(OLD, NEW, [0, 0, 500]).set_index("new_code")["share"]
    assert shares.to_dict() == pytest.approx({"A1": 0.5, "A2": 0.5}, rel=1e-3)


def test_a_neighbour_that_only_touches_gets_nothing():
    assert "B" not in set(followers(OLD, NEW)["new_code"])


def test_a_grid_shared_between_two_follows_the_part_inside():
    new = frame({"C1": (0, 0, 0.5, 1), "C2": (0.5, 0, 4, 1)})
    shares = followers(OLD, new, [100, 350]).set_index("new_code")["share"]
    # C2 has 100 residents in each unit of length, 150 of them inside the old grid.
    assert shares.to_dict() == pytest.approx({"C1": 0.4, "C2": 0.6}, rel=1e-3)


def test_shares_of_one_grid_add_up_to_one():
    assert followers(OLD, NEW, [1, 2, 3])["share"].sum() == pytest.approx(1)


def test_a_grid_nobody_follows_has_no_rows():
    assert followers(frame({"Z": (50, 50, 51, 51)}), NEW).empty


def test_empty_in_empty_out():
    assert followers(OLD.iloc[:0], NEW).empty
