"""Windows (扫描窗口): the score of every circle and length of time, and the best of them.

One loop serves all scans. With c events and mu expected in a window:
``total`` = 0: Poisson about a known expectation, c ln(c/mu) - (c - mu);
``total`` = C: given C events in all, c ln(c/mu) + (C - c) ln((C - c)/(C - mu)).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from analytics.hotspots.circles import Circles

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Order = npt.NDArray[np.int32]
# Sums of one set made in another order differ by rounding; that must not choose the window.
_NOISE = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """One window: ``members`` ascending, ``length`` in periods, events, expected, score."""

    members: Ints
    length: int
    cases: float
    expected: float
    score: float


@numba.njit(cache=True)
def _score(c: float, mu: float, total: float) -> float:
    inside = c * math.log(c / mu)
    if total == 0.0:
        return inside - (c - mu)
    if c >= total:
        return inside
    return inside + (total - c) * math.log((total - c) / (total - mu))


@numba.njit(cache=True)
def _bound(c: float, mu: float, total: float) -> float:
    """Never below the score (chi-square over relative entropy), and without a logarithm."""
    excess = (c - mu) * (c - mu) / mu
    return excess if total == 0.0 else excess * total / (total - mu)


@numba.njit(cache=True)
def _best_of(
    centre: int,
    limit: int,
    order: Order,
    closes: Bools,
    cases: Floats,
    expected: Floats,
    total: float,
    least: float,
    floor: float,
) -> tuple[float, int, int]:
    """Highest score above ``floor`` of one centre's first ``limit`` circles, with its place.

    ``cases`` and ``expected`` (n, W) add up the last 1..W periods of each place.
    """
    lengths = cases.shape[1]
    best, best_k, best_w = floor, -1, -1
    c, mu = np.zeros(lengths), np.zeros(lengths)
    for k in range(limit):
        place = order[centre, k]
        for w in range(lengths):
            c[w] += cases[place, w]
            mu[w] += expected[place, w]
        if not closes[centre, k]:
            continue
        for w in range(lengths):
            if c[w] < least or c[w] <= mu[w] or mu[w] <= 0.0:
                continue
            if total > 0.0 and mu[w] >= total:
                continue
            if _bound(c[w], mu[w], total) <= best:
                continue
            score = _score(c[w], mu[w], total)
            if score > best + _NOISE * (1.0 + best):
                best, best_k, best_w = score, k, w
    return best, best_k, best_w


@numba.njit(cache=True)
def highest(
    order: Order, closes: Bools, cases: Floats, expected: Floats, total: float, least: float
) -> float:
    """The highest score of all windows, 0 when none has more events than expected."""
    best = 0.0
    for centre in range(order.shape[0]):
        best = max(
            best,
            _best_of(centre, order.shape[1], order, closes, cases, expected, total, least, best)[0],
        )
    return best


@numba.njit(cache=True)
def _refresh(
    taken: Bools,
    order: Order,
    closes: Bools,
    cases: Floats,
    expected: Floats,
    total: float,
    least: float,
    limits: Ints,
    scores: Floats,
    ends: Ints,
    lengths: Ints,
) -> None:
    """Shorten every centre to the circles without a taken place; search again where needed."""
    for centre in range(order.shape[0]):
        limit = 0
        while limit < limits[centre] and not taken[order[centre, limit]]:
            limit += 1
        if limit == limits[centre] and scores[centre] >= 0.0:
            continue
        limits[centre] = limit
        if scores[centre] >= 0.0 and ends[centre] < limit:
            continue
        scores[centre], ends[centre], lengths[centre] = _best_of(
            centre, limit, order, closes, cases, expected, total, least, 0.0
        )


def ranked(
    around: Circles, cases: Floats, expected: Floats, total: float, least: float = 0.0
) -> Iterator[Window]:
    """Windows with more events than expected, highest first, no place in two of them.

    Of equal scores the one with fewer places comes first, then the smaller centre.

    Args:
        around: circles over n places.
        cases: (n, W) events of the last 1..W periods.
        expected: (n, W) expected in them.
        total: 0 for a known expectation, else the events in all.
        least: windows with fewer events are passed over.
    """
    n = len(around.order)
    taken = np.zeros(n, dtype=np.bool_)
    limits = np.full(n, around.order.shape[1], dtype=np.int64)
    scores, ends, lengths = np.full(n, -1.0), np.zeros(n, np.int64), np.zeros(n, np.int64)
    parts = (around.order, around.closes, cases, expected, total, least)
    for _ in range(n):
        _refresh(taken, *parts, limits, scores, ends, lengths)
        top = scores.max(initial=0.0)
        if top <= 0.0:
            return
        equal = np.flatnonzero(scores >= top - 1e-9 * top)
        centre = int(equal[np.argmin(ends[equal])])
        w = int(lengths[centre])
        members = np.sort(around.order[centre, : ends[centre] + 1]).astype(np.int64)
        taken[members] = True
        yield Window(
            members=members,
            length=w + 1,
            cases=float(cases[members, w].sum()),
            expected=float(expected[members, w].sum()),
            score=float(scores[centre]),
        )
