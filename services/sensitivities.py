"""Sensitivity (敏感性) of the index to the choices of the rule in force: worked out, kept, read."""

from __future__ import annotations

import json
from typing import Any

from analytics import sensitivity
from analytics.sensitivity import Effect
from errors import RefusedError
from services import access, periods, selftests, wording
from services.access import Action, Viewer
from services.workspace import Workspace
from store import facts
from words import say

FACT = "sensitivity"
DRAWS = sensitivity.DRAWS
LEAST_DRAWS = 16


def run(
    workspace: Workspace, viewer: Viewer = access.OPERATOR, *, draws: int = DRAWS
) -> dict[str, Any]:
    """Ask the newest map which choice of its rule moves it most, and keep the answer.

    Raises:
        NotAllowedError, NotFoundError (nothing scored yet).
        RefusedError: ``draws`` is no power of 2, or fewer than 16.
    """
    access.require(viewer, Action.ADMINISTER)
    if draws < LEAST_DRAWS or draws & (draws - 1):
        raise RefusedError("trust.bad_draws", draws=draws, least=LEAST_DRAWS)
    with workspace.store.read() as tx:
        newest, policy = selftests.newest(tx)
        material = selftests.known_inputs(tx, newest, policy)
    found = sensitivity.sensitivity(material, policy, draws=draws, seed=policy.seed)
    kept: dict[str, Any] = {
        "period": periods.shown(newest.period),
        "snapshot": newest.snapshot_hash,
        "policy": policy.hash,
        "made_at": workspace.today,
        "draws": found.draws,
        "grids": found.grids,
        "means": {name: round(value, 5) for name, value in found.means.items()},
        "effects": [_row(one) for one in found.effects],
    }
    with workspace.store.begin() as tx:
        facts.put(tx, FACT, json.dumps(kept, ensure_ascii=False))
        access.record(
            tx, workspace, viewer, Action.ADMINISTER, "sensitivity", rows=len(kept["effects"])
        )
    return kept


def last(workspace: Workspace, viewer: Viewer) -> dict[str, Any] | None:
    """The last answer as it was kept; None before the first.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        text = facts.get(tx, FACT)
    return dict(json.loads(text)) if text else None


def _row(one: Effect) -> dict[str, Any]:
    figures = {"first": one.first, "total": one.total, "low": one.low, "high": one.high}
    numbers = {name: round(value, 4) for name, value in figures.items()}
    return {"choice": one.choice, "output": one.output, **numbers}


def choice(text: str) -> str:
    """The name of a choice for a reader: 权重：有效警情, 半衰期 …"""
    kind, _, code = text.partition(":")
    if code:
        return say("trust.choice.weight", name=wording.indicator(code))
    return say(f"trust.choice.{kind}")
