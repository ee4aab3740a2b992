"""Classes (分级): exact optimal breaks, quantiles, and the one function that classifies."""

from __future__ import annotations

from collections.abc import Sequence

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def classify(values: npt.ArrayLike, cuts: Sequence[float]) -> npt.NDArray[np.int64]:
    """Class 0 (lowest) to len(cuts); right-closed: a value equal to a cut is in the lower class.

    Raises:
        ValueError: a value is NaN; what is unknown has no class.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if np.isnan(numbers).any():
        raise ValueError("NaN has no class")
    return np.searchsorted(np.asarray(cuts, dtype=np.float64), numbers, side="left")


def level_of(values: npt.ArrayLike, cuts: Sequence[float]) -> npt.NDArray[np.int64]:
    """Level 1 (worst) to len(cuts) + 1 of an index, by the same rule as ``classify``."""
    return len(cuts) + 1 - classify(values, cuts)


def quantiles(values: npt.ArrayLike, k: int) -> Floats:
    """K - 1 cuts that put about equal numbers into each of k classes."""
    return np.quantile(np.asarray(values, dtype=np.float64), np.arange(1, k) / k)


@numba.njit(cache=True)
def _cost(w: Floats, x: Floats, x2: Floats, i: int, j: int) -> float:
    """Weighted squares within values i..j (both included), from running sums."""
    total = w[j + 1] - w[i]
    if total <= 0:
        return 0.0
    part = x[j + 1] - x[i]
    return float(max(x2[j + 1] - x2[i] - part * part / total, 0.0))


@numba.njit(cache=True)
def _layer(
    before: Floats, w: Floats, x: Floats, x2: Floats, first: int
) -> tuple[Floats, npt.NDArray[np.int64]]:
    """One more class: best cost and start for every end, by divide and conquer."""
    n = len(before)
    best = np.full(n, np.inf)
    start = np.zeros(n, np.int64)
    stack = [(first, n - 1, first, n - 1)]
    while stack:
        low, high, least, most = stack.pop()
        if low > high:
            continue
        mid = (low + high) // 2
        for i in range(least, min(mid, most) + 1):
            cost = before[i - 1] + _cost(w, x, x2, i, mid)
            if cost < best[mid]:
                best[mid] = cost
                start[mid] = i
        stack.append((low, mid - 1, least, start[mid]))
        stack.append((mid + 1, high, start[mid], most))
    return best, start


def natural_breaks(values: npt.ArrayLike, k: int, weights: npt.ArrayLike | None = None) -> Floats:
    """Exact k-class breaks of least squared deviation (Fisher 1958), in float64.

    Args:
        values: numbers; NaN is left out.
        k: number of classes.
        weights: one per value.

    Returns:
        k - 1 ascending upper bounds of the lower classes. Fewer distinct values than classes
        give fewer cuts.

    The data are centred and scaled first, so that adding 1e6 or multiplying by it changes nothing.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    mass = np.ones_like(numbers) if weights is None else np.asarray(weights, np.float64).ravel()
    known = np.isfinite(numbers) & (mass > 0)
    unique, inverse = np.unique(numbers[known], return_inverse=True)
    k = min(k, len(unique))
    if k < 2:
        return np.zeros(0)
    w = np.bincount(inverse, mass[known])
    centre = np.average(unique, weights=w)
    scale = max(float(np.abs(unique - centre).max()), np.finfo(np.float64).tiny)
    x = (unique - centre) / scale
    sw, sx, sx2 = (np.concatenate([[0.0], np.cumsum(part)]) for part in (w, w * x, w * x * x))
    ends = len(unique)
    best = np.array([_cost(sw, sx, sx2, 0, j) for j in range(ends)])
    starts = []
    for number in range(1, k):
        best, start = _layer(best, sw, sx, sx2, number)
        starts.append(start)
    cuts = []
    end = ends - 1
    for start in reversed(starts):
        end = int(start[end]) - 1
        cuts.append(unique[end])
    return np.array(cuts[::-1])
