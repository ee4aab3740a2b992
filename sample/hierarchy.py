"""Hierarchy (层级): cells into villages and grids, with codes and invented names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from sample.mesh import Floats, Ints
from sample.places import Names, Region

CLUSTER_ROUNDS = 12
GRID_CELLS = 5
# Groups lie this far apart in a third dimension, so that no cluster reaches into another group.
GROUP_GAP_M = 1e7
FIRST_VILLAGE = 201
SETTLEMENT_CORENESS = 0.22
SPLITS = 9


def cluster(xy: Floats, group: Ints, counts: Ints, rng: np.random.Generator) -> Ints:
    """k-means inside each group: ``counts[g]`` clusters of the points with ``group == g``.

    Args:
        xy: points, shape (n, 2), metres.
        group: 0..G-1 per point.
        counts: clusters wanted per group.
        rng: source of the first centres.

    Returns:
        cluster number per point, 0..K-1 without gaps, ascending with the group.
    """
    points = np.column_stack([xy, group * GROUP_GAP_M])
    shuffled = rng.permutation(len(xy))
    by_group = shuffled[np.argsort(group[shuffled], kind="stable")]
    start = np.concatenate([[0], np.cumsum(np.bincount(group, minlength=len(counts)))])
    rank = np.arange(len(xy)) - start[group[by_group]]
    centres = points[by_group[rank < counts[group[by_group]]]]
    for _ in range(CLUSTER_ROUNDS):
        _, label = KDTree(centres).query(points)
        size = np.bincount(label, minlength=len(centres))
        for axis in range(2):
            total = np.bincount(label, points[:, axis], minlength=len(centres))
            centres[:, axis] = np.where(size > 0, total / np.maximum(size, 1), centres[:, axis])
    _, label = KDTree(centres).query(points)
    return np.asarray(np.unique(label, return_inverse=True)[1], dtype=np.int64)


def _special_members(region: Region, town: Ints, side: Ints, xy: Floats, index: int) -> Ints:
    """The cells nearest to a town's core, on the core's side of the river."""
    wanted = region.towns[index].special_village_cells
    away = np.hypot(*(xy - np.add(region.towns[index].centre, region.towns[index].core)).T)
    nearest = int(np.argmin(np.where(town == index, away, np.inf)))
    allowed = (town == index) & (side == side[nearest])
    return np.argsort(np.where(allowed, away, np.inf), kind="stable")[:wanted]


def villages_of(
    region: Region, town: Ints, side: Ints, xy: Floats, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Village number per cell, and 1 where the cell lies in its town's special village, else 0.

    No village reaches over the river or into another town.
    """
    is_special = np.zeros(len(xy), dtype=np.int64)
    for index, plan in enumerate(region.towns):
        if plan.special_village_cells:
            is_special[_special_members(region, town, side, xy, index)] = 1
    # Three groups per town: the two sides of the river and the special village.
    used, group = np.unique(town * 3 + np.where(is_special, 2, side > 0), return_inverse=True)
    cells = np.array([plan.village_cells for plan in region.towns])[used // 3]
    counts = np.maximum(1, np.round(np.bincount(group) / cells)).astype(np.int64)
    counts[used % 3 == 2] = 1
    return cluster(xy, group, counts, rng), is_special


def grids_of(xy: Floats, village: Ints, rng: np.random.Generator) -> Ints:
    """Grid (全科网格) number per cell: about five micro-grids of one village each."""
    counts = np.ceil(np.bincount(village) / GRID_CELLS).astype(np.int64)
    return cluster(xy, village, counts, rng)


def pairs_to_split(
    beside: Ints, is_special: Ints, grid: Ints, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Disjoint neighbouring cells of one grid that were one micro-grid in the earlier set."""
    near = beside[(beside >= 0).all(1)]
    near = near[(is_special[near] == 1).all(1) & (grid[near[:, 0]] == grid[near[:, 1]])]
    taken: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for left, right in near[rng.permutation(len(near))].tolist():
        if not taken & {left, right} and len(pairs) < SPLITS:
            taken |= {left, right}
            pairs.append((min(left, right), max(left, right)))
    return pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Rank of each member within its parent, north to south and west to east in strips."""

    parent: Ints
    member: Ints

    def ranks(self, xy: Floats) -> Ints:
        """Per point the 0-based rank of its member within its parent."""
        rows = pd.DataFrame({"p": self.parent, "m": self.member, "x": xy[:, 0], "y": xy[:, 1]})
        middles = rows.groupby("m").mean().assign(strip=lambda r: -np.round(r["y"] / 700))
        middles = middles.sort_values(["p", "strip", "x"])
        rank = middles.groupby("p").cumcount()
        return np.asarray(rank.reindex(self.member), dtype=np.int64)


def _village_words(count: int, names: Names, rng: np.random.Generator) -> list[str]:
    pairs = [a + b for a in names.first for b in names.second if a != b]
    return [pairs[i] for i in rng.permutation(len(pairs))[:count]]


def label_villages(
    region: Region, cells: pd.DataFrame, names: Names, rng: np.random.Generator
) -> pd.DataFrame:
    """Add village_code and village_name to cells (town, village, coreness, x, y).

    Dense villages become 社区 with numbers from 001, the others 村 from 201, as in the public
    statistical codes.
    """
    groups = cells.groupby("village")
    villages = pd.DataFrame({"town": groups["town"].first(), "dense": groups["coreness"].mean()})
    villages["x"], villages["y"] = groups["x"].mean(), groups["y"].mean()
    villages["is_settlement"] = villages["dense"] > SETTLEMENT_CORENESS
    villages["strip"] = -np.round(villages["y"] / 900)
    villages = villages.sort_values(["town", "is_settlement", "strip", "x"])
    rank = villages.groupby(["town", "is_settlement"]).cumcount()
    number = rank + np.where(villages["is_settlement"], 1, FIRST_VILLAGE)
    towns = region.towns
    codes = [f"{towns[t].code}{n:03}" for t, n in zip(villages["town"], number, strict=True)]
    words: list[str] = []
    for _, members in villages.groupby("town", sort=True):
        words += _village_words(len(members), names, rng)
    suffix = np.where(villages["is_settlement"], names.settlement, names.village)
    labels = pd.DataFrame(
        {
            "village_code": codes,
            "village_name": [w + s for w, s in zip(words, suffix, strict=True)],
            "village_word": words,
        },
        index=villages.index,
    )
    return cells.join(labels, on="village")
