"""Seasonal factor (季节因子) from earlier years, aligned by the Chinese lunar new year.

Source of the formulas: docs/method.md#season.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from policy import Policy
from vocab import PeriodKind, PeriodRule, date_of, day_number

NEAR_DAYS = 42
YEARS_NEEDED = 2


def aligned_day(day: int, years: int, new_year: Mapping[int, int]) -> int:
    """The day ``years`` earlier: same distance to the lunar new year near it, else same date.

    Near is within ``NEAR_DAYS``, across the turn of the year too.

    Args:
        day: day number.
        years: how many years back.
        new_year: day number of the lunar new year by calendar year.
    """
    date = date_of(day)
    for year in (date.year, date.year + 1):
        here, there = new_year.get(year), new_year.get(year - years)
        if here is not None and there is not None and abs(day - here) <= NEAR_DAYS:
            return there + day - here
    last = 28 if (date.month, date.day) == (2, 29) else date.day
    return day_number(date.replace(year=date.year - years, day=last))


def _smooth(values: npt.NDArray[np.float64], width: int) -> npt.NDArray[np.float64]:
    known = np.isfinite(values)
    kernel = np.ones(width)
    total = np.convolve(np.where(known, values, 0.0), kernel, mode="same")
    count = np.convolve(known.astype(np.float64), kernel, mode="same")
    with np.errstate(invalid="ignore"):
        return np.where(count > 0, total / count, np.nan)


def is_seasonal(policy: Policy, periods: int) -> bool:
    """Whether a factor other than 1 can arise: on, not yearly, and two earlier years exist."""
    rule = policy.period
    is_on = policy.season and rule.kind is not PeriodKind.YEAR
    return is_on and periods > YEARS_NEEDED * round(rule.per_year())


def factors(
    ratio: npt.NDArray[np.float64],
    periods: npt.NDArray[np.int64],
    policy: Policy,
    new_year: Mapping[int, int],
) -> npt.NDArray[np.float64]:
    """F per period; 1 where fewer than two earlier years exist, the kind is yearly, or it is off.

    Args:
        ratio: (T,) events over expected of the whole area, NaN where nothing was observed.
        periods: (T,) last days.
        policy: smoothing width and range.
        new_year: day number of the lunar new year by calendar year.
    """
    f = np.ones(len(periods))
    rule = policy.period
    if not is_seasonal(policy, len(periods)):
        return f
    # Only a week is short enough to follow the lunar calendar; a month keeps its own name.
    new_year = new_year if rule.kind is PeriodKind.WEEK else {}
    year = round(rule.per_year())
    smooth = _smooth(ratio, policy.season_smoothing)
    place = {int(period): i for i, period in enumerate(periods)}
    for t in range(YEARS_NEEDED * year, len(periods)):
        parts = _parts(int(periods[t]), t, smooth, ratio, place, rule, year, new_year)
        if len(parts) >= YEARS_NEEDED:
            f[t] = np.clip(np.mean(parts), *policy.season_range)
    return f


def _parts(
    period: int,
    t: int,
    smooth: npt.NDArray[np.float64],
    ratio: npt.NDArray[np.float64],
    place: Mapping[int, int],
    rule: PeriodRule,
    year: int,
    new_year: Mapping[int, int],
) -> list[float]:
    """Ratio of the aligned period to the level of a year around it, for each earlier year."""
    parts = []
    for years in range(1, t // year + 1):
        at = place.get(rule.containing(aligned_day(period, years, new_year)))
        if at is None:
            break
        # Nothing from this period or later may enter: its level is what is to be judged.
        smoothed = smooth[at] if at + 1 < t else ratio[at]
        # A whole year around it where there is one, else the nearest whole year before t.
        start = min(max(0, at - year // 2), t - year)
        around = ratio[start : start + year]
        level = np.nanmean(around) if np.isfinite(around).any() else np.nan
        if np.isfinite(smoothed) and level > 0:
            parts.append(float(smoothed / level))
    return parts
