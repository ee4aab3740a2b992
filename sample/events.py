"""Events (事件): drawn from the truth, each with a point inside its micro-grid."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from sample import population, risk, seasons
from sample.boundaries import FIRST_DAY, BoundarySet
from sample.mesh import Floats, Ints
from sample.seasons import KINDS, WEEKS

# A place without residents sees as much as this many residents would.
EMPTY_AS_RESIDENTS = 8.0
DECIMALS = 6
POINT_ROUNDS = 60


@cache
def kinds() -> dict[str, Any]:
    """Words and shares of kinds.toml."""
    return tomllib.loads(Path(__file__).with_name("kinds.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """What happened: one entry per event, sorted by kind and time.

    ``kind`` 0..2 as seasons.KINDS, ``week`` 1..104, ``grid`` row of the later micro-grid layer,
    ``minute`` minutes since the first day 00:00 local time, ``lon``/``lat`` true WGS84 degrees.
    """

    kind: Ints
    week: Ints
    grid: Ints
    minute: Ints
    lon: Floats
    lat: Floats

    def __len__(self) -> int:
        return len(self.kind)

    def keep(self, mask: npt.NDArray[np.bool_] | Ints) -> Draws:
        """The entries of a mask or in an order."""
        return Draws(**{name: getattr(self, name)[mask] for name in self.__slots__})


def expected(people: pd.DataFrame, truth: risk.Risk, week: int) -> Floats:
    """Expected events of week 1..104, shape (3, n), before the season."""
    years = (WEEKS - week) * 7 / 365.25
    floating = people["floating"] * (1 - population.GROWTH * years)
    residents = (people["registered"] + floating).to_numpy(dtype=np.float64)
    bodies = np.where(residents > 0, residents, EMPTY_AS_RESIDENTS)
    weekly = risk.RATES / 1000 * 7 / 365.25
    return np.asarray(weekly[:, None] * bodies * truth.in_week(week))


def counts(
    people: pd.DataFrame, truth: risk.Risk, seed: int, first_week: int = 1
) -> npt.NDArray[np.int16]:
    """True counts, shape (104 weeks, 3 kinds, n grids), a little over-dispersed.

    Weeks before ``first_week`` hold none.
    """
    rng = np.random.default_rng([seed, 4])
    season = seasons.day_factors().reshape(len(KINDS), WEEKS, 7).mean(2)
    drawn = np.zeros((WEEKS, len(KINDS), len(people)), dtype=np.int16)
    for week in range(first_week, WEEKS + 1):
        mean = expected(people, truth, week) * season[:, week - 1, None]
        size = np.maximum(mean, 1e-9) / (risk.DISPERSION - 1)
        drawn[week - 1] = rng.negative_binomial(size, 1 / risk.DISPERSION)
    return drawn


def points_inside(shapes: npt.NDArray[np.object_], of: Ints, rng: np.random.Generator) -> Floats:
    """One uniform point inside ``shapes[of[i]]`` per i, degrees rounded to 1e-6, shape (n, 2)."""
    shapely.prepare(shapes)
    bounds = shapely.bounds(shapes)
    points = np.full((len(of), 2), np.nan)
    open_rows = np.arange(len(of))
    for _ in range(POINT_ROUNDS):
        box = bounds[of[open_rows]]
        tried = np.round(rng.uniform(box[:, :2], box[:, 2:]), DECIMALS)
        good = shapely.contains_xy(shapes[of[open_rows]], tried[:, 0], tried[:, 1])
        points[open_rows[good]] = tried[good]
        open_rows = open_rows[~good]
        if len(open_rows) == 0:
            return points
    inner = shapely.get_coordinates(shapely.point_on_surface(shapes[of[open_rows]]))
    points[open_rows] = np.round(inner, DECIMALS)
    return points


def _pick(cdf: Floats, rng: np.random.Generator) -> Ints:
    """One column per row of cumulative weights, shape (n, columns)."""
    return np.asarray((rng.random(len(cdf))[:, None] * cdf[:, -1:] > cdf).sum(1), dtype=np.int64)


def times(kind: Ints, week: Ints, rng: np.random.Generator) -> Ints:
    """Minutes since the first day 00:00 local time, following weekday, holiday and hour."""
    days = np.cumsum(seasons.day_factors().reshape(len(KINDS), WEEKS, 7), axis=2)
    day = (week - 1) * 7 + _pick(days[kind, week - 1], rng)
    hour = _pick(np.cumsum(seasons.hour_weights(), axis=1)[kind], rng)
    return np.asarray(day * 1440 + hour * 60 + rng.integers(0, 60, len(kind)), dtype=np.int64)


def draw(units: gpd.GeoDataFrame, drawn: npt.NDArray[np.int16], seed: int) -> Draws:
    """Spread counts (104, 3, n) into single events with time and point."""
    rng = np.random.default_rng([seed, 5])
    week, kind, grid = np.nonzero(drawn)
    repeat = drawn[week, kind, grid]
    week, kind, grid = (np.repeat(values, repeat) for values in (week + 1, kind, grid))
    minute = times(kind, week, rng)
    order = np.lexsort((minute, kind))
    kind, week, grid, minute = kind[order], week[order], grid[order], minute[order]
    point = points_inside(units.geometry.to_numpy().copy(), grid, rng)
    return Draws(kind=kind, week=week, grid=grid, minute=minute, lon=point[:, 0], lat=point[:, 1])


def moments(minute: Ints) -> npt.NDArray[np.datetime64]:
    """Local wall time of minutes since the first day."""
    first = np.datetime64(FIRST_DAY, "m")
    return np.asarray(first + minute.astype("timedelta64[m]"))


def codes_then(sets: tuple[BoundarySet, ...], minute: Ints, grid: Ints) -> npt.NDArray[np.object_]:
    """Micro-grid code in force when the event happened."""
    now = sets[-1].micro_grids["code"].to_numpy(dtype=object)
    codes = now[grid]
    if len(sets) > 1:
        before = population.former_codes(sets[0], sets[1]).to_numpy(dtype=object)[grid]
        changed = (sets[1].valid_from - FIRST_DAY).days * 1440
        codes = np.where(minute < changed, before, codes)
    return np.asarray(codes, dtype=object)
