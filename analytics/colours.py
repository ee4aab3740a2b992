"""Colours (颜色): class probabilities, target class, hysteresis and the states beside colours.

Source of the formulas: docs/method.md#colours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np
import numpy.typing as npt

from analytics import draws
from analytics.index import transformed
from policy import IndicatorRule, Policy, Steps, Transform
from vocab import RULES, STATES, Rule, State

Floats = npt.NDArray[np.float64]
Ints8 = npt.NDArray[np.int8]
CLASSES = 5
NO_PREVIOUS = -1
RULE_NUMBER = {rule: number for number, rule in enumerate(RULES)}
STATE_NUMBER = {state: number for number, state in enumerate(STATES)}
_TRANSFORMS = {Transform.LINEAR: 0, Transform.SQRT: 1, Transform.LOG: 2}


@numba.njit(cache=True)
def _z(theta: float, lo: float, hi: float, kind: int) -> float:
    x = theta
    if kind == 1:
        x = np.sqrt(theta)
    elif kind == 2:
        x = np.log1p(theta)
    if hi <= lo:
        return 0.0
    return 100.0 * min(max((x - lo) / (hi - lo), 0.0), 1.0)


@numba.njit(cache=True)
def _probabilities(
    shape: Floats,
    scale: Floats,
    fixed: Floats,
    keys: npt.NDArray[np.uint64],
    weights: Floats,
    posts: Floats,
    kinds: npt.NDArray[np.int64],
    acute: npt.NDArray[np.bool_],
    share: float,
    power: float,
    cuts: Floats,
    table: Floats,
    log_min: float,
    per_fold: float,
) -> Floats:
    """P of the five classes, lowest class first. ``fixed``: z where nothing is drawn, else NaN."""
    grids, m = shape.shape
    size = table.shape[1]
    result = np.zeros((grids, 5))
    bounds = cuts**power
    order = np.empty(size, np.int32)
    total = np.empty(size)
    floor = np.empty(size)
    for g in range(grids):
        total[:] = 0.0
        floor[:] = 0.0
        for k in range(m):
            if not np.isnan(fixed[g, k]):
                total += weights[k] * fixed[g, k] ** power
                continue
            draws.shuffle(keys[g, k], order)
            place = (np.log(shape[g, k]) - log_min) * per_fold
            place = min(max(place, 0.0), table.shape[0] - 1.000001)
            row = int(place)
            part = place - row
            for d in range(size):
                q = order[d]
                ratio = table[row, q] + part * (table[row + 1, q] - table[row, q])
                z = _z(ratio * shape[g, k] * scale[g, k], posts[k, 0], posts[k, 1], kinds[k])
                total[d] += weights[k] * (z * z if power == 2.0 else z**power)
                if acute[g, k]:
                    floor[d] = max(floor[d], (share * z) ** power)
        for d in range(size):
            s = max(total[d], floor[d])
            c = 0
            while c < 4 and s > bounds[c]:
                c += 1
            result[g, c] += 1.0
    return np.asarray(result / size)


def probabilities(
    codes: npt.NDArray[np.str_],
    shape: Floats,
    rate: Floats,
    fixed: Floats,
    acute: npt.NDArray[np.bool_],
    policy: Policy,
) -> Floats:
    """P of each class from posterior draws.

    Args:
        codes: (G,) keys of the draws.
        shape: (G, m) of Gamma(shape, rate).
        rate: (G, m).
        fixed: (G, m) z of indicators that are not drawn, NaN where drawn.
        acute: (G, m) indicators whose override is on.
        policy: goalposts, weights, power, cuts, draws, seed; calibrated.

    Returns:
        (G, 5), lowest class (green) first, rows add up to 1.
    """
    rules = policy.indicators
    posts = np.array([_edges(rule) for rule in rules], dtype=np.float64)
    keys = draws.keys(codes, [rule.code for rule in rules], policy.seed)
    # The mixing of counters overflows by intention; only plain Python would tell.
    with np.errstate(divide="ignore", over="ignore"):
        scale = 1.0 / rate
        counted = _probabilities(
            np.ascontiguousarray(shape),
            np.ascontiguousarray(scale),
            np.ascontiguousarray(fixed),
            np.ascontiguousarray(keys),
            np.array(policy.weights),
            posts,
            np.array([_TRANSFORMS[rule.transform] for rule in rules]),
            np.ascontiguousarray(acute),
            policy.override_share,
            policy.power,
            np.array(policy.cuts, dtype=np.float64),
            draws.quantile_table(policy.draws),
            float(np.log(draws.SHAPE_MIN)),
            float(draws.PER_E_FOLD),
        )
    return np.asarray(counted)


def _edges(rule: IndicatorRule) -> tuple[float, float]:
    assert rule.frozen is not None  # a calibrated policy
    low, high = transformed([rule.frozen.lo, rule.frozen.hi], rule.transform)
    return float(low), float(high)


def target(p: Floats) -> npt.NDArray[np.int64]:
    """Median class: the smallest c with P(class <= c) >= .5; (G,) classes 0 (green) to 4."""
    return np.asarray((np.cumsum(p, axis=1) >= 0.5 - 1e-12).argmax(axis=1), dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What the last map showed, and the streaks that go on."""

    level: Ints8
    state: Ints8
    streak: Ints8
    calm: npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Step:
    """The next map: level 1..5 (0 none), the rule that moved it, and the streaks."""

    level: Ints8
    rule: Ints8
    p_up: Floats
    p_down: Floats
    streak: Ints8
    calm: npt.NDArray[np.int16]


