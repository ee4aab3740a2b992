"""Surroundings (周边): venues, stations, roads and cross-border cases, as files for later use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import shapely
from scipy.spatial import Delaunay

from sample import sheets
from sample.boundaries import CRS, FIRST_DAY
from sample.mesh import Floats, Ints
from sample.seasons import WEEKS
from sample.world import World

METRES = np.array([96_300.0, 110_850.0])
RIM_M = 3000.0
LONGEST_ROAD_M = 1500.0
BRIDGE_EVERY = 7
SPEED_KMH = {"main": 50, "side": 30, "bridge": 40}
CASES = 60
THEMES = ("渣土偷倒", "河道污染", "流动设摊", "乱张贴")
VENUE_TOWN, STATION_TOWNS = (
    "330603108",
    ("330109106", "330109113", "330603111", "330603108", "330482102"),
)
BORDERS = (("330603111", "330603108"), ("330603108", "330681901"), ("330482102", "310116102"))


def venues(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Two venues (场馆) as polygons of about 250 m: code, name."""
    town = units[units["code"].str.startswith(VENUE_TOWN)]
    middles = (town if len(town) else units).geometry.to_numpy()
    chosen = shapely.centroid(middles[[len(middles) // 3, 2 * len(middles) // 3]])
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    oval = np.column_stack([150 * np.cos(turn), 100 * np.sin(turn)]) / METRES
    shapes = [shapely.Polygon(np.round(shapely.get_coordinates(p) + oval, 7)) for p in chosen]
    rows = {"code": ["V01", "V02"], "name": ["演示体育馆", "演示棒垒球馆"]}
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def stations(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Enforcement stations (执法驻点): code, name, town; one to three per town."""
    rows: list[dict[str, object]] = []
    for town in STATION_TOWNS:
        members = units[units["code"].str.startswith(town)]
        for place in range(0 if members.empty else 1 + len(members) // 200):
            spot = shapely.centroid(members.geometry.iloc[(2 * place + 1) * len(members) // 7])
            number = len(rows) + 1
            name = f"演示执法驻点{number:02}"
            rows.append({"code": f"S{number:02}", "name": name, "town": town, "geometry": spot})
    columns = ["code", "name", "town", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def _gabriel(xy: Floats) -> Ints:
    """Pairs of points with no third point in the circle over them: a road-like planar net."""
    mesh = Delaunay(xy)
    sides = mesh.simplices[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2)
    opposite = mesh.simplices[:, [2, 0, 1]].reshape(-1)
    near, far, third = xy[sides[:, 0]], xy[sides[:, 1]], xy[opposite]
    is_blunt = ((near - third) * (far - third)).sum(1) < 0
    pair = np.sort(sides, axis=1)
    unique, inverse = np.unique(pair, axis=0, return_inverse=True)
    blocked = np.zeros(len(unique), dtype=bool)
    np.logical_or.at(blocked, inverse, is_blunt)
    return unique[~blocked]


def _nodes(
    units: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """A node in every grid and some beyond the border, so that travel near it is right."""
    inside = shapely.get_coordinates(shapely.centroid(units.geometry.to_numpy()))
    low, high = inside.min(0) - RIM_M / METRES, inside.max(0) + RIM_M / METRES
    beyond = rng.uniform(low, high, (40_000, 2))
    tree = shapely.STRtree(shapely.points(inside))
    nearest, distance = tree.query_nearest(
        shapely.points(beyond), return_distance=True, all_matches=False
    )
    band = nearest[0][(distance * METRES[0] > 300) & (distance * METRES[0] < RIM_M)]
    # About one node per 0.12 km2 of the band.
    area_km2 = np.prod((high - low) * METRES / 1000) * len(band) / len(beyond)
    beyond = beyond[band[: int(area_km2 / 0.12)]]
    nodes = np.round(np.concatenate([inside, beyond]), 7)
    return nodes, np.arange(len(nodes)) < len(inside)


def roads(
    units: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Nodes (node) and edges (start, end, road, length_m, speed_kmh) of an invented road net.

    Over the river only every seventh crossing is a bridge; the others are left out.
    """
    nodes, is_inside = _nodes(units, rng)
    pairs = _gabriel(nodes * METRES)
    length = np.hypot(*((nodes[pairs[:, 0]] - nodes[pairs[:, 1]]) * METRES).T)
    bank = np.concatenate([units["kind"].to_numpy() == "bank", ~is_inside[len(units) :]])
    middle = shapely.points((nodes[pairs[:, 0]] + nodes[pairs[:, 1]]) / 2)
    tree = shapely.STRtree(units.geometry.to_numpy())
    dry = np.zeros(len(pairs), dtype=bool)
    dry[np.unique(tree.query(middle, predicate="intersects")[0])] = True
    wet = bank[pairs].all(1) & is_inside[pairs].all(1) & ~dry
    is_bridge = wet & (np.cumsum(wet) % BRIDGE_EVERY == 1)
    keep = (length < LONGEST_ROAD_M) & (~wet | is_bridge)
    road = np.where(is_bridge, "bridge", np.where(rng.random(len(pairs)) < 0.3, "main", "side"))
    lines = shapely.linestrings(nodes[pairs[keep]])
    edges = {
        "start": pairs[keep, 0],
        "end": pairs[keep, 1],
        "road": road[keep],
        "length_m": np.round(length[keep], 1),
        "speed_kmh": [SPEED_KMH[kind] for kind in road[keep]],
    }
    return (
        gpd.GeoDataFrame({"node": np.arange(len(nodes))}, geometry=shapely.points(nodes), crs=CRS),
        gpd.GeoDataFrame(edges, geometry=lines, crs=CRS),
    )


def border_cases(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Cases near shared borders that two or three jurisdictions list; one case has one number."""
    towns = world.sets[-1].layers["town"].set_index("code").geometry  # type: ignore[index]
    rows = []
    for number in range(1, CASES + 1):
        first, second = BORDERS[number % len(BORDERS)]
        if first not in towns.index or second not in towns.index:
            continue
        line = towns[first].intersection(towns[second])
        spot = (
            line.interpolate(rng.random(), normalized=True)
            if line.length
            else towns[first].centroid
        )
        lon, lat = np.round(np.array([spot.x, spot.y]) + rng.normal(0, 120, 2) / METRES, 6)
        day = FIRST_DAY + dt.timedelta(days=int(rng.integers(0, 7 * WEEKS - 14)))
        accepted = day + dt.timedelta(days=int(rng.integers(0, 9)))
        rows.append(
            {
                "案件编号": f"KJ-{day.year}-{number:04}",
                "发现日期": day.isoformat(),
                "主题": THEMES[int(rng.integers(0, len(THEMES)))],
                "经度": lon,
                "纬度": lat,
                "发现地": first,
                "移交地": second,
                "涉及地": f"{first};{second}" + (";330109" if number % 5 == 0 else ""),
                "接收日期": accepted.isoformat() if rng.random() < 0.9 else "",
                "数据说明": "演示数据",
            }
        )
    return pd.DataFrame(rows)


def write(world: World, folder: Path) -> None:
    """Write venues, stations, roads (GPKG) and border cases (CSV) into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([world.seed, 8])
    units = world.sets[-1].micro_grids
    nodes, edges = roads(units, rng)
    layers = {"venues": {"venues": venues(units)}, "stations": {"stations": stations(units)}}
    layers["roads"] = {"nodes": nodes, "edges": edges}
    for name, parts in layers.items():
        file = folder / f"{name}.gpkg"
        file.unlink(missing_ok=True)
        for layer, frame in parts.items():
            pyogrio.write_dataframe(frame, file, layer=layer, driver="GPKG", SPATIAL_INDEX="NO")
    cases = border_cases(world, rng)
    sheets.write_csv(cases, folder / "border_cases.csv", "utf-8-sig", "%Y-%m-%d")
