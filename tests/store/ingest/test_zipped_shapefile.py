"""A shapefile is many files; a browser sends them as one."""

import zipfile

import geopandas as gpd
import pytest
import shapely

from errors import RefusedError
from store.ingest import tabular


def test_a_zip_of_a_shapefile_is_read(tmp_path):
    boxes = [shapely.box(120 + i / 10, 30, 120.1 + i / 10, 30.1) for i in range(2)]
    gpd.GeoDataFrame({"code": ["1", "2"]}, geometry=boxes, crs=4490).to_file(tmp_path / "g.shp")
    with zipfile.ZipFile(tmp_path / "g.zip", "w") as bundle:
        for part in tmp_path.glob("g.*"):
            if part.suffix != ".zip":
                bundle.write(part, part.name)
    table = tabular.read(tmp_path / "g.zip")
    assert table.frame["code"].tolist() == ["1", "2"]
    assert table.crs == "EPSG:4490"


def test_a_zip_of_something_else_is_refused_by_name(tmp_path):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as bundle:
        bundle.writestr("readme.txt", "nothing")
    with pytest.raises(RefusedError) as caught:
        tabular.read(tmp_path / "x.zip")
    assert caught.value.code == "ingest.unreadable"
    assert caught.value.values["file"] == "x.zip"
