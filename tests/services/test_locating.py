import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from errors import NotFoundError, RefusedError
from geo import crs
from services import locating
from services.access import OPERATOR
from services.workspace import create
from settings import Settings
from tests.services import small_town as town
from vocab import Datum

LON, LAT = town.middle(town.CODES[5])
NUMBER = st.sampled_from([f"{LON}", f"{LON + 0.003}", "121.9", "", " ", "东", "nan", "1e400", "0"])
LEVEL = st.sampled_from([f"{LAT}", f"{LAT + 0.003}", "31.5", "", "北", "-", "0"])


def asked(ws, file, viewer=OPERATOR, **changed):
    given_ = {"lon": "经度", "lat": "纬度", "datum": Datum.WGS84} | changed
    return locating.locate(ws, viewer, file, **given_)


def written(folder, rows, name="points.csv"):
    file = folder / name
    pd.DataFrame(rows).to_csv(file, index=False)
    return file


def rows_of(*points, **more):
    return [{"编号": f"{i}", "经度": x, "纬度": y} | more for i, (x, y) in enumerate(points)]


@given(st.lists(st.tuples(NUMBER, LEVEL), min_size=1, max_size=12))
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_placed_outside_and_without_a_point_add_up(small_town, tmp_path, points):
    located = asked(small_town, written(tmp_path, rows_of(*points)))
    summary = located.summary()
    assert summary["rows"] == len(points)
    assert located.placed + located.outside + located.no_point == len(points)
    assert (located.rows["code"] != "").sum() == located.placed
    assert located.unreadable <= located.no_point
    assert sum(row["geometry"] is None for row in located.points()) == located.no_point


def test_every_grid_by_its_middle_with_name_and_village(small_town, tmp_path):
    file = written(tmp_path, rows_of(*(town.middle(code) for code in town.CODES)))
    located = asked(small_town, file)
    assert located.rows["code"].tolist() == town.CODES
    assert located.rows["name"].tolist() == [f"格{n}" for n in range(12)]
    assert located.rows["village"].tolist() == [f"{code[9:12]}村" for code in town.CODES]
    assert located.rows["编号"].tolist() == [f"{n}" for n in range(12)]
    assert (located.placed, located.outside, located.no_point) == (12, 0, 0)


@pytest.mark.parametrize("datum", list(Datum))
def test_each_datum_is_brought_home(small_town, tmp_path, datum):
    away = {
        Datum.GCJ02: crs.wgs84_to_gcj02,
        Datum.BD09: lambda x, y: crs.gcj02_to_bd09(*crs.wgs84_to_gcj02(x, y)),
    }
    x, y = LON, LAT
    if datum in away:
        moved = away[datum]([x], [y])
        x, y = float(moved[0][0]), float(moved[1][0])
    located = asked(small_town, written(tmp_path, rows_of((repr(x), repr(y)))), datum=datum)
    assert located.rows["code"].tolist() == [town.CODES[5]]
    point = next(located.points())["geometry"]
    assert point["coordinates"] == pytest.approx([LON, LAT], abs=1e-8)


def test_what_is_no_number_is_told_apart_from_what_is_empty(small_town, tmp_path):
    located = asked(small_town, written(tmp_path, rows_of(("东", LAT), ("", ""), (LON, LAT))))
    assert (located.no_point, located.unreadable, located.placed) == (2, 1, 1)


def test_columns_of_the_same_name_are_kept_beside_the_new_ones(small_town, tmp_path):
    file = written(tmp_path, rows_of((LON, LAT), code="own", located_code="older"))
    rows = asked(small_town, file).rows
    assert rows["code"].tolist() == ["own"] and rows["located_code"].tolist() == ["older"]
    assert rows["located_located_code"].tolist() == [town.CODES[5]]


def test_a_column_that_is_not_there_is_refused_with_those_that_are(small_town, tmp_path):
    file = written(tmp_path, rows_of((LON, LAT)))
    with pytest.raises(RefusedError) as caught:
        asked(small_town, file, lon="x", lat="y")
    assert caught.value.code == "locate.missing_columns"
    assert caught.value.values["missing"] == "x、y"
    assert caught.value.values["headers"] == "编号、经度、纬度"
    with pytest.raises(RefusedError) as caught:
        asked(small_town, tmp_path / "none.csv")
    assert caught.value.code == "ingest.no_file"


def test_a_viewer_sees_the_grids_of_the_own_area_only(small_town, tmp_path):
    file = written(tmp_path, rows_of(*(town.middle(code) for code in town.CODES)))
    located = asked(small_town, file, town.who(small_town, "villager"))
    assert located.rows["code"].tolist() == [*town.CODES[:4], *[""] * 8]
    assert (located.placed, located.outside) == (4, 8)


def test_the_boundaries_of_a_week(small_town, tmp_path):
    file = written(tmp_path, rows_of((LON, LAT)))
    assert asked(small_town, file, week="2026-11-17").boundaries == "first"
    with pytest.raises(NotFoundError):
        asked(small_town, file, week="2019-01-01")
    with pytest.raises(RefusedError):
        asked(small_town, file, week="yesterday")


def test_without_boundaries_it_says_so(tmp_path):
    ws = create(Settings(data=tmp_path / "empty"))
    with pytest.raises(NotFoundError) as caught:
        asked(ws, written(tmp_path, rows_of((LON, LAT))))
    assert caught.value.code == "locate.no_boundaries"
    ws.store.close()


def test_written_and_read_back(small_town, tmp_path):
    located = asked(small_town, written(tmp_path, rows_of((LON, LAT), ("", ""))))
    out = tmp_path / "out.csv"
    located.write(out)
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    again = pd.read_csv(out, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    assert again.values.tolist() == located.rows.values.tolist()
    with pytest.raises(RefusedError) as caught:
        located.write(tmp_path / "no folder" / "out.csv")
    assert caught.value.code == "locate.not_written"
