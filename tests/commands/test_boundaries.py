"""Boundaries on the command line: exit codes, forms, files."""

import json
import shutil
import subprocess

import geopandas as gpd
import pyogrio
import pytest

import manage
from tests.geo.boards import VILLAGE, board


@pytest.fixture
def file(tmp_path):
    def write(**changed):
        grids = gpd.GeoDataFrame(board(3, **changed), geometry="geometry", crs="EPSG:4490")
        pyogrio.write_dataframe(grids, tmp_path / "b.gpkg", layer="grids", driver="GPKG")
        return tmp_path / "b.gpkg"

    return write


def told(capsys, *arguments, form="json"):
    code = manage.main(["--format", form, "boundaries", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_sound_file_is_0_in_every_form(file, capsys):
    path = file()
    code, out, _ = told(capsys, "check", path)
    assert code == 0 and json.loads(out)["rows"] == []
    code, out, _ = told(capsys, "check", path, form="geojson")
    assert code == 0 and json.loads(out)["features"] == []
    code, out, _ = told(capsys, "check", path, form="table")
    assert code == 0 and "units: 9" in out


def test_what_is_only_told_is_0_and_a_fatal_fault_is_1(file, capsys):
    code, out, _ = told(capsys, "check", file(c11={"east": -9.0}), "--code", "code")
    answer = json.loads(out)
    assert code == 0 and (answer["faults"], answer["told"]) == (0, 1)
    assert answer["rows"][0]["fault"] == "gap"


def test_a_fatal_fault_is_1_and_is_drawn(file, capsys):
    code, out, _ = told(capsys, "check", file(c11={"east": 90.0}), form="geojson")
    (feature,) = json.loads(out)["features"]
    assert code == 1
    assert feature["properties"]["code"] == VILLAGE + "005"
    assert feature["geometry"]["type"] in ("Polygon", "MultiPolygon")


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no ogrinfo (gdal-bin)")
def test_the_files_open_elsewhere(file, capsys, tmp_path):
    faults, repaired = tmp_path / "faults.gpkg", tmp_path / "repaired.gpkg"
    path = file(c11={"east": -2.0, "north": 2.0})
    options = ("--out", faults, "--repaired", repaired, "--tolerance", 5)
    code, out, _ = told(capsys, "check", path, *options)
    repair = json.loads(out)["repair"]
    assert code == 0 and repair["left"] == {} and repair["units_changed"] > 0
    for made, layer in ((faults, "fault_areas"), (repaired, "micro_grid")):
        done = subprocess.run(
            ["ogrinfo", "-ro", "-so", str(made), layer], capture_output=True, text=True, check=True
        )
        assert "Geometry: Multi Polygon" in done.stdout and "Warning" not in done.stderr
    code, out, _ = told(capsys, "check", repaired)
    assert json.loads(out)["rows"] == []


def test_refusals_are_1_and_say_what_to_do(file, capsys, tmp_path):
    path = file()
    code, out, err = told(capsys, "check", tmp_path / "none.gpkg")
    assert (code, out) == (1, "") and "none.gpkg" in err
    code, _, err = told(capsys, "check", path, "--code", "编号")
    assert code == 1 and "编号" in err
    made = tmp_path / "r.gpkg"
    code, _, err = told(capsys, "check", path, "--repaired", made, "--tolerance", 400)
    assert code == 1 and "四分之一" in err and not made.exists()
    code, _, err = told(capsys, "check", path, "--out", path)
    assert code == 1 and "不会覆盖" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "a", "b"),
        ("compare", "1"),
        ("compare", "one", "two"),
        ("check", "a", "--repaired", "b.gpkg"),
        ("check", "a", "--tolerance", "5"),
    ],
)
def test_wrong_usage_is_2(capsys, arguments):
    code, out, err = told(capsys, *arguments)
    assert (code, out) == (2, "") and "compare" in err


def test_versions_side_by_side(demo, capsys):
    data = ("--data", demo.settings.data)
    code, out, _ = told(capsys, "compare", "1", "2", *data)
    answer = json.loads(out)
    assert code == 0 and answer["changes"] == {"split": 9} and len(answer["rows"]) == 9
    code, out, _ = told(capsys, "compare", "1", "2", *data, form="geojson")
    assert code == 0 and len(json.loads(out)["features"]) == 9
    code, out, _ = told(capsys, "compare", "1", "2", *data, form="table")
    assert code == 0 and "拆分" in out
    code, _, err = told(capsys, "compare", "1", "7", *data)
    assert code == 1 and err
