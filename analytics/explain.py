"""Why (为什么): exact Shapley contributions of the indicators to a grid's index.

Source of the formulas: docs/method.md#explain.
"""

from __future__ import annotations

from math import factorial

import numba
import numpy as np
import numpy.typing as npt

from analytics.index import power_mean

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@numba.njit(cache=True)
def _value(
    coalition: int,
    z: Floats,
    powers: Floats,
    absent: Floats,
    acute: Bools,
    share: float,
    root: float,
) -> float:
    """Index of one grid with the indicators of a coalition, the others at the reference."""
    total, floor = 0.0, 0.0
    for k in range(len(z)):
        if (coalition >> k) & 1:
            total += powers[k]
            if acute[k]:
                floor = max(floor, share * z[k])
        else:
            total += absent[k]
    return float(max(np.sqrt(total) if root == 0.5 else total**root, floor))


@numba.njit(cache=True)
def _shapley(
    z: Floats,
    powers: Floats,
    absent: Floats,
    acute: Bools,
    share: float,
    root: float,
    chance: Floats,
) -> Floats:
    grids, m = z.shape
    parts = np.zeros((grids, m))
    values = np.empty(1 << m)
    for g in range(grids):
        for coalition in range(1 << m):
            values[coalition] = _value(coalition, z[g], powers[g], absent, acute[g], share, root)
        for coalition in range(1 << m):
            size = 0
            for k in range(m):
                size += (coalition >> k) & 1
            for k in range(m):
                if not (coalition >> k) & 1:
                    gain = values[coalition | (1 << k)] - values[coalition]
                    parts[g, k] += chance[size] * gain
    return parts


def contributions(
    z: Floats,
    reference: Floats,
    weights: Floats,
    power: float,
    acute: npt.NDArray[np.bool_],
    share: float,
) -> tuple[Floats, float]:
    """Shapley values over all 2^m coalitions; an absent indicator stands at the reference.

    Args:
        z: (G, m).
        reference: (m,) z of the pool's median grid.
        weights: (m,) adding up to 1.
        power: of the mean.
        acute: (G, m) overrides that are on; they act only while their indicator is present.
        share: of z an override counts.

    Returns:
        (G, m) values that add up to S - S_ref, and S_ref.
    """
    m = z.shape[1]
    # A coalition of this size is what stands before an indicator in this share of all orders.
    chance = np.array(
        [factorial(size) * factorial(m - size - 1) / factorial(m) for size in range(m)]
    )
    absent = weights * reference**power
    parts = _shapley(
        np.ascontiguousarray(z), weights * z**power, absent, acute, share, 1 / power, chance
    )
    return np.asarray(parts), float(power_mean(reference[None, :], weights, power)[0])