def _evidence(p: Floats, steps: Steps) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    known = np.nan_to_num(p)
    return known >= steps.once, known >= steps.twice


def hysteresis(
    p: Floats,
    state: Ints8,
    before: Shown,
    has_events: npt.NDArray[np.bool_],
    is_observed: npt.NDArray[np.bool_],
    policy: Policy,
) -> Step:
    """Move from the shown colours: at once when very sure, else when sure two periods running.

    A move goes to the median class, which lies on that side because more than half of the
    probability does. A grid that had no colour takes its target.

    Args:
        p: (G, 5) class probabilities, lowest first.
        state: (G,) state number now.
        before: the last map; level 0 and state -1 for a grid it did not hold.
        has_events: (G,) whether the period brought any event.
        is_observed: (G,) whether all indicators were observed; else the calm does not grow.
        policy: thresholds up and down.
    """
    ok, goal = state == 0, target(p)
    was = CLASSES - before.level.astype(np.int64)
    had = before.level > 0
    below = np.cumsum(p, axis=1)
    at = np.clip(was, 0, 4)
    rows = np.arange(len(p))
    p_up = np.where(had, 1 - below[rows, at], np.nan)
    p_down = np.where(had, below[rows, at] - p[rows, at], np.nan)
    grown = np.minimum(before.calm + is_observed, 999)
    calm = np.where(has_events, 0, grown).astype(np.int16)
    up_once, up_twice = _evidence(p_up, policy.up)
    down_once, down_twice = _evidence(p_down, policy.down)
    quiet = calm >= policy.down.calm_periods
    streak = np.where(up_twice, np.maximum(before.streak, 0) + 1, 0)
    streak = np.where(down_twice, np.minimum(before.streak, 0) - 1, streak)
    strong = up_once | (down_once & quiet)
    twice = (streak >= 2) | ((streak <= -2) & quiet)
    moves = ok & had & (strong | twice) & (goal != was)
    level = np.where(moves | (ok & ~had), CLASSES - goal, before.level)
    level = np.where(ok, level, 0)
    rule = _rules(moves, strong)
    rule = np.where((state != before.state) & (before.state >= 0), _number(Rule.STATE), rule)
    rule = np.where(before.state == NO_PREVIOUS, _number(Rule.FIRST), rule)
    streak = np.where(moves | ~had | ~ok, 0, streak)
    return Step(
        level=level.astype(np.int8),
        rule=rule.astype(np.int8),
        p_up=p_up,
        p_down=p_down,
        streak=np.clip(streak, -100, 100).astype(np.int8),
        calm=calm,
    )


def _number(rule: Rule) -> int:
    return RULE_NUMBER[rule]


def _rules(moves: npt.NDArray[np.bool_], strong: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    by = np.where(strong, _number(Rule.STRONG), _number(Rule.TWICE))
    return np.where(moves, by, _number(Rule.NONE))


def states(
    applies: npt.NDArray[np.bool_],
    silent: npt.NDArray[np.int64],
    seen: npt.NDArray[np.int64],
    expected: Floats,
    policy: Policy,
) -> Ints8:
    """State of each grid; the columns are the event indicators with a weight.

    Only indicators that apply in a grid speak for it.

    Args:
        applies: (G, e) whether the indicator has an exposure there.
        silent: (G, e) periods unobserved in a row.
        seen: (G, e) periods observed.
        expected: (G,) sum of w n m, expected events in memory.
        policy: bounds.
    """
    result = np.zeros(len(expected), dtype=np.int8)
    if not applies.shape[1]:
        return result
    is_short = ((seen < policy.min_periods) & applies).any(axis=1)
    is_silent = ((silent >= policy.no_data_after) & applies).any(axis=1)
    result[(expected < policy.min_expected) | is_short] = STATE_NUMBER[State.SMALL_SAMPLE]
    result[is_silent] = STATE_NUMBER[State.NO_DATA]
    result[~applies.any(axis=1)] = STATE_NUMBER[State.NOT_APPLICABLE]
    return result
