"""Index (指数): goalposts, power mean, acute override.

Source of the formulas: docs/method.md#index.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from policy import Transform

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def transformed(values: npt.ArrayLike, transform: Transform) -> Floats:
    """h(x): linear, square root, or log(1 + x) for values from 0."""
    x = np.asarray(values, dtype=np.float64)
    if transform is Transform.SQRT:
        return np.sqrt(x)
    if transform is Transform.LOG:
        return np.log1p(x)
    return x


def goalposted(values: npt.ArrayLike, lo: float, hi: float, transform: Transform) -> Floats:
    """Z = 100 clip((h(x) - h(lo))/(h(hi) - h(lo)), 0, 1); 0 everywhere when hi = lo."""
    low, high = (float(transformed(edge, transform)) for edge in (lo, hi))
    x = transformed(values, transform)
    if high <= low:
        return np.zeros_like(x)
    return np.asarray(100 * np.clip((x - low) / (high - low), 0, 1))


def power_mean(z: Floats, weights: Floats, power: float) -> Floats:
    """S = (sum w z^p)^(1/p) over the last axis; weights add up to 1."""
    return np.asarray((z**power @ weights) ** (1 / power))


def overridden(s: Floats, z: Floats, acute: Bools, share: float) -> Floats:
    """max(S, share z_k) over the indicators flagged acute.

    Args:
        s: (G,) power mean.
        z: (G, m).
        acute: (G, m) indicators that may override.
        share: of z that counts.
    """
    floor = np.where(acute, share * z, 0.0).max(axis=1, initial=0.0)
    return np.asarray(np.maximum(s, floor))
