"""规则的影响 What another rule would do: the newest map and the last weeks under it, unstored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics import engine
from analytics.engine import Inputs, Scores
from errors import RefusedError
from policy import Policy
from services import access, inputs, periods, policies, situation, week_pair
from services.access import Action, Viewer
from services.progress import Progress, silent
from services.situation import Situation
from services.week_pair import Pair
from services.workspace import Workspace
from store import Tx, coverage, runs, snapshots
from store.runs import Run
from vocab import STATES
from words import say

WEEKS = 8
_PLACE = ["code", "name", "village", "town", "area_m2", "residents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One period as it was shown, and as the other rule would have shown it.

    ``moved`` counts the grids with a colour in this map and the one before whose colours differ.
    """

    period: int
    moved: int
    other_moved: int
    reds: int
    other_reds: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effect:
    """What a rule would do to one area for one viewer.

    ``now`` is the newest map as it is shown. ``other`` is the same period as it would be if the
    rule came into force with it; its ``previous_level`` is the colour now shown, so marks of
    change are those of the rule. ``pair`` compares them, ``level`` under the rule, ``then_level``
    as shown. ``weeks``, oldest first, are those after a first one in which the rule took over.
    """

    policy: Policy
    now: Situation
    other: Situation
    pair: Pair
    weeks: tuple[Week, ...]

    @property
    def moves(self) -> dict[tuple[int, int], int]:
        """How many grids go from one level to another, the largest group first; 0 is none."""
        pairs = self.pair.changed.groupby(["then_level", "level"]).size()
        found = {(int(a), int(b)): int(n) for (a, b), n in pairs.items()}
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _joined(rules: Sequence[Policy]) -> Policy:
    """The first rule with the indicators of all, so that one loading serves every one."""
    every = rules[0]
    for one in rules[1:]:
        known = {rule.code for rule in every.indicators}
        more = tuple(rule for rule in one.indicators if rule.code not in known)
        every = replace(every, indicators=(*every.indicators, *more))
    return every


def _material(tx: Tx, rules: Sequence[Policy], run: Run) -> Inputs:
    """The counts the newest run used, so that what differs is the rule's doing alone."""
    span = coverage.span(tx)
    assert span is not None  # a scored period has data
    known = rules[0].period.between(span[0], run.period)
    every = _joined(rules)
    return inputs.load(tx, every, run.boundary_set_id, known, run.revisions).inputs


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Past:
    """Stored maps, oldest first, their rules by hash, and the counts for all of them."""

    runs: tuple[Run, ...]
    maps: tuple[Scores, ...]
    rules: dict[str, Policy]
    inputs: Inputs

    def under(self, rule: Policy, at: int, before: Scores | None) -> Scores:
        """The map of run ``at`` under a rule; without ``before`` the rule takes over there."""
        known = self.inputs.periods.tolist()
        now = self.inputs.until(known.index(self.runs[at].period))
        if before is not None:
            return engine.score(rule, now, before)
        if at == 0:
            return engine.score(rule, now, None)
        old = self.rules[self.runs[at - 1].policy_hash]
        changed = old if old.hash != rule.hash else None
        return engine.score(rule, now, self.maps[at - 1], previous_policy=changed)


def _past(tx: Tx, chosen: Sequence[Run], rule: Policy) -> _Past:
    rules = {run.policy_hash: policies.by_hash(tx, run.policy_hash).policy for run in chosen}
    return _Past(
        runs=tuple(chosen),
        maps=tuple(Scores.from_columns(snapshots.get(tx, r.snapshot_hash)[0]) for r in chosen),
        rules=rules,
        inputs=_material(tx, [rule, *rules.values()], chosen[-1]),
    )


def _require(rule: Policy, shown: Policy) -> None:
    if (rule.period.kind, rule.period.week_ends) != (shown.period.kind, shown.period.week_ends):
        raise RefusedError("rules.other_period")


