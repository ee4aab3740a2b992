"""Thresholds (阈值): from a predicted mean to the count that calls for attention."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import ndtri
from scipy.stats import nbinom, norm, poisson


class Bounds(NamedTuple):
    """``p`` = chance of a count this high; ``score`` > 1 exactly when it is above ``upper``."""

    lower: float
    upper: float
    p: float
    score: float


def farrington_bounds(
    fit: float, se: float, phi: float, y: float, *, alpha: float = 0.05, power: float = 2 / 3
) -> Bounds:
    """Bounds symmetric on a power scale (Farrington 1996).

    Args:
        fit: predicted mean.
        se: its standard error.
        phi: over-dispersion, at least 1.
        y: the count seen.
        alpha: one-sided level.
        power: 1, 1/2 (variance stable) or 2/3 (symmetric).

    Raises:
        ValueError: another power.

    Source: docs/hotspots.md#farrington.
    """
    if not any(abs(power - known) < 1e-9 for known in (1, 1 / 2, 2 / 3)):
        raise ValueError("the power is 1, 1/2 or 2/3")
    tau = phi + se**2 / fit
    # Delta method: var(Y^power) = power^2 mu^(2 power - 2) var(Y), var(Y) = mu tau.
    spread = float(np.sqrt(power**2 * fit ** (2 * power - 1) * tau))
    centre, reach = fit**power, float(ndtri(1 - alpha)) * spread
    lower = max(centre - reach, 0.0) ** (1 / power)
    upper = (centre + reach) ** (1 / power)
    p = float(norm.sf(y**power, centre, spread))
    return Bounds(lower, upper, p, (y - fit) / (upper - fit))


def noufaily_bounds(
    eta: float, se: float, phi: float, y: float, *, alpha: float = 0.05, plugin: bool = True
) -> Bounds:
    """Quantiles of a negative binomial (Poisson when phi is 1) about the mean (Noufaily 2013).

    Args:
        eta: predicted log mean.
        se: its standard error.
        phi: over-dispersion, at least 1.
        y: the count seen.
        alpha: one-sided level.
        plugin: take the mean as it is; False takes the upper 1 - alpha quantile of the mean.

    Returns:
        Bounds; the score is measured from ``eta``, as published. All NaN when the mean is
        beyond all numbers.

    Source: docs/hotspots.md#noufaily.
    """
    shift = 0.0 if plugin else float(ndtri(1 - alpha)) * se
    with np.errstate(over="ignore"):
        mean = float(np.exp(eta + shift))
    if not np.isfinite(mean):
        return Bounds(*[float("nan")] * 4)
    law = nbinom(mean / (phi - 1), 1 / phi) if phi > 1 else poisson(mean)
    lower, upper = float(law.ppf(alpha)), float(law.ppf(1 - alpha))
    return Bounds(max(lower, 0.0), upper, float(law.sf(y - 1)), (y - eta) / (upper - eta))
