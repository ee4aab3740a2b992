"""Near repeat (近重复): whether events close in space are close in time too (Knox)."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numba
import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Knox(NamedTuple):
    """(space bands, time bands) tables of pairs; ``ratio`` NaN where nothing is expected."""

    observed: Ints
    expected: Floats
    ratio: Floats
    p: Floats


def knox(
    xy_m: npt.ArrayLike,
    days: npt.ArrayLike,
    *,
    space_edges_m: npt.ArrayLike,
    time_edges_days: npt.ArrayLike,
    metric: Literal["euclidean", "manhattan"] = "euclidean",
    n_perm: int = 999,
    seed: int = 0,
) -> Knox:
    """Pairs of events by distance and days between them, against permuted days.

    Args:
        xy_m: (n, 2) projected metres.
        days: (n,) time of each event in days.
        space_edges_m: k ascending edges > 0; they make k + 1 left-closed bands [0, e1),
            [e1, e2) .. [ek, inf).
        time_edges_days: the same for days.
        metric: distance in space.
        n_perm: permutations of the days.
        seed: of the permutations.

    Returns:
        observed; expected under permutation, which is exactly row sum x column sum / pairs;
        their ratio; p = (1 + permutations >= observed) / (n_perm + 1) of every cell, NaN
        without permutations.

    Raises:
        ValueError: missing values, bands that do not ascend from above 0, unknown metric.

    Source: docs/hotspots.md#near-repeat.
    """
    points, times = np.asarray(xy_m, np.float64).reshape(-1, 2), np.asarray(days, np.float64)
    space, time = _edges(space_edges_m), _edges(time_edges_days)
    if metric not in ("euclidean", "manhattan"):
        raise ValueError(f"no such metric: {metric}")
    if len(points) != len(times) or not (np.isfinite(points).all() and np.isfinite(times).all()):
        raise ValueError("every event has a place and a day")
    left, right, band = _close_pairs(points, space, metric)
    columns = _pairs_by_time(times, time)
    observed = _table(left, right, band, times, space, time, columns)
    random = np.random.default_rng(seed)
    reached = np.zeros(observed.shape, dtype=np.int64)
    for _ in range(n_perm):
        shuffled = random.permutation(times)
        reached += _table(left, right, band, shuffled, space, time, columns) >= observed
    pairs = max(int(columns.sum()), 1)
    expected = observed.sum(axis=1)[:, None] * columns[None, :].astype(np.float64) / pairs
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(expected > 0, observed / expected, np.nan)
    p = (1.0 + reached) / (n_perm + 1.0) if n_perm else np.full(observed.shape, np.nan)
    return Knox(observed=observed, expected=expected, ratio=ratio, p=np.asarray(p))


def _edges(given: npt.ArrayLike) -> Floats:
    edges = np.atleast_1d(np.asarray(given, dtype=np.float64))
    if not len(edges) or edges[0] <= 0 or (np.diff(edges) <= 0).any():
        raise ValueError("edges ascend from above 0")
    return edges


def _close_pairs(points: Floats, edges: Floats, metric: str) -> tuple[Ints, Ints, Ints]:
    """Pairs nearer than the last edge, with their space band: the rest follows by subtraction."""
    power = 1.0 if metric == "manhattan" else 2.0
    if len(points) < 2:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing
    # A hair beyond the edge: the tree compares squares, the band below compares distances.
    found = KDTree(points).query_pairs(edges[-1] * (1 + 1e-9), p=power, output_type="ndarray")
    left, right = found[:, 0].astype(np.int64), found[:, 1].astype(np.int64)
    apart = np.abs(points[left] - points[right])
    distance = apart.sum(axis=1) if power == 1.0 else np.hypot(apart[:, 0], apart[:, 1])
    band = np.searchsorted(edges, distance, side="right").astype(np.int64)
    near = band < len(edges)
    return left[near], right[near], band[near]


@numba.njit(cache=True)
def _nearer_in_time(ordered: Floats, edge: float) -> int:
    """Pairs less than ``edge`` apart, by the same subtraction as ``_count`` makes."""
    pairs, first = 0, 0
    for i in range(len(ordered)):
        while ordered[i] - ordered[first] >= edge:
            first += 1
        pairs += i - first
    return pairs


def _pairs_by_time(times: Floats, edges: Floats) -> Ints:
    """All pairs by time band: the same for every permutation."""
    ordered = np.sort(times)
    below = [_nearer_in_time(ordered, float(edge)) for edge in edges]
    n = len(times)
    reached = np.array([0, *below, n * (n - 1) // 2], dtype=np.int64)
    return np.asarray(np.diff(reached), dtype=np.int64)


@numba.njit(cache=True)
def _count(left: Ints, right: Ints, band: Ints, times: Floats, edges: Floats, table: Ints) -> None:
    for i in range(len(left)):
        apart = abs(times[left[i]] - times[right[i]])
        column = 0
        while column < len(edges) and apart >= edges[column]:
            column += 1
        table[band[i], column] += 1


def _table(
    left: Ints,
    right: Ints,
    band: Ints,
    times: Floats,
    space: Floats,
    time: Floats,
    columns: Ints,
) -> Ints:
    table = np.zeros((len(space) + 1, len(time) + 1), dtype=np.int64)
    _count(left, right, band, times, time, table)
    table[-1] = columns - table[:-1].sum(axis=0)
    return table
