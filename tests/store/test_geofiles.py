"""Files that other programs read: reference system, counts, names; equal input, equal bytes."""

import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing

import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from store import geofiles
from store.geofiles import Sheet

MADE = dt.datetime(2026, 11, 17, 19, 0)
gdal = pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no gdal-bin here")


def sheet(count=3, name="grids", style="<qgis/>"):
    boxes = shapely.box(120 + np.arange(count) / 10, 30.0, 120.1 + np.arange(count) / 10, 30.1)
    rows = pd.DataFrame(
        {
            "code": [f"33010910600100{k}" for k in range(count)],
            "name": [f"义桥{k}" for k in range(count)],
            "n_alert": pd.array([None if k == 1 else k for k in range(count)], dtype="Int32"),
            "geometry": boxes,
        }
    )
    title = "五色网格" if name == "grids" else name
    return Sheet(name=name, title=title, rows=rows, style=style)


FACTS = pd.DataFrame({"label": ["快照"], "text": ["abc"]})


def package(made_at=MADE):
    return geofiles.geopackage([sheet(), sheet(2, "villages")], {"facts": FACTS}, made_at)


def test_equal_input_is_equal_bytes_in_every_format():
    def every():
        return [
            package(),
            geofiles.geojson(sheet(), {}),
            geofiles.flatgeobuf(sheet()),
            *geofiles.shapefile(sheet(), MADE).values(),
        ]

    first = every()
    time.sleep(1.1)
    assert every() == first


def test_the_time_in_a_package_is_the_weeks(tmp_path):
    assert package() != package(MADE + dt.timedelta(days=7))
    (tmp_path / "a.gpkg").write_bytes(package())
    with closing(sqlite3.connect(tmp_path / "a.gpkg")) as file:
        moments = file.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall()
    assert moments == [("2026-11-17T19:00:00.000Z",)]


def test_a_package_holds_layers_styles_and_tables(tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(package())
    names = pyogrio.list_layers(file)[:, 0].tolist()
    assert names == ["grids", "villages", "facts", "layer_styles"]
    read = pyogrio.read_dataframe(file, layer="grids")
    assert read.crs.to_epsg() == 4490
    assert read["code"].tolist() == sheet().rows["code"].tolist()
    assert read["n_alert"].isna().tolist() == [False, True, False]
    styles = pyogrio.read_dataframe(file, layer="layer_styles")
    assert styles["f_table_name"].tolist() == ["grids", "villages"]
    assert set(styles["f_geometry_column"]) == {"geom"}
    assert set(styles["styleQML"]) == {"<qgis/>"}
    assert styles["useAsDefault"].all()


def test_a_layer_without_rows_is_left_out(tmp_path):
    file = tmp_path / "a.gpkg"
    file.write_bytes(geofiles.geopackage([sheet(0, "changes"), sheet()], {}, MADE))
    assert pyogrio.list_layers(file)[:, 0].tolist() == ["grids", "layer_styles"]


@gdal
def test_gdal_reads_every_format_alike(tmp_path):
    (tmp_path / "a.gpkg").write_bytes(package())
    (tmp_path / "a.fgb").write_bytes(geofiles.flatgeobuf(sheet()))
    (tmp_path / "a.geojson").write_bytes(geofiles.geojson(sheet(), {}))
    for name, body in geofiles.shapefile(sheet(), MADE).items():
        (tmp_path / name).write_bytes(body)
    for name in ("a.gpkg", "a.fgb", "a.geojson", "grids.shp"):
        command = ["ogrinfo", "-so", "-al", tmp_path / name]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "Feature Count: 3" in done.stdout, name
        assert 'ID["EPSG",4490]' in done.stdout, name
        assert "code: String" in done.stdout, name
        assert done.stderr == "", name


def test_geojson_names_its_system_in_name_and_properties():
    own = json.loads(geofiles.geojson(sheet(), {"快照": "abc"}))
    assert own["name"] == "grids_EPSG4490"
    assert own["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    assert own["properties"] == {"title": "五色网格", "crs": "EPSG:4490", "快照": "abc"}
    world = json.loads(geofiles.geojson(sheet(), {}, crs="EPSG:4326"))
    assert world["name"] == "grids_EPSG4326"
    assert "crs" not in world
    assert world["properties"]["crs"] == "EPSG:4326"
    pairs = zip(own["features"], world["features"], strict=True)
    for one, other in pairs:
        first, second = (np.array(f["geometry"]["coordinates"][0][0]) for f in (one, other))
        assert np.abs(first - second).max() < 1e-6
    assert own["features"][1]["properties"]["n_alert"] is None


def test_a_shapefile_says_its_encoding_and_keeps_names_whole():
    files = geofiles.shapefile(sheet(), MADE)
    assert set(files) == {f"grids.{end}" for end in ("cpg", "dbf", "prj", "shp", "shx")}
    assert files["grids.cpg"] == b"UTF-8"
    assert "义桥0".encode() in files["grids.dbf"]
    # Year since 1900, month and day of the last change.
    assert tuple(files["grids.dbf"][1:4]) == (126, 11, 17)


def test_a_name_that_would_be_cut_is_refused():
    one = sheet()
    rows = one.rows.rename(columns={"n_alert": "count_of_alerts"})
    with pytest.raises(ValueError, match="count_of_alerts"):
        geofiles.shapefile(Sheet(name="grids", title="t", rows=rows), MADE)


@given(st.lists(st.floats(-0.04, 0.04), min_size=8, max_size=8))
def test_shared_corners_stay_shared_in_geojson(moves):
    corner = (120.1 + moves[0], 30.05 + moves[1])
    ring = shapely.box(120.0, 30.0, 120.2, 30.1).exterior.coords[:-1]
    fans = [shapely.Polygon([ring[k], ring[(k + 1) % 4], corner]) for k in range(4)]
    rows = pd.DataFrame({"code": list("abcd"), "geometry": fans})
    made = json.loads(geofiles.geojson(Sheet(name="g", title="t", rows=rows), {}))
    points = [
        {tuple(point) for point in feature["geometry"]["coordinates"][0][0]}
        for feature in made["features"]
    ]
    # All four meet in the one corner, wherever it was rounded to.
    assert len(set.intersection(*points)) >= 1
