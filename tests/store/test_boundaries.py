"""Boundary sets and units."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from errors import NotFoundError, RefusedError
from store import Store, boundaries
from tests.store.rows import TOWN, add_set, unit_rows
from vocab import AdminLevel


def test_units_come_back_whole_and_in_code_order(store: Store) -> None:
    given = unit_rows()
    with store.begin() as tx:
        set_id = add_set(tx)
    with store.read() as tx:
        units = boundaries.units(tx, set_id)
    assert list(units.columns) == list(boundaries.UNIT_COLUMNS)
    expected = given.sort_values("code", ignore_index=True)
    assert units["code"].tolist() == expected["code"].tolist() == sorted(given["code"])
    assert units["name"].tolist() == expected["name"].tolist()
    assert units["area_m2"].tolist() == expected["area_m2"].tolist()
    assert shapely.equals(list(units["geometry"]), list(expected["geometry"])).all()


def test_order_is_of_bytes_on_both_databases(store: Store) -> None:
    codes = ["a-1", "a1", "A2", "a_0", "B", "a"]
    rows = unit_rows(3).assign(code=codes, parent="")
    with store.begin() as tx:
        set_id = boundaries.add_set(tx, name="x", valid_from=1, at=1, by="o", units=rows)
        assert boundaries.units(tx, set_id)["code"].tolist() == sorted(codes)
        assert boundaries.units(tx, set_id, prefix="a")["code"].tolist() == sorted(
            code for code in codes if code.startswith("a")
        )


def test_levels_prefix_and_no_geometry(store: Store) -> None:
    with store.begin() as tx:
        set_id = add_set(tx)
        villages = boundaries.units(tx, set_id, (AdminLevel.VILLAGE,), with_geometry=False)
        assert villages["code"].tolist() == [f"{TOWN}201", f"{TOWN}202"]
        assert "geometry" not in villages
        below = boundaries.units(tx, set_id, prefix=f"{TOWN}201")
        assert len(below) == 4
        assert boundaries.units(tx, set_id, prefix="9").empty


def test_grid_codes_are_the_micro_grids(store: Store) -> None:
    with store.begin() as tx:
        codes = boundaries.grid_codes(tx, add_set(tx, 5))
        assert codes.tolist() == sorted(codes.tolist())
        assert len(codes) == 5
        assert boundaries.grid_codes(tx, 99).tolist() == []


def test_a_unit_may_lack_its_polygon(store: Store) -> None:
    rows = unit_rows(2)
    rows.loc[0, "geometry"] = None
    with store.begin() as tx:
        set_id = boundaries.add_set(tx, name="x", valid_from=1, at=1, by="o", units=rows)
        units = boundaries.units(tx, set_id).set_index("code")
    assert units.loc[rows["code"][0], "geometry"] is None


def test_a_double_code_is_refused(store: Store) -> None:
    rows = pd.concat([unit_rows(), unit_rows().head(1)])
    with pytest.raises(RefusedError, match="double_code"), store.begin() as tx:
        boundaries.add_set(tx, name="x", valid_from=1, at=1, by="o", units=rows)
    with store.read() as tx:
        assert boundaries.sets(tx) == []


def test_the_set_of_a_day(store: Store) -> None:
    with store.begin() as tx:
        first = add_set(tx, valid_from=100, valid_to=250)
        second = add_set(tx, valid_from=200, name="二版")
        assert boundaries.set_for(tx, 100).id == first
        assert boundaries.set_for(tx, 199).id == first
        assert boundaries.set_for(tx, 200).id == second
        assert [s.id for s in boundaries.sets(tx)] == [first, second]
        with pytest.raises(NotFoundError):
            boundaries.set_for(tx, 99)
        boundaries.deactivate(tx, second)
        assert boundaries.set_for(tx, 250).id == first
        with pytest.raises(NotFoundError):
            boundaries.set_for(tx, 251)
        assert len(boundaries.sets(tx, active_only=False)) == 2
        assert not boundaries.get(tx, second).is_active
        with pytest.raises(NotFoundError):
            boundaries.get(tx, 99)
