"""五级分级 Class breaks, and the one function that puts a value into a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def classify(values: npt.ArrayLike, cuts: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Class of each value, 0 for the lowest; classes are closed on the right.

    A value equal to a cut belongs to the class below it. Map, legend, table, report and export
    all call this function. Missing (NaN) gives -1, never a class.

    Args:
        values: any shape.
        cuts: ascending inner breaks, one fewer than classes.
    """
    numbers = np.asarray(values, dtype=np.float64)
    classes = np.searchsorted(np.asarray(cuts, dtype=np.float64), numbers, side="left")
    return np.asarray(np.where(np.isnan(numbers), -1, classes), dtype=np.int64)


def levels(values: npt.ArrayLike, cuts: npt.ArrayLike) -> npt.NDArray[np.int8]:
    """Level 1 (worst) to k of each index value; 0 where the value is missing."""
    cut = np.asarray(cuts, dtype=np.float64)
    classes = classify(values, cut)
    return np.where(classes < 0, 0, len(cut) + 1 - classes).astype(np.int8)


def shares(rows: Floats, cuts: npt.ArrayLike) -> Floats:
    """Share of each row's values per LEVEL, worst first: (G, D) in, (G, k) out.

    The same rule as ``classify`` (a value above a cut has left the class below it), counted
    without keeping the classes.
    """
    above = np.stack([np.count_nonzero(rows > cut, axis=1) for cut in np.asarray(cuts)], axis=1)
    counts = np.diff(above[:, ::-1], axis=1, prepend=0, append=rows.shape[1])
    return np.asarray(counts / rows.shape[1], dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """One class as a legend prints it: above ``low`` up to and including ``high``."""

    level: int
    low: float
    high: float


def bounds(
    cuts: tuple[float, ...], lowest: float = 0.0, highest: float = 100.0
) -> tuple[Bounds, ...]:
    """The classes worst first, from the same cuts as ``classify``."""
    edges = (lowest, *cuts, highest)
    count = len(cuts) + 1
    return tuple(
        Bounds(level=level, low=edges[count - level], high=edges[count - level + 1])
        for level in range(1, count + 1)
    )


def _finite(values: npt.ArrayLike) -> Floats:
    numbers = np.asarray(values, dtype=np.float64).ravel()
    return numbers[np.isfinite(numbers)]


def quantile_breaks(values: npt.ArrayLike, k: int) -> tuple[float, ...]:
    """Upper bounds of k classes of equal count, the last the maximum; missing left out."""
    numbers = _finite(values)
    return tuple(float(b) for b in np.quantile(numbers, np.arange(1, k + 1) / k))


class _Costs:
    """Sum of squares within a run of sorted values, by prefix sums of centred, scaled values."""

    def __init__(self, values: Floats, weights: Floats) -> None:
        centre = float(np.sum(values * weights) / np.sum(weights))
        spread = float(values[-1] - values[0]) or 1.0
        scaled = (values - centre) / spread
        self.w = np.concatenate(([0.0], np.cumsum(weights)))
        self.s = np.concatenate(([0.0], np.cumsum(weights * scaled)))
        self.q = np.concatenate(([0.0], np.cumsum(weights * scaled * scaled)))

    def runs(self, starts: npt.NDArray[np.int64], end: int) -> Floats:
        """Cost of values start..end (inclusive) for every start."""
        total = self.s[end + 1] - self.s[starts]
        return np.asarray(
            self.q[end + 1] - self.q[starts] - total**2 / (self.w[end + 1] - self.w[starts])
        )


def _layer(costs: _Costs, before: Floats, first: int) -> tuple[Floats, npt.NDArray[np.int64]]:
    """One more class: best cost of values 0..j, and where its last class starts.

    Divide and conquer over j: the best start never falls as j grows, so the middle one bounds
    both halves and a layer costs O(n log n).
    """
    n = len(before)
    best = np.full(n, np.inf)
    start = np.zeros(n, dtype=np.int64)
    stack = [(first, n - 1, first, n - 1)]
    while stack:
        low, high, left, right = stack.pop()
        if low > high:
            continue
        middle = (low + high) // 2
        starts = np.arange(left, min(middle, right) + 1)
        totals = before[starts - 1] + costs.runs(starts, middle)
        at = int(np.argmin(totals))
        best[middle], start[middle] = totals[at], starts[at]
        stack += [(low, middle - 1, left, int(starts[at])), (middle + 1, high, int(starts[at]), right)]
    return best, start


def fisher_jenks(
    values: npt.ArrayLike, k: int = 5, weights: npt.ArrayLike | None = None
) -> tuple[float, ...]:
    """Exact optimal partition into k classes (docs/method.md#cuts), all in float64.

    Args:
        values: any order; missing left out.
        k: number of classes.
        weights: how often each value stands, default once.

    Returns:
        k upper bounds, each the largest value of its class, the last the maximum.

    Raises:
        ValueError: fewer than k distinct values.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    heavy = np.ones(len(numbers)) if weights is None else np.asarray(weights, dtype=np.float64)
    keep = np.isfinite(numbers) & (heavy > 0)
    distinct, where = np.unique(numbers[keep], return_inverse=True)
    if len(distinct) < k:
        raise ValueError(f"{len(distinct)} distinct values cannot make {k} classes")
    costs = _Costs(distinct, np.bincount(where, weights=heavy[keep]))
    ends = np.arange(len(distinct))
    best = np.array([costs.runs(np.array([0]), int(end))[0] for end in ends])
    starts = []
    for layer in range(1, k):
        best, start = _layer(costs, best, layer)
        starts.append(start)
    breaks = [int(ends[-1])]
    for start in reversed(starts):
        breaks.append(int(start[breaks[-1]]) - 1)
    return tuple(float(distinct[at]) for at in reversed(breaks))
