"""Terrain (地形): where the seeds of the micro-grids lie - towns, dense cores, a river, the rim."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.spatial import KDTree

from sample.mesh import Floats, Ints, relax
from sample.places import CELL_KM2, Region, Town

OUTSIDE, RIVER = -1, -2
RIM_M = 1600.0
RIVER_STEP_M = 45.0
BANK_STEP_M = 265.0
RELAX_ROUNDS = 2
CORE_STRENGTH = 3.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """Seeds of one region. ``town`` is an index into region.towns, or OUTSIDE or RIVER.

    ``bank`` 1 on the right, -1 on the left river bank, else 0; ``side`` the side of the river.
    """

    xy: Floats
    town: Ints
    bank: Ints
    side: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A river's dense centre line with the distance the first land seeds keep."""

    xy: Floats
    normal: Floats
    keep: Floats
    tree: KDTree

    def nearest(self, points: Floats) -> tuple[Floats, Floats, Ints]:
        """Distance, keep distance there and side (1 right, -1 left) of each point."""
        distance, at = self.tree.query(points)
        side = np.where(((points - self.xy[at]) * self.normal[at]).sum(1) > 0, 1, -1)
        return distance, self.keep[at], side


def course_of(region: Region) -> Course | None:
    """The river of a region, None without one."""
    if not region.river:
        return None
    points = np.array(region.river)
    chord = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points[:, :2], axis=0).T))])
    line = CubicSpline(chord, points)
    steps = np.arange(0, chord[-1], RIVER_STEP_M)
    xy, slope = line(steps)[:, :2], line(steps, 1)[:, :2]
    normal = np.column_stack([slope[:, 1], -slope[:, 0]]) / np.hypot(*slope.T)[:, None]
    return Course(xy=xy, normal=normal, keep=line(steps)[:, 2], tree=KDTree(xy))


def _outline(town: Town, bearing: Floats) -> Floats:
    """Radius of a town's schematic outline in each direction."""
    stretch, turn = town.shape
    twist = np.radians(turn)
    return np.asarray(
        town.radius
        * (
            1
            + stretch * np.cos(2 * (bearing - twist))
            + 0.07 * np.cos(3 * bearing + twist)
            + 0.045 * np.cos(5 * bearing + 2.3 * twist)
        )
    )


def town_at(region: Region, xy: Floats) -> Ints:
    """Index of the town that holds each point; OUTSIDE where none does."""
    if region.disc_radius:
        # A slow wave keeps the lines between invented towns from being straight.
        wave = 260.0 * np.sin(xy[:, ::-1] / 900.0)
        _, nearest = KDTree(np.array([town.centre for town in region.towns])).query(xy + wave)
        within = np.hypot(*(xy + wave).T) < region.disc_radius
        return np.where(within, nearest, OUTSIDE)
    share = np.empty((len(region.towns), len(xy)))
    for index, town in enumerate(region.towns):
        away = xy - np.array(town.centre)
        share[index] = np.hypot(*away.T) / _outline(town, np.arctan2(away[:, 1], away[:, 0]))
    nearest = share.argmin(0)
    return np.where(share.min(0) < 1, nearest, OUTSIDE)


def coreness(region: Region, xy: Floats, town: Ints) -> Floats:
    """0 in the fields to 1 in the middle of the town's core; outside 0."""
    cores = np.array([np.add(t.centre, t.core) for t in region.towns])
    reach = np.array([0.24 * t.radius for t in region.towns])
    away = np.hypot(*(xy - cores[town]).T) / reach[town]
    return np.where(town >= 0, np.exp(-(away**2) / 2), 0.0)


def _bounds(region: Region) -> tuple[Floats, Floats]:
    if region.disc_radius:
        half = np.full(2, region.disc_radius + RIM_M)
        return -half, half
    centres = np.array([town.centre for town in region.towns])
    reach = np.array([town.radius * 1.3 + RIM_M for town in region.towns])[:, None]
    return (centres - reach).min(0), (centres + reach).max(0)


