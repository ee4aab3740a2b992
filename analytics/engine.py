"""The risk engine (风险引擎): calibrate a policy, score a period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analytics import change, colours, explain
from analytics.calibrate import calibrate
from analytics.colours import NO_PREVIOUS, RULE_NUMBER, Shown, Step
from analytics.material import Inputs, Population, is_event, pools_of
from analytics.posterior import Posterior, evaluate
from analytics.scores import Scores
from errors import PolicyError
from policy import Exposure, Policy
from vocab import Rule

__all__ = ["Inputs", "Population", "Scores", "calibrate", "score"]

Floats = npt.NDArray[np.float64]
PER_PERSONS = 10_000
RECENT = 13


def _shown(previous: Scores | None, codes: npt.NDArray[np.str_]) -> tuple[Shown, Floats]:
    """The last map and index on the grids of this run, matched by code."""
    size = len(codes)
    level, state = np.zeros(size, np.int8), np.full(size, NO_PREVIOUS, np.int8)
    streak, calm = np.zeros(size, np.int8), np.zeros(size, np.int16)
    index = np.full(size, np.nan)
    if previous is not None and len(previous.codes):
        at = np.searchsorted(previous.codes, codes)
        at = np.clip(at, 0, len(previous.codes) - 1)
        known = previous.codes[at] == codes
        for target, source in (
            (level, previous.level),
            (state, previous.state),
            (streak, previous.streak),
            (calm, previous.calm),
            (index, previous.index),
        ):
            target[known] = source[at][known]
    return Shown(level=level, state=state, streak=streak, calm=calm), index


def _states(found: Posterior, policy: Policy) -> npt.NDArray[np.int8]:
    use = np.array([is_event(r) and r.weight > 0 for r in policy.indicators], dtype=np.bool_)
    expected = (found.n * found.memory_mean * np.array(policy.weights))[:, use].sum(axis=1)
    return colours.states(
        found.applies[:, use], found.silent[:, use], found.seen[:, use], expected, policy
    )


def _stack(inputs: Inputs, policy: Policy, periods: int) -> Floats:
    """(G, m) events of the last periods; NaN for a stock."""
    size = len(inputs.codes)
    return np.column_stack(
        [
            inputs.counts[rule.code][:, -periods:].sum(axis=1).astype(np.float64)
            if is_event(rule)
            else np.full(size, np.nan)
            for rule in policy.indicators
        ]
    )


def _rates(inputs: Inputs, found: Posterior, policy: Policy) -> Floats:
    """Posterior mean per 10,000 persons and year; a stock's measure; NaN where nobody lives."""
    columns = []
    for k, rule in enumerate(policy.indicators):
        if not is_event(rule):
            columns.append(found.theta[:, k])
            continue
        people = inputs.now.residents
        if rule.exposure is Exposure.PRESENT:
            people = people + inputs.now.tidal
        with np.errstate(invalid="ignore", divide="ignore"):
            yearly = found.theta[:, k] * found.expected[:, k] * policy.period.per_year()
            per = np.where(found.applies[:, k] & (people > 0), yearly / people, np.nan)
        columns.append(per * PER_PERSONS)
    return np.column_stack(columns)


def _town_factor(
    inputs: Inputs, found: Posterior, policy: Policy
) -> dict[str, dict[str, float | None]]:
    """Events over expected events of this period, per pool and indicator."""
    names, pool = pools_of(inputs, policy)
    table: dict[str, dict[str, float | None]] = {name: {} for name in names}
    for k, rule in enumerate(policy.indicators):
        if not is_event(rule):
            continue
        seen = inputs.observed[rule.code][:, -1]
        y = np.bincount(pool, np.where(seen, inputs.counts[rule.code][:, -1], 0), len(names))
        e = np.bincount(pool, np.where(seen, found.expected[:, k], 0), len(names))
        for name, events, usual in zip(names, y.tolist(), e.tolist(), strict=True):
            table[name][rule.code] = round(events / usual, 4) if usual > 0 else None
    return table


def _next(
    inputs: Inputs, found: Posterior, policy: Policy, before: Shown
) -> tuple[Step, Floats, npt.NDArray[np.int8]]:
    p = colours.probabilities(
        inputs.codes, found.shape, found.rate, found.fixed, found.acute, policy
    )
    state = _states(found, policy)
    has_events = np.zeros(len(state), dtype=np.bool_)
    for values in inputs.counts.values():
        has_events |= values[:, -1] > 0
    return colours.hysteresis(p, state, before, has_events, policy), p, state


def _relabel(step: Step, other: Step, before: Shown, rule: Rule) -> Step:
    """Where this map differs from the one without the cause, the cause is the rule."""
    moved = (step.level != before.level) & (step.level != other.level) & (before.state >= 0)
    return replace(step, rule=np.where(moved, RULE_NUMBER[rule], step.rule).astype(np.int8))


def _fresh(before: Shown) -> Shown:
    """The last map with colours forgotten: every grid takes its target, streaks start anew."""
    zero = np.zeros_like(before.level)
    return replace(before, level=zero, streak=zero)


