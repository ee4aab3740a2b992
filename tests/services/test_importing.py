"""Events on their way in: nothing lost, nothing twice, everything to be undone."""

import dataclasses
import io

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from errors import BusyError, NotAllowedError, RefusedError
from geo import crs
from services import importing
from services.access import OPERATOR
from services.working import at_work
from store import batches, counts, events, integrity, locations
from tests.services import small_town as town

NEVER = '[place]\ndeclared = "never"\n'
LON, LAT = town.middle(town.CODES[5])
TIMES = ["2026-09-01 08:00", "2026-11-17 23:59:59", "20261003", "2026-02-30", "昨天"]
TIMES += ["", "2027-01-01", "2019-12-31 23:59"]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "编号": st.sampled_from(["", "r1", "r2", "r3", "r4", "r5", "r6"]),
            "指标": st.sampled_from(["警情", "警情", "信访", "警报", ""]),
            "时间": st.sampled_from(TIMES),
            "经度": st.sampled_from([f"{LON}", f"{LON + 0.003}", f"{LAT}", "121.9", "", "东", "0"]),
            "纬度": st.sampled_from([f"{LAT}", f"{LAT + 0.003}", f"{LON}", "31.5", "", "北", "0"]),
            "网格": st.sampled_from([town.CODES[5], "3.30109E+14", "999", ""]),
        }
    ),
    min_size=1,
    max_size=12,
)
SLOW_IS_FINE = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def stored(ws, batch):
    """Rows of a batch in the database, and its count by outcome."""
    with ws.store.read() as tx:
        row = batches.get(tx, batch)
        refused = batches.quarantined(tx, batch)
    return row, refused


def tables(ws, indicator):
    """(G, weeks) of an indicator as the newest counts say."""
    periods = [town.period_of(week) for week in range(town.WEEKS)]
    with ws.store.read() as tx:
        return counts.latest(tx, 1, [indicator], periods).n[indicator]


@SLOW_IS_FINE
@given(rows=ROWS)
def test_every_row_ends_somewhere_and_what_is_said_is_stored(small_town, rows):
    result = town.take(small_town, "events", pd.DataFrame(rows), town.feed("police"))
    assert result.rows_read == len(rows)
    assert result.placed + result.unplaced + result.quarantined == result.rows_read
    assert result.added + result.replaced + result.unchanged == result.placed + result.unplaced
    row, refused = stored(small_town, result.batch)
    said = result.as_dict()
    for name in ("rows_read", "placed", "unplaced", "quarantined", "added", "replaced"):
        assert getattr(row, name) == said[name]
    assert refused["row"].nunique() == result.quarantined
    with small_town.store.read() as tx:
        assert integrity.check(tx) == []


def test_counts_are_the_placed_valid_events(small_town):
    before = tables(small_town, "alert").copy()
    day = town.date_of(3, 2)
    rows = [
        town.event("n1", town.CODES[0], day),
        town.event("n2", town.CODES[0], day),
        town.event("n3", town.CODES[0], day, 经度="", 纬度=""),
        town.event("n4", town.CODES[7], town.date_of(4)),
    ]
    profile = town.feed("police") + NEVER
    result = town.take(small_town, "events", pd.DataFrame(rows), profile)
    assert (result.placed, result.unplaced) == (3, 1)
    grown = tables(small_town, "alert") - before
    assert grown[0, 3] == 2 and grown[7, 4] == 1 and grown.sum() == 3


def test_second_import_of_a_file_changes_nothing(small_town):
    rows = town.events("警情", "A", 3.0)
    before = tables(small_town, "alert").copy()
    again = town.take(small_town, "events", rows, town.feed("police"), covers=town.EVER)
    assert (again.added, again.replaced, again.unchanged) == (0, 0, len(rows))
    assert (tables(small_town, "alert") == before).all()


