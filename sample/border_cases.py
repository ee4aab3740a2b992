"""Cross-border cases (跨区域案件): near shared borders, in the lists of two or three areas."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sample.boundaries import FIRST_DAY
from sample.roadnet import METRES
from sample.seasons import LAST_DAY, WEEKS
from sample.world import World
from vocab import AdminLevel

CASES = 150
THEMES = {"渣土偷倒": 0.4, "河道污染": 0.2, "流动设摊": 0.28, "乱张贴": 0.12}
BORDERS = (
    ("330603111", "330603108"),
    ("330482102", "310116102"),
    ("330603108", "330681901"),
    ("330603111", "330681901"),
)
# Towns that do not touch: waste found in the one was loaded in the other.
FAR_PAIRS = (("330109106", "330109113"),)
ZONED = 2
MOST_PAIRS = 12
ACCEPTED_SHARE, CLOSED_SHARE = 0.93, 0.95
WAITING, OPEN, CLOSED = "待接收", "办理中", "已办结"


def _towns(world: World) -> gpd.GeoSeries:
    return world.sets[-1].layers[AdminLevel.TOWN].set_index("code").geometry


def touching(world: World) -> list[tuple[str, str]]:
    """Pairs of towns with a common border: the named ones, else some of the invented ones."""
    towns = _towns(world)
    named = [pair for pair in BORDERS if all(code in towns.index for code in pair)]
    if named:
        return named
    shapes, codes = towns.to_numpy(), towns.index.to_numpy()
    near = shapely.STRtree(shapes).query(shapes, predicate="intersects").T
    pairs = [(str(codes[i]), str(codes[j])) for i, j in near if i < j]
    pairs = [pair for pair in pairs if towns[pair[0]].intersection(towns[pair[1]]).length > 0]
    return pairs[:MOST_PAIRS]


def zone_pairs(world: World) -> list[tuple[str, str]]:
    """The pairs of towns that enforce together."""
    return touching(world)[:ZONED]


def _spot(first: str, second: str, towns: gpd.GeoSeries, rng: np.random.Generator) -> shapely.Point:
    line = towns[first].intersection(towns[second])
    if line.length:
        return line.interpolate(rng.random(), normalized=True)
    largest = max(shapely.get_parts(towns[first]), key=shapely.area)
    return largest.exterior.interpolate(rng.random(), normalized=True)


def _story(rng: np.random.Generator) -> dict[str, object]:
    """When a case was found, taken over and closed, as known on the last day."""
    # Somewhat more of them lately: the zone has just begun its work.
    back = int(7 * WEEKS * rng.random() ** 1.3)
    day = LAST_DAY - dt.timedelta(days=back)
    accepted = day + dt.timedelta(days=int(rng.integers(0, 12)))
    closed = accepted + dt.timedelta(days=int(np.ceil(np.exp(rng.normal(2.4, 0.7)))))
    is_taken = accepted <= LAST_DAY and (rng.random() < ACCEPTED_SHARE)
    is_closed = is_taken and closed <= LAST_DAY and rng.random() < CLOSED_SHARE
    return {
        "发现日期": max(day, FIRST_DAY).isoformat(),
        "接收日期": accepted.isoformat() if is_taken else "",
        "办结日期": closed.isoformat() if is_closed else "",
        "办理状态": CLOSED if is_closed else OPEN if is_taken else WAITING,
    }


def table(world: World, rng: np.random.Generator) -> pd.DataFrame:
    """Cases that two or three jurisdictions list, by day; one case has one number."""
    towns = _towns(world)
    pairs = touching(world)
    pairs += [pair for pair in FAR_PAIRS if all(code in towns.index for code in pair)]
    rows: list[dict[str, object]] = []
    for number in range(CASES if pairs else 0):
        first, second = pairs[number % len(pairs)]
        found, handed = (first, second) if rng.random() < 0.55 else (second, first)
        spot = _spot(found, handed, towns, rng)
        lon, lat = np.round(np.array([spot.x, spot.y]) + rng.normal(0, 220, 2) / METRES, 6)
        third = sorted({code[:6] for code in (first, second)})[0]
        theme = list(THEMES)[int(rng.choice(len(THEMES), p=list(THEMES.values())))]
        rows.append(
            {
                "主题": theme,
                "经度": lon,
                "纬度": lat,
                "发现地": found,
                "移交地": handed,
                "涉及地": f"{found};{handed}" + (f";{third}" if number % 5 == 0 else ""),
                **_story(rng),
                "数据说明": "演示数据",
            }
        )
    cases = pd.DataFrame(rows)
    if cases.empty:
        return cases
    cases = cases.sort_values("发现日期", kind="stable", ignore_index=True)
    numbers = [f"KJ-{day[:4]}-{n:04}" for n, day in enumerate(cases["发现日期"], start=1)]
    cases.insert(0, "案件编号", numbers)
    return cases
