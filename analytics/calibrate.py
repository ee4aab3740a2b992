"""Calibration (定标): what the baseline year fixes - rates, dispersion, goalposts, cuts.

Source of the formulas: docs/method.md#calibration.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
from scipy.stats import gamma

from analytics import memory
from analytics.classes import natural_breaks
from analytics.material import Inputs, exposure, happened, is_event, measure, pools_of
from analytics.posterior import evaluate, season_of
from errors import PolicyError
from policy import Frozen, IndicatorRule, Policy

Floats = npt.NDArray[np.float64]
LOW, HIGH = 0.05, 0.95
CLASSES = 5


def _ratio(y: Floats, e: Floats, pool: npt.NDArray[np.int64], pools: int) -> Floats:
    events, exposed = np.bincount(pool, y, pools), np.bincount(pool, e, pools)
    return np.divide(events, exposed, out=np.zeros(pools), where=exposed > 0)


def _spread(risk: Floats, weight: Floats, policy: Policy) -> tuple[float, float]:
    """5 and 95 % of the estimated true spread over the whole area, as one pool."""
    whole = np.zeros(len(risk), dtype=np.int64)
    prior = memory.prior_of(risk, weight, whole, 1, policy.prior_floor)
    if not prior.mean[0] > 0:
        return 0.0, 0.0
    edges = gamma.ppf([LOW, HIGH], prior.a[0], scale=1 / prior.b[0])
    return round(float(edges[0]), 2), round(float(edges[1]), 2)


def _events(inputs: Inputs, rule: IndicatorRule, policy: Policy) -> Frozen:
    names, pool = pools_of(inputs, policy)
    seen = inputs.observed[rule.code]
    exposed = exposure(inputs, rule)[inputs.population_of].T
    # Where the indicator does not apply its events have nothing to be measured over.
    y = np.where(exposed > 0, happened(inputs, rule.code), 0.0)
    open_exposure = np.where(seen, exposed, 0.0)
    rate = _ratio(y.sum(axis=1), open_exposure.sum(axis=1), pool, len(names))
    season = season_of(inputs, rule, policy)
    expected = exposed * rate[pool][:, None] * season
    phi = memory.dispersion(y, expected, seen, pool, len(names))
    e = np.where(seen, expected, 0.0).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        risk = np.where(e > 0, y.sum(axis=1) / e, 0.0)
    lo, hi = _spread(risk, e / phi[pool], policy)
    return Frozen(
        lo=lo,
        hi=hi,
        rate={name: float(f"{value:.6g}") for name, value in zip(names, rate, strict=True)},
        phi={name: round(float(value), 4) for name, value in zip(names, phi, strict=True)},
    )


def _stock(inputs: Inputs, rule: IndicatorRule) -> Frozen:
    x = measure(inputs, inputs.now, rule)
    known = x[np.isfinite(x)]
    if not len(known):
        return Frozen(lo=0.0, hi=0.0)
    lo, hi = np.quantile(known, [LOW, HIGH])
    return Frozen(lo=float(f"{lo:.3g}"), hi=float(f"{hi:.3g}"))


def _cuts(inputs: Inputs, policy: Policy) -> tuple[float, ...]:
    """Exact five classes of the baseline year's index, rounded to .1 first and after."""
    seasons = {
        rule.code: season_of(inputs, rule, policy) for rule in policy.indicators if is_event(rule)
    }
    values = []
    for position in range(policy.min_periods - 1, len(inputs.periods)):
        part = {code: f[: position + 1] for code, f in seasons.items()}
        found = evaluate(inputs.until(position), policy, part)
        events = np.array([is_event(rule) for rule in policy.indicators])
        alive = found.applies[:, events].any(axis=1) if events.any() else found.applies.any(axis=1)
        values.append(np.round(found.index[alive], 1))
    unique, counts = np.unique(np.concatenate(values), return_counts=True)
    cuts = [round(float(cut), 1) for cut in natural_breaks(unique, CLASSES, counts)]
    if len(cuts) < CLASSES - 1:
        raise PolicyError("policy.no_spread", classes=CLASSES)
    return tuple(cuts)


def calibrate(policy: Policy, inputs: Inputs) -> Policy:
    """The policy with every figure that the baseline fixes; figures already there stay.

    Args:
        policy: may lack ``frozen`` of its indicators and ``cuts``.
        inputs: the baseline's periods.

    Raises:
        PolicyError: fewer than ``min_periods`` periods, or no spread to cut into five classes.
    """
    if policy.is_calibrated and policy.baseline is not None:
        return policy
    periods = len(inputs.periods)
    if periods < policy.min_periods:
        raise PolicyError("policy.too_short", periods=periods, needed=policy.min_periods)
    rules = tuple(
        rule
        if rule.frozen is not None
        else replace(
            rule,
            frozen=_events(inputs, rule, policy) if is_event(rule) else _stock(inputs, rule),
        )
        for rule in policy.indicators
    )
    span = (policy.period.first_day(int(inputs.periods[0])), int(inputs.periods[-1]))
    frozen = replace(policy, indicators=rules, baseline=span)
    return frozen if frozen.cuts else replace(frozen, cuts=_cuts(inputs, frozen))
