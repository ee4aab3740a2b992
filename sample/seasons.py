"""Seasons (时令): how events follow the year, the lunar holidays, the weekday and the hour."""

from __future__ import annotations

import datetime as dt

import numpy as np

from sample.boundaries import FIRST_DAY
from sample.mesh import Floats

WEEKS = 104
LAST_DAY = FIRST_DAY + dt.timedelta(days=7 * WEEKS - 1)
SPRING_FESTIVALS = (dt.date(2025, 1, 29), dt.date(2026, 2, 17))
NATIONAL_DAYS = (dt.date(2025, 10, 1), dt.date(2026, 10, 1))
KINDS = ("penalty", "petition", "alert")

# Monday to Sunday.
WEEKDAY = {
    "penalty": [1.2, 1.2, 1.15, 1.15, 1.1, 0.65, 0.55],
    "petition": [1.45, 1.25, 1.15, 1.1, 1.05, 0.55, 0.45],
    "alert": [0.93, 0.92, 0.94, 0.97, 1.06, 1.12, 1.06],
}
# Factor before the festival (14 days), during it (8 days from the eve), after it (10 days).
FESTIVAL = {"penalty": (0.9, 0.25, 0.6), "petition": (1.3, 0.3, 0.8), "alert": (1.1, 0.8, 0.9)}
NATIONAL = {"penalty": 0.45, "petition": 0.5, "alert": 1.15}
YEARLY = {"penalty": 0.08, "petition": 0.05, "alert": 0.1}
# Weight of the 24 hours of a day.
HOUR = {
    "penalty": [0, 0, 0, 0, 0, 0, 0, 0.5, 3, 6, 6, 4, 1, 3, 6, 6, 4, 2, 2, 3, 3, 2, 0.5, 0],
    "petition": [
        0.2,
        0.1,
        0.1,
        0.1,
        0.1,
        0.1,
        0.3,
        1,
        5,
        9,
        8,
        5,
        2,
        4,
        7,
        7,
        5,
        2,
        1,
        1,
        1,
        0.8,
        0.5,
        0.3,
    ],
    "alert": [
        2.6,
        2,
        1.5,
        1.1,
        0.9,
        0.9,
        1.4,
        2.4,
        3.6,
        4.2,
        4.4,
        4.3,
        3.7,
        3.8,
        4.1,
        4.3,
        4.6,
        5,
        5.4,
        6,
        6.2,
        5.6,
        4.6,
        3.6,
    ],
}


def day_factors() -> Floats:
    """Expected share of an ordinary day, shape (3 kinds, 728 days), mean 1 over all days."""
    days = [FIRST_DAY + dt.timedelta(days=n) for n in range(7 * WEEKS)]
    factors = np.empty((len(KINDS), len(days)))
    for row, kind in enumerate(KINDS):
        for column, day in enumerate(days):
            warm = np.cos(2 * np.pi * (day.timetuple().tm_yday - 205) / 365.25)
            factors[row, column] = (
                WEEKDAY[kind][day.weekday()] * _holiday(kind, day) * (1 + YEARLY[kind] * warm)
            )
    return np.asarray(factors / factors.mean(1, keepdims=True))


def _holiday(kind: str, day: dt.date) -> float:
    before, during, after = FESTIVAL[kind]
    for first in SPRING_FESTIVALS:
        offset = (day - first).days
        if -15 <= offset < -1:
            return before
        if -1 <= offset < 7:
            return during
        if 7 <= offset < 17:
            return after
    return NATIONAL[kind] if any(0 <= (day - n).days < 7 for n in NATIONAL_DAYS) else 1.0


def hour_weights() -> Floats:
    """Probability of each hour, shape (3, 24)."""
    weights = np.array([HOUR[kind] for kind in KINDS])
    return np.asarray(weights / weights.sum(1, keepdims=True))
