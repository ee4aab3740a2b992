"""Why (为什么): exact Shapley contributions of the indicators to a grid's index."""

from __future__ import annotations

from math import factorial

import numpy as np
import numpy.typing as npt

from analytics.index import overridden, power_mean

Floats = npt.NDArray[np.float64]


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
    grids, m = z.shape
    values = np.empty((1 << m, grids))
    for coalition in range(1 << m):
        here = np.array([(coalition >> k) & 1 for k in range(m)], dtype=np.bool_)
        mixed = np.where(here, z, reference)
        s = power_mean(mixed, weights, power)
        values[coalition] = overridden(s, mixed, acute & here, share)
    parts = np.zeros((grids, m))
    for k in range(m):
        for coalition in range(1 << m):
            if (coalition >> k) & 1:
                continue
            size = coalition.bit_count()
            chance = factorial(size) * factorial(m - size - 1) / factorial(m)
            parts[:, k] += chance * (values[coalition | (1 << k)] - values[coalition])
    start = float(power_mean(reference[None, :], weights, power)[0])
    return parts, start
