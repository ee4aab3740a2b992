"""Templates (模板) of what surrounds the grids: venue, station, zone, roads, cross-border case."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from sample import sheets
from sample.boundaries import CRS
from words import say

NODES = 3


def _venues(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    spot = grids.geometry.iloc[0].centroid
    return pd.DataFrame(
        {
            "编码": ["V01"],
            "名称": [say("site.template.venue")],
            "类别": [say("site.template.hall")],
            "管理单位": [say("site.template.owner")],
            "赛事日": ["2026-10-10；2026-11-14"],
            "经度": [round(spot.x, 6)],
            "纬度": [round(spot.y, 6)],
        }
    )


def _stations(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    spot = grids.geometry.iloc[3].centroid
    return pd.DataFrame(
        {
            "编码": ["S01"],
            "名称": [say("site.template.station")],
            "管理单位": [say("site.template.owner")],
            "经度": [round(spot.x, 6)],
            "纬度": [round(spot.y, 6)],
        }
    )


def _zone(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = {"code": ["Z01"], "name": [say("site.template.zone")]}
    return gpd.GeoDataFrame(rows, geometry=[grids.geometry.iloc[1]], crs=CRS)


def _roads(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Two roads along the middles of three grids; their ends are the nodes."""
    middles = shapely.get_coordinates(shapely.centroid(grids.geometry.to_numpy()[:NODES]))
    lines = shapely.linestrings(np.stack([middles[:-1], middles[1:]], axis=1))
    rows = {"road": ["main", "side"], "maxspeed": ["50", ""], "oneway": ["", "yes"]}
    return gpd.GeoDataFrame(rows, geometry=lines, crs=CRS)


def _cases(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    spot = grids.geometry.iloc[2].centroid
    village = str(grids["parent"].iloc[0])
    return pd.DataFrame(
        {
            "编号": ["KJ-2026-0001"],
            "发现日期": ["2026-11-03"],
            "主题": [say("site.template.theme")],
            "经度": [round(spot.x, 6)],
            "纬度": [round(spot.y, 6)],
            "发现地": [village],
            "移交地": [village[:9]],
            "涉及地": [f"{village}；{village[:9]}"],
            "接收日期": ["2026-11-05"],
            "办结日期": [""],
        }
    )


def write(grids: gpd.GeoDataFrame, folder: Path) -> None:
    """Write the example files; they import as they are by the profiles of the same name."""
    title = say("sample.template.title")
    for name, sheet in (("venues", _venues(grids)), ("stations", _stations(grids))):
        sheets.write_xlsx(sheet, folder / f"{name}.xlsx", title)
    for name, shapes in (("zones", _zone(grids)), ("roads", _roads(grids))):
        file = folder / f"{name}.gpkg"
        file.unlink(missing_ok=True)
        pyogrio.write_dataframe(shapes, file, layer=name, driver="GPKG", SPATIAL_INDEX="NO")
    sheets.write_csv(_cases(grids), folder / "cases.csv", "utf-8-sig", "%Y-%m-%d")
