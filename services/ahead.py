"""What would change the colour (怎样变): the engine's own memory, run forward for one grid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincc

from analytics import colours, memory
from analytics.colours import Shown
from analytics.index import goalposted, overridden, power_mean
from analytics.material import Inputs, exposure, is_event, pools_of
from analytics.posterior import Posterior, pool_values, season_of
from policy import IndicatorRule, Policy

Floats = npt.NDArray[np.float64]
HORIZON = 52


class Way(StrEnum):
    """How the next better colour is reached.

    NO_COLOUR: there is none to better. LOWEST: none is better. CORRECTED: the data were changed
    since the run. USUAL: what is above the usual keeps to it. SAME: nothing is above the usual
    and all stays as it is. NOTHING: only without any event. STAYS: not even then within the
    horizon.
    """

    NO_COLOUR = "no_colour"
    LOWEST = "lowest"
    CORRECTED = "corrected"
    USUAL = "usual"
    SAME = "same"
    NOTHING = "nothing"
    STAYS = "stays"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Path:
    """One grid now and over the horizon: (H + 1,) index and (H + 1, m) of its posterior."""

    index: Floats
    shape: Floats
    rate: Floats
    fixed: Floats
    acute: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The answer for one grid.

    ``periods`` until the map shows ``reaches`` (a level better than now), ``index_periods`` until
    the index is at or below ``cut`` (0: it is there already, None: not within the horizon).
    ``kept`` are the indicators that keep to their usual, with that usual per 13 periods.
    """

    way: Way
    periods: int | None = None
    index_periods: int | None = None
    reaches: int = 0
    cut: float = np.nan
    kept: tuple[tuple[str, float], ...] = ()


def _extended(values: npt.NDArray[np.generic], more: float) -> Floats:
    """(T,) lengthened by the horizon, once per horizon as rows."""
    line = np.concatenate([values.astype(np.float64), np.full(HORIZON, more)])
    return np.tile(line, (HORIZON + 1, 1))


def _memories(
    inputs: Inputs, policy: Policy, rule: IndicatorRule, at: int, share: float
) -> tuple[Floats, Floats]:
    """(H + 1,) relative risk and weight now and after each period with ``share`` of the usual.

    A row stands for a horizon: the periods after it are unobserved, and what is not observed
    changes neither the relative risk nor the weight.
    """
    assert rule.frozen is not None  # a calibrated policy
    names, pool = pools_of(inputs, policy)
    rate = float(pool_values(rule.frozen.rate, names, 0.0)[pool[at]])
    phi = float(pool_values(rule.frozen.phi, names, 1.0)[pool[at]])
    exposed = exposure(inputs, rule)[:, at]
    usual = exposed[inputs.population_of[-1]] * rate
    observed = _extended(inputs.observed[rule.code][at], 1.0) > 0
    for row in range(HORIZON + 1):
        observed[row, len(inputs.periods) + row :] = False
    shared = inputs.estimated.get(rule.code)
    version = inputs.population_of
    held = memory.fold(
        _extended(inputs.counts[rule.code][at], share * usual),
        observed,
        np.repeat(exposed[:, None], HORIZON + 1, axis=1),
        np.concatenate([version, np.full(HORIZON, version[-1])]),
        np.full(HORIZON + 1, rate),
        np.concatenate([season_of(inputs, rule, policy), np.ones(HORIZON)]),
        rule.half_life,
        None if shared is None else _extended(shared[at], 0.0),
    )
    return held.relative_risk, held.weight / phi


def relative_risk(inputs: Inputs, policy: Policy, found: Posterior, at: int) -> dict[str, float]:
    """Events over expected events in the memory, per indicator that counts in this grid."""
    return {
        rule.code: float(_memories(inputs, policy, rule, at, 0.0)[0][0])
        for k, rule in enumerate(policy.indicators)
        if is_event(rule) and np.isnan(found.fixed[at, k])
    }


