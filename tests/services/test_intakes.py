"""Unplaced rows put into their grid, coverage, the list of batches."""

import pandas as pd
import pytest

from errors import NotAllowedError, RefusedError
from services import checking, intakes, scoring
from services.access import OPERATOR
from store import audit, corrections, counts, events
from tests.services import small_town as town


def alerts(ws, week):
    with ws.store.read() as tx:
        return counts.latest(tx, 1, ["alert"], [town.period_of(week)]).n["alert"][:, 0]


@pytest.fixture
def with_unplaced(small_town):
    """A row without a point and without an area."""
    row = town.event("u1", town.CODES[0], town.date_of(3), 经度="", 纬度="", 网格="")
    town.take(small_town, "events", pd.DataFrame([row]), town.feed("police"))
    return small_town


def key(ws):
    with ws.store.read() as tx:
        return int(events.existing(tx, "police", ["u1"])["pk"].iloc[0])


def test_placing_changes_the_counts_and_the_list(with_unplaced):
    ws, analyst = with_unplaced, town.who(with_unplaced, "analyst")
    assert intakes.unplaced(ws, analyst)["event_id"].tolist() == ["u1"]
    before = alerts(ws, 3).copy()
    told = intakes.place(ws, analyst, key(ws), town.CODES[6], note="电话核实")
    assert told["code"] == town.CODES[6] and told["counts"] == 1
    assert (alerts(ws, 3) - before).tolist() == [0] * 6 + [1] + [0] * 5
    assert intakes.unplaced(ws, analyst).empty
    with ws.store.read() as tx:
        (held,) = corrections.active(tx, 1).to_dict("records")
        assert (held["by"], held["note"], held["code"]) == ("analyst", "电话核实", town.CODES[6])
        assert len(audit.listed(tx, action="correct")) == 1
    assert checking.check(ws)["faults"] == []


def test_a_placed_row_stays_when_its_file_comes_again_corrected(with_unplaced):
    ws = with_unplaced
    intakes.place(ws, OPERATOR, key(ws), town.CODES[6])
    row = town.event("u1", town.CODES[0], town.date_of(3), 经度="", 纬度="", 网格="")
    row["时间"] = "2026-09-17 10:00"
    again = town.take(ws, "events", pd.DataFrame([row]), town.feed("police"))
    assert again.replaced == 1
    assert intakes.unplaced(ws, OPERATOR).empty


def test_placing_outside_or_without_right_is_refused(with_unplaced):
    ws = with_unplaced
    with pytest.raises(RefusedError) as caught:
        intakes.place(ws, OPERATOR, key(ws), "330109106999001")
    assert caught.value.code == "store.no_grid"
    for person in ("chair", "leader"):
        with pytest.raises(NotAllowedError):
            intakes.place(ws, town.who(ws, person), key(ws), town.CODES[0])
        with pytest.raises(NotAllowedError):
            intakes.unplaced(ws, town.who(ws, person))
    assert len(intakes.unplaced(ws, OPERATOR)) == 1


def test_placing_makes_the_week_to_be_scored_anew(with_unplaced):
    ws = with_unplaced
    scoring.score(ws, OPERATOR)
    intakes.place(ws, OPERATOR, key(ws), town.CODES[6])
    assert scoring.score(ws, OPERATOR)[0]["period"] == town.end_of(3)


def test_coverage_by_source_and_week(small_town):
    rows = pd.DataFrame([town.event("k", town.CODES[0], town.date_of(12))])
    cover = [f"{town.VILLAGES[0]}:{town.date_of(12)}..{town.date_of(12, 6)}"]
    town.take(small_town, "events", rows, town.feed("police"), covers=cover)
    last = town.period_of(12)
    weeks, table = intakes.coverage_table(small_town, OPERATOR, last, weeks=3)
    assert weeks == [town.period_of(week) for week in (10, 11, 12)]
    assert table == {"police": ["●", "●", "◐"], "office": ["●", "●", "○"]}
    _, own = intakes.coverage_table(small_town, town.who(small_town, "villager"), last, weeks=3)
    assert own["police"] == ["●", "●", "●"]


def test_areas_that_did_not_report_are_gaps(small_town):
    rows = pd.DataFrame([town.event("k", town.CODES[0], town.date_of(12))])
    cover = [f"{town.date_of(12)}..{town.date_of(12, 6)}"]
    town.take(
        small_town, "events", rows, town.feed("police"), covers=cover, excepted=[town.VILLAGES[1]]
    )
    _, table = intakes.coverage_table(small_town, OPERATOR, town.period_of(12), weeks=1)
    assert table["police"] == ["◐"]


def test_batches_and_refused_rows(small_town):
    bad = pd.DataFrame([town.event("b", town.CODES[0], town.date_of(0), 时间="")])
    result = town.take(small_town, "events", bad, town.feed("police"))
    newest = intakes.batch_list(small_town, OPERATOR)[0]
    assert (newest["id"], newest["quarantined"], newest["by"]) == (result.batch, 1, "analyst")
    assert intakes.refused_rows(small_town, OPERATOR, result.batch)["rule"].tolist() == [
        "missing_date"
    ]
    with pytest.raises(NotAllowedError):
        intakes.refused_rows(small_town, town.who(small_town, "leader"), result.batch)


def test_saved_profiles_of_the_folder(small_town):
    assert intakes.saved_profiles(small_town, "events") == []
    folder = small_town.settings.data / "profiles"
    folder.mkdir()
    (folder / "one.toml").write_text(town.feed("police"), encoding="utf-8")
    (folder / "two.toml").write_text(town.POPULATION, encoding="utf-8")
    (one,) = intakes.saved_profiles(small_town, "events")
    assert one.profile.source == "police"
