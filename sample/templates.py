"""Templates (模板): tiny example files and profiles for "your own data in ten minutes"."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from sample import around_templates, atlas, sheets
from sample.boundaries import CRS
from vocab import AdminLevel
from words import say

SOURCE = Path(__file__).with_name("own_data")
VILLAGE = "330109106901"
# Four squares of 0.003 degrees, about 300 m.
CORNER, SIDE = (120.19, 30.08), 0.003
# From a Wednesday to the Tuesday that closes the tenth week.
FIRST, WEEKS = dt.datetime(2026, 9, 9, 8, 30), 10


def squares() -> gpd.GeoDataFrame:
    """Four micro-grids, two by two: code, name, parent, geometry (EPSG:4490)."""
    lon, lat = CORNER
    shapes = [
        shapely.box(
            round(lon + SIDE * column, 6),
            round(lat + SIDE * row, 6),
            round(lon + SIDE * (column + 1), 6),
            round(lat + SIDE * (row + 1), 6),
        )
        for row in (1, 0)
        for column in (0, 1)
    ]
    rows = {
        "code": [f"{VILLAGE}{n:03}" for n in range(1, 5)],
        "name": [say("sample.template.grid", number=n) for n in range(1, 5)],
        "parent": VILLAGE,
    }
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)


def village(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The village that holds the squares."""
    rows = {"code": [VILLAGE], "name": [say("sample.template.village")], "parent": [""]}
    return gpd.GeoDataFrame(rows, geometry=[shapely.union_all(grids.geometry)], crs=CRS)


def events(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    """Ten weeks of example events under the headers of the template profile."""
    rows = []
    for number in range(WEEKS * 12):
        # The second grid has most, the last one fewest.
        place = (0, 1, 2, 1, 0, 1, 3, 1, 2, 1, 0, 1)[number % 12]
        spot = grids.geometry.iloc[place].centroid
        moment = FIRST + dt.timedelta(hours=14 * number)
        kind = ("alert", "petition", "penalty")[number // 2 % 3]
        rows.append(
            {
                "编号": f"LS-{number + 1:04}",
                "指标": say(f"sample.template.{kind}"),
                "发生时间": moment,
                "类别": say("sample.template.category"),
                "经度": round(spot.x + 0.0003 * (number % 3), 6),
                "纬度": round(spot.y, 6),
                "网格编码": grids["code"].iloc[place],
            }
        )
    return pd.DataFrame(rows)


def population(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    """Registered, floating and tidal people of the four squares."""
    return pd.DataFrame(
        {
            "微网格编码": grids["code"],
            "统计日期": dt.date(2026, 1, 1),
            "户籍人口": [120, 95, 140, 80],
            "流动人口": [60, 110, 45, 90],
            "潮汐人口": [20, 5, 0, 30],
        }
    )


def counts(grids: gpd.GeoDataFrame) -> pd.DataFrame:
    """Ready-made totals, one row per unit, indicator and week."""
    rows = [
        {"网格编码": code, "指标": say(f"sample.template.{kind}"), "周期": day, "数量": (n + k) % 3}
        for n, code in enumerate(grids["code"])
        for k, kind in enumerate(("alert", "petition", "penalty"))
        for day in ("2026-11-10", "2026-11-17")
    ]
    return pd.DataFrame(rows)


def write_templates(folder: Path) -> list[Path]:
    """Write example spreadsheets, boundaries, profiles, a policy and 说明 into ``folder``.

    Returns:
        the files, sorted by name. The examples import as they are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    grids = squares()
    title = say("sample.template.title")
    sheets.write_xlsx(events(grids), folder / "events.xlsx", title)
    sheets.write_xlsx(population(grids), folder / "population.xlsx", title)
    sheets.write_csv(counts(grids), folder / "counts.csv", "utf-8-sig", "%Y-%m-%d")
    layers = {AdminLevel.VILLAGE: village(grids), AdminLevel.MICRO_GRID: grids}
    atlas.write_layers(layers, folder / "boundaries.gpkg")
    around_templates.write(grids, folder)
    for file in sorted(SOURCE.glob("*.toml")):
        shutil.copyfile(file, folder / file.name)
    text = say("sample.template.readme")
    (folder / "README.txt").write_text(text, encoding="utf-8-sig", newline="\r\n")
    return sorted(path for path in folder.iterdir() if path.is_file())
