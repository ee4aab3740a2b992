"""Layers written for QGIS."""

import json
import shutil
import subprocess

import pandas as pd
import pyogrio
import pytest
import shapely

from errors import RefusedError
from store import geopackage

BOX = shapely.box(120, 30, 120.01, 30.01)


def frames():
    areas = pd.DataFrame({"code": ["a", "b"], "amount": [1.5, None]})
    areas["geometry"] = [BOX, shapely.MultiPolygon([BOX])]
    points = pd.DataFrame({"code": ["c"], "geometry": [shapely.Point(120, 30)]})
    return {"areas": areas, "none": areas.iloc[:0], "points": points, "all": areas[["code"]]}


def test_layers_come_back_as_written(tmp_path):
    file = tmp_path / "x.gpkg"
    assert geopackage.write(file, frames()) == ["areas", "points", "all"]
    kinds = dict(pyogrio.list_layers(file))
    assert kinds == {"areas": "MultiPolygon", "points": "Point", "all": None}
    areas = pyogrio.read_dataframe(file, layer="areas")
    assert areas.crs.to_epsg() == 4490
    assert areas["code"].tolist() == ["a", "b"]
    assert areas.geometry.iloc[0].equals(BOX)
    assert pyogrio.read_dataframe(file, layer="all")["code"].tolist() == ["a", "b"]


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="no ogrinfo (gdal-bin)")
def test_ogrinfo_reads_it_without_a_warning(tmp_path):
    file = tmp_path / "x.gpkg"
    geopackage.write(file, frames())
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", "-so", str(file)], capture_output=True, text=True, check=True
    )
    assert "Warning" not in done.stderr + done.stdout
    for layer in ("areas", "points", "all"):
        assert f"Layer name: {layer}" in done.stdout
    assert "4490" in done.stdout


@pytest.mark.parametrize("name", ["x.shp", "x.geojson", "x"])
def test_only_geopackages_are_written(tmp_path, name):
    with pytest.raises(RefusedError) as caught:
        geopackage.write(tmp_path / name, frames())
    assert caught.value.code == "boundary.not_gpkg"
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path):
    file = tmp_path / "x.gpkg"
    file.write_text(json.dumps("mine"), "utf-8")
    with pytest.raises(RefusedError) as caught:
        geopackage.write(file, frames())
    assert caught.value.code == "boundary.exists"
    assert file.read_text("utf-8") == '"mine"'
