"""Rows of the ledger (变更台账) for a closing run: what changed, by which rule, why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from analytics.engine import Scores
from policy import Policy
from services.inputs import event_rules
from store import Tx, ledger, locations, runs, snapshots
from vocab import RULES, STATES, Rule, State

EVENTS_PER_ROW = 20


def top_contributions(
    scores: Scores, row: int, policy: Policy, most: int = 2
) -> list[dict[str, Any]]:
    """The indicators that lift a grid's index most above the reference, largest first."""
    values = scores.contribution[row]
    order = np.argsort(-np.abs(np.nan_to_num(values)), kind="stable")[:most]
    return [
        {"indicator": policy.indicators[i].code, "points": float(values[i])}
        for i in order
        if np.isfinite(values[i])
    ]


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def write(tx: Tx, run: runs.Run, scores: Scores, policy: Policy) -> int:
    """Write one row for every change of colour or state; returns how many.

    ``from`` is empty in a grid's first period; a grid that a new boundary set no longer holds ends
    without a colour. The events named are this period's, at most
    twenty a row.
    """
    changed = np.flatnonzero(scores.rule != 0)
    codes = scores.codes[changed].tolist()
    names = [rule.code for rule in event_rules(policy)]
    first_day = policy.period.first_day(run.period)
    behind = _events_behind(tx, run, codes, names, first_day)
    first = RULES[1]
    rows = []
    for position, code in zip(changed, codes, strict=True):
        rule = RULES[int(scores.rule[position])]
        known = rule is not first and scores.previous_state[position] >= 0
        rows.append(
            {
                "code": code,
                "from_level": int(scores.previous_level[position]) if known else None,
                "from_state": STATES[int(scores.previous_state[position])].value if known else None,
                "to_level": int(scores.level[position]),
                "to_state": STATES[int(scores.state[position])].value,
                "rule": rule.value,
                "p_up": _number(scores.p_up[position]),
                "p_down": _number(scores.p_down[position]),
                "top": top_contributions(scores, int(position), policy),
                "events": behind.get(code, [])[:EVENTS_PER_ROW],
                "policy_hash": run.policy_hash,
                "period": run.period,
            }
        )
    rows += _vanished(tx, run, scores)
    if rows:
        ledger.add(tx, run.id, pd.DataFrame(rows))
    return len(rows)


def _vanished(tx: Tx, run: runs.Run, scores: Scores) -> list[dict[str, Any]]:
    """Rows that end the grids a new boundary set no longer holds."""
    before = runs.get(tx, run.previous_run_id) if run.previous_run_id else None
    if before is None or before.boundary_set_id == run.boundary_set_id:
        return []
    columns, _ = snapshots.get(tx, before.snapshot_hash)
    gone = np.flatnonzero(~np.isin(columns["codes"], scores.codes))
    return [
        {
            "code": str(columns["codes"][at]),
            "from_level": int(columns["level"][at]),
            "from_state": STATES[int(columns["state"][at])].value,
            "to_level": 0,
            "to_state": State.NOT_APPLICABLE.value,
            "rule": Rule.BOUNDARY.value,
            "p_up": None,
            "p_down": None,
            "top": [],
            "events": [],
            "policy_hash": run.policy_hash,
            "period": run.period,
        }
        for at in gone
    ]


def _events_behind(
    tx: Tx, run: runs.Run, codes: list[str], names: list[str], first_day: int
) -> dict[str, list[int]]:
    """Keys of the period's events per changed grid."""
    rows = locations.counted(
        tx, run.boundary_set_id, first_day, run.period, indicators=names, codes=codes
    )
    return {code: group["pk"].tolist() for code, group in rows.groupby("code")}
