"""Population (人口): registered, floating and tidal people per micro-grid at three dates."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from sample import places
from sample.boundaries import CHANGE_DAY, FIRST_DAY, PARK, BoundarySet
from sample.mesh import Floats, Ints

# The first two dates are counted in the earlier boundaries, the last in the later ones.
DATES = (FIRST_DAY, dt.date(2025, 11, 1), CHANGE_DAY)
EMPTY_SHARE = 0.004
PER_GRID = {"registered": 107.0, "floating": 97.0, "tidal": 27.0}
# Net inflow of 2,000 a year for 114,000 people: floating people grow by this share a year.
GROWTH = 2000 / 54000
COUNTED = ("registered", "floating", "tidal")


def middles_m(units: gpd.GeoDataFrame) -> Floats:
    """Centroids in local metres, shape (n, 2); one plane for all, good enough for fields."""
    xy = shapely.get_coordinates(shapely.centroid(units.geometry.to_numpy()))
    return np.asarray((xy - xy.mean(0)) * [96_000.0, 110_850.0])


def smooth_field(xy: Floats, scale_m: float, rng: np.random.Generator, waves: int = 60) -> Floats:
    """A random field with mean 0, variance 1 and correlation length ``scale_m``, shape (n,)."""
    turn = rng.normal(0, 1 / scale_m, (2, waves))
    phase = rng.uniform(0, 2 * np.pi, waves)
    return np.asarray(np.cos(xy @ turn + phase).sum(1) * np.sqrt(2 / waves))


def _apportion(weight: Floats, total: int) -> Ints:
    """Whole numbers in proportion to the weights that add up to the total exactly."""
    share = weight / weight.sum() * total
    whole = np.floor(share).astype(np.int64)
    left = total - int(whole.sum())
    whole[np.argsort(whole - share, kind="stable")[:left]] += 1
    return np.asarray(whole)


def _totals(codes: pd.Series) -> pd.DataFrame:
    """Wanted totals per town, from places.toml or, for invented towns, by number of grids."""
    planned = {
        town.code: (town.registered, town.floating, town.tidal)
        for region in places.regions("town", np.random.default_rng(0))
        for town in region.towns
    }
    sizes = codes.str[:9].value_counts().sort_index()
    rows = {
        town: planned.get(town, tuple(round(n * per) for per in PER_GRID.values()))
        for town, n in sizes.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(COUNTED))


def latest(units: gpd.GeoDataFrame, seed: int) -> pd.DataFrame:
    """People per micro-grid at the last date: code, registered, floating, tidal.

    Args:
        units: the later micro-grid layer.
        seed: world seed.
    """
    rng = np.random.default_rng([seed, 2])
    xy = middles_m(units)
    count = len(units)
    body = np.exp(0.42 * rng.normal(size=count) + 0.25 * smooth_field(xy, 900, rng))
    newcomers = 1 / (
        1 + np.exp(-(0.85 * smooth_field(xy, 1100, rng) + 0.55 * rng.normal(size=count)))
    )
    visitors = np.exp(0.9 * smooth_field(xy, 700, rng) + 0.5 * rng.normal(size=count))
    is_park = (units["kind"] == PARK).to_numpy()
    is_empty = is_park | (rng.random(count) < EMPTY_SHARE)
    weights = {
        "registered": np.where(is_empty, 0, body * (1.15 - newcomers)),
        "floating": np.where(is_empty, 0, body * (0.12 + newcomers)),
        "tidal": np.where(is_park, 12.0, np.where(is_empty, 0, visitors)),
    }
    town = units["code"].str[:9].to_numpy()
    people = pd.DataFrame({"code": units["code"].to_numpy(), **{key: 0 for key in COUNTED}})
    for code, totals in _totals(units["code"]).iterrows():
        rows = np.flatnonzero(town == code)
        for key in COUNTED:
            people.loc[rows, key] = _apportion(weights[key][rows], int(totals[key]))
    return people


def former_codes(first: BoundarySet, last: BoundarySet) -> pd.Series:
    """Per later code the code of the earlier set that held it."""
    later = last.micro_grids
    old = later["former"].where(later["former"] != "", later["code"])
    if not old.isin(first.micro_grids["code"]).all():
        raise ValueError("a later micro-grid has no earlier one")
    return pd.Series(old.to_numpy(), index=later["code"].to_numpy())


def at_dates(sets: tuple[BoundarySet, ...], people: pd.DataFrame) -> pd.DataFrame:
    """Rows as the towns would report them: code, ref_date, registered, floating, tidal.

    Codes are those of the boundary set valid at the date; floating people grow by 2,000 a year
    in a town of 114,000.
    """
    frames = []
    for date in DATES:
        years = (DATES[-1] - date).days / 365.25
        rows = people.copy()
        rows["floating"] = np.round(rows["floating"] * (1 - GROWTH * years)).astype(np.int64)
        if len(sets) > 1 and date < sets[1].valid_from:
            rows["code"] = former_codes(sets[0], sets[1]).reindex(rows["code"]).to_numpy()
            rows = rows.groupby("code", as_index=False)[list(COUNTED)].sum()
        rows.insert(1, "ref_date", date)
        frames.append(rows)
    return pd.concat(frames, ignore_index=True)
