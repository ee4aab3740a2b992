"""Population, ready-made counts and boundaries."""

import datetime as dt

import pandas as pd
import pytest

from errors import RefusedError
from services import importing
from services.access import OPERATOR
from store import boundaries, counts, integrity, population
from tests.services import small_town as town
from vocab import day_number

LONG = """
name = "long"
kind = "counts"
title = "计数"
source = "police"
[counts]
unit = "网格"
indicator = "指标"
period = "周期"
n = "数量"
ref = "date"
[counts.indicators]
"警情" = "alert"
"""
WIDE = """
name = "wide"
kind = "counts"
title = "年度计数"
source = "police"
[counts]
unit = "网格"
pattern = "{indicator}_{year}"
ref = "year"
[counts.indicators]
"Assault" = "assault"
"""


@pytest.fixture
def empty_town(tmp_path):
    """Boundaries and people, no events."""
    ws = town.bare(tmp_path / "town")
    town.take(ws, "boundaries", town.write_boundaries(tmp_path / "b.gpkg"), town.BOUNDARIES)
    yield ws
    ws.store.close()


def newest(ws, indicator, *days):
    with ws.store.read() as tx:
        return counts.latest(tx, 1, [indicator], [day_number(day) for day in days])


def long_rows(n=1):
    return pd.DataFrame(
        [
            {"网格": code, "指标": "警情", "周期": town.end_of(week), "数量": n + week}
            for code in town.CODES
            for week in (0, 1)
        ]
    )


def test_long_counts_are_stored_once(empty_town):
    first = town.take(empty_town, "counts", long_rows(), LONG)
    assert (first.rows_read, first.placed, first.added) == (24, 24, 24)
    again = town.take(empty_town, "counts", long_rows(), LONG)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 24)
    found = newest(empty_town, "alert", town.date_of(0, 6), town.date_of(1, 6))
    assert found.n["alert"].sum(axis=0).tolist() == [12, 24]
    assert set(found.revisions["alert"].values()) == {1}


def test_corrected_counts_become_a_revision_and_can_be_undone(empty_town):
    town.take(empty_town, "counts", long_rows(), LONG)
    one = long_rows().head(1).assign(数量=9)
    changed = town.take(empty_town, "counts", one, LONG)
    assert (changed.added, changed.replaced) == (0, 1)
    found = newest(empty_town, "alert", town.date_of(0, 6))
    assert found.n["alert"][:, 0].tolist() == [9] + [1] * 11
    assert found.revisions["alert"] == {town.period_of(0): 2}
    with pytest.raises(RefusedError):
        importing.undo(empty_town, OPERATOR, changed.batch - 1)
    importing.undo(empty_town, OPERATOR, changed.batch)
    assert newest(empty_town, "alert", town.date_of(0, 6)).n["alert"].sum() == 12


def test_wide_counts_of_years(empty_town):
    wide = pd.DataFrame({"网格": town.CODES, "Assault_2024": 3, "Assault_2025": range(12)})
    result = town.take(empty_town, "counts", wide, WIDE)
    assert (result.rows_read, result.placed) == (24, 24)
    years = (dt.date(2024, 12, 31), dt.date(2025, 12, 31))
    assert newest(empty_town, "assault", *years).n["assault"].sum(axis=0).tolist() == [36, 66]


def test_bad_counts_are_refused_by_row(empty_town):
    rows = long_rows()
    rows.loc[0, "网格"] = "999"
    rows["数量"] = rows["数量"].astype(object)
    rows.loc[1, "数量"] = "-3"
    rows.loc[2, "数量"] = "很多"
    result = town.take(empty_town, "counts", rows, LONG)
    assert (result.quarantined, result.placed) == (3, 21)
    assert result.placed + result.quarantined == result.rows_read


def test_population_is_replaced_by_its_date_and_undone(empty_town):
    first = town.take(empty_town, "population", town.people(), town.POPULATION)
    assert (first.added, first.quarantined) == (12, 0)
    again = town.take(empty_town, "population", town.people(), town.POPULATION)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, 12)
    grown = town.people().assign(户籍=200)
    third = town.take(empty_town, "population", grown, town.POPULATION)
    assert third.replaced == 12
    importing.undo(empty_town, OPERATOR, third.batch)
    with empty_town.store.read() as tx:
        assert population.every(tx)["registered"].unique().tolist() == [150.0]
        assert integrity.check(tx) == []


def test_boundaries_twice_are_unchanged(empty_town, tmp_path):
    again = town.take(empty_town, "boundaries", tmp_path / "b.gpkg", town.BOUNDARIES)
    assert (again.added, again.unchanged) == (0, 15)
    assert again.findings
    with empty_town.store.read() as tx:
        assert len(boundaries.sets(tx)) == 1


def test_overlapping_squares_are_refused_by_name(empty_town, tmp_path):
    grids = town.squares()
    grids.loc[1, "geometry"] = grids.loc[0, "geometry"]
    file = tmp_path / "bad.gpkg"
    grids.to_file(file, layer="micro_grid", driver="GPKG")
    town.squares().head(1).assign(code="v", parent="").to_file(file, layer="village", driver="GPKG")
    with pytest.raises(RefusedError) as caught:
        town.take(empty_town, "boundaries", file, town.BOUNDARIES)
    assert caught.value.code == "import.boundary_faults"
    with empty_town.store.read() as tx:
        assert len(boundaries.sets(tx)) == 1


def test_second_set_ends_the_first_and_takes_the_events_along(small_town, tmp_path):
    file = town.write_boundaries(tmp_path / "b2.gpkg", town.CODES[:11])
    later = town.BOUNDARIES.replace("2020-01-01", "2026-10-21").replace('"first"', '"second"')
    town.take(small_town, "boundaries", file, later)
    periods = [town.period_of(w) for w in range(town.WEEKS)]
    with small_town.store.read() as tx:
        old, new = boundaries.sets(tx)
        chosen = [boundaries.set_for(tx, town.period_of(week)).id for week in (7, 8)]
        assert chosen == [old.id, new.id]
        one = counts.latest(tx, old.id, ["alert"], periods).n["alert"]
        two = counts.latest(tx, new.id, ["alert"], periods).n["alert"]
    assert two.shape == (11, 12)
    assert (one[:11] == two).all()
