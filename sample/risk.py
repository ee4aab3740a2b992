"""Truth (真值): the relative risk behind the events, per micro-grid, indicator and week."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv, ndtr

from sample.boundaries import BANK, FIRST_DAY
from sample.mesh import Floats, Ints
from sample.population import middles_m, smooth_field
from sample.seasons import KINDS, WEEKS

PENALTY, PETITION, ALERT = range(3)
# Events a year per 1,000 residents: 41, 63 and 215 a week for 114,000 people.
RATES = np.array([41.0, 63.0, 215.0]) / 114.0 * (365.25 / 7)
# Squared coefficient of variation of the lasting relative risk.
SPREAD = (0.36, 0.32, 0.34)
SHARED, IN_SPACE = 0.5, 0.5
SPACE_M = 800.0
DISPERSION = 1.1
# A cluster in emptier grids could not be seen.
LEAST_RESIDENTS = 90
OPERATION_FIRST, OPERATION_LAST = dt.date(2026, 5, 6), dt.date(2026, 6, 30)
OPERATION_TOWN = "330109106"
FISHING_SHARE, FISHING_KEPT = 0.35, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Grids (rows of the later set) whose risk of some kinds is raised for some weeks.

    ``course`` is the factor per week 1..104 (1 outside its life).
    """

    name: str
    kinds: tuple[int, ...]
    grids: Ints
    course: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterPlan:
    """Where and when a cluster is planted: bearing and share of the radius from the core."""

    name: str
    town: str
    kinds: tuple[int, ...]
    first: int
    last: int
    peak: float
    size: int
    at: tuple[float, float]
    is_growing: bool = False


@cache
def plans() -> tuple[ClusterPlan, ...]:
    """The clusters of clusters.toml."""
    text = Path(__file__).with_name("clusters.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["cluster"]
    return tuple(
        ClusterPlan(
            **{
                **entry,
                "kinds": tuple(KINDS.index(kind) for kind in entry["kinds"]),
                "at": tuple(entry["at"]),
            }
        )
        for entry in entries
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Truth of a world. ``lasting`` (3 kinds, n grids) averages 1 over each town's residents."""

    lasting: Floats
    clusters: tuple[Cluster, ...]
    operation_grids: Ints

    def in_week(self, week: int) -> Floats:
        """Relative risk in week 1..104, shape (3, n), with clusters and the operation."""
        risk = self.lasting.copy()
        for cluster in self.clusters:
            for kind in cluster.kinds:
                risk[kind, cluster.grids] *= cluster.course[week - 1]
        if operation_weeks()[week - 1]:
            risk[ALERT, self.operation_grids] *= 1 - FISHING_SHARE * (1 - FISHING_KEPT)
        return risk


def operation_weeks() -> npt.NDArray[np.bool_]:
    """Whether the operation runs in each week, shape (104,)."""
    first = (OPERATION_FIRST - FIRST_DAY).days // 7
    last = (OPERATION_LAST - FIRST_DAY).days // 7
    weeks = np.arange(WEEKS)
    return np.asarray((weeks >= first) & (weeks <= last))


def _course(plan: ClusterPlan) -> Floats:
    """Rises within four weeks, fades within five; a growing one is still rising at the end."""
    week = np.arange(1, WEEKS + 1)
    rise = (week - plan.first + 1) / (10.0 if plan.is_growing else 4.0)
    fall = (plan.last + 1 - week) / 5.0 if plan.last < WEEKS else np.ones(WEEKS)
    strength = np.clip(np.minimum(rise, fall), 0, 1)
    start = 0.45 if plan.is_growing else 0.0
    strength = np.where(strength > 0, start + (1 - start) * strength, 0)
    return np.asarray(1 + (plan.peak - 1) * strength)


def _plant(
    plan: ClusterPlan, codes: pd.Series, xy: Floats, fits: npt.NDArray[np.bool_]
) -> Cluster | None:
    """The fitting grids nearest to the planned spot; those across a town border count too."""
    town = codes.str.startswith(plan.town).to_numpy()
    if not town.any():
        return None
    middle = xy[town].mean(0)
    reach = np.hypot(*(xy[town] - middle).T).max()
    turn, share = plan.at
    spot = middle + reach * share * np.array([np.cos(turn), np.sin(turn)])
    away = np.where(fits, np.hypot(*(xy - spot).T), np.inf)
    grids = np.sort(np.argsort(away, kind="stable")[: plan.size])
    return Cluster(name=plan.name, kinds=plan.kinds, grids=grids, course=_course(plan))


def _lasting(xy: Floats, town: Ints, residents: Floats, rng: np.random.Generator) -> Floats:
    """Gamma relative risks, correlated between kinds and in space, mean 1 in each town."""

    def field() -> Floats:
        local = rng.normal(size=len(xy))
        wide = smooth_field(xy, SPACE_M, rng)
        return np.asarray(np.sqrt(IN_SPACE) * wide + np.sqrt(1 - IN_SPACE) * local)

    shared = field()
    risks = np.empty((len(KINDS), len(xy)))
    for kind, spread in enumerate(SPREAD):
        score = np.sqrt(SHARED) * shared + np.sqrt(1 - SHARED) * field()
        risk = gammaincinv(1 / spread, np.clip(ndtr(score), 1e-4, 1 - 1e-4)) * spread
        total = np.bincount(town, risk * residents) / np.bincount(town, residents)
        risks[kind] = risk / total[town]
    return risks


def truth(units: gpd.GeoDataFrame, people: pd.DataFrame, seed: int) -> Risk:
    """Draw the truth for the later micro-grid layer and its people (equal row order)."""
    rng = np.random.default_rng([seed, 3])
    xy = middles_m(units)
    codes = units["code"]
    residents = (people["registered"] + people["floating"]).to_numpy(dtype=np.float64)
    town = np.unique(codes.str[:9], return_inverse=True)[1]
    lasting = _lasting(xy, town, residents, rng)
    # Away from the river: the operation there shall be seen by itself.
    fits = (residents >= LEAST_RESIDENTS) & (units["kind"] != BANK).to_numpy()
    planted = [_plant(plan, codes, xy, fits) for plan in plans()]
    clusters = tuple(cluster for cluster in planted if cluster is not None)
    # A cluster starts from ordinary ground, so that its rise is the news.
    for cluster in clusters:
        for kind in cluster.kinds:
            lasting[kind, cluster.grids] = np.clip(lasting[kind, cluster.grids], 0.9, 1.3)
    on_bank = (units["kind"] == BANK) & codes.str.startswith(OPERATION_TOWN)
    return Risk(
        lasting=lasting, clusters=clusters, operation_grids=np.flatnonzero(on_bank.to_numpy())
    )
