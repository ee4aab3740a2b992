"""Forecast (预测): the next period of each grid from its posterior, and from a plain count.

Source of the formulas: docs/method.md#forecast.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.special import betainc
from scipy.stats import nbinom

from analytics.material import Inputs, happened, is_event, pools_of
from analytics.posterior import evaluate, pool_values, season_of
from analytics.season import is_seasonal
from policy import IndicatorRule, Policy

Floats = npt.NDArray[np.float64]
PLAIN_PERIODS = 52
# Jeffreys' prior of a Poisson mean: a grid without any event in a year is not impossible.
HALF_EVENT = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """Negative binomial of one period's events; arrays (G, k) in the order of ``indicators``.

    ``mean`` and ``size``: variance = mean + mean^2 / size. NaN where nothing can be said: no
    exposure, a pool without events, too few observed periods.
    """

    indicators: tuple[str, ...]
    mean: Floats
    size: Floats

    def at_most(self, count: npt.ArrayLike) -> Floats:
        """P(Y <= count); 0 below 0, NaN where there is no forecast."""
        return at_most(np.asarray(count, dtype=np.float64), self.mean, self.size)

    def quantile(self, q: float) -> Floats:
        """The smallest count c with P(Y <= c) >= q."""
        return np.asarray(nbinom.ppf(q, self.size, self.size / (self.size + self.mean)))

    def column(self, place: int) -> Forecast:
        """One indicator alone, (G, 1)."""
        return Forecast(
            indicators=self.indicators[place : place + 1],
            mean=self.mean[:, place : place + 1],
            size=self.size[:, place : place + 1],
        )

    def part(self, rows: npt.NDArray[np.bool_]) -> Forecast:
        """Some grids only."""
        return Forecast(indicators=self.indicators, mean=self.mean[rows], size=self.size[rows])


def at_most(count: Floats, mean: Floats, size: Floats) -> Floats:
    """P(Y <= count) of negative binomials given by mean and size; 0 for a count below 0.

    Args:
        count: whole numbers.
        mean: of the events, > 0; NaN stays NaN.
        size: mean^2 / (variance - mean).
    """
    known = betainc(size, np.maximum(count, 0) + 1, size / (size + mean))
    return np.where(np.isnan(mean) | np.isnan(size), np.nan, np.where(count < 0, 0.0, known))


def next_period(inputs: Inputs, policy: Policy) -> Forecast:
    """The period after the last one of ``inputs``, at the population of the last.

    theta ~ Gamma(a + r n, b + n), Y | theta ~ Poisson(theta e) widened by the dispersion phi
    within grids: mean = E theta x e, variance = phi mean + mean^2 / shape.

    Args:
        inputs: counts, coverage and population up to now.
        policy: calibrated.
    """
    rules = [rule for rule in policy.indicators if is_event(rule)]
    found = evaluate(inputs, policy)
    names, pool = pools_of(inputs, policy)
    place = {rule.code: k for k, rule in enumerate(policy.indicators)}
    mean = np.full((len(inputs.codes), len(rules)), np.nan)
    size = np.full_like(mean, np.nan)
    for column, rule in enumerate(rules):
        assert rule.frozen is not None  # a calibrated policy
        k = place[rule.code]
        phi = pool_values(rule.frozen.phi, names, 1.0)[pool]
        e = found.usual[:, k] * _season_ahead(inputs, rule, policy)
        can = found.applies[:, k] & (found.seen[:, k] >= policy.min_periods) & (e > 0)
        shape = np.where(can, found.shape[:, k], np.nan)
        mean[:, column] = shape / found.rate[:, k] * e
        size[:, column] = 1 / (1 / shape + (phi - 1) / mean[:, column])
    return Forecast(indicators=tuple(rule.code for rule in rules), mean=mean, size=size)


def plain_count(inputs: Inputs, policy: Policy, periods: int = PLAIN_PERIODS) -> Forecast:
    """What a plain count of the last ``periods`` says about the next: events over periods seen.

    The count is given the law it deserves, NB(y + 1/2, w / (w + 1)) of y events in w periods, so
    that it is compared as fairly as the model. Its order is that of the count.
    """
    rules = [rule for rule in policy.indicators if is_event(rule)]
    mean = np.full((len(inputs.codes), len(rules)), np.nan)
    size = np.full_like(mean, np.nan)
    for column, rule in enumerate(rules):
        y = happened(inputs, rule.code)[:, -periods:].sum(axis=1)
        w = inputs.observed[rule.code][:, -periods:].sum(axis=1)
        size[:, column] = np.where(w > 0, y + HALF_EVENT, np.nan)
        mean[:, column] = size[:, column] / np.maximum(w, 1)
    return Forecast(indicators=tuple(rule.code for rule in rules), mean=mean, size=size)


def _season_ahead(inputs: Inputs, rule: IndicatorRule, policy: Policy) -> float:
    """The seasonal factor of the period to come; it needs nothing of that period itself."""
    if not is_seasonal(policy, len(inputs.periods) + 1):
        return 1.0
    return float(season_of(_with_next(inputs, rule.code, policy), rule, policy)[-1])


def _with_next(inputs: Inputs, code: str, policy: Policy) -> Inputs:
    """One indicator with one unobserved period more."""

    def longer(table: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        return np.concatenate([table, np.zeros_like(table[:, :1])], axis=1)

    following = policy.period.following(int(inputs.periods[-1]))
    shared = inputs.estimated.get(code)
    return replace(
        inputs,
        periods=np.append(inputs.periods, following),
        counts={code: longer(inputs.counts[code])},
        estimated={} if shared is None else {code: longer(shared).astype(np.float64)},
        observed={code: longer(inputs.observed[code]).astype(np.bool_)},
        population_of=np.append(inputs.population_of, inputs.population_of[-1]),
    )
