"""Profiles and files of what surrounds the town of twelve squares."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from services import importing
from services.workspace import Workspace
from tests.services import small_town as town
from tests.services.small_town import CODES, VILLAGES, middle

VENUES = """
name = "v"
kind = "venues"
source = "sport"
datum = "wgs84"
[columns]
code = "编码"
name = "名称"
days = "赛事日"
"""
SHAPED = VENUES.replace('datum = "wgs84"\n', "")
PLACED = VENUES + 'lon = "经度"\nlat = "纬度"\ndeclared = "网格"\n'
CASES = """
name = "c"
kind = "cases"
source = "joint"
datum = "wgs84"
[columns]
case = "编号"
day = "发现"
theme = "主题"
lon = "经度"
lat = "纬度"
found_in = "发现地"
handed_to = "移交地"
areas = "涉及地"
accepted_day = "接收"
closed_day = "办结"
"""
ROADS = """
name = "r"
kind = "roads"
source = "traffic"
[edges]
layer = "edges"
start = "u"
end = "v"
road = "road"
length_m = "length"
speed_kmh = "speed"
oneway = "oneway"
[nodes]
layer = "nodes"
node = "id"
"""
NUMBERS = ("placed", "unplaced", "quarantined")


def adds_up(result: importing.ImportResult) -> bool:
    return result.rows_read == sum(getattr(result, name) for name in NUMBERS)


def venue_row(code: str, square: str = CODES[0], **changed: object) -> dict[str, object]:
    lon, lat = middle(square)
    row = {"编码": code, "名称": f"馆{code}", "赛事日": "2026-10-10；2026-11-14", "网格": square}
    return row | {"经度": f"{lon:.6f}", "纬度": f"{lat:.6f}"} | changed


def vector(ws: Workspace, shapes: list[shapely.Geometry | None], crs: str = "EPSG:4490") -> Path:
    rows = {
        "编码": [f"V{n}" for n in range(len(shapes))],
        "名称": [f"馆{n}" for n in range(len(shapes))],
        "赛事日": "",
    }
    file = town.written(ws, "", ".gpkg")
    file.unlink()
    pyogrio.write_dataframe(gpd.GeoDataFrame(rows, geometry=shapes, crs=crs), file)
    return file


def disc(square: str, radius: float = 0.001) -> shapely.Polygon:
    return shapely.Point(middle(square)).buffer(radius)


def rules_of(result: importing.ImportResult) -> dict[str, int]:
    return dict(result.as_dict()["rules"])


def case_row(number: str, square: str = CODES[0], **changed: object) -> dict[str, object]:
    lon, lat = middle(square)
    row = {
        "编号": number,
        "发现": "2026-10-01",
        "主题": "渣土偷倒",
        "接收": "2026-10-03",
        "办结": "",
    }
    row |= {"经度": f"{lon:.6f}", "纬度": f"{lat:.6f}", "发现地": VILLAGES[0]}
    return row | {"移交地": "330603111", "涉及地": "330603111，330603108；330681"} | changed


def road_file(ws: Workspace, edges: list[dict[str, object]], far: bool = False) -> Path:
    """Edges between the middles of the squares 0..3, and a node 9 without roads."""
    numbers = [0, 1, 2, 3, 9]
    shift = 1.0 if far else 0.0
    points = [shapely.Point(middle(CODES[n])[0] + shift, middle(CODES[n])[1]) for n in numbers]
    file = town.written(ws, "", ".gpkg")
    file.unlink()
    nodes = gpd.GeoDataFrame({"id": [str(n) for n in numbers]}, geometry=points, crs="EPSG:4490")
    pyogrio.write_dataframe(nodes, file, layer="nodes")
    place = dict(zip(numbers, points, strict=True))
    usual = {"road": "side", "length": np.nan, "speed": "", "oneway": ""}
    rows = []
    for edge in edges:
        ends = [place.get(int(edge[name])) for name in ("u", "v")]
        line = shapely.LineString(ends) if all(ends) else shapely.LineString([(120, 30), (121, 30)])
        rows.append({**usual, "geometry": line, **edge})
    frame = gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs="EPSG:4490")
    frame = frame.astype({"u": str, "v": str})
    pyogrio.write_dataframe(frame, file, layer="edges")
    return file