def test_corrected_row_replaces_and_the_old_one_is_kept(small_town):
    day = town.date_of(5)
    first = pd.DataFrame([town.event("c1", town.CODES[2], day)])
    second = pd.DataFrame([town.event("c1", town.CODES[9], day)])
    town.take(small_town, "events", first, town.feed("police"))
    before = tables(small_town, "alert").copy()
    result = town.take(small_town, "events", second, town.feed("police"))
    assert (result.added, result.replaced) == (0, 1)
    moved = tables(small_town, "alert") - before
    assert moved[2, 5] == -1 and moved[9, 5] == 1
    with small_town.store.read() as tx:
        known = events.existing(tx, "police", ["c1"])
        old = events.get(tx, [int(known["pk"].iloc[0]) - 1])
    assert known["revision"].tolist() == [2]
    assert old[["event_id", "is_current", "declared"]].values.tolist() == [
        ["c1", False, town.CODES[2]]
    ]


def test_undo_brings_back_what_was(small_town):
    day = town.date_of(5)
    first = pd.DataFrame([town.event("c1", town.CODES[2], day)])
    town.take(small_town, "events", first, town.feed("police"))
    before = tables(small_town, "alert").copy()
    second = pd.DataFrame(
        [town.event("c1", town.CODES[9], day), town.event("c2", town.CODES[9], day)]
    )
    result = town.take(small_town, "events", second, town.feed("police"))
    assert (tables(small_town, "alert") != before).any()
    undone = importing.undo(small_town, town.who(small_town, "analyst"), result.batch)
    assert undone["status"] == "undone"
    assert (tables(small_town, "alert") == before).all()
    with small_town.store.read() as tx:
        assert integrity.check(tx) == []
    with pytest.raises(RefusedError):
        importing.undo(small_town, OPERATOR, result.batch)
    again = town.take(small_town, "events", second, town.feed("police"))
    assert (again.added, again.replaced) == (1, 1)


def test_invalid_rows_are_kept_and_never_counted(small_town):
    before = tables(small_town, "alert").copy()
    profile = town.feed("police") + '[valid]\ncolumn = "有效性"\naccept = ["有效"]\n'
    day = town.date_of(1)
    rows = [
        town.event("v1", town.CODES[1], day, 有效性="有效"),
        town.event("v2", town.CODES[1], day, 有效性="重复"),
    ]
    result = town.take(small_town, "events", pd.DataFrame(rows), profile)
    assert (result.placed, result.added) == (2, 2)
    assert (tables(small_town, "alert") - before).sum() == 1


def shifted(rows):
    """The same points as a map service of this country would write them."""
    lon, lat = crs.wgs84_to_gcj02(rows["经度"].astype(float), rows["纬度"].astype(float))
    return rows.assign(经度=lon, 纬度=lat)


def test_wrong_datum_is_refused_with_its_finding(small_town):
    rows = shifted(town.events("警情", "G", 1.0))
    with pytest.raises(RefusedError) as caught:
        town.take(small_town, "events", rows, town.feed("police"))
    assert "gcj02" in str(caught.value.values["finding"]).lower()
    assert "中位距离" in str(caught.value.values["finding"])
    with small_town.store.read() as tx:
        assert len(events.existing(tx, "police", rows["编号"].tolist())) == 0
    right = town.feed("police").replace("wgs84", "gcj02")
    assert town.take(small_town, "events", rows, right).placed == len(rows)


def test_without_declared_areas_the_datum_cannot_be_checked_and_the_import_goes_on(small_town):
    rows = shifted(town.events("警情", "G", 1.0)).assign(网格="")
    result = town.take(small_town, "events", rows, town.feed("police"))
    assert "无法核对" in result.findings[0]
    assert result.rows_read == len(rows) and result.quarantined == 0


def test_declared_grid_places_a_row_only_where_the_profile_lets_it(small_town):
    row = town.event("d1", town.CODES[4], town.date_of(2), 经度="", 纬度="")
    never = town.take(small_town, "events", pd.DataFrame([row]), town.feed("police") + NEVER)
    assert (never.placed, never.unplaced) == (0, 1)
    row["编号"] = "d2"
    assert town.take(small_town, "events", pd.DataFrame([row]), town.feed("police")).placed == 1
    with small_town.store.read() as tx:
        pk = int(events.existing(tx, "police", ["d2"])["pk"].iloc[0])
        missing = locations.unplaced(tx, 1, "", limit=10)
    assert pk not in missing["pk"].tolist() and len(missing) == 1


