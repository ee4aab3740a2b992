"""Rates (率的收缩): small-area rates drawn towards their whole or their neighbourhood."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, eye_array

Floats = npt.NDArray[np.float64]


def empirical_bayes(
    events: npt.ArrayLike, base: npt.ArrayLike, graph: csr_array | None = None
) -> Floats:
    """Marshall's empirical Bayes rates.

    With m the pooled rate, s2 the weighted spread and A = max(0, s2 - m / mean base), a rate r
    becomes w r + (1 - w) m with w = A / (A + m / base).

    Args:
        events: (n,) counts; NaN = missing.
        base: (n,) population at risk; an area of 0 has no rate of its own and gets m.
        graph: (n, n) neighbours; the pool of an area is then itself and every neighbour whose
            value is not 0, each once. Without it all areas are one pool.

    Returns:
        (n,) rates; NaN where events or base are missing, or the pool has no base.

    Source: docs/hotspots.md#rates.
    """
    e, b = np.asarray(events, dtype=np.float64), np.asarray(base, dtype=np.float64)
    known = np.isfinite(e) & np.isfinite(b)
    if (b[known] < 0).any() or (e[known] < 0).any():
        raise ValueError("events and base are not negative")
    if graph is None:
        pool = csr_array(np.ones((1, len(e))))
    else:
        pool = csr_array(abs(graph).sign() + eye_array(graph.shape[0]), dtype=np.float64)
        pool.data[:] = 1.0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, _shrunk(e, b, known, pool), np.nan))


def _shrunk(e: Floats, b: Floats, known: npt.NDArray[np.bool_], pool: csr_array) -> Floats:
    inside = known & (b > 0)
    events, base = np.where(inside, e, 0.0), np.where(inside, b, 0.0)
    rate = np.where(inside, e / b, 0.0)
    total = pool @ base
    m = pool @ events / total
    # sum b (r - m)^2 = sum b r^2 - m^2 sum b, but without its loss of digits.
    rows = np.repeat(np.arange(pool.shape[0]), np.diff(pool.indptr))
    each = base[pool.indices] * (rate[pool.indices] - m[rows]) ** 2
    spread = np.bincount(rows, each, pool.shape[0]) / total
    signal = np.maximum(spread - m / (total / (pool @ inside.astype(np.float64))), 0.0)
    weight = np.where(signal > 0, signal / (signal + m / base), 0.0)
    return np.asarray(weight * rate + (1 - weight) * m)
