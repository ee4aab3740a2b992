"""What the weights decide (权重站得住吗): other rules, no penalties, one weight moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from analytics import engine, weighing
from analytics.engine import Inputs
from analytics.posterior import evaluate
from policy import IndicatorKind, Policy
from services import access, inputs, policies, wording
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, coverage, runs
from store import policies as table
from vocab import PENALTY
from words import say

Levels = npt.NDArray[np.int64]
RED = 1
# Shares of the whole weight, for the table of what a moved weight decides.
STEPS = (0.01, 0.02, 0.05, 0.10)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Other:
    """The map under another rule: target levels (G,), 0 where a grid has no colour, and states.

    ``is_approved`` is False for a rule derived here, which nobody approved.
    """

    name: str
    version: str
    indicators: tuple[str, ...]
    levels: Levels
    states: Levels
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeightSets:
    """One period's target colours under the rule in force and beside it; arrays (G,).

    All are target colours (the median class): no other rule has a past in which hysteresis could
    have held a colour back. ``without_penalties`` is None where the rule has none. ``dearest`` is
    the least share of the whole weight that moves a grid into another class, NaN where one weight
    alone cannot.
    """

    codes: npt.NDArray[np.str_]
    levels: Levels
    approved: tuple[Other, ...]
    demand: Other | None
    without_penalties: Levels | None
    dearest: npt.NDArray[np.float64]

    def robust_red(self) -> npt.NDArray[np.bool_]:
        """Red under the rule in force and every approved alternative."""
        return weighing.robust([self.levels, *[one.levels for one in self.approved]], RED)

    def penalty_share(self, rows: npt.NDArray[np.bool_]) -> float:
        """Share of the coloured grids of ``rows`` whose colour needs penalties; NaN of none."""
        if self.without_penalties is None:
            return float("nan")
        use = rows & (self.levels > 0) & (self.without_penalties > 0)
        return _share(self.levels != self.without_penalties, use)

    def demand_share(self, rows: npt.NDArray[np.bool_]) -> float:
        """Share of the coloured grids of ``rows`` with another colour on the demand-only map."""
        if self.demand is None:
            return float("nan")
        use = rows & (self.levels > 0) & (self.demand.levels > 0)
        return _share(self.levels != self.demand.levels, use)

    def moved_by(self, rows: npt.NDArray[np.bool_]) -> tuple[tuple[float, int], ...]:
        """(share of the weight moved, coloured grids that so much can put in another class)."""
        cost = self.dearest[rows & (self.levels > 0)]
        return tuple((step, int((cost <= step).sum())) for step in STEPS)


def _share(differs: npt.NDArray[np.bool_], use: npt.NDArray[np.bool_]) -> float:
    return float(differs[use].mean()) if use.any() else float("nan")


def beside(found: WeightSets, code: str, level: int, word: Callable[[int], str]) -> str:
    """One grid under the other rules, in words; "" where it has no colour.

    Args:
        found: the period's weight sets.
        code: of the grid.
        level: it shows.
        word: the name of a level's colour.
    """
    at = np.flatnonzero(found.codes == code)
    if not level or not len(at):
        return ""
    parts = []
    other = int(found.demand.levels[at[0]]) if found.demand is not None else 0
    if found.demand is not None and other:
        names = say("why.join").join(wording.indicator(one) for one in found.demand.indicators)
        kind = "same" if other == level else "other"
        parts.append(say(f"trustpage.beside.{kind}", names=names, colour=word(other)))
    if level == RED and found.approved:
        kind = "robust" if found.robust_red()[at[0]] else "not_robust"
        rules = len(found.approved) + 1
        parts.append(say(f"trustpage.beside.{kind}", rules=rules, colour=word(RED)))
    return "".join(parts)


def is_demand(policy: Policy) -> bool:
    """Whether only events that people report speak: penalties follow patrols, people do not."""
    return all(
        rule.kind is IndicatorKind.EVENTS and rule.code != PENALTY
        for rule in policy.indicators
        if rule.weight > 0
    )


def _kept(policy: Policy, codes: set[str]) -> Policy | None:
    """The rule with these indicators only, their weights as one to another; None of none."""
    rules = tuple(rule for rule in policy.indicators if rule.code in codes)
    return replace(policy, indicators=rules) if sum(rule.weight for rule in rules) > 0 else None


def _alternatives(tx: Tx, policy: Policy) -> list[Policy]:
    """Approved for comparison beside the rule, for the same area and cut of time."""
    others = [row.policy for row in table.listed(tx, "alternative")]
    return [
        one
        for one in others
        if one.is_calibrated and (one.area, one.period) == (policy.area, policy.period)
    ]


def _levels(material: Inputs, policy: Policy) -> Levels:
    # Without a map before it every grid takes its target colour.
    return engine.score(policy, material, None).level.astype(np.int64)


def _other(material: Inputs, policy: Policy, *, is_approved: bool) -> Other:
    made = engine.score(policy, material, None)
    return Other(
        name=policy.name,
        version=policy.version,
        indicators=tuple(rule.code for rule in policy.indicators if rule.weight > 0),
        levels=made.level.astype(np.int64),
        states=made.state.astype(np.int64),
        is_approved=is_approved,
    )


def compared(workspace: Workspace, viewer: Viewer, run: runs.Run) -> WeightSets:
    """The period of a run under its rule and beside it, on the counts the run used.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: the rule is not stored.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        policy = policies.by_hash(tx, run.policy_hash).policy
        others = _alternatives(tx, policy)
        span = coverage.span(tx)
        assert span is not None  # a scored period has data
        known = policy.period.between(span[0], run.period)
        every = policy
        for one in others:
            own = {rule.code for rule in every.indicators}
            more = tuple(rule for rule in one.indicators if rule.code not in own)
            every = replace(every, indicators=(*every.indicators, *more))
        material = inputs.load(tx, every, run.boundary_set_id, known, run.revisions).inputs
    approved = tuple(_other(material, one, is_approved=True) for one in others)
    demand = next(
        (made for made, rule in zip(approved, others, strict=True) if is_demand(rule)), None
    )
    codes = {r.code for r in policy.indicators if r.kind is IndicatorKind.EVENTS} - {PENALTY}
    if demand is None and (derived := _kept(policy, codes)) is not None:
        demand = _other(material, derived, is_approved=False)
    return WeightSets(
        codes=material.codes,
        levels=_levels(material, policy),
        approved=approved,
        demand=demand,
        without_penalties=_without_penalties(material, policy),
        dearest=_dearest(material, policy),
    )


def _without_penalties(material: Inputs, policy: Policy) -> Levels | None:
    weight = {rule.code: rule.weight for rule in policy.indicators}
    if not weight.get(PENALTY, 0.0):
        return None
    rest = _kept(policy, set(weight) - {PENALTY})
    return None if rest is None else _levels(material, rest)


def _dearest(material: Inputs, policy: Policy) -> npt.NDArray[np.float64]:
    found = evaluate(material, policy)
    amounts = [
        weighing.to_next_class(
            found.z,
            np.array(policy.weights),
            policy.power,
            policy.cuts,
            found.acute,
            policy.override_share,
            is_up=is_up,
        ).amount
        for is_up in (True, False)
    ]
    return np.asarray(np.fmin(*amounts))
