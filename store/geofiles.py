"""地理文件 Layers as files for other programs: GeoPackage, GeoJSON, FlatGeobuf, Shapefile."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

CRS = "EPSG:4490"
# The oldest form that QGIS 3 and the GDAL of a long-term distribution read without a warning.
_VERSION = "1.2"
# A thousandth of a metre; every corner is rounded alike, so shared edges stay shared.
_PRECISION = 8
# The driver takes the date from a setting of the whole process.
_clock = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """One layer: ``name`` (ASCII), rows with ``geometry`` (polygons, EPSG:4490), its QGIS style."""

    name: str
    title: str
    rows: pd.DataFrame
    style: str = ""


@contextmanager
def _standing(moment: dt.datetime) -> Iterator[None]:
    """The drivers' clock stands at a moment (UTC)."""
    with _clock:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{moment:%Y-%m-%dT%H:%M:%S.000Z}"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _frame(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry="geometry", crs=CRS)


def geopackage(
    layers: Sequence[Sheet], tables: Mapping[str, pd.DataFrame], made_at: dt.datetime
) -> bytes:
    """Layers with their styles, and plain tables, as one GeoPackage; equal input, equal bytes.

    Args:
        layers: the first one lies on top in the list of QGIS; one without rows is left out.
        tables: rows without a place, by name.
        made_at: written as the time of every layer (UTC).
    """
    drawn = [one for one in layers if len(one.rows)]
    with tempfile.TemporaryDirectory() as folder, _standing(made_at):
        file = Path(folder) / "layers.gpkg"
        for one in drawn:
            pyogrio.write_dataframe(
                _frame(one.rows),
                file,
                layer=one.name,
                driver="GPKG",
                append=file.exists(),
                promote_to_multi=True,
                geometry_type="MultiPolygon",
                dataset_options=None if file.exists() else {"VERSION": _VERSION},
                layer_options={"IDENTIFIER": one.title, "DESCRIPTION": one.title},
            )
        for name, rows in {**tables, "layer_styles": _styles(drawn, made_at)}.items():
            options = {"FID": "id"} if name == "layer_styles" else {}
            pyogrio.write_dataframe(
                rows, file, layer=name, driver="GPKG", append=True, layer_options=options
            )
        return file.read_bytes()


def _styles(layers: Sequence[Sheet], made_at: dt.datetime) -> pd.DataFrame:
    """The table in which QGIS looks for the style of each layer."""
    return pd.DataFrame(
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": [one.name for one in layers],
            "f_geometry_column": "geom",
            "styleName": [one.title for one in layers],
            "styleQML": [one.style for one in layers],
            "styleSLD": "",
            "useAsDefault": True,
            "description": [one.title for one in layers],
            "owner": "",
            "ui": "",
            "update_time": pd.Timestamp(made_at),
        },
        index=range(len(layers)),
    )


def geojson(one: Sheet, told: Mapping[str, str], *, crs: str = CRS) -> bytes:
    """A layer as GeoJSON with what it can be traced by.

    Args:
        one: the layer.
        told: written as ``properties`` of the collection.
        crs: EPSG:4490 is named in ``crs``; EPSG:4326 is what the standard takes for granted and
            has no such member. The two differ by centimetres, so the numbers are the same.
    """
    frame = _frame(one.rows)
    if crs != CRS:
        frame = frame.to_crs(crs)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "layer.geojson"
        options = {"COORDINATE_PRECISION": str(_PRECISION), "WRITE_NAME": "NO"}
        pyogrio.write_dataframe(
            frame,
            file,
            driver="GeoJSON",
            promote_to_multi=True,
            geometry_type="MultiPolygon",
            layer_options=options,
        )
        made: dict[str, Any] = json.loads(file.read_text("utf-8"))
    named = f"{one.name}_{crs.replace(':', '')}"
    body: dict[str, Any] = {"type": "FeatureCollection", "name": named}
    if crs == CRS:
        name = f"urn:ogc:def:crs:{crs.replace(':', '::')}"
        body["crs"] = {"type": "name", "properties": {"name": name}}
    body["properties"] = {"title": one.title, "crs": crs, **told}
    lines = [json.dumps(feature, ensure_ascii=False) for feature in made["features"]]
    head = json.dumps(body, ensure_ascii=False)[:-1]
    rows = ",\n".join(lines)
    return f'{head}, "features": [\n{rows}\n]}}\n'.encode()


def flatgeobuf(one: Sheet) -> bytes:
    """A layer as FlatGeobuf with its spatial index; equal input, equal bytes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{one.name}.fgb"
        pyogrio.write_dataframe(
            _frame(one.rows),
            file,
            driver="FlatGeobuf",
            layer=one.name,
            promote_to_multi=True,
            geometry_type="MultiPolygon",
            layer_options={"TITLE": one.title, "SPATIAL_INDEX": "YES"},
        )
        return file.read_bytes()


def shapefile(one: Sheet, made_at: dt.datetime) -> dict[str, bytes]:
    """A layer as the files of a Shapefile, names in UTF-8 (.cpg), field names of 10 signs at most.

    Raises:
        ValueError: a column's name is longer; it would be cut without a word.
    """
    long = [str(name) for name in one.rows if name != "geometry" and len(str(name).encode()) > 10]
    if long:
        raise ValueError(f"longer than a Shapefile's field name: {long}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{one.name}.shp"
        options = {"ENCODING": "UTF-8", "DBF_DATE_LAST_UPDATE": f"{made_at:%Y-%m-%d}"}
        pyogrio.write_dataframe(
            _frame(one.rows),
            file,
            driver="ESRI Shapefile",
            promote_to_multi=True,
            geometry_type="MultiPolygon",
            layer_options=options,
        )
        return {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
