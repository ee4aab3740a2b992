"""The risk engine (风险引擎): calibrate a policy, score a period."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from analytics import change, colours, explain
from analytics.calibrate import calibrate
from analytics.colours import NO_PREVIOUS, RULE_NUMBER, STATE_NUMBER, Shown, Step
from analytics.material import Inputs, Population, happened, is_event, pools_of
from analytics.posterior import RECENT, Posterior, evaluate
from analytics.scores import Scores
from errors import PolicyError
from policy import Exposure, Policy
from vocab import PeriodKind, Rule, State

__all__ = ["Inputs", "Population", "Scores", "calibrate", "score"]

Floats = npt.NDArray[np.float64]
PER_PERSONS = 10_000


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
    if use.any():
        return colours.states(
            found.applies[:, use], found.silent[:, use], found.seen[:, use], expected, policy
        )
    # Stocks alone need no sample, only a value.
    missing = ~found.applies[:, np.array(policy.weights) > 0].any(axis=1)
    return np.where(missing, STATE_NUMBER[State.NOT_APPLICABLE], 0).astype(np.int8)


def _stack(inputs: Inputs, policy: Policy, periods: int) -> Floats:
    """(G, m) events of the last periods; NaN for a stock and where none was observed."""
    columns = []
    for rule in policy.indicators:
        if not is_event(rule):
            columns.append(np.full(len(inputs.codes), np.nan))
            continue
        seen = inputs.observed[rule.code][:, -periods:]
        total = np.where(seen, inputs.counts[rule.code][:, -periods:], 0).sum(axis=1)
        columns.append(np.where(seen.any(axis=1), total, np.nan))
    return np.column_stack(columns)


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
            yearly = found.theta[:, k] * found.usual[:, k] * policy.period.per_year()
            per = np.where(found.applies[:, k] & (people > 0), yearly / people, np.nan)
        columns.append(per * PER_PERSONS)
    return np.column_stack(columns)


def _town_factor(
    inputs: Inputs, found: Posterior, policy: Policy
) -> dict[str, dict[str, float | None]]:
    """Events over expected events of this period, per pool and indicator."""
    names, pool = pools_of(inputs, policy)
    table: dict[str, dict[str, float | None]] = {name: {} for name in names}
    last = inputs.only_last()
    for k, rule in enumerate(policy.indicators):
        if not is_event(rule):
            continue
        seen = inputs.observed[rule.code][:, -1]
        applies = found.expected[:, k] > 0
        y = np.bincount(pool, np.where(applies, happened(last, rule.code)[:, -1], 0), len(names))
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
    is_observed = np.ones(len(state), dtype=np.bool_)
    for rule in policy.indicators:
        if is_event(rule):
            seen = inputs.observed[rule.code][:, -1]
            has_events |= seen & (np.asarray(inputs.counts[rule.code])[:, -1].astype(np.int64) > 0)
            is_observed &= seen
    return colours.hysteresis(p, state, before, has_events, is_observed, policy), p, state


def _relabel(step: Step, other: Step, before: Shown, rule: Rule) -> Step:
    """Where this map differs from the one without the cause, the cause is the rule."""
    moved = (step.level != before.level) & (step.level != other.level) & (before.state >= 0)
    return replace(step, rule=np.where(moved, RULE_NUMBER[rule], step.rule).astype(np.int8))


def _fresh(before: Shown) -> Shown:
    """The last map with colours forgotten: every grid takes its target, streaks start anew."""
    zero = np.zeros_like(before.level)
    return replace(before, level=zero, streak=zero)


def _map(
    inputs: Inputs, found: Posterior, policy: Policy, before: Shown, old: Policy | None
) -> tuple[Step, Floats, npt.NDArray[np.int8]]:
    """The next map. The first run under another policy is made under both, and what only the
    new one moves is its.
    """
    if old is None:
        return _next(inputs, found, policy, before)
    other, _, _ = _next(inputs, evaluate(inputs, old), old, before)
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


def _require(inputs: Inputs, policy: Policy) -> None:
    if not policy.is_calibrated:
        raise PolicyError("policy.not_calibrated", name=policy.name)
    missing = [r.code for r in policy.indicators if is_event(r) and r.code not in inputs.counts]
    if missing:
        raise PolicyError("policy.no_counts", name=policy.name, indicators=", ".join(missing))


def _is_trial(policy: Policy) -> bool:
    """Whether the baseline is shorter than a year."""
    if policy.baseline is None:
        return True
    year = policy.full_year
    if policy.period.kind is not PeriodKind.WEEK:
        year = round(policy.period.per_year())
    return len(policy.period.between(*policy.baseline)) < year


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
        previous_inputs: what the run before used, where late rows or another boundary set
            changed earlier periods.
        previous_policy: the rule of the run before, when it is another one; ``inputs`` must
            hold its indicators too.
        boundary_changed: the grids are those of another boundary set.
        corrected: earlier counts differ from what the run before used.

    Raises:
        PolicyError: the policy is not calibrated, or ``inputs`` lack an indicator.
    """
    _require(inputs, policy)
    if previous_policy is not None:
        _require(inputs, previous_policy)
    found = evaluate(inputs, policy)
    before, start = _shown(previous, inputs.codes)
    step, p, state = _map(inputs, found, policy, before, previous_policy)
    if previous_inputs is not None and (corrected or boundary_changed):
        late = change.uncorrected(inputs, previous_inputs)
        other, _, _ = _map(late, evaluate(late, policy), policy, before, previous_policy)
        cause = Rule.BOUNDARY if boundary_changed else Rule.CORRECTION
        step = _relabel(step, other, before, cause)
    if boundary_changed:
        new = np.where(before.state < 0, RULE_NUMBER[Rule.BOUNDARY], step.rule)
        step = replace(step, rule=new.astype(np.int8))
    parts = np.full((len(inputs.codes), len(change.PARTS)), np.nan)
    if previous is not None and len(inputs.periods) > 1:
        used = previous_inputs if corrected and not boundary_changed else None
        old = previous_policy or policy
        parts = change.parts(start, inputs, used, old, found, policy, is_moved=boundary_changed)
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
        override=np.asarray(
            (found.acute & (found.index[:, None] <= share * found.z + 1e-12)).any(axis=1)
        ),
        count=_stack(inputs, policy, 1),
        count_13=_stack(inputs, policy, RECENT),
        expected_13=found.expected_13,
        rates=_rates(inputs, found, policy),
        parts=parts,
        residents=inputs.now.residents,
        warnings=found.warnings,
        trial=_is_trial(policy),
        town_factor=_town_factor(inputs, found, policy),
    )