def effect(
    workspace: Workspace,
    viewer: Viewer,
    rule: Policy,
    *,
    week: str = "latest",
    prefix: str = "",
    weeks: int = WEEKS,
    progress: Progress = silent,
) -> Effect:
    """What a rule would do, on the counts the map of ``week`` used; nothing is stored.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        rule: any rule; figures it lacks are calibrated on the data.
        week: a day of the period that is compared.
        prefix: area code; "" the viewer's own.
        weeks: how many periods are played again for the flips; 0 none.
        progress: told after each map.

    Raises:
        NotAllowedError, NotFoundError (nothing scored), PolicyError (too few periods).
        RefusedError: it cuts time otherwise than the map.
    """
    access.require(viewer, Action.VIEW)
    now = situation.view(workspace, viewer, week=week, prefix=prefix)
    _require(rule, now.policy)
    with workspace.store.read() as tx:
        complete = policies.calibrated(tx, rule)
        known = sorted(runs.listed(tx), key=lambda one: one.period)
        until = [run for run in known if run.period <= now.period]
        past = _past(tx, until[-(weeks + 2) :], complete)
    last = len(past.runs) - 1
    made = past.under(complete, last, None)
    progress(1 / (weeks + 2), say("rules.playing", period=periods.shown(now.period)))
    other = _as_if(now, made, complete)
    return Effect(
        policy=complete,
        now=now,
        other=other,
        pair=week_pair.pair(other, now),
        weeks=_weeks(past, complete, now, progress) if weeks else (),
    )


def _as_if(now: Situation, made: Scores, rule: Policy) -> Situation:
    """The same grids with the colours of another rule; numbers that colours need, no others."""
    at = pd.Index(made.codes).get_indexer(now.grids["code"])
    states = np.array([state.value for state in STATES])
    near, index = made.p_within_one[at], made.index[at]
    if not now.is_exact:
        # As on the map: many decimals could be solved for the counts behind them.
        near, index = near.round(1), index.round(0)
    grids = now.grids[_PLACE].assign(
        level=made.level[at],
        state=states[made.state[at]],
        p_within_one=near,
        index=index,
        previous_level=now.grids["level"],
        previous_state=now.grids["state"],
    )
    return replace(
        now, policy=rule, grids=grids, snapshot="", risen=(), fallen=(), state_changed=()
    )


def _moved(scores: Scores, own: npt.NDArray[np.bool_]) -> int:
    both = (scores.level > 0) & (scores.previous_level > 0)
    return int((both & (scores.level != scores.previous_level) & own).sum())


def _reds(scores: Scores, own: npt.NDArray[np.bool_]) -> int:
    return int(((scores.level == 1) & own).sum())


def _weeks(past: _Past, rule: Policy, now: Situation, progress: Progress) -> tuple[Week, ...]:
    """The rule takes over in the second map; what it moves is counted from the third on."""
    codes = now.grids["code"].to_numpy(dtype=np.str_)
    found: list[Week] = []
    before: Scores | None = None
    for at in range(min(1, len(past.runs) - 1), len(past.runs)):
        played = past.under(rule, at, before)
        if before is not None:
            shown = past.maps[at]
            own, other_own = np.isin(shown.codes, codes), np.isin(played.codes, codes)
            found.append(
                Week(
                    period=past.runs[at].period,
                    moved=_moved(shown, own),
                    other_moved=_moved(played, other_own),
                    reds=_reds(shown, own),
                    other_reds=_reds(played, other_own),
                )
            )
        before = played
        share = (at + 1) / len(past.runs)
        progress(share, say("rules.playing", period=periods.shown(past.runs[at].period)))
    return tuple(found)


def as_dict(found: Effect) -> dict[str, Any]:
    """The effect as plain values: counts, moves, weeks, and one row per grid that changes."""
    names = ["code", "name", "then_level", "then_state", "level", "state"]
    residents = found.pair.changed["residents"].fillna(0).round().astype(int)
    rows = found.pair.changed[names].assign(residents=residents)
    return {
        "policy": found.policy.hash,
        "beside": found.now.policy.hash,
        "week": periods.shown(found.now.period),
        "grids": len(found.now.grids),
        "changed": len(found.pair.changed),
        "worse": found.pair.risen,
        "better": found.pair.fallen,
        "gained_or_lost": found.pair.other,
        "residents": round(found.pair.residents),
        "moves": [{"from": a, "to": b, "grids": n} for (a, b), n in found.moves.items()],
        "weeks": [asdict(week) | {"period": periods.shown(week.period)} for week in found.weeks],
        "list": rows.to_dict("records"),
    }
