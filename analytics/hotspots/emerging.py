"""Five words (五种状态): what a hot spot is doing, in words a leader can use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from analytics.hotspots.trend import mann_kendall

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Word(StrEnum):
    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    FADING = "fading"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Emerging:
    """Per place: ``word``; is it hot now; share of the earlier periods it was hot; trend of z."""

    word: npt.NDArray[np.str_]
    is_hot: Bools
    hot_before: Floats
    trend_z: Floats
    trend_p: Floats


def five_words(
    z: npt.ArrayLike, *, hot: float = 1.96, alpha: float = 0.05, often: float = 0.5
) -> Emerging:
    """Name each place by its Gi* of disjoint periods and their Mann-Kendall trend.

    new: hot now, never before. growing: hot now, and the trend rises. fading: hot now and the
    trend falls, or hot in at least ``often`` of the earlier periods and no more. steady: hot
    now, before too, no trend. none: the rest.

    Args:
        z: (n, T) Gi* of each period on that period's own events, so that no two share events;
            NaN = unobserved, counted neither as hot nor as cold.
        hot: z from which a place is hot.
        alpha: two-sided level of the trend.
        often: share of the earlier observed periods.

    Source: docs/hotspots.md#five-words.
    """
    scores = np.asarray(z, dtype=np.float64)
    if scores.ndim != 2 or scores.shape[1] < 1:
        raise ValueError("scores of every place and period")
    known, is_hot = np.isfinite(scores), scores >= hot
    now, earlier = is_hot[:, -1], is_hot[:, :-1].sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        before = np.nan_to_num(earlier / known[:, :-1].sum(axis=1))
    tests = [mann_kendall(row) for row in scores]
    trend_z = np.array([test.z for test in tests], dtype=np.float64)
    trend_p = np.array([test.p for test in tests], dtype=np.float64)
    moved = trend_p < alpha
    word = np.select(
        [
            now & (earlier == 0),
            now & moved & (trend_z > 0),
            now & moved & (trend_z < 0),
            now,
            known[:, -1] & (earlier > 0) & (before >= often),
        ],
        [
            Word.NEW.value,
            Word.GROWING.value,
            Word.FADING.value,
            Word.STEADY.value,
            Word.FADING.value,
        ],
        default=Word.NONE.value,
    )
    return Emerging(word=word, is_hot=now, hot_before=before, trend_z=trend_z, trend_p=trend_p)
