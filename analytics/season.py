"""季节因子 Seasonal factor of a period from earlier years, aligned on the lunar calendar."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.inputs import Inputs, exposure
from policy import lunar
from policy.schema import IndicatorKind, IndicatorRule, Policy
from vocab import PeriodKind

Floats = npt.NDArray[np.float64]
_SHORTEST_YEAR = 4


def pace(rule: IndicatorRule, inputs: Inputs) -> Floats:
    """(T,) events per unit of exposure over the covered grids; NaN where nothing is covered."""
    versions = np.stack([exposure(rule, p, inputs.area_km2) for p in inputs.population])
    counts, covered = inputs.counts[rule.code], inputs.covered(rule.code)
    result = np.full(len(inputs.periods), np.nan)
    for t, version in enumerate(inputs.population_of):
        use = covered[:, t] & (versions[version] > 0)
        if use.any():
            result[t] = counts[use, t].sum() / versions[version][use].sum()
    return result


def aligned(policy: Policy, periods: npt.NDArray[np.int64], t: int, years_back: int) -> int:
    """Index of the period that plays the part of period t in an earlier year; below 0: none."""
    if policy.period.kind is not PeriodKind.WEEK:
        return t - years_back * policy.full_year
    return int(np.searchsorted(periods, lunar.same_day(int(periods[t]), years_back)))


def _ratio(values: Floats, at: int, year: int, smoothing: int) -> float:
    """Pace around ``at`` over the pace of the year around it; NaN when either is unknown."""
    half = smoothing // 2
    near = values[max(0, at - half) : at + half + 1]
    first = max(0, at - year // 2)
    wide = values[first : first + year]
    near, wide = near[~np.isnan(near)], wide[~np.isnan(wide)]
    if len(near) == 0 or len(wide) == 0 or wide.sum() == 0:
        return float("nan")
    return float(near.mean() / wide.mean())


def factor(policy: Policy, periods: npt.NDArray[np.int64], values: Floats, t: int) -> float:
    """f of one period (docs/method.md#season); 1 with less than two full earlier years."""
    year = policy.full_year
    if not policy.season or year < _SHORTEST_YEAR or t < 2 * year:
        return 1.0
    places = [aligned(policy, periods, t, back) for back in range(1, t // year + 1)]
    ratios = np.array(
        [_ratio(values[:t], at, year, policy.season_smoothing) for at in places if at >= 0]
    )
    ratios = ratios[~np.isnan(ratios)]
    if len(ratios) < 2:
        return 1.0
    return float(np.clip(ratios.mean(), *policy.season_range))


def factors(policy: Policy, inputs: Inputs) -> Floats:
    """(m, T) factor of every indicator and period; 1 for stocks. Uses earlier periods only."""
    result = np.ones((len(policy.indicators), len(inputs.periods)))
    if not policy.season or len(inputs.periods) <= 2 * policy.full_year:
        return result
    for k, rule in enumerate(policy.indicators):
        if rule.kind is IndicatorKind.EVENTS:
            values = pace(rule, inputs)
            result[k] = [factor(policy, inputs.periods, values, t) for t in range(len(values))]
    return result
