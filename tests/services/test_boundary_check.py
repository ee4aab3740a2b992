"""Boundary files checked and repaired."""

import geopandas as gpd
import pyogrio
import pytest
import shapely

from errors import GeometryError, RefusedError
from services import boundary_check
from services.boundary_check import AreaUnit, Reading, check
from tests.geo.boards import VILLAGE, board, village
from vocab import AdminLevel, Datum


def written(path, grids, layer="grids", crs="EPSG:4490"):
    frame = gpd.GeoDataFrame(grids.drop(columns="level"), geometry="geometry", crs=crs)
    pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG", append=path.exists())
    return path


def test_a_sound_file_has_no_faults(tmp_path):
    answer = check(written(tmp_path / "a.gpkg", board(3)), Reading())
    assert (answer["units"], answer["faults"], answer["told"]) == (9, 0, 0)
    assert answer["rows"] == []


def test_every_fault_has_sentence_remedy_and_place(tmp_path):
    grids = board(3, c11={"east": 40.0, "north": -3.0})
    answer = check(written(tmp_path / "a.gpkg", grids), Reading())
    assert (answer["faults"], answer["told"]) == (1, 1)
    rows = {row["fault"]: row for row in answer["rows"]}
    assert rows["overlap"]["effect"] == "必须改正" and rows["overlap"]["remedy"]
    assert rows["overlap"]["geometry"]["type"] in ("Polygon", "MultiPolygon")
    assert rows["sliver"]["amount"] == pytest.approx(3 * 300, rel=0.2)


def test_layers_named_by_level_are_read_together(tmp_path):
    file = written(tmp_path / "a.gpkg", village(), "village")
    grids = board(3, c22={"east": 9.0})
    written(file, grids, "micro_grid")
    answer = check(file, Reading())
    assert answer["units"] == 10
    assert [row["fault"] for row in answer["rows"]] == ["outside_parent"]


def test_one_layer_of_a_file_and_its_columns(tmp_path):
    grids = board(2).rename(columns={"code": "编号", "parent": "村"})
    file = written(tmp_path / "a.gpkg", board(3), "micro_grid")
    written(file, grids.assign(公顷=9.6, level=""), "other")
    reading = Reading(layer="other", code="编号", area="公顷", area_unit=AreaUnit.HECTARE)
    answer = check(file, reading)
    assert (answer["units"], answer["faults"], answer["told"]) == (4, 0, 0)
    acres = Reading(layer="other", code="编号", area="公顷", area_unit=AreaUnit.MU)
    assert [row["fault"] for row in check(file, acres)["rows"]] == ["area_differs"] * 4


def test_a_file_in_gcj02_and_metres_comes_home(tmp_path):
    file = written(tmp_path / "a.gpkg", board(2), crs="EPSG:4326")
    profile = boundary_check.profile_of(file, Reading(datum=Datum.GCJ02))
    shapes = boundary_check.units_in(file, profile)["geometry"]
    assert 0.003 < 120 - min(shape.bounds[0] for shape in shapes) < 0.007


def test_a_profile_says_how_to_read(tmp_path):
    file = written(tmp_path / "a.gpkg", board(2, c00={"east": -20.0}), "x")
    profile = tmp_path / "p.toml"
    profile.write_text(
        'name = "p"\nkind = "boundaries"\n[set]\ncode_template = "{village:12}{seq:4}"\n'
        '[[layer]]\nlayer = "x"\nlevel = "micro_grid"\ncode = "code"\n',
        "utf-8",
    )
    answer = check(file, Reading(profile=profile))
    assert [row["fault"] for row in answer["rows"]] == ["off_template"] * 4


def test_a_column_of_codes_must_be_found(tmp_path):
    file = written(tmp_path / "a.gpkg", board(2).rename(columns={"code": "x", "name": "y"}))
    with pytest.raises(RefusedError) as caught:
        check(file, Reading())
    assert caught.value.code == "boundary.no_code_column"
    assert "x" in str(caught.value.values["columns"])


def test_faults_are_written_for_qgis(tmp_path):
    grids = board(3, c11={"east": 40.0})
    grids.loc[0, "code"] = "1.2E+14"
    answer = check(written(tmp_path / "a.gpkg", grids), Reading(), out=tmp_path / "f.gpkg")
    assert answer["layers"] == "fault_areas、fault_points、faults"
    areas = pyogrio.read_dataframe(tmp_path / "f.gpkg", layer="fault_areas")
    assert areas["fault"].tolist() == ["overlap"] and areas.crs.to_epsg() == 4490
    assert "重叠" in areas["reason"][0]
    points = pyogrio.read_dataframe(tmp_path / "f.gpkg", layer="fault_points")
    assert points["fault"].tolist() == ["bad_code"]
    assert len(pyogrio.read_dataframe(tmp_path / "f.gpkg", layer="faults")) == 2


def test_a_repair_tells_what_changed_and_what_is_left(tmp_path):
    grids = board(3, c11={"east": -2.0, "north": 30.0})
    out = tmp_path / "r.gpkg"
    answer = check(written(tmp_path / "a.gpkg", grids), Reading(), repaired=out, tolerance_m=5.0)
    repair = answer["repair"]
    assert repair["left"] == {"overlap": 1}
    assert repair["gained_m2"] == pytest.approx(2 * 330, rel=0.2)
    assert {row["code"] for row in answer["changes"]} <= set(grids["code"])
    read = pyogrio.read_dataframe(out, layer=AdminLevel.MICRO_GRID.value)
    assert sorted(read["code"]) == sorted(grids["code"])
    assert shapely.is_valid(read.geometry.to_numpy()).all()
    moved = pyogrio.read_dataframe(out, layer="changes")
    assert moved["code"].tolist() == [row["code"] for row in answer["changes"]]


def test_nothing_is_read_when_nothing_could_be_written(tmp_path):
    taken = tmp_path / "f.gpkg"
    taken.touch()
    with pytest.raises(RefusedError) as caught:
        check(tmp_path / "absent.gpkg", Reading(), out=taken)
    assert caught.value.code == "boundary.exists"


def test_a_tolerance_too_wide_is_refused_and_nothing_written(tmp_path):
    file = written(tmp_path / "a.gpkg", board(2))
    with pytest.raises(GeometryError):
        check(file, Reading(), repaired=tmp_path / "r.gpkg", tolerance_m=500.0)
    assert not (tmp_path / "r.gpkg").exists()
    assert VILLAGE in board(2)["code"][0]
