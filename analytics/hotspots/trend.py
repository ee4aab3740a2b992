"""Trend (趋势检验): Mann-Kendall, plain and corrected for autocorrelation, with Sen's slope."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import norm, rankdata

Floats = npt.NDArray[np.float64]
# Hamed and Rao keep the autocorrelations that differ from 0 at this two-sided level.
SIGNIFICANT = 0.05


class MannKendall(NamedTuple):
    """``p`` is two-sided; ``slope`` per step of time, ``intercept`` at the first value."""

    s: float
    var_s: float
    z: float
    p: float
    tau: float
    slope: float
    intercept: float


def mann_kendall(
    x: npt.ArrayLike, *, method: Literal["plain", "hamed_rao"] = "plain"
) -> MannKendall:
    """Whether a series rises or falls, by the signs of all differences.

    Args:
        x: values at equal steps of time; NaN keep their place in time and are left out.
        method: ``plain``, or ``hamed_rao``: the variance corrected for autocorrelation of the
            detrended ranks. The same S may be noise by one and a trend by the other: say which.

    Returns:
        S and its variance, z with continuity correction, p, Kendall's tau, Sen's slope and the
        intercept of the line through the medians. All NaN with fewer than two values; z and p
        are 0 and 1 where the variance is 0.

    Raises:
        ValueError: an unknown method.

    Source: docs/hotspots.md#trend.
    """
    if method not in ("plain", "hamed_rao"):
        raise ValueError(f"no such method: {method}")
    series = np.asarray(x, dtype=np.float64)
    place = np.flatnonzero(~np.isnan(series))
    known = series[place]
    n = len(known)
    if n < 2:
        return MannKendall(*[float("nan")] * 7)
    earlier, later = np.triu_indices(n, 1)
    steps = known[later] - known[earlier]
    s = float(np.sign(steps).sum())
    slope = float(np.median(steps / (place[later] - place[earlier])))
    var_s = _variance(known)
    if method == "hamed_rao":
        var_s *= _inflation(known, slope)
    z = float((s - np.sign(s)) / np.sqrt(var_s)) if var_s > 0 else 0.0
    return MannKendall(
        s=s,
        var_s=var_s,
        z=z,
        p=float(2 * norm.sf(abs(z))),
        tau=s / (n * (n - 1) / 2),
        slope=slope,
        intercept=float(np.median(known) - np.median(place) * slope),
    )


def _variance(x: Floats) -> float:
    """Variance of S without trend, less what ties take away."""
    n = len(x)
    ties = np.unique(x, return_counts=True)[1].astype(np.float64)
    return float((n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18)


def _inflation(x: Floats, slope: float) -> float:
    """How many values make one independent one, n / n*, by significant autocorrelations."""
    n = len(x)
    if n < 3:
        return 1.0
    ranks = rankdata(x - np.arange(1, n + 1) * slope)
    centred = ranks - ranks.mean()
    power = float(centred @ centred)
    if power == 0:
        return 1.0
    lags = np.arange(1, n)
    rho = np.correlate(centred, centred, "full")[n:] / power
    kept = np.abs(rho) > ndtri(1 - SIGNIFICANT / 2) / np.sqrt(n)
    parts = (n - lags) * (n - lags - 1) * (n - lags - 2) * rho
    return float(1 + 2 / (n * (n - 1) * (n - 2)) * parts[kept].sum())
