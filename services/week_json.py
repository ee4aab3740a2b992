"""The week as one JSON object, for other programs; its form is docs/colours.schema.json."""

from __future__ import annotations

from typing import Any

import numpy as np

from policy import IndicatorKind, Policy
from services import access, periods, scoring, situation
from services.access import Viewer
from services.situation import P_COLUMNS, Change
from services.workspace import Workspace
from vocab import METHOD_VERSION, POPULATION, colour_of_level


def _or_null(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _whole(value: float) -> int | None:
    return int(value) if np.isfinite(value) else None


def _grid_object(row: Any, policy: Policy) -> dict[str, Any]:
    indicators = [rule.code for rule in policy.indicators]
    events = [r.code for r in policy.indicators if r.kind is IndicatorKind.EVENTS]
    has_colour = row.level > 0
    colour, before = colour_of_level(row.level), colour_of_level(row.previous_level)
    return {
        "code": row.code,
        "name": row.name,
        "village": row.village,
        "colour": None if colour is None else colour.value,
        "state": row.state,
        "p": [float(getattr(row, name)) for name in P_COLUMNS] if has_colour else None,
        "p_shown": _or_null(row.p_shown) if has_colour else None,
        "p_within_one": _or_null(row.p_within_one) if has_colour else None,
        "index": _or_null(row.index),
        "previous_colour": None if before is None else before.value,
        "rule": row.rule,
        "counts": {POPULATION: _whole(row.residents)}
        | {code: _whole(getattr(row, f"count_{code}")) for code in events},
        "counts_13w": {code: _whole(getattr(row, f"count13_{code}")) for code in events},
        "rates": {code: _or_null(getattr(row, f"rate_{code}")) for code in indicators},
        "contributions": {code: _or_null(getattr(row, f"part_{code}")) for code in indicators},
        "reference": _or_null(row.reference),
    }


def _change_object(one: Change) -> dict[str, Any]:
    before, after = colour_of_level(one.from_level), colour_of_level(one.to_level)
    return {
        "code": one.code,
        "name": one.name,
        "from": one.from_state if before is None else before.value,
        "to": one.to_state if after is None else after.value,
        "rule": one.rule,
        "reason": one.reason,
    }


def colours(
    workspace: Workspace, viewer: Viewer, *, week: str = "latest", prefix: str = ""
) -> dict[str, Any]:
    """One area's week as the schema describes it. Written to the audit.

    Raises:
        NotAllowedError, NotFoundError, RefusedError: as :func:`services.situation.view`.
    """
    seen = situation.view(workspace, viewer, week=week, prefix=prefix)
    policy = seen.policy
    answer = {
        "week": periods.shown(seen.period),
        "period": {"kind": policy.period.kind.value, "first_day": periods.shown(seen.first_day)},
        "cut_off": scoring.cut_off(seen.period, policy.period.time_zone).isoformat(),
        "demo": seen.demo,
        "trial": seen.trial,
        "run": {"status": seen.status, "revision": seen.revision, "gap_reason": seen.gap_reason},
        "snapshot": seen.snapshot,
        "policy": {"name": policy.name, "version": policy.version, "hash": policy.hash},
        "method": METHOD_VERSION,
        "boundary_set": seen.boundary_set,
        "scope": prefix or viewer.scope.prefix,
        "town_factor": seen.town_factor,
        "warnings": list(seen.warnings),
        "summary": {
            "grids": len(seen.grids),
            "colours": seen.per_colour,
            "states": seen.per_state,
            "risen": [_change_object(one) for one in seen.risen],
            "fallen": [_change_object(one) for one in seen.fallen],
            "state_changed": [_change_object(one) for one in seen.state_changed],
            "unchanged": seen.unchanged,
            "no_other_change": seen.is_complete,
        },
        "grids": [_grid_object(row, policy) for row in seen.grids.itertuples(index=False)],
    }
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            access.Action.EXPORT if viewer.may(access.Action.EXPORT) else access.Action.VIEW,
            "colours",
            asked=f"week={answer['week']} scope={answer['scope']}",
            rows=len(seen.grids),
        )
    return answer
