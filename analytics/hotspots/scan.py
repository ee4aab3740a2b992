"""Spatial scan (空间扫描): Kulldorff's circles with more cases than their population explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.hotspots.circles import Circles, Metric, circles
from analytics.hotspots.tails import gumbel_p, simulated_p
from analytics.hotspots.windows import highest, ranked

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cluster:
    """``members`` ascending; ``relative_risk`` inside over outside (infinite: none outside).

    ``p`` is counted over simulations, ``p_gumbel`` read off a fitted tail; NaN without any.
    """

    members: npt.NDArray[np.int64]
    cases: float
    expected: float
    relative_risk: float
    llr: float
    p: float
    p_gumbel: float


def spatial_scan(
    cases: npt.ArrayLike,
    population: npt.ArrayLike,
    xy: npt.ArrayLike,
    *,
    max_share: float = 0.5,
    metric: Metric = "euclidean",
    n_sim: int = 999,
    seed: int = 0,
) -> tuple[Cluster, ...]:
    """All clusters with a relative risk above 1, by falling likelihood ratio, none overlapping.

    Circles grow around every place; places at one distance enter together. Simulations share
    the cases out by population; the highest ratio of each is what a cluster is compared with.

    Args:
        cases: (n,) counts; parts of events are allowed.
        population: (n,) at risk, or expected counts from any model.
        xy: (n, 2) projected metres; longitude and latitude in degrees for haversine.
        max_share: largest part of the population in a circle.
        metric: ``euclidean`` or ``haversine``.
        n_sim: simulations; 0 gives NaN for both p.
        seed: of the simulations.

    Raises:
        ValueError: counts or population missing or negative, unequal lengths, bad limits or
            metric.

    Source: docs/hotspots.md#spatial-scan.
    """
    counts, people = np.asarray(cases, np.float64), np.asarray(population, np.float64)
    check_counts(counts)
    if not (np.isfinite(people).all() and (people >= 0).all()):
        raise ValueError("population is known and not negative")
    if not len(counts) == len(people) == len(np.asarray(xy)):
        raise ValueError("cases, population and places are equally many")
    total = float(counts.sum())
    if total == 0 or people.sum() == 0:
        return ()
    around = circles(xy, population=people, max_share=max_share, metric=metric)
    expected = (people / people.sum() * total)[:, None]
    random = np.random.default_rng(seed)
    maxima = _simulated(around, people / people.sum(), total, n_sim, random)
    found = list(ranked(around, counts[:, None], expected, total))
    scores = np.array([window.score for window in found])
    p, tail = simulated_p(scores, maxima), gumbel_p(scores, maxima)
    return tuple(
        Cluster(
            members=window.members,
            cases=window.cases,
            expected=window.expected,
            relative_risk=_relative(window.cases, window.expected, total),
            llr=window.score,
            p=float(p[i]),
            p_gumbel=float(tail[i]),
        )
        for i, window in enumerate(found)
    )


def _simulated(
    around: Circles, share: Floats, total: float, n_sim: int, random: np.random.Generator
) -> Floats:
    """Highest score of each world in which only the population decides."""
    # Parts of events (those placed by shares) are judged by worlds of whole ones.
    whole = float(max(round(total), 1))
    draws = random.multinomial(int(whole), share, n_sim).astype(np.float64)
    usual = (share * whole)[:, None]
    return np.array(
        [highest(around.order, around.closes, one[:, None], usual, whole, 0.0) for one in draws]
    )


def check_counts(counts: Floats) -> None:
    """Every count is known and not negative."""
    if not np.isfinite(counts).all() or (counts < 0).any():
        raise ValueError("cases are known and not negative")


def _relative(c: float, e: float, total: float) -> float:
    return (c / e) / ((total - c) / (total - e)) if c < total else float("inf")
