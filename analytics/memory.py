"""Memory (记忆) of a grid: decayed counts and expectations, prior of its pool, posterior.

Source of the formulas: docs/method.md#memory.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Memory:
    """State of G grids for one indicator after its last period.

    ``relative_risk`` r = A/E; ``weight`` n = E^2/E2, before division by the dispersion;
    ``silent`` periods unobserved in a row, ``seen`` periods observed; ``shared`` the part of A
    that was placed by shares.
    """

    relative_risk: Floats
    weight: Floats
    silent: Ints
    seen: Ints
    shared: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prior:
    """Gamma(a, rate b) per grid (of its pool); NaN where the pool has no event at all."""

    a: Floats
    b: Floats
    mean: Floats


@numba.njit(cache=True)
def _fold(
    counts: Floats,
    estimated: Floats,
    observed: Bools,
    exposure: Floats,
    version: Ints,
    rate: Floats,
    season: Floats,
    decay: float,
) -> tuple[Floats, Floats, Floats, Floats, Ints, Ints]:
    periods, grids = counts.shape
    a, e, e2, shared = np.zeros(grids), np.zeros(grids), np.zeros(grids), np.zeros(grids)
    silent, seen = np.zeros(grids, np.int64), np.zeros(grids, np.int64)
    for t in range(periods):
        for g in range(grids):
            a[g] *= decay
            e[g] *= decay
            e2[g] *= decay * decay
            shared[g] *= decay
            if observed[t, g]:
                expected = exposure[version[t], g] * rate[g] * season[t]
                a[g] += counts[t, g] + estimated[t, g]
                shared[g] += estimated[t, g]
                e[g] += expected
                e2[g] += expected
                silent[g] = 0
                seen[g] += 1
            else:
                silent[g] += 1
    return a, e, e2, shared, silent, seen


def fold(
    counts: npt.NDArray[np.generic],
    observed: Bools,
    exposure: Floats,
    version: Ints,
    rate: Floats,
    season: Floats,
    half_life: float,
    estimated: Floats | None = None,
) -> Memory:
    """Fold counts over time.

    Args:
        counts: (G, T) events.
        observed: (G, T); an unobserved period only decays what is known.
        exposure: (V, G) exposure per population version.
        version: (T,) population version of each period.
        rate: (G,) events per exposure and period of the grid's pool.
        season: (T,) seasonal factor.
        half_life: in periods.
        estimated: (G, T) events placed by shares.
    """
    table = np.ascontiguousarray(counts.T, dtype=np.float64)
    extra = np.zeros((1, 1)) if estimated is None else np.ascontiguousarray(estimated.T, np.float64)
    if estimated is None:
        extra = np.broadcast_to(extra, table.shape)
    a, e, e2, shared, silent, seen = _fold(
        table,
        np.ascontiguousarray(extra),
        np.ascontiguousarray(observed.T),
        np.ascontiguousarray(exposure),
        np.asarray(version, dtype=np.int64),
        np.ascontiguousarray(rate),
        np.ascontiguousarray(season),
        0.5 ** (1.0 / half_life),
    )
    return _memory(a, e, e2, shared, silent, seen)


def _memory(a: Floats, e: Floats, e2: Floats, shared: Floats, silent: Ints, seen: Ints) -> Memory:
    known = e > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        risk = np.where(known, a / e, 0.0)
        weight = np.where(known & (e2 > 0), e * e / e2, 0.0)
        part = np.where(a > 0, shared / a, 0.0)
    # Events placed by shares say half of what a placed one says.
    return Memory(
        relative_risk=risk, weight=weight * (1 - part / 2), silent=silent, seen=seen, shared=part
    )


def prior_of(risk: Floats, weight: Floats, pool: Ints, pools: int, floor: float) -> Prior:
    """Gamma prior of every pool by moments; each grid gets its pool's.

    Args:
        risk: (G,) relative risk in memory.
        weight: (G,) weight n, already divided by the dispersion; 0 leaves a grid out.
        pool: (G,) pool number, 0..pools-1.
        pools: number of pools.
        floor: least prior variance as a share of m^2.
    """
    total = np.bincount(pool, weight, pools)
    members = np.bincount(pool, (weight > 0).astype(np.float64), pools)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(pool, weight * risk, pools) / total
        spread = np.bincount(pool, weight * (risk - mean[pool]) ** 2, pools) / total
        variance = np.maximum(spread - mean * members / total, floor * mean**2)
        a, b = mean**2 / variance, mean / variance
    return Prior(a=a[pool], b=b[pool], mean=mean[pool])


def dispersion(
    counts: npt.NDArray[np.generic], expected: Floats, observed: Bools, pool: Ints, pools: int
) -> Floats:
    """Over-dispersion phi WITHIN grids, per pool, at least 1.

    Args:
        counts: (G, T) events.
        expected: (G, T) expected at relative risk 1.
        observed: (G, T).
        pool: (G,) pool number.
        pools: number of pools.
    """
    y = np.where(observed, counts, 0.0)
    e = np.where(observed, expected, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = y.sum(axis=1) / e.sum(axis=1)
        fitted = own[:, None] * e
        chi = np.where(fitted > 0, (y - fitted) ** 2 / fitted, 0.0).sum(axis=1)
    used = np.isfinite(own) & (own > 0)
    cells = np.bincount(pool[used], (e[used] > 0).sum(axis=1), pools)
    grids = np.bincount(pool[used], None, pools)
    chi_pool = np.bincount(pool[used], chi[used], pools)
    with np.errstate(invalid="ignore", divide="ignore"):
        phi = chi_pool / (cells - grids)
    return np.asarray(np.maximum(np.nan_to_num(phi, nan=1.0, posinf=1.0), 1.0))