def _take(town: Ints, wanted: Ints, total: int) -> Ints:
    """Indices of the first ``wanted[t]`` points of each town, or the first ``total`` of any."""
    if total:
        return np.flatnonzero(town >= 0)[:total]
    picked = [np.flatnonzero(town == t)[:need] for t, need in enumerate(wanted)]
    return np.sort(np.concatenate(picked))


def _scatter(
    region: Region, course: Course | None, wanted: Ints, total: int, rng: np.random.Generator
) -> tuple[Floats, Ints, Floats]:
    """Random land seeds, denser in the cores, with their town, and those of the rim outside."""
    low, high = _bounds(region)
    land: list[Floats] = []
    rim: list[Floats] = []
    need_rim = int(np.prod((high - low) / 1000) / CELL_KM2)
    towns: list[Ints] = []
    while True:
        xy = rng.uniform(low, high, (max(4 * need_rim, 4000), 2))
        town = town_at(region, xy)
        chance = (1 + CORE_STRENGTH * coreness(region, xy, town)) / (1 + CORE_STRENGTH)
        good = (rng.random(len(xy)) < chance) | (town == OUTSIDE)
        if course is not None:
            distance, keep, _ = course.nearest(xy)
            good &= distance > 1.45 * keep
        if not rim:
            outside = np.flatnonzero(town == OUTSIDE)
            rim.append(xy[outside[good[outside]][: int(need_rim * (town == OUTSIDE).mean())]])
        land.append(xy[good & (town >= 0)])
        towns.append(town[good & (town >= 0)])
        all_towns = np.concatenate(towns)
        enough = np.bincount(all_towns, minlength=len(region.towns)) >= wanted
        if (total and len(all_towns) >= total) or (not total and enough.all()):
            chosen = _take(all_towns, wanted, total)
            return np.concatenate(land)[chosen], all_towns[chosen], np.concatenate(rim)


def _river_seeds(
    region: Region, course: Course, rng: np.random.Generator
) -> tuple[Floats, Ints, Ints]:
    """Seeds in the water and one row on each bank: water cells then end midway, bank by bank."""
    water = course.xy + rng.normal(0, 4.0, course.xy.shape)
    every = round(BANK_STEP_M / RIVER_STEP_M)
    rows, banks = [water], [np.zeros(len(water), dtype=np.int64)]
    for bank in (1, -1):
        at = np.arange(3 if bank == 1 else 5, len(course.xy) - 1, every)
        at = np.clip(at + rng.integers(-1, 2, len(at)), 0, len(course.xy) - 1)
        keep = course.keep[at] * rng.uniform(0.84, 1.2, len(at))
        rows.append(course.xy[at] + bank * course.normal[at] * keep[:, None])
        banks.append(np.full(len(at), bank, dtype=np.int64))
    xy, bank_of = np.concatenate(rows), np.concatenate(banks)
    town = np.where(bank_of == 0, RIVER, town_at(region, xy))
    return xy, town, bank_of


def seeds_of(region: Region, rng: np.random.Generator) -> Seeds:
    """All seeds of a region: exactly ``cells`` per named town, or in all for invented ones."""
    course = course_of(region)
    xy, town, bank = np.empty((0, 2)), np.empty(0, np.int64), np.empty(0, np.int64)
    if course is not None:
        xy, town, bank = _river_seeds(region, course, rng)
    fixed = len(xy)
    total = region.towns[0].cells if region.disc_radius else 0
    wanted = np.array([t.cells for t in region.towns])
    wanted -= np.bincount(town[town >= 0], minlength=len(wanted))
    land, land_town, rim = _scatter(region, course, wanted, total, rng)
    xy = np.concatenate([xy, land, rim])
    town = np.concatenate([town, land_town, np.full(len(rim), OUTSIDE)])
    bank = np.concatenate([bank, np.zeros(len(land) + len(rim), dtype=np.int64)])
    movable = np.arange(len(xy)) >= fixed
    xy = relax(xy, movable, RELAX_ROUNDS)
    side = np.ones(len(xy), dtype=np.int64) if course is None else course.nearest(xy)[2]
    return Seeds(xy=xy, town=town, bank=bank, side=side)
