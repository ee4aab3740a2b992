"""EARS (早期预警): C1, C2 and C3, thresholds from the last few periods alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Floats = npt.NDArray[np.float64]
_GAP = {"C1": 0, "C2": 2, "C3": 2}
_ALPHA = {"C1": 0.001, "C2": 0.001, "C3": 0.025}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ears:
    """(T,) each; NaN (and no alarm) where the baseline is too short or has gaps."""

    expected: Floats
    upper: Floats
    alarm: npt.NDArray[np.bool_]


def ears(
    counts: npt.ArrayLike,
    method: Literal["C1", "C2", "C3"] = "C1",
    *,
    baseline: int = 7,
    alpha: float | None = None,
    min_sigma: float = 0.0,
) -> Ears:
    """Periods whose count lies above mean + z sd of the periods before.

    C1 uses the ``baseline`` periods just before, C2 those up to two periods earlier, so that a
    slow start does not enter its own baseline. C3 takes off C2's bound what the two last
    periods already had above one sd.

    Args:
        counts: (T,) events per period; NaN = unobserved.
        method: C1, C2 or C3.
        baseline: periods in the baseline, at least 3.
        alpha: one-sided level; default .001 (C1, C2) and .025 (C3).
        min_sigma: least sd, for series that stand still.

    Raises:
        ValueError: unknown method, too short a baseline, negative ``min_sigma``.

    Source: docs/hotspots.md#ears.
    """
    if method not in _GAP:
        raise ValueError(f"no such method: {method}")
    if baseline < 3 or min_sigma < 0:
        raise ValueError("a baseline of at least 3 periods, a least sd from 0")
    y = np.asarray(counts, dtype=np.float64)
    mean, sd = _baseline(y, baseline, _GAP[method])
    sd = np.maximum(sd, min_sigma)
    level = float(ndtri(1 - (_ALPHA[method] if alpha is None else alpha)))
    upper = mean + level * sd
    if method == "C3":
        with np.errstate(invalid="ignore", divide="ignore"):
            # Without any spread there is no scale for an excess.
            excess = np.where(sd > 0, np.maximum((y - mean) / sd - 1, 0.0), sd * 0)
        carried = np.full(len(y), np.nan)
        carried[2:] = excess[1:-1] + excess[:-2]
        upper = np.maximum(upper - carried * sd, 0.0)
    with np.errstate(invalid="ignore"):
        return Ears(expected=mean, upper=upper, alarm=y > upper)


def _baseline(y: Floats, length: int, gap: int) -> tuple[Floats, Floats]:
    """Mean and sd of the ``length`` periods that end ``gap`` periods before each."""
    mean, sd = np.full(len(y), np.nan), np.full(len(y), np.nan)
    first = length + gap
    if len(y) > first:
        spans = np.lib.stride_tricks.sliding_window_view(y, length)[: len(y) - first]
        mean[first:], sd[first:] = spans.mean(axis=1), spans.std(axis=1, ddof=1)
    return mean, sd
