"""Tails (尾部概率): how rare a maximum is among simulated maxima."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Simulated and observed sums add up in different order; equal scores must count as equal.
_EQUAL = 1e-10


def simulated_p(scores: npt.ArrayLike, maxima: Floats) -> Floats:
    """(1 + simulations at least as high) / (simulations + 1); NaN without simulations.

    Args:
        scores: observed scores, any length.
        maxima: the highest score of each simulation.
    """
    observed = np.atleast_1d(np.asarray(scores, dtype=np.float64))
    if not len(maxima):
        return np.full(len(observed), np.nan)
    ordered = np.sort(maxima)
    margin = _EQUAL * np.maximum(1.0, np.abs(observed))
    higher = len(ordered) - np.searchsorted(ordered, observed - margin, side="left")
    return np.asarray((1.0 + higher) / (len(ordered) + 1.0))


def gumbel_p(scores: npt.ArrayLike, maxima: Floats) -> Floats:
    """Upper tail of a Gumbel distribution with the mean and spread of the simulated maxima.

    It reaches below 1 / (simulations + 1), where counting cannot. NaN with fewer than two
    simulations or when all have one maximum. Source: docs/hotspots.md#tails.
    """
    observed = np.atleast_1d(np.asarray(scores, dtype=np.float64))
    spread = float(np.std(maxima, ddof=1)) if len(maxima) > 1 else 0.0
    if spread == 0.0:
        return np.full(len(observed), np.nan)
    scale = spread * np.sqrt(6) / np.pi
    place = float(np.mean(maxima)) - np.euler_gamma * scale
    return np.asarray(-np.expm1(-np.exp(-(observed - place) / scale)))


def recurrence_interval(p: npt.ArrayLike) -> Floats:
    """复现期 Periods between two such scores by chance alone, when asked once a period: 1/p.

    Args:
        p: p-values of one period's scan, any shape; NaN stays NaN, 0 gives infinity.
    """
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / np.asarray(p, dtype=np.float64))
