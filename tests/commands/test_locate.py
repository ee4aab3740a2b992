import json

import pytest

import manage
from tests.services import small_town as town

LON, LAT = town.middle(town.CODES[5])


@pytest.fixture
def points(tmp_path):
    file = tmp_path / "points.csv"
    file.write_text(f"编号,经度,纬度\na,{LON},{LAT}\nb,,\nc,121.9,31.9\n", "utf-8")
    return file


def told(capsys, ws, *arguments, form="json"):
    data = str(ws.settings.data)
    code = manage.main(["--data", data, "--format", form, "locate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


COLUMNS = ("--lon", "经度", "--lat", "纬度", "--datum", "wgs84")


def test_json_table_and_geojson(small_town, points, capsys):
    code, out, _ = told(capsys, small_town, points, *COLUMNS)
    answer = json.loads(out)
    assert code == 0
    assert [answer[name] for name in ("rows", "placed", "outside", "no_point")] == [3, 1, 1, 1]
    assert [row["code"] for row in answer["points"]] == [town.CODES[5], "", ""]
    code, out, _ = told(capsys, small_town, points, *COLUMNS, form="table")
    assert code == 0 and "格5" in out and "placed: 1" in out
    code, out, _ = told(capsys, small_town, points, *COLUMNS, form="geojson")
    features = json.loads(out)["features"]
    assert [one["properties"]["编号"] for one in features] == ["a", "c"]
    assert features[0]["properties"]["village"] == "902村"


def test_out_writes_the_rows_and_tells_the_counts(small_town, points, capsys, tmp_path):
    out_file = tmp_path / "out.csv"
    code, out, _ = told(capsys, small_town, points, *COLUMNS, "--out", out_file)
    answer = json.loads(out)
    assert code == 0 and "points" not in answer and answer["out"] == str(out_file)
    lines = out_file.read_text("utf-8-sig").splitlines()
    assert lines[0] == "编号,经度,纬度,code,name,village" and len(lines) == 4


def test_a_bad_column_is_refused_with_the_columns_found(small_town, points, capsys):
    code, out, err = told(capsys, small_town, points, "--lon", "x", *COLUMNS[2:])
    assert (code, out) == (1, "")
    assert "没有这些列：x" in err and "编号、经度、纬度" in err and "--lon" in err


def test_wrong_usage_is_2(small_town, points, capsys):
    for arguments in ((points,), (points, *COLUMNS[:4]), (points, *COLUMNS[:5], "beijing54")):
        with pytest.raises(SystemExit) as caught:
            told(capsys, small_town, *arguments)
        assert caught.value.code == 2
