"""Alarms (预警): this week's events against what a grid's own memory expects of it.

The colour is slow by design; the alarm is fast. Source: docs/hotspots.md#windowed-alarm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from analytics import memory
from analytics.hotspots import false_discovery
from analytics.material import Inputs, exposure, is_event, pools_of
from analytics.posterior import pool_values, season_of
from policy import IndicatorRule, Policy

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
WINDOWS = (1, 2, 4, 8)
FALSE_SHARE = 0.10


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Alarms:
    """One period; arrays (G, k) in the order of ``indicators`` (events only).

    ``window`` is the length in periods of the most unusual window, 0 where nothing was tested;
    ``count`` and ``expected`` are the events in it and those the memory before it expects; ``p``
    is corrected for the choice of the window, NaN where nothing was tested. ``expected_false``
    (k,) is the number of alarms that chance alone may have raised: the share ``q`` of them.
    """

    indicators: tuple[str, ...]
    window: Ints
    count: Floats
    expected: Floats
    p: Floats
    alarm: Bools
    expected_false: Floats
    q: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Window:
    """All grids over one window: (G,) events, events expected, chance of so many."""

    count: Floats
    expected: Floats
    p: Floats


def upper_tail(count: Floats, size: Floats, prob: Floats) -> Floats:
    """P(Y >= count) of a negative binomial, exactly; 1 for a count of 0, NaN stays NaN.

    Args:
        count: events, parts of events allowed (those placed by shares).
        size: shape of the gamma mean.
        prob: rate over (rate + expected).
    """
    p = np.ones(np.broadcast_shapes(count.shape, size.shape, prob.shape))
    some = count > 0
    p[some] = betainc(count[some], size[some], 1 - prob[some])
    return np.where(np.isnan(size) | np.isnan(prob), np.nan, p)


def window_alarms(
    inputs: Inputs,
    policy: Policy,
    *,
    windows: tuple[int, ...] = WINDOWS,
    q: float = FALSE_SHARE,
) -> Alarms:
    """Alarms of the last period, per grid and event indicator.

    For each window of w periods ending now, Y events are compared with the state as of before
    the window: Y ~ NB(a + r n, (b + n)/(b + n + w e)), widened by the dispersion within grids,
    p_w = P(Y >= y), p = min(1, k min p_w) over the k windows, Benjamini-Hochberg at ``q`` over
    the grids of a pool.

    Args:
        inputs: counts, coverage and population; the last period is the one judged.
        policy: calibrated.
        windows: lengths in periods.
        q: share of false alarms among the alarms.

    Returns:
        Not tested (NaN): no exposure, a pool without events, an unobserved last period, or fewer
        observed periods before the window than the policy's ``min_periods``. Unobserved periods
        inside a window are left out on both sides.
    """
    rules = [rule for rule in policy.indicators if is_event(rule)]
    names, pool = pools_of(inputs, policy)
    columns = [_judged(inputs, rule, policy, windows) for rule in rules]
    shape = (len(inputs.codes), len(rules))
    alarm = np.zeros(shape, dtype=np.bool_)
    for k, column in enumerate(columns):
        for members in _members(pool, len(names)):
            alarm[members, k] = false_discovery(column.p[members], q)
    best = [column.length for column in columns]

    def stacked(parts: list[npt.NDArray[np.generic]]) -> npt.NDArray[np.generic]:
        return np.column_stack(parts) if parts else np.zeros(shape)

    return Alarms(
        indicators=tuple(rule.code for rule in rules),
        window=stacked([*best]).astype(np.int64),
        count=stacked([column.count for column in columns]).astype(np.float64),
        expected=stacked([column.expected for column in columns]).astype(np.float64),
        p=stacked([column.p for column in columns]).astype(np.float64),
        alarm=alarm,
        expected_false=alarm.sum(axis=0) * q,
        q=q,
    )


def _members(pool: Ints, pools: int) -> list[Ints]:
    order = np.argsort(pool, kind="stable")
    return list(np.split(order, np.cumsum(np.bincount(pool, minlength=pools))[:-1]))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Column:
    length: Ints
    count: Floats
    expected: Floats
    p: Floats


def _judged(
    inputs: Inputs, rule: IndicatorRule, policy: Policy, windows: tuple[int, ...]
) -> _Column:
    """The most unusual window of each grid, and its p corrected for the choice."""
    season = season_of(inputs, rule, policy)
    tests = [_against(inputs, rule, policy, season, w) for w in windows]
    p = np.array([test.p for test in tests])
    is_seen = inputs.observed[rule.code][:, -1]
    is_tested = np.isfinite(p).any(axis=0) & is_seen
    best = np.where(np.isnan(p), np.inf, p).argmin(axis=0)

    def chosen(parts: list[Floats], otherwise: float) -> Floats:
        picked = np.take_along_axis(np.array(parts), best[None, :], axis=0)[0]
        return np.where(is_tested, picked, otherwise)

    return _Column(
        length=np.where(is_tested, np.array(windows)[best], 0),
        count=chosen([test.count for test in tests], 0.0),
        expected=chosen([test.expected for test in tests], np.nan),
        p=np.minimum(1.0, len(windows) * chosen([test.p for test in tests], np.nan)),
    )


def _recent(inputs: Inputs, code: str, w: int) -> Floats:
    """(G,) events of the last ``w`` periods, by a point or by shares, where observed."""
    events = inputs.counts[code][:, -w:].astype(np.float64)
    if code in inputs.estimated:
        events = events + inputs.estimated[code][:, -w:]
    return np.asarray(np.where(inputs.observed[code][:, -w:], events, 0.0).sum(axis=1))


def _against(
    inputs: Inputs, rule: IndicatorRule, policy: Policy, season: Floats, w: int
) -> _Window:
    """The last ``w`` periods against the memory as of before them."""
    grids, periods = len(inputs.codes), len(inputs.periods)
    if periods - w < policy.min_periods:
        nothing = np.full(grids, np.nan)
        return _Window(count=np.zeros(grids), expected=nothing, p=nothing)
    assert rule.frozen is not None  # a calibrated policy
    names, pool = pools_of(inputs, policy)
    rate = pool_values(rule.frozen.rate, names, 0.0)[pool]
    phi = pool_values(rule.frozen.phi, names, 1.0)[pool]
    exposed = exposure(inputs, rule)
    before = inputs.until(periods - w - 1)
    held = memory.fold(
        before.counts[rule.code],
        before.observed[rule.code],
        exposed,
        before.population_of,
        rate,
        season[: periods - w],
        rule.half_life,
        before.estimated.get(rule.code),
    )
    n = held.weight / phi
    prior = memory.prior_of(held.relative_risk, n, pool, len(names), policy.prior_floor)
    seen = inputs.observed[rule.code][:, -w:]
    usual = exposed[inputs.population_of[-w:]].T * rate[:, None] * season[-w:]
    e = np.where(seen, usual, 0.0).sum(axis=1)
    count = _recent(inputs, rule.code, w)
    can = (e > 0) & (held.seen >= policy.min_periods) & (prior.mean > 0)
    shape = np.where(can, prior.a + held.relative_risk * n, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = shape / (prior.b + n) * e
        # phi = 1 leaves the shape as it is; above, the variance phi mean + mean^2 / shape holds.
        size = 1 / (1 / shape + (phi - 1) / mean)
        return _Window(count=count, expected=mean, p=upper_tail(count, size, size / (size + mean)))
