"""Rows (报表行): events as the offices would write them down, before any fault is added."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import wgs84_to_gcj02
from sample import events, risk
from sample.boundaries import BANK
from sample.events import DECIMALS, Draws, kinds
from sample.mesh import Floats
from sample.seasons import KINDS, LAST_DAY, WEEKS
from sample.world import World

NO_POINT_SHARE = 0.01
WRONG_DECLARED_SHARE = 0.02
RIVER_SHARE = 0.004
# Weeks without a source, 1-based: the police file of one week never came ...
MISSING_POLICE_WEEK = 70
# ... and one village sent no petitions for ten weeks.
SILENT_WEEKS = (84, 93)
SILENT_TOWN = "330109106"
PETITION_DAYS = 30
# Three hours after the last week has closed.
CLOCK = np.datetime64(LAST_DAY, "m") + np.timedelta64(27, "h")


def silent_village(world: World) -> str:
    """The village of 义桥 that falls silent: a usual one without a planted cluster; "" if none."""
    codes = world.people["code"]
    busy = {code[:12] for c in world.truth.clusters for code in codes.iloc[c.grids]}
    villages = codes[codes.str.startswith(SILENT_TOWN)].str[:12].value_counts().sort_index()
    usual = [code for code, n in villages.items() if code not in busy and 14 <= n <= 30]
    return str(usual[len(usual) // 2]) if usual else ""


def _choose(
    shares: dict[str, float], count: int, rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    weights = np.array(list(shares.values()), dtype=np.float64)
    return np.asarray(
        np.array(list(shares), dtype=object)[
            rng.choice(len(weights), count, p=weights / weights.sum())
        ]
    )


def _again(draws: Draws, share: float, rng: np.random.Generator) -> Draws:
    """Further rows beside a share of the events: same place, up to two hours later."""
    picked = np.flatnonzero(rng.random(len(draws)) < share)
    extra = draws.keep(picked)
    last = WEEKS * 7 * 1440 - 1
    minute = np.minimum(extra.minute + rng.integers(1, 120, len(picked)), last)
    return Draws(
        kind=extra.kind,
        week=minute // (7 * 1440) + 1,
        grid=extra.grid,
        minute=minute,
        lon=extra.lon,
        lat=extra.lat,
    )


def _joined(first: Draws, second: Draws) -> Draws:
    pairs = {n: np.concatenate([getattr(first, n), getattr(second, n)]) for n in Draws.__slots__}
    return Draws(**pairs)


def _in_river(world: World, draws: Draws, rng: np.random.Generator) -> Draws:
    """Extra events whose point lies in the water, outside every micro-grid."""
    units = world.sets[-1].micro_grids
    bank = units["kind"].to_numpy() == BANK
    near = draws.keep(np.flatnonzero(bank[draws.grid]))
    if not len(near):
        return near
    want = int(len(draws) * RIVER_SHARE)
    near = near.keep(rng.choice(len(near), 12 * want))
    shift = rng.normal(0, 0.003, (len(near), 2))
    points = np.round(np.column_stack([near.lon, near.lat]) + shift, DECIMALS)
    tree = shapely.STRtree(units.geometry.to_numpy())
    wet = np.ones(len(points), dtype=bool)
    wet[np.unique(tree.query(shapely.points(points), predicate="intersects")[0])] = False
    hull = shapely.convex_hull(shapely.union_all(units.geometry.to_numpy()[bank]))
    wet &= shapely.contains_xy(hull, points[:, 0], points[:, 1])
    rows = np.flatnonzero(wet)[:want]
    return replace(near.keep(rows), lon=points[rows, 0], lat=points[rows, 1])


def _categories(
    world: World, draws: Draws, kind: int, rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    words = kinds()[KINDS[kind]]
    category = _choose(words["categories"], len(draws), rng)
    if kind == risk.ALERT and len(world.truth.operation_grids):
        on_bank = np.isin(draws.grid, world.truth.operation_grids)
        kept = np.where(risk.operation_weeks()[draws.week - 1], risk.FISHING_KEPT, 1.0)
        share = risk.FISHING_SHARE * kept
        share = share / (1 - risk.FISHING_SHARE + share)
        fishing = on_bank & (rng.random(len(draws)) < share)
        category[fishing] = words["operation_category"]
    return category


def _declared(world: World, draws: Draws, rng: np.random.Generator) -> npt.NDArray[np.object_]:
    """The micro-grid the office writes down: that of the time, now and then a wrong one."""
    town = world.people["code"].str[:9].to_numpy()
    # A slip of the pen stays near in the list of codes and in the town.
    near = np.clip(draws.grid + rng.integers(-40, 41, len(draws)), 0, len(town) - 1)
    slip = (rng.random(len(draws)) < WRONG_DECLARED_SHARE) & (town[near] == town[draws.grid])
    return events.codes_then(world.sets, draws.minute, np.where(slip, near, draws.grid))


def _written_points(draws: Draws, kind: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    lon, lat = draws.lon, draws.lat
    if kind == risk.PETITION:
        lon, lat = wgs84_to_gcj02(lon, lat)
    blank = rng.random(len(draws)) < NO_POINT_SHARE
    return (
        np.where(blank, np.nan, np.round(lon, DECIMALS)),
        np.where(blank, np.nan, np.round(lat, DECIMALS)),
    )


def _ids(prefix: str, moments: npt.NDArray[np.datetime64]) -> list[str]:
    years = moments.astype("datetime64[Y]").astype(np.int64) + 1970
    # Hyphens keep the digits apart: no number here can be taken for a telephone or an identity.
    return [f"{prefix}-{year}-{n:06}" for n, year in enumerate(years.tolist(), start=1)]


def _special(rows: pd.DataFrame, kind: int, rng: np.random.Generator) -> None:
    """The columns only one kind has."""
    words, count = kinds()[KINDS[kind]], len(rows)
    if kind == risk.ALERT:
        rows["reported_at"] = rows["occurred_at"] + pd.to_timedelta(
            rng.integers(2, 55, count), unit="min"
        )
    if kind == risk.PENALTY:
        rows["action_code"] = [f"A{n:04}" for n in rng.integers(1, 690, count)]
    if kind == risk.PETITION:
        rows["channel"] = _choose(words["channels"], count, rng)
        rows["resolved_level"] = _choose(words["resolved"], count, rng)
        days = np.ceil(np.exp(rng.normal(2.1, 0.75, count)) * 1440).astype(np.int64)
        rows["closed_at"] = rows["occurred_at"] + pd.to_timedelta(days, unit="min")
        rows["due_at"] = rows["occurred_at"].dt.normalize() + pd.Timedelta(days=PETITION_DAYS)
        open_rows = rows["closed_at"] > CLOCK
        rows.loc[open_rows, "closed_at"] = pd.NaT
        rows.loc[open_rows, "resolved_level"] = ""
        rows["status"] = np.where(open_rows, _status()["open"], _status()["closed"])


def _status() -> dict[str, str]:
    return dict(kinds()["common"]["status"])


def _happened(
    world: World, kind: int, rng: np.random.Generator
) -> tuple[Draws, npt.NDArray[np.object_]]:
    """Events of a kind, those beside them, and their procedure or validity word."""
    words = kinds()[KINDS[kind]]
    counted = world.draws.keep(world.draws.kind == kind)
    share = {risk.PENALTY: "lenient_share", risk.ALERT: "invalid_share"}.get(kind)
    extra = _again(counted, words[share] if share else 0.0, rng)
    if kind == risk.ALERT:
        counted = _joined(counted, _in_river(world, counted, rng))
    return _joined(counted, extra), _marks(words, kind, len(counted), len(extra), rng)


def table(world: World, kind: int) -> pd.DataFrame:
    """All rows of one kind by the names of our fields, sorted by time.

    Counted events, leniency or invalid rows beside them, and alerts in the river. Rows of the
    missing police week and of the silent village in its weeks are not there: nobody sent them.
    Extra columns: ``week`` (1..104), ``grid``, ``mark`` (procedure or validity) and ``remark``.
    """
    rng = np.random.default_rng([world.seed, 6, kind])
    words = kinds()[KINDS[kind]]
    draws, mark = _happened(world, kind, rng)
    lon, lat = _written_points(draws, kind, rng)
    declared = _declared(world, draws, rng)
    rows = pd.DataFrame(
        {
            "week": draws.week,
            "grid": draws.grid,
            "occurred_at": events.moments(draws.minute).astype("datetime64[s]"),
            "category": _categories(world, draws, kind, rng),
            "lon": lon,
            "lat": lat,
            "declared": pd.Series(declared).str[: 12 if kind == risk.PETITION else None],
            "level": _choose(kinds()["common"]["levels"], len(draws), rng),
            "status": _status()["closed"],
            "owner_org": _choose(words["orgs"], len(draws), rng),
            "mark": mark,
            "remark": "",
        }
    )
    _special(rows, kind, rng)
    rows = rows.sort_values("occurred_at", kind="stable", ignore_index=True)
    rows.insert(0, "event_id", _ids(words["prefix"], rows["occurred_at"].to_numpy()))
    return _delivered(world, rows, kind)


def _marks(
    words: dict[str, dict[str, float]],
    kind: int,
    counted: int,
    extra: int,
    rng: np.random.Generator,
) -> npt.NDArray[np.object_]:
    """Procedure of penalties, validity of alerts: counted rows first, then those beside them."""
    if kind == risk.PENALTY:
        good = _choose(words["procedures"], counted, rng)
        return np.concatenate([good, _choose(words["lenient"], extra, rng)])
    if kind == risk.ALERT:
        good = np.full(counted, words["valid"], dtype=object)
        return np.concatenate([good, _choose(words["invalid"], extra, rng)])
    return np.full(counted + extra, "", dtype=object)


def _delivered(world: World, rows: pd.DataFrame, kind: int) -> pd.DataFrame:
    absent = np.zeros(len(rows), dtype=bool)
    if kind == risk.ALERT:
        absent = (rows["week"] == MISSING_POLICE_WEEK).to_numpy()
    village = silent_village(world)
    if kind == risk.PETITION and village:
        first, last = SILENT_WEEKS
        there = world.people["code"].str.startswith(village).to_numpy()[rows["grid"]]
        # What is written down for the village is missing too, even when it happened next door.
        absent = rows["week"].between(first, last).to_numpy() & (
            there | (rows["declared"] == village).to_numpy()
        )
    return rows[~absent].reset_index(drop=True)


def weeks_of(rows: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Rows of weeks first..last."""
    return rows[rows["week"].between(first, last)]
