"""Surroundings (周边): venues, stations, zones, roads, cross-border cases, patrols, as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from sample import border_cases, patrols, places, roadnet, sheets
from sample.boundaries import CRS, FIRST_DAY
from sample.roadnet import METRES
from sample.seasons import LAST_DAY, WEEKS
from sample.world import World
from vocab import AdminLevel

STATION_TOWNS = ("330109106", "330109113", "330603111", "330603108", "330482102")
MOST_TOWNS = 40
MATCH_DAYS = 14
ZONE_M, ZONE_LENGTH_M = 700.0, 2600.0
VENUES = (
    ("V01", "演示体育馆", "体育馆", "330603108", 1 / 3, (150.0, 100.0)),
    ("V02", "演示棒垒球馆", "体育馆", "330603108", 2 / 3, (150.0, 100.0)),
    ("V03", "演示体育公园", "体育公园", "330109106", 0.52, (210.0, 140.0)),
)
OWNER = "场馆运营中心"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file of the surroundings: its profile and kind, and the days it speaks for."""

    path: Path
    profile: str
    kind: str
    covers: tuple[tuple[dt.date, dt.date], ...] = ()


def match_days(rng: np.random.Generator) -> str:
    """Some Saturdays of the 104 weeks, the last one lately, as a venue's calendar lists them."""
    weeks = np.sort(rng.choice(np.arange(2, WEEKS - 3), MATCH_DAYS - 2, replace=False))
    chosen = [*weeks.tolist(), WEEKS - 3, WEEKS - 1]
    # Weeks begin on Wednesday: the fourth day is a Saturday.
    days = [FIRST_DAY + dt.timedelta(days=7 * int(week) + 3) for week in chosen]
    return ";".join(day.isoformat() for day in days)


def venues(units: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Venues (场馆) as ovals of 200 to 400 m: code, name, category, owner, match days."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rows: list[dict[str, object]] = []
    for code, name, category, town, at, (wide, high) in VENUES:
        inside = units[units["code"].str.startswith(town)]
        members = (inside if len(inside) else units).geometry.to_numpy()
        spot = shapely.get_coordinates(shapely.centroid(members[int(len(members) * at)]))
        oval = np.column_stack([wide * np.cos(turn), high * np.sin(turn)]) / METRES
        rows.append(
            {
                "code": code,
                "name": name,
                "category": category,
                "owner": OWNER,
                "days": match_days(rng),
                "geometry": shapely.Polygon(np.round(spot + oval, 7)),
            }
        )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS)


def _station_towns(units: gpd.GeoDataFrame) -> list[str]:
    there = units["code"].str[:9]
    named = [town for town in STATION_TOWNS if (there == town).any()]
    return named or sorted(there.unique().tolist())[:MOST_TOWNS]


def stations(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Enforcement stations (执法驻点): code, name, category, owner; one to three per town."""
    rows: list[dict[str, object]] = []
    for town in _station_towns(units):
        members = units[units["code"].str.startswith(town)]
        for place in range(min(3, 1 + len(members) // 200)):
            spot = shapely.centroid(members.geometry.iloc[(2 * place + 1) * len(members) // 7])
            number = len(rows) + 1
            rows.append(
                {
                    "code": f"S{number:02}",
                    "name": f"演示执法驻点{number:02}",
                    "category": "中队驻点" if place == 0 else "执法岗亭",
                    "owner": "综合行政执法队",
                    "geometry": spot,
                }
            )
    return gpd.GeoDataFrame(pd.DataFrame(rows), geometry="geometry", crs=CRS)


def zones(world: World) -> gpd.GeoDataFrame:
    """Joint enforcement zones (联合执法片区) on both sides of borders, and the river as barrier."""
    towns = world.sets[-1].layers[AdminLevel.TOWN].set_index("code")
    rows: list[dict[str, object]] = []
    for first, second in border_cases.zone_pairs(world):
        line = towns.geometry[first].intersection(towns.geometry[second])
        names = [str(towns["name"][code]).removesuffix("镇") for code in (first, second)]
        rows.append(
            {
                "code": f"Z{len(rows) + 1:02}",
                "name": f"{'—'.join(names)}联合执法片区",
                "category": "联合执法",
                "owner": "联合执法专班",
                "geometry": _along(line, [towns.geometry[first], towns.geometry[second]]),
            }
        )
    rows += _river(world)
    columns = ["code", "name", "category", "owner", "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs=CRS)


def _along(line: shapely.Geometry, both: list[shapely.Geometry]) -> shapely.Geometry:
    """Everything within ZONE_M of the middle stretch of a border, inside the two towns."""
    middle = line.interpolate(0.5, normalized=True).buffer(ZONE_LENGTH_M / 2 / METRES[0])
    band = line.intersection(middle).buffer(ZONE_M / METRES[0])
    return shapely.set_precision(band.intersection(shapely.union_all(both)), 1e-7)


def _river(world: World) -> list[dict[str, object]]:
    """The rivers of the regions as lines nobody crosses but on bridges."""
    if world.size != "town":
        return []
    rows: list[dict[str, object]] = []
    for region in places.regions(world.size, np.random.default_rng(world.seed)):
        if region.river:
            path = region.frame.to_degrees(np.array([(x, y) for x, y, _ in region.river]))
            rows.append(
                {
                    "code": f"B{len(rows) + 1:02}",
                    "name": "演示河道",
                    "category": "屏障",
                    "owner": "水务管理站",
                    "geometry": shapely.LineString(path),
                }
            )
    return rows


def _write_layers(file: Path, layers: dict[str, gpd.GeoDataFrame]) -> None:
    file.unlink(missing_ok=True)
    for layer, frame in layers.items():
        pyogrio.write_dataframe(frame, file, layer=layer, driver="GPKG", SPATIAL_INDEX="NO")


def write(world: World, folder: Path) -> Iterator[Sent]:
    """Write venues, stations, zones, roads (GPKG), border cases and patrols (CSV)."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([world.seed, 8])
    units = world.sets[-1].micro_grids
    nodes, edges = roadnet.roads(units, rng)
    places_of = venues(units, rng)
    parts = {
        "venues": {"venues": places_of},
        "stations": {"stations": stations(units)},
        "zones": {"zones": zones(world)},
        "roads": {"nodes": nodes, "edges": edges},
    }
    for kind, layers in parts.items():
        if all(len(frame) for frame in layers.values()):
            file = folder / f"{kind}.gpkg"
            _write_layers(file, layers)
            yield Sent(path=file, profile=kind, kind=kind)
    cases = border_cases.table(world, rng)
    if len(cases):
        file = folder / "border_cases.csv"
        sheets.write_csv(cases, file, "utf-8-sig", "%Y-%m-%d")
        yield Sent(path=file, profile="border_cases", kind="cases")
    file = folder / "venue_patrols.csv"
    sheet = sheets.dressed(patrols.table(units, places_of, rng), "venue_patrols")
    sheets.write_csv(sheet, file, "utf-8-sig", "%Y-%m-%d %H:%M")
    days = (FIRST_DAY, LAST_DAY)
    yield Sent(path=file, profile="venue_patrols", kind="events", covers=(days,))
