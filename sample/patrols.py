"""Patrols (场馆周边巡查): what sensors and patrols report round the venues, by six themes."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sample.boundaries import FIRST_DAY
from sample.mesh import Floats, Ints
from sample.roadnet import METRES
from sample.seasons import LAST_DAY, WEEKS

# Reports of a venue on a usual day and on a match day.
USUAL, MATCH = 0.34, 6.0
THEMES = {
    "大气质量": 0.12,
    "河道水环境": 0.10,
    "环境卫生": 0.24,
    "交通秩序": 0.26,
    "文明经营": 0.18,
    "消防安全": 0.10,
}
# On a match day traffic and stalls crowd out the rest.
MATCH_THEMES = (0.04, 0.03, 0.22, 0.42, 0.23, 0.06)
# How far each report came: a false alarm stays at its sensor.
STAGES = ("触发", "识别", "派发", "办结")
REACHED = (0.17, 0.02, 0.02, 0.79)
ORGS = ("综合行政执法队", "生态环境所", "交警中队", "消防救援站", "场馆运营中心")
AWAY_M, FARTHEST_M = 330.0, 2400.0
WRITTEN_DECIMALS = 6
_MATCH_HOUR, _USUAL_HOUR = (19.0, 1.8), (14.0, 4.2)


def _days(
    venues: gpd.GeoDataFrame, rng: np.random.Generator
) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
    """Venue, day since the first one, and whether it is a match day, one entry per report."""
    mean = np.full((len(venues), 7 * WEEKS), USUAL)
    is_match = np.zeros(mean.shape, dtype=bool)
    for row, text in enumerate(venues["days"]):
        for day in text.split(";"):
            is_match[row, (dt.date.fromisoformat(day) - FIRST_DAY).days] = True
    mean[is_match] = MATCH
    venue, day = np.nonzero(mean)
    times = rng.poisson(mean[venue, day])
    venue, day = np.repeat(venue, times), np.repeat(day, times)
    return venue, day, is_match[venue, day]


def _points(shapes: npt.NDArray[np.object_], of: Ints, rng: np.random.Generator) -> Floats:
    """Points outside the venue they belong to, fewer with the distance, in degrees."""
    away = np.minimum(rng.exponential(AWAY_M, len(of)), FARTHEST_M)
    turn = rng.random(len(of)) * 2 * np.pi
    rim = shapely.get_coordinates(
        shapely.line_interpolate_point(
            shapely.boundary(shapes[of]), turn / 2 / np.pi, normalized=True
        )
    )
    middle = shapely.get_coordinates(shapely.centroid(shapes[of]))
    out = (rim - middle) * METRES
    out /= np.hypot(*out.T)[:, None]
    return np.asarray(np.round(rim + out * away[:, None] / METRES, WRITTEN_DECIMALS))


def _themes(is_match: npt.NDArray[np.bool_], rng: np.random.Generator) -> npt.NDArray[np.object_]:
    names = np.array(list(THEMES), dtype=object)
    usual = rng.choice(len(names), len(is_match), p=list(THEMES.values()))
    match = rng.choice(len(names), len(is_match), p=MATCH_THEMES)
    return names[np.where(is_match, match, usual)]


def _declared(units: gpd.GeoDataFrame, points: Floats) -> list[str]:
    """The micro-grid each point lies in, "" outside of all."""
    tree = shapely.STRtree(units.geometry.to_numpy())
    row, grid = tree.query(shapely.points(points), predicate="intersects")
    codes = units["code"].to_numpy(dtype=object)
    found = dict(zip(row.tolist(), codes[grid].tolist(), strict=True))
    return [str(found.get(n, "")) for n in range(len(points))]


def _hours(is_match: npt.NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Hour of the day: round the game, or spread over the working day."""
    middle = np.where(is_match, _MATCH_HOUR[0], _USUAL_HOUR[0])
    spread = np.where(is_match, _MATCH_HOUR[1], _USUAL_HOUR[1])
    return np.clip(rng.normal(middle, spread), 0.2, 23.8)


def table(
    units: gpd.GeoDataFrame, venues: gpd.GeoDataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Reports round the venues by the names of our fields, by time, over 104 weeks."""
    venue, day, is_match = _days(venues, rng)
    size = len(venue)
    points = _points(venues.geometry.to_numpy(), venue, rng)
    start = np.datetime64(FIRST_DAY, "m") + (day * 1440 + _hours(is_match, rng) * 60).astype(int)
    seen = start + rng.integers(1, 6, size)
    closed = seen + np.ceil(np.exp(rng.normal(3.6, 0.8, size))).astype(int)
    stage = rng.choice(len(STAGES), size, p=REACHED)
    last = np.datetime64(LAST_DAY, "m") + np.timedelta64(27, "h")
    stage = np.where((stage == 3) & (closed > last), 2, stage)
    rows = pd.DataFrame(
        {
            "occurred_at": start.astype("datetime64[s]"),
            "reported_at": np.where(stage > 0, seen, np.datetime64("NaT")).astype("datetime64[s]"),
            "closed_at": np.where(stage == 3, closed, np.datetime64("NaT")).astype("datetime64[s]"),
            "category": _themes(is_match, rng),
            "lon": points[:, 0],
            "lat": points[:, 1],
            "declared": _declared(units, points),
            "status": np.array(STAGES, dtype=object)[stage],
            "owner_org": np.array(ORGS, dtype=object)[rng.integers(0, len(ORGS), size)],
            "remark": "",
        }
    )
    rows = rows.sort_values("occurred_at", kind="stable", ignore_index=True)
    years = rows["occurred_at"].dt.year
    rows.insert(0, "event_id", [f"CG-{y}-{n:05}" for n, y in enumerate(years, start=1)])
    return rows
