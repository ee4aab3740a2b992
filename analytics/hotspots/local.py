"""Local statistics (局部统计): Getis-Ord Gi and Gi*, Moran's I of the whole and of each place."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, overload

import numba
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.stats import norm

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class LocalG(np.ndarray[Any, np.dtype[np.float64]]):
    """z per place as a read-only array that also answers to ``.z``, like the tested result."""

    @property
    def z(self) -> Floats:
        return np.asarray(self)


class PermutedG(NamedTuple):
    z: Floats
    p_perm: Floats


class LocalMoran(NamedTuple):
    I: Floats  # noqa: E741 - the statistic's own name
    z: Floats


class PermutedMoran(NamedTuple):
    I: Floats  # noqa: E741 - the statistic's own name
    z: Floats
    p_perm: Floats


class Moran(NamedTuple):
    """Global I; variance and z under normality, ``p`` one-tailed towards the observed side."""

    I: float  # noqa: E741 - the statistic's own name
    expected: float
    variance: float
    z: float
    p: float


def excess(events: npt.ArrayLike, expected: npt.ArrayLike) -> Floats:
    """(y - e) / sqrt(e), what Gi* and local Moran are taken of; NaN where nothing is expected.

    Not the index: that is smoothed already, and neighbours would share what they borrowed.

    Args:
        events: counts, any shape; NaN = missing.
        expected: events expected, from 0; places with 0 are left out, and the page says so.
    """
    y, e = np.asarray(events, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(e > 0, (y - e) / np.sqrt(e), np.nan)


@overload
def getis_ord(
    y: npt.ArrayLike,
    graph: csr_array,
    *,
    star: bool = ...,
    n_perm: Literal[0] = ...,
    seed: int = ...,
) -> LocalG: ...
@overload
def getis_ord(
    y: npt.ArrayLike, graph: csr_array, *, star: bool = ..., n_perm: int, seed: int = ...
) -> LocalG | PermutedG: ...
def getis_ord(
    y: npt.ArrayLike, graph: csr_array, *, star: bool = True, n_perm: int = 0, seed: int = 0
) -> LocalG | PermutedG:
    """Gi* (or Gi) of each place as a standard score: high values among high ones are > 0.

    Args:
        y: (n,) values; NaN = left out, as if the place were not there.
        graph: (n, n) weights without diagonal, used as given.
        star: the place counts among its own neighbours, with the largest weight of its row (1
            in a binary graph or without neighbours), so that row-standardising changes nothing.
        n_perm: permutations of the other places' values; 0 for none.
        seed: of the permutations.

    Returns:
        z; with permutations (z, p_perm), where p_perm is one-sided towards the observed side.
        NaN where y is, where there is nobody to compare with, or where nothing varies.

    Source: docs/hotspots.md#getis-ord.
    """
    values, weights, known = _prepared(y, graph)
    n = len(values)
    others = 1.0 - star
    own = _row_greatest(weights) * float(star)
    lag = weights @ values + own * values
    total = _row_sums(weights) + own
    squares = _row_sums(weights.multiply(weights)) + own**2
    count = n - others
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = (values.sum() - others * values) / count
        variance = ((values**2).sum() - others * values**2) / count - mean**2
        spread = variance * (count * squares - total**2) / (count - 1)
        floor = 1e-12 * (values**2).mean() if n else 0.0
        z = np.where(spread > floor * squares, (lag - total * mean) / np.sqrt(spread), np.nan)
    scores = _spread_out(z, known)
    if n_perm == 0:
        plain = scores.view(LocalG)
        plain.setflags(write=False)
        return plain
    p = _permuted(values, weights, n_perm, seed)
    return PermutedG(z=scores, p_perm=_spread_out(np.where(np.isnan(z), np.nan, p), known))


@overload
def local_moran(
    y: npt.ArrayLike, graph: csr_array, *, n_perm: Literal[0] = ..., seed: int = ...
) -> LocalMoran: ...
@overload
def local_moran(
    y: npt.ArrayLike, graph: csr_array, *, n_perm: int, seed: int = ...
) -> LocalMoran | PermutedMoran: ...
def local_moran(
    y: npt.ArrayLike, graph: csr_array, *, n_perm: int = 0, seed: int = 0
) -> LocalMoran | PermutedMoran:
    """Local Moran: is a place like its neighbours (I > 0) or unlike them (I < 0)?

    I = (n - 1) z_i sum_j w_ij z_j / sum z^2 with z the deviations from the mean.

    Args:
        y: (n,) values; NaN = left out, as if the place were not there.
        graph: (n, n) weights without diagonal, used as given.
        n_perm: permutations of the other places' values, the place itself held; 0 for none.
        seed: of the permutations.

    Returns:
        I and its standard score under conditional randomisation; with permutations p_perm too,
        one-sided towards the observed side. Without neighbours I is 0 and z, p_perm are NaN.

    Source: docs/hotspots.md#local-moran.
    """
    values, weights, known = _prepared(y, graph)
    n = len(values)
    d = values - values.mean() if n else values
    m2 = float((d**2).mean()) if n else 0.0
    total, squares = _row_sums(weights), _row_sums(weights.multiply(weights))
    with np.errstate(invalid="ignore", divide="ignore"):
        own = d / m2
        local = (n - 1) / n * own * (weights @ d) if m2 > 0 else np.full(n, np.nan)
        # Moments given z_i (Sokal, Oden and Thomson 1998), for the form with m2 in place of
        # sum z^2 / (n - 1).
        expected = -own * d * total / (n - 1)
        variance = own**2 * n / (n - 2) * (squares - total**2 / (n - 1)) * (m2 - d**2 / (n - 1))
        z = (local * n / (n - 1) - expected) / np.sqrt(np.where(variance > 0, variance, np.nan))
    scores, statistic = _spread_out(z, known), _spread_out(local, known)
    if n_perm == 0:
        return LocalMoran(statistic, scores)
    lag_p = _permuted(values, weights, n_perm, seed)
    return PermutedMoran(
        statistic, scores, _spread_out(np.where(np.isnan(z), np.nan, lag_p), known)
    )


def moran(y: npt.ArrayLike, graph: csr_array) -> Moran:
    """Moran's I of the whole map, tested under normality.

    Args:
        y: (n,) values, n >= 3; NaN = left out.
        graph: (n, n) weights without diagonal, used as given.

    Raises:
        ValueError: fewer than three places, no neighbours, or values that do not differ.

    Source: docs/hotspots.md#local-moran.
    """
    values, weights, _ = _prepared(y, graph)
    n, d = len(values), values - values.mean()
    s0 = float(weights.sum())
    if n < 3 or s0 == 0 or not d.any():
        raise ValueError("three places, a neighbour and values that differ")
    both = weights + weights.T
    s1 = float(both.multiply(both).sum()) / 2
    s2 = float(((_row_sums(weights) + _row_sums(csr_array(weights.T))) ** 2).sum())
    observed = n / s0 * float(d @ (weights @ d)) / float(d @ d)
    expected = -1 / (n - 1)
    variance = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - expected**2
    z = (observed - expected) / np.sqrt(variance)
    return Moran(observed, expected, variance, float(z), float(norm.sf(abs(z))))


def _prepared(y: npt.ArrayLike, graph: csr_array) -> tuple[Floats, csr_array, Bools]:
    """Known values, the weights among them, and which are known."""
    values = np.asarray(y, dtype=np.float64)
    weights = csr_array(graph, dtype=np.float64)
    if values.ndim != 1 or weights.shape != (len(values), len(values)):
        raise ValueError("one value for every row and column of the graph")
    if weights.diagonal().any():
        raise ValueError("the graph has no diagonal")
    known = np.isfinite(values)
    if not known.all():
        rows = np.flatnonzero(known)
        weights = csr_array(weights[rows][:, rows])
    return values[known], weights, known


def _row_sums(weights: csr_array) -> Floats:
    return np.asarray(weights.sum(axis=1), dtype=np.float64).ravel()


def _row_greatest(weights: csr_array) -> Floats:
    if not weights.shape[0]:
        return np.zeros(0)
    greatest = np.asarray(weights.max(axis=1).todense(), dtype=np.float64).ravel()
    return np.where(greatest > 0, greatest, 1.0)


def _spread_out(values: Floats, known: Bools) -> Floats:
    whole = np.full(len(known), np.nan)
    whole[known] = values
    return whole


@numba.njit(cache=True)
def _tails(
    values: Floats,
    indptr: Ints,
    indices: Ints,
    data: Floats,
    picks: Ints,
    higher: Ints,
    lower: Ints,
) -> None:
    """Count permutations whose weighted sum of neighbours is as high, and as low."""
    for i in range(len(values)):
        first, last = indptr[i], indptr[i + 1]
        observed = 0.0
        for e in range(first, last):
            observed += data[e] * values[indices[e]]
        margin = 1e-12 * (1.0 + abs(observed))
        for s in range(picks.shape[0]):
            made = 0.0
            for e in range(first, last):
                pick = picks[s, e - first]
                # Drawn among the others: past the place itself, move up by one.
                made += data[e] * values[pick if pick < i else pick + 1]
            higher[i] += made >= observed - margin
            lower[i] += made <= observed + margin


def _permuted(values: Floats, weights: csr_array, n_perm: int, seed: int) -> Floats:
    """Conditional permutation p: the same draws serve all places, as each is held in turn.

    The weighted sum of neighbours decides for Gi and I alike: all else is fixed by the place.
    For I < 0 of a low place the sum is high; one-sided towards the observed side covers it.
    """
    n = len(values)
    if n < 2:
        return np.ones(n)
    most = int(np.diff(weights.indptr).max(initial=0))
    random = np.random.default_rng(seed)
    picks = np.empty((n_perm, most), dtype=np.int64)
    for s in range(n_perm):
        picks[s] = random.choice(n - 1, most, replace=False)
    higher, lower = np.zeros(n, np.int64), np.zeros(n, np.int64)
    _tails(
        values,
        weights.indptr.astype(np.int64),
        weights.indices.astype(np.int64),
        weights.data,
        picks,
        higher,
        lower,
    )
    return np.asarray((np.minimum(higher, lower) + 1.0) / (n_perm + 1.0))