def path(
    inputs: Inputs, policy: Policy, found: Posterior, at: int, shares: dict[str, float]
) -> Path:
    """One grid run forward; the other grids, and so the prior, stay as they are.

    Args:
        inputs: up to the period looked at.
        policy: calibrated.
        found: the posterior of that period under this policy.
        at: the grid's row.
        shares: events of every future period as a share of the usual, per moving indicator.
    """
    size = (HORIZON + 1, len(policy.indicators))
    shape, rate = np.full(size, np.nan), np.full(size, np.nan)
    fixed = np.broadcast_to(found.fixed[at], size).copy()
    z = np.broadcast_to(found.z[at], size).copy()
    acute = np.zeros(size, dtype=np.bool_)
    for k, rule in enumerate(policy.indicators):
        if rule.code not in shares or rule.frozen is None:
            continue
        risk, n = _memories(inputs, policy, rule, at, shares[rule.code])
        prior_shape = found.shape[at, k] - risk[0] * n[0]
        prior_rate = found.rate[at, k] - n[0]
        shape[:, k], rate[:, k] = prior_shape + risk * n, prior_rate + n
        lo, hi = rule.frozen.lo, rule.frozen.hi
        z[:, k] = goalposted(shape[:, k] / rate[:, k], lo, hi, rule.transform)
        above = gammaincc(shape[:, k], rate[:, k] * hi) >= policy.override_probability
        acute[:, k] = above & rule.acute & (hi > lo)
    s = power_mean(z, np.array(policy.weights), policy.power)
    index = overridden(s, z, acute, policy.override_share)
    return Path(index=index, shape=shape, rate=rate, fixed=fixed, acute=acute)


def levels(
    made: Path, policy: Policy, code: str, shown: Shown, *, has_events: bool
) -> npt.NDArray[np.int64]:
    """(H,) the levels the map would show in the periods to come, by the rule's own hysteresis."""
    codes = np.full(len(made.index), code)
    p = colours.probabilities(codes, made.shape, made.rate, made.fixed, made.acute, policy)
    result = np.zeros(HORIZON, dtype=np.int64)
    yes, ok = np.ones(1, dtype=np.bool_), np.zeros(1, dtype=np.int8)
    for period in range(HORIZON):
        now = p[period + 1 : period + 2]
        step = colours.hysteresis(now, ok, shown, yes & has_events, yes, policy)
        shown = Shown(level=step.level, state=ok, streak=step.streak, calm=step.calm)
        result[period] = step.level[0]
    return result


def _first(hits: npt.NDArray[np.bool_]) -> int | None:
    return int(hits.argmax()) if hits.any() else None


def _tried(
    way: Way,
    inputs: Inputs,
    policy: Policy,
    found: Posterior,
    at: int,
    shown: Shown,
    shares: dict[str, float],
) -> Ahead | None:
    made = path(inputs, policy, found, at, shares)
    code, level = str(inputs.codes[at]), int(shown.level[0])
    has_events = any(share > 0 for share in shares.values())
    to_come = levels(made, policy, code, shown, has_events=has_events)
    when = _first(to_come > level)
    if when is None:
        return None
    cut = policy.cuts[4 - level]
    return Ahead(
        way=way,
        periods=when + 1,
        index_periods=_first(made.index <= cut),
        reaches=int(to_come[when]),
        cut=cut,
    )


def ahead(inputs: Inputs, policy: Policy, found: Posterior, at: int, shown: Shown) -> Ahead:
    """When the grid's colour would become better, and under what.

    What is above its usual keeps to the usual, the rest goes on as in the memory; where that
    does not do, no event at all is tried.

    Args:
        inputs: up to the period looked at.
        policy: calibrated.
        found: the posterior of that period under this policy.
        at: the grid's row.
        shown: the grid on the map, one row.
    """
    level = int(shown.level[0])
    if level == 0:
        return Ahead(way=Way.NO_COLOUR)
    if level == 5:
        return Ahead(way=Way.LOWEST)
    risk = relative_risk(inputs, policy, found, at)
    usual = {rule.code: 13 * found.usual[at, k] for k, rule in enumerate(policy.indicators)}
    kept = tuple((code, float(usual[code])) for code, r in risk.items() if r > 1)
    way = Way.USUAL if kept else Way.SAME
    calm = {code: min(r, 1.0) for code, r in risk.items()}
    made = _tried(way, inputs, policy, found, at, shown, calm)
    if made is None and risk:
        none = dict.fromkeys(risk, 0.0)
        made = _tried(Way.NOTHING, inputs, policy, found, at, shown, none)
    if made is None:
        return Ahead(way=Way.STAYS, cut=policy.cuts[4 - level])
    return Ahead(
        way=made.way,
        periods=made.periods,
        index_periods=made.index_periods,
        reaches=made.reaches,
        cut=made.cut,
        kept=kept,
    )