def _under_new_policy(
    inputs: Inputs,
    found: Posterior,
    policy: Policy,
    before: Shown,
    old: tuple[Posterior, Policy],
) -> tuple[Step, Floats, npt.NDArray[np.int8]]:
    """The first run under another policy: made under both; what only the new one moves is its."""
    other, _, _ = _next(inputs, old[0], old[1], before)
    step, p, state = _next(inputs, found, policy, _fresh(before))
    rule = np.where(
        step.level == before.level,
        0,
        np.where(step.level == other.level, other.rule, RULE_NUMBER[Rule.POLICY]),
    )
    rule = np.where((state != before.state) & (before.state >= 0), RULE_NUMBER[Rule.STATE], rule)
    rule = np.where(before.state < 0, RULE_NUMBER[Rule.FIRST], rule)
    kept = replace(step, rule=rule.astype(np.int8), p_up=other.p_up, p_down=other.p_down)
    return kept, p, state


def score(
    policy: Policy,
    inputs: Inputs,
    previous: Scores | None,
    *,
    previous_inputs: Inputs | None = None,
    previous_policy: Policy | None = None,
    boundary_changed: bool = False,
    corrected: bool = False,
) -> Scores:
    """Score the last period of ``inputs``.

    Args:
        policy: calibrated, in force in this period.
        inputs: all periods from the first one on.
        previous: the scores of the period before; None at first.
        previous_inputs: what the run before used, where late rows changed earlier periods.
        previous_policy: the rule of the run before, when it is another one.
        boundary_changed: the grids are those of another boundary set.
        corrected: earlier counts differ from what the run before used.

    Raises:
        PolicyError: the policy is not calibrated.
    """
    if not policy.is_calibrated:
        raise PolicyError("policy.not_calibrated", name=policy.name)
    found = evaluate(inputs, policy)
    before, start = _shown(previous, inputs.codes)
    used = previous_inputs if corrected and not boundary_changed else None
    old_policy = previous_policy or policy
    if previous_policy is not None:
        old = evaluate(inputs, previous_policy)
        step, p, state = _under_new_policy(inputs, found, policy, before, (old, previous_policy))
    else:
        step, p, state = _next(inputs, found, policy, before)
    if used is not None:
        late = change.uncorrected(inputs, used)
        other, _, _ = _next(late, evaluate(late, old_policy), old_policy, before)
        step = _relabel(step, other, before, Rule.CORRECTION)
    if boundary_changed:
        new = np.where(before.state < 0, RULE_NUMBER[Rule.BOUNDARY], step.rule)
        step = replace(step, rule=new.astype(np.int8))
    parts = np.full((len(inputs.codes), len(change.PARTS)), np.nan)
    if previous is not None:
        parts = change.parts(
            start, inputs, used, old_policy, found, policy, is_moved=boundary_changed
        )
    return _scores(inputs, policy, found, step, p, state, before, start, parts)


def _scores(
    inputs: Inputs,
    policy: Policy,
    found: Posterior,
    step: Step,
    p: Floats,
    state: npt.NDArray[np.int8],
    before: Shown,
    start: Floats,
    parts: Floats,
) -> Scores:
    weights = np.array(policy.weights)
    share = policy.override_share
    contribution, reference = explain.contributions(
        found.z, found.reference, weights, policy.power, found.acute, share
    )
    worst_first = p[:, ::-1]
    rows, place = np.arange(len(p)), np.clip(step.level.astype(np.int64) - 1, 0, 4)
    shown = step.level > 0
    padded = np.pad(worst_first, ((0, 0), (1, 1)))
    near = padded[rows, place] + padded[rows, place + 1] + padded[rows, place + 2]
    baseline = policy.baseline or (0, 0)
    periods = len(policy.period.between(*baseline)) if policy.baseline else 0
    is_week = policy.period.kind == "week"
    return Scores(
        codes=inputs.codes,
        level=step.level,
        state=state,
        rule=step.rule,
        previous_level=before.level,
        previous_state=before.state,
        previous_index=start,
        p=np.ascontiguousarray(worst_first),
        p_shown=np.where(shown, worst_first[rows, place], np.nan),
        p_within_one=np.where(shown, near, np.nan),
        p_up=step.p_up,
        p_down=step.p_down,
        target=(colours.CLASSES - colours.target(p)).astype(np.int8),
        streak=step.streak,
        calm=step.calm,
        index=found.index,
        reference=np.full(len(p), reference),
        z=found.z,
        theta=found.theta,
        contribution=contribution,
        n=found.n,
        shape=found.shape,
        rate=found.rate,
        override=(found.acute & (found.index[:, None] <= share * found.z + 1e-12)).any(axis=1),
        count=_stack(inputs, policy, 1),
        count_13=_stack(inputs, policy, RECENT),
        expected_13=found.expected_13,
        rates=_rates(inputs, found, policy),
        parts=parts,
        residents=inputs.now.residents,
        warnings=found.warnings,
        trial=periods < policy.full_year and is_week,
        town_factor=_town_factor(inputs, found, policy),
    )