def test_faults_open_in_a_spreadsheet_with_row_reason_and_remedy(small_town):
    rows = [
        town.event("x1", town.CODES[0], town.date_of(0), 时间="2026-02-30"),
        town.event("x2", town.CODES[0], town.date_of(0), 指标="警晴"),
        town.event("x3", town.CODES[0], town.date_of(0), 编号="330109199001011234"),
    ]
    result = town.take(small_town, "events", pd.DataFrame(rows), town.feed("police"))
    assert result.quarantined >= 2
    data = importing.faults_file(small_town, town.who(small_town, "analyst"), result.batch)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert any("2026-02-30" in cell for cell in cells)
    assert any("警情" in cell for cell in cells)
    assert not any("330109199001011234" in cell for cell in cells)
    with pytest.raises(NotAllowedError):
        importing.faults_file(small_town, town.who(small_town, "leader"), result.batch)


def test_causes_are_merged_for_the_screen(small_town):
    rows = [town.event(f"x{n}", town.CODES[0], town.date_of(0), 指标="警晴") for n in range(5)]
    result = town.take(small_town, "events", pd.DataFrame(rows), town.feed("police"))
    (one,) = importing.explained(result.faults, 10)
    assert one.place == "2—6" and one.value == "警晴" and "警情" in one.remedy
    assert "2—6" in one.reason
    assert importing.explained(pd.DataFrame(), 10) == []


def test_who_may_import_and_what(small_town):
    file = town.written(small_town, "编号\n1\n", ".csv")
    profile = town.written(small_town, town.feed("police"), ".toml")
    for person in ("chair", "leader", "auditor"):
        with pytest.raises(NotAllowedError):
            importing.take(small_town, town.who(small_town, person), "events", file, profile)
    with pytest.raises(RefusedError) as caught:
        importing.take(small_town, OPERATOR, "counts", file, profile)
    assert caught.value.code == "import.other_kind"
    with pytest.raises(RefusedError) as caught:
        importing.take(small_town, OPERATOR, "events", file.with_name("none.csv"), profile)
    assert caught.value.code == "import.no_file"


def test_one_job_at_a_time(small_town):
    row = pd.DataFrame([town.event("j1", town.CODES[0], town.date_of(0))])
    with at_work(small_town, OPERATOR), pytest.raises(BusyError):
        town.take(small_town, "events", row, town.feed("police"))
    assert town.take(small_town, "events", row, town.feed("police")).added == 1


def test_events_need_boundaries_first(tmp_path):
    ws = town.bare(tmp_path / "bare")
    row = pd.DataFrame([town.event("j1", town.CODES[0], town.date_of(0))])
    with pytest.raises(RefusedError) as caught:
        town.take(ws, "events", row, town.feed("police"))
    assert caught.value.code == "import.no_boundaries"
    ws.store.close()


@pytest.mark.parametrize(
    ("text", "area"), [("2026-11-11..2026-11-17", ""), ("330109:2026-11-11..2026-11-11", "330109")]
)
def test_cover_as_written(text, area):
    cover = importing.cover_of(text)
    assert cover.area == area and cover.last_day - cover.first_day in {0, 6}


@pytest.mark.parametrize(
    "text", ["", "2026-11-11", "2026-11-17..2026-11-11", "x..y", "2026-13-01.."]
)
def test_bad_cover_is_refused(text):
    with pytest.raises(RefusedError):
        importing.cover_of(text)


def test_result_as_plain_values_names_the_rules(small_town):
    row = pd.DataFrame([town.event("j1", town.CODES[0], town.date_of(0), 时间="")])
    result = town.take(small_town, "events", row, town.feed("police"))
    assert result.as_dict()["rules"] == {"missing_date": 1}
    assert dataclasses.is_dataclass(result)
