"""Prospective scan (时空扫描): circles that have more events than expected up to this period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.hotspots.circles import Circles, Metric, circles
from analytics.hotspots.scan import check_counts
from analytics.hotspots.tails import gumbel_p, recurrence_interval, simulated_p
from analytics.hotspots.windows import highest, ranked

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SpaceTimeCluster:
    """A circle (``members`` ascending) over the last ``duration`` periods.

    ``relative_risk`` is cases over expected. ``recurrence`` is 1 / p_gumbel, in periods: how
    long one waits for such a score by chance; 1 / p where there is no tail.
    """

    members: npt.NDArray[np.int64]
    duration: int
    cases: float
    expected: float
    relative_risk: float
    score: float
    p: float
    p_gumbel: float
    recurrence: float


def space_time_scan(
    cases: npt.ArrayLike,
    expected: npt.ArrayLike | None,
    xy: npt.ArrayLike,
    *,
    max_periods: int = 8,
    max_members: int = 60,
    max_radius_m: float | None = None,
    metric: Metric = "euclidean",
    least: int = 2,
    n_sim: int = 199,
    seed: int = 0,
) -> tuple[SpaceTimeCluster, ...]:
    """All clusters that are alive in the last period, highest score first, none overlapping.

    With ``expected`` the score is that of a Poisson count about it, and simulations draw such
    counts. Without (population is poor) events are expected where and when there were events,
    and simulations permute the dates among the events.

    Args:
        cases: (n, T) counts; the last column is this period. Whole where dates are permuted.
        expected: (n, T') with at least ``max_periods`` columns, the last one this period, of
            what is usual (population, season and each place's own history in it); or None.
        xy: (n, 2) projected metres; longitude and latitude in degrees for haversine.
        max_periods: longest window.
        max_members: most places in a circle.
        max_radius_m: largest radius, None for any.
        metric: ``euclidean`` or ``haversine``.
        least: windows with fewer events are no clusters.
        n_sim: simulations; 0 gives NaN.
        seed: of the simulations.

    Raises:
        ValueError: counts or expectations missing or negative, too few periods, bad limits.

    Source: docs/hotspots.md#prospective-scan.
    """
    counts = np.asarray(cases, dtype=np.float64)
    check_counts(counts)
    if len(counts) != len(np.asarray(xy)):
        raise ValueError("cases and places are equally many")
    if counts.ndim != 2 or not 1 <= max_periods <= counts.shape[1]:
        raise ValueError("windows are no longer than the periods given")
    around = circles(xy, max_members=max_members, max_radius_m=max_radius_m, metric=metric)
    random = np.random.default_rng(seed)
    if expected is None:
        total = float(counts.sum())
        usual, draws = _permuted(counts, max_periods, n_sim, random)
    else:
        total, recent = 0.0, _known(expected, counts, max_periods)
        usual = _backwards(recent)
        draws = [_backwards(random.poisson(recent).astype(np.float64)) for _ in range(n_sim)]
    maxima = np.array(
        [highest(around.order, around.closes, one, usual, total, float(least)) for one in draws]
    )
    now = _backwards(counts[:, -max_periods:])
    return _clusters(around, now, usual, total, float(least), maxima)


def _clusters(
    around: Circles, now: Floats, usual: Floats, total: float, least: float, maxima: Floats
) -> tuple[SpaceTimeCluster, ...]:
    found = list(ranked(around, now, usual, total, least))
    scores = np.array([window.score for window in found])
    p, tail = simulated_p(scores, maxima), gumbel_p(scores, maxima)
    waiting = recurrence_interval(np.where(np.isnan(tail), p, tail))
    return tuple(
        SpaceTimeCluster(
            members=window.members,
            duration=window.length,
            cases=window.cases,
            expected=window.expected,
            relative_risk=window.cases / window.expected,
            score=window.score,
            p=float(p[i]),
            p_gumbel=float(tail[i]),
            recurrence=float(waiting[i]),
        )
        for i, window in enumerate(found)
    )


def _backwards(recent: Floats) -> Floats:
    """(n, W) sums of the last 1..W periods from (n, W) single ones."""
    return np.ascontiguousarray(np.cumsum(recent[:, ::-1], axis=1))


def _known(expected: npt.ArrayLike, counts: Floats, periods: int) -> Floats:
    usual = np.asarray(expected, dtype=np.float64)
    if usual.ndim != 2 or len(usual) != len(counts) or usual.shape[1] < periods:
        raise ValueError("every place has an expectation for every period of a window")
    recent = usual[:, -periods:]
    if not np.isfinite(recent).all() or (recent < 0).any():
        raise ValueError("expectations are known and not negative")
    return recent


def _conditional(counts: Floats, periods: int) -> Floats:
    """Cases of the place x cases of the window / all cases."""
    window = np.cumsum(counts.sum(axis=0)[::-1])[:periods]
    return np.ascontiguousarray(np.outer(counts.sum(axis=1), window) / max(counts.sum(), 1))


def _permuted(
    counts: Floats, periods: int, n_sim: int, random: np.random.Generator
) -> tuple[Floats, list[Floats]]:
    """What is expected, and recent counts with the dates shuffled among the events."""
    if (counts % 1 != 0).any():
        raise ValueError("only whole events have dates to permute")
    n, times = counts.shape
    place = np.repeat(np.repeat(np.arange(n), times), counts.ravel().astype(np.int64))
    date = np.repeat(np.tile(np.arange(times), n), counts.ravel().astype(np.int64))
    made = []
    for _ in range(n_sim):
        cell = place * times + random.permutation(date)
        table = np.bincount(cell, minlength=n * times).reshape(n, times)
        made.append(_backwards(table[:, -periods:].astype(np.float64)))
    return _conditional(counts, periods), made
