"""Posterior draws (后验抽样): the same uniforms every week, keyed by seed, grid and indicator.

Each grid and indicator gets a Latin hypercube: the D fixed quantile levels (i + 1/2)/D in an
order drawn from its own key. Gamma quantiles come from a table over log shape.

Source of the formulas: docs/method.md#colours.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b

import numba
import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

Floats = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

SHAPE_MIN, SHAPE_MAX, PER_E_FOLD = 0.01, 1e5, 40
_STEPS = int(np.ceil(np.log(SHAPE_MAX / SHAPE_MIN) * PER_E_FOLD)) + 1


@lru_cache(maxsize=4)
def quantile_table(draws: int) -> Floats:
    """(shapes, D) gamma quantiles over the shape (mean 1), on an even grid of log shape."""
    shapes = np.exp(np.log(SHAPE_MIN) + np.arange(_STEPS) / PER_E_FOLD)
    levels = (np.arange(draws) + 0.5) / draws
    table = gammaincinv(shapes[:, None], levels[None, :]) / shapes[:, None]
    return np.ascontiguousarray(table, dtype=np.float64)


def keys(codes: npt.NDArray[np.str_], indicators: Sequence[str], seed: int) -> Keys:
    """(G, m) 64-bit key of each grid and indicator; independent of the other grids."""
    parts = b"".join(blake2b(code.encode(), digest_size=8).digest() for code in codes.tolist())
    own = b"".join(blake2b(f"{seed}|{i}".encode(), digest_size=8).digest() for i in indicators)
    grid, salt = (np.frombuffer(text, dtype="<u8").astype(np.uint64) for text in (parts, own))
    return np.asarray(grid[:, None] ^ salt[None, :])


@numba.njit(cache=True, inline="always")
def mix(state: np.uint64) -> np.uint64:
    """One step of splitmix64: a well-spread number from a counter."""
    z = state
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@numba.njit(cache=True)
def shuffle(key: np.uint64, order: npt.NDArray[np.int32]) -> None:
    """Fill ``order`` with a permutation of 0..D-1 that depends on the key alone."""
    size = len(order)
    for i in range(size):
        order[i] = i
    state = key
    for i in range(size - 1, 0, -1):
        state = state + np.uint64(0x9E3779B97F4A7C15)
        # The high 32 bits times the range: an even pick without division.
        pick = np.int64((mix(state) >> np.uint64(32)) * np.uint64(i + 1) >> np.uint64(32))
        order[i], order[pick] = order[pick], order[i]
