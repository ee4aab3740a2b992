"""Classes (分级): exact optimal breaks and other schemes, and the one function that classifies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

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


def head_tail(values: npt.ArrayLike) -> Floats:
    """Cuts at the mean, then at the mean of those not below it, until all are equal (Jiang 2013).

    The number of classes follows from the numbers; NaN is left out.
    """
    head = np.asarray(values, dtype=np.float64).ravel()
    head = head[~np.isnan(head)]
    cuts: list[float] = []
    while len(head) and head.min() < head.max():
        # The mean of numbers a last bit apart may be the smallest of them.
        cut = max(float(head.mean()), float(np.nextafter(head.min(), np.inf)))
        cuts.append(cut)
        head = head[head >= cut]
    return np.array(cuts)


def standard_mean(values: npt.ArrayLike, multiples: Sequence[float] = (-2, -1, 1, 2)) -> Floats:
    """Cuts at the mean plus multiples of the standard deviation (n - 1); NaN is left out."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    numbers = numbers[~np.isnan(numbers)]
    spread = numbers.std(ddof=1) if len(numbers) > 1 else 0.0
    return np.asarray(numbers.mean() + np.asarray(multiples, np.float64) * spread)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """What a scheme needs beside the numbers."""

    k: int
    cuts: tuple[float, ...]
    multiples: tuple[float, ...]
    weights: npt.ArrayLike | None


Scheme = Callable[[Floats, Made], npt.ArrayLike]
SCHEMES: dict[str, Scheme] = {
    "fixed": lambda values, made: made.cuts,
    "quantile": lambda values, made: quantiles(values, made.k),
    "exact": lambda values, made: natural_breaks(values, made.k, made.weights),
    "head_tail": lambda values, made: head_tail(values),
    "standard_mean": lambda values, made: standard_mean(values, made.multiples),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClassSet:
    """分级结果 Class of every number, and what a legend needs.

    ``classes`` are 0 (lowest) to len(cuts), -1 where the number is NaN. ``bounds`` are (low, high)
    per class; the outermost are the smallest and largest number unless cuts lie beyond them.
    """

    classes: npt.NDArray[np.int64]
    cuts: tuple[float, ...]
    bounds: tuple[tuple[float, float], ...]
    labels: tuple[str, ...]


def class_set(
    values: npt.ArrayLike,
    scheme: str,
    *,
    k: int = 5,
    cuts: Sequence[float] = (),
    multiples: Sequence[float] = (-2, -1, 1, 2),
    weights: npt.ArrayLike | None = None,
    closed: str = "right",
    names: Sequence[str] = (),
) -> ClassSet:
    """Class, bounds and legend labels of numbers by a named scheme.

    Args:
        values: numbers; NaN has no class and moves no cut.
        scheme: fixed | quantile | exact | head_tail | standard_mean.
        k: classes wanted (quantile, exact); ties may leave fewer.
        cuts: bounds between classes (fixed).
        multiples: of the standard deviation (standard_mean).
        weights: one per value (exact).
        closed: "right" puts a number equal to a cut into the lower class, "left" into the upper.
        names: labels, lowest class first; else labels are made from the bounds.

    Raises:
        ValueError: ``names`` are fewer than the classes.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    known = ~np.isnan(numbers)
    mass = None if weights is None else np.asarray(weights, np.float64).ravel()[known]
    made = Made(k=k, cuts=tuple(cuts), multiples=tuple(multiples), weights=mass)
    found = np.asarray(SCHEMES[scheme](numbers[known], made) if known.any() else cuts, np.float64)
    edges = np.unique(found)
    side = "left" if closed == "right" else "right"
    classes = np.full(len(numbers), -1, np.int64)
    classes[known] = np.searchsorted(edges, numbers[known], side=side)  # type: ignore[call-overload]
    ends = numbers[known] if known.any() else np.zeros(1)
    low, high = (
        min([ends.min(), *edges[:1]]),
        max([ends.max(), *edges[-1:]]),
    )
    steps = [float(low), *edges.tolist(), float(high)]
    bounds = tuple(pairwise(steps))
    labels = tuple(names) or tuple(f"{a:.6g} – {b:.6g}" for a, b in bounds)
    if len(labels) < len(bounds):
        raise ValueError("fewer names than classes")
    return ClassSet(
        classes=classes, cuts=tuple(edges.tolist()), bounds=bounds, labels=labels[: len(bounds)]
    )
