"""What a weight decides (权重的代价): how much weight must move for a grid to change its class.

Source of the formulas: docs/method.md#weighing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.classes import classify
from analytics.index import overridden, power_mean

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NOBODY = -1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shift:
    """The least weight that takes each grid over a cut, from one indicator to another.

    ``amount`` (G,) is a share of the whole weight; NaN, with both places -1, where moving one
    indicator's weight alone cannot do it (不能单靠一项权重).
    """

    amount: Floats
    giver: Ints
    receiver: Ints


def to_next_class(
    z: Floats,
    weights: Floats,
    power: float,
    cuts: Sequence[float],
    acute: npt.NDArray[np.bool_],
    share: float,
    *,
    is_up: bool,
) -> Shift:
    """Weight to move for the next worse (``is_up``) or next better class.

    It goes from the indicator with the smallest z to the one with the largest, or back for a
    better class; where the giver has not enough, the next giver is asked. Going up, classes being
    right-closed, the amount is the bound that must be exceeded.

    Args:
        z: (G, m).
        weights: (m,) adding up to 1.
        power: of the mean.
        cuts: four ascending index values.
        acute: (G, m) overrides that are on.
        share: of z an override counts.
        is_up: to the next worse class, else to the next better.
    """
    rows = np.arange(len(z))
    s = power_mean(z, weights, power)
    floor = overridden(np.zeros(len(z)), z, acute, share)
    here = classify(s, cuts)
    edges = np.concatenate([[np.nan], np.asarray(cuts, dtype=np.float64), [np.nan]])
    cut = edges[here + 1] if is_up else edges[here]
    need = np.abs(s**power - cut**power)
    # The same weights would be asked in vain while an override holds the index up.
    is_free = floor <= (s if is_up else np.fmin(s, cut))
    order = np.argsort(z if is_up else -z, axis=1, kind="stable")
    receiver = order[:, -1]
    shift = Shift(
        amount=np.full(len(z), np.nan),
        giver=np.full(len(z), NOBODY),
        receiver=np.full(len(z), NOBODY),
    )
    for giver in order.T[:-1]:
        reach = np.abs(z[rows, receiver] ** power - z[rows, giver] ** power)
        amount = np.divide(need, reach, out=np.full(len(z), np.nan), where=reach > 0)
        fits = is_free & np.isnan(shift.amount) & (amount <= weights[giver])
        shift.amount[fits] = amount[fits]
        shift.giver[fits] = giver[fits]
        shift.receiver[fits] = receiver[fits]
    return shift


def robust(levels: Sequence[npt.NDArray[np.generic]], level: int) -> npt.NDArray[np.bool_]:
    """(G,) grids with this level (1 = red) under all approved weight sets."""
    return np.asarray(np.logical_and.reduce([np.asarray(one) == level for one in levels]))
