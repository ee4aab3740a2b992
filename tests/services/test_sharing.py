"""What has no point follows its grid when that one is split; copies of the whole stay whole."""

import numpy as np
import pandas as pd
import pytest

from services import checking, importing, inputs, intakes, scoring, sharing, week_json
from services.access import OPERATOR
from services.workspace import opened
from store import batches, boundaries, counts, population
from tests.services import small_town as town

GONE, NEW = town.CODES[11], town.VILLAGES[2] + "009"


@pytest.fixture
def renamed(small_town, tmp_path):
    """From week 9 on the last grid carries another code; a row of it has no point."""
    row = town.event("s1", GONE, town.date_of(2), 经度="", 纬度="")
    town.take(small_town, "events", pd.DataFrame([row]), town.feed("police"))
    file = town.write_boundaries(tmp_path / "b2.gpkg", [*town.CODES[:11], NEW])
    later = town.BOUNDARIES.replace("2020-01-01", str(town.date_of(9))).replace("first", "second")
    town.take(small_town, "boundaries", file, later)
    return small_town


def test_event_without_a_point_is_shared_to_the_follower(renamed):
    with renamed.store.read() as tx:
        kept = counts.latest(tx, 2, ["alert"], [town.period_of(2)])
    assert kept.estimated["alert"][11, 0] == pytest.approx(1.0)
    assert kept.estimated["alert"].sum() == pytest.approx(1.0)


def test_such_a_folder_is_scored_and_sound(renamed):
    scoring.score(renamed, OPERATOR)
    assert scoring.score(renamed, OPERATOR) == []
    assert checking.check(renamed)["faults"] == []
    assert len(intakes.unplaced(renamed, OPERATOR)) <= 1


def test_reopened_it_says_the_same(renamed):
    scoring.score(renamed, OPERATOR)
    again = opened(renamed.settings)
    assert scoring.score(again, OPERATOR) == []
    again.store.close()


def test_withdrawn_boundaries_bring_the_old_ones_back(renamed):
    scoring.score(renamed, OPERATOR)
    with renamed.store.read() as tx:
        (newest, *_) = batches.listed(tx, limit=1)
    assert newest.kind == "boundaries"
    importing.undo(renamed, OPERATOR, newest.id)
    made = scoring.score(renamed, OPERATOR)
    assert [one["period"] for one in made] == [town.end_of(week) for week in (9, 10, 11)]
    assert {one["boundary_set"] for one in made} == {1}
    answer = week_json.colours(renamed, OPERATOR)
    assert [grid["code"] for grid in answer["grids"]] == town.CODES
    assert checking.check(renamed)["faults"] == []


def people(ws, set_id):
    with ws.store.read() as tx:
        codes = boundaries.grid_codes(tx, set_id)
        last = np.array([town.period_of(11)], dtype=np.int64)
        version = inputs.populations(tx, codes, last)[0][-1]
        return dict(zip(codes.tolist(), version.residents.tolist(), strict=True))


def test_a_new_grid_has_the_people_of_the_one_it_was_made_from(renamed):
    old, new = people(renamed, 1), people(renamed, 2)
    assert new[NEW] == pytest.approx(old[GONE]) and old[GONE] > 0
    assert {code: new[code] for code in town.CODES[:11]} == {c: old[c] for c in town.CODES[:11]}


def test_its_own_population_takes_the_place_of_the_estimate(renamed):
    file = pd.DataFrame([{"code": NEW, "ref_date": 20_000}])
    rows = file.assign(registered=7.0, floating=2.0, residents=9.0, tidal=0.0)
    with renamed.store.begin() as tx:
        newest = batches.listed(tx, limit=1)[0]
        population.add(tx, newest.id, rows)
        known = population.every(tx)
        assert sharing.heirs(tx, boundaries.grid_codes(tx, 2), known).empty
    assert people(renamed, 2)[NEW] == 9.0


def test_grids_that_stood_before_inherit_nothing(renamed):
    with renamed.store.read() as tx:
        known = population.every(tx)
        without = known[known["code"] != town.CODES[3]]
        shares = sharing.heirs(tx, boundaries.grid_codes(tx, 2), without)
        assert shares["new_code"].unique().tolist() == [NEW]
        assert sharing.heirs(tx, boundaries.grid_codes(tx, 1), without).empty


def test_the_import_says_that_people_are_estimated(small_town, tmp_path):
    file = town.write_boundaries(tmp_path / "b2.gpkg", [*town.CODES[:11], NEW])
    later = town.BOUNDARIES.replace("2020-01-01", str(town.date_of(9))).replace("first", "second")
    findings = town.take(small_town, "boundaries", file, later).findings
    assert any("1 个新网格还没有人口" in one for one in findings)
