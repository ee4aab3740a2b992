"""From inputs to z (打分): memory, prior and posterior of every indicator under one policy.

Source of the formulas: docs/method.md#prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc

from analytics import memory, season
from analytics.index import goalposted, overridden, power_mean
from analytics.material import Inputs, exposure, happened, is_event, measure, pools_of
from policy import IndicatorRule, Policy
from policy.lunar import lunar_new_year

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
RECENT = 13


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posterior:
    """One period under one policy; all arrays (G, m) in the order of the policy's indicators.

    ``theta`` is the posterior mean relative risk (a stock: its measure). ``fixed`` is z where
    nothing is drawn, NaN where it is. ``expected`` are the events expected this period at
    relative risk 1, ``usual`` the same without the season. ``reference`` (m,) is z of the median
    grid.
    """

    theta: Floats
    shape: Floats
    rate: Floats
    n: Floats
    z: Floats
    fixed: Floats
    applies: Bools
    expected: Floats
    usual: Floats
    expected_13: Floats
    silent: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    memory_mean: Floats
    acute: Bools
    reference: Floats
    index: Floats
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Column:
    """One indicator's column of the posterior."""

    theta: Floats
    shape: Floats
    rate: Floats
    n: Floats
    z: Floats
    fixed: Floats
    applies: Bools
    expected: Floats
    usual: Floats
    expected_13: Floats
    silent: npt.NDArray[np.int64]
    seen: npt.NDArray[np.int64]
    memory_mean: Floats
    acute: Bools
    warnings: tuple[str, ...]


def season_of(inputs: Inputs, rule: IndicatorRule, policy: Policy) -> Floats:
    """(T,) seasonal factor of an event indicator for the whole area."""
    if not season.is_seasonal(policy, len(inputs.periods)):
        return np.ones(len(inputs.periods))
    seen = inputs.observed[rule.code]
    exposed = exposure(inputs, rule)[inputs.population_of].T
    y = happened(inputs, rule.code).sum(axis=0)
    e = np.where(seen, exposed, 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(e > 0, y / e, np.nan)
    return season.factors(ratio, inputs.periods, policy, lunar_new_year())


def pool_values(table: dict[str, float], names: list[str], default: float) -> Floats:
    """Values by pool; a pool the baseline did not know gets the mean of the known ones."""
    known = np.mean(list(table.values())) if table else default
    return np.array([table.get(name, known) for name in names], dtype=np.float64)


def _events(inputs: Inputs, rule: IndicatorRule, policy: Policy, f: Floats) -> _Column:
    assert rule.frozen is not None  # a calibrated policy
    names, pool = pools_of(inputs, policy)
    rate = pool_values(rule.frozen.rate, names, 0.0)[pool]
    phi = pool_values(rule.frozen.phi, names, 1.0)[pool]
    exposed = exposure(inputs, rule)
    held = memory.fold(
        inputs.counts[rule.code],
        inputs.observed[rule.code],
        exposed,
        inputs.population_of,
        rate,
        f,
        rule.half_life,
        inputs.estimated.get(rule.code),
    )
    n = held.weight / phi
    prior = memory.prior_of(held.relative_risk, n, pool, len(names), policy.prior_floor)
    alive = prior.mean > 0
    shape = np.where(alive, prior.a + held.relative_risk * n, np.nan)
    own = np.where(alive, prior.b + n, np.nan)
    theta = np.where(alive, shape / own, 0.0)
    applies = exposed[inputs.population_of[-1]] > 0
    lo, hi = rule.frozen.lo, rule.frozen.hi
    z = np.where(alive, goalposted(theta, lo, hi, rule.transform), 0.0)
    flat = (f"engine.flat_goalposts:{rule.code}",) if hi <= lo else ()
    silent_pools = sorted({names[p] for p in np.unique(pool[~alive])})
    recent = exposed[inputs.population_of[-RECENT:]] * rate
    expected = recent * f[-RECENT:, None]
    with np.errstate(invalid="ignore"):
        above = np.where(alive, gammaincc(shape, own * hi), 0.0)
    return _Column(
        theta=theta,
        shape=shape,
        rate=own,
        n=n,
        z=z,
        fixed=np.where(alive & applies, np.nan, z),
        applies=applies,
        expected=expected[-1],
        usual=recent[-1],
        expected_13=np.where(inputs.observed[rule.code][:, -RECENT:].T, expected, 0).sum(axis=0),
        silent=held.silent,
        seen=held.seen,
        memory_mean=np.where(alive, prior.mean, 0.0),
        acute=applies & (above >= policy.override_probability) & (rule.acute and hi > lo),
        warnings=(*flat, *(f"engine.no_events:{rule.code}:{name}" for name in silent_pools)),
    )


def _stock(inputs: Inputs, rule: IndicatorRule) -> _Column:
    assert rule.frozen is not None  # a calibrated policy
    x = measure(inputs, inputs.now, rule)
    applies = np.isfinite(x)
    lo, hi = rule.frozen.lo, rule.frozen.hi
    z = np.where(applies, goalposted(np.nan_to_num(x), lo, hi, rule.transform), 0.0)
    nothing, none = np.full(len(x), np.nan), np.zeros(len(x), dtype=np.int64)
    return _Column(
        theta=x,
        shape=nothing,
        rate=nothing,
        n=np.zeros(len(x)),
        z=z,
        fixed=z,
        applies=applies,
        expected=nothing,
        usual=nothing,
        expected_13=nothing,
        silent=none,
        seen=none,
        memory_mean=np.zeros(len(x)),
        acute=np.zeros(len(x), dtype=np.bool_),
        warnings=(f"engine.flat_goalposts:{rule.code}",) if hi <= lo else (),
    )


def evaluate(inputs: Inputs, policy: Policy, seasons: dict[str, Floats] | None = None) -> Posterior:
    """Posterior, z and plug-in index of the last period.

    Args:
        inputs: counts and population.
        policy: calibrated.
        seasons: factors to use instead of the ones the data give.
    """
    columns = []
    for rule in policy.indicators:
        if is_event(rule):
            f = season_of(inputs, rule, policy) if seasons is None else seasons[rule.code]
            columns.append(_events(inputs, rule, policy, f))
        else:
            columns.append(_stock(inputs, rule))

    def stacked(name: str) -> npt.NDArray[np.generic]:
        return np.column_stack([getattr(column, name) for column in columns])

    z, applies = np.asarray(stacked("z"), np.float64), np.asarray(stacked("applies"), np.bool_)
    reference = np.array(
        [np.median(z[use, k]) if use.any() else 0.0 for k, use in enumerate(applies.T)]
    )
    # An indicator that has no exposure in a grid stands at the middle: it moves nothing.
    z = np.where(applies, z, reference)
    fixed = np.where(applies, np.asarray(stacked("fixed"), np.float64), reference)
    acute = np.asarray(stacked("acute"), np.bool_)
    s = power_mean(z, np.array(policy.weights), policy.power)
    names = [
        "theta",
        "shape",
        "rate",
        "n",
        "expected",
        "usual",
        "expected_13",
        "silent",
        "seen",
        "memory_mean",
    ]
    return Posterior(
        **{name: stacked(name) for name in names},  # type: ignore[arg-type]
        z=z,
        fixed=fixed,
        applies=applies,
        acute=acute,
        reference=reference,
        index=overridden(s, z, acute, policy.override_share),
        warnings=tuple(w for column in columns for w in column.warnings),
    )
