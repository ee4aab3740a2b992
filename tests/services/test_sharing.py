"""What has no point follows its grid when that one is split; copies of the whole stay whole."""

import pandas as pd
import pytest

from services import checking, importing, intakes, scoring, situation
from services.access import OPERATOR
from services.workspace import opened
from store import batches, counts
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
    answer = situation.colours(renamed, OPERATOR)
    assert [grid["code"] for grid in answer["grids"]] == town.CODES
    assert checking.check(renamed)["faults"] == []
