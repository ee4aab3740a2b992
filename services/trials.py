"""Simulated worlds (模拟世界) as a command: figures with their bounds, honestly."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from analytics import worlds as simulated
from analytics.engine import Inputs
from analytics.worlds import Delays, Measured, Played
from errors import NotFoundError, RefusedError
from policy import Policy
from services import access, periods, selftests
from services.access import Action, Viewer
from services.progress import Progress, silent
from services.workspace import Workspace
from store import facts
from words import say

FACT = "calibration"
WORLDS = 10
# Seeds of the null worlds, of the steps and of the town's own rates.
NULL, STEP, OWN = 100, 200, 300


def worlds(
    workspace: Workspace, viewer: Viewer, *, count: int = WORLDS, progress: Progress = silent
) -> dict[str, Any]:
    """Play ``count`` worlds of each kind; the town's own rates where the folder has a map.

    A bound that does not hold is printed with ``holds`` false; nothing is left out for it.

    Raises:
        NotAllowedError: the role may not administer.
        RefusedError: fewer than one world.
    """
    access.require(viewer, Action.ADMINISTER)
    if count < 1:
        raise RefusedError("trust.bad_count", count=count)

    def told(kind: int, number: int) -> None:
        share = (kind * count + number) / (3 * count)
        progress(share, say("trust.playing", name=("null", "step", "own")[kind]))

    quiet, delays = [], Delays()
    for number in range(count):
        quiet.append(simulated.null_world(NULL + number))
        told(0, number + 1)
    for number in range(count):
        delays += simulated.step_world(STEP + number)
        told(1, number + 1)
    own = _own(workspace, count, lambda number: told(2, number))
    figures = (*simulated.measured_null(quiet), *simulated.measured_steps(delays), *own)
    return {"worlds": count, "figures": [_row(one) for one in figures]}


def calibrate(
    workspace: Workspace, viewer: Viewer, *, count: int, progress: Progress = silent
) -> dict[str, Any]:
    """Play worlds at the town's own rates and keep what was claimed against the truth there.

    Kept as the fact ``calibration``: bins of the most probable and of the shown colour. These are
    simulated worlds; of the real town nobody knows the truth.

    Raises:
        NotAllowedError: the role may not administer.
        NotFoundError: nothing is scored yet.
        RefusedError: fewer than one world.
    """
    access.require(viewer, Action.ADMINISTER)
    if count < 1:
        raise RefusedError("trust.bad_count", count=count)
    with workspace.store.read() as tx:
        run, policy = selftests.newest(tx)
        inputs = selftests.known_inputs(tx, run, policy)

    def told(number: int) -> None:
        progress(number / count, say("trust.playing", name="own"))

    played = _played(inputs, policy, count, told)
    span = simulated.judged_weeks(played) if played else range(0)
    kept = {
        "period": periods.shown(run.period),
        "snapshot": run.snapshot_hash,
        "policy": policy.hash,
        "made_at": workspace.today,
        "worlds": len(played),
        "bins": {
            "likeliest": _bins(simulated.claims(played, span)) if played else [],
            "shown": _bins(simulated.shown_claims(played, span)) if played else [],
        },
        "figures": [_row(one) for one in simulated.measured_own(played)] if played else [],
    }
    with workspace.store.begin() as tx:
        facts.put(tx, FACT, json.dumps(kept, ensure_ascii=False))
        access.record(tx, workspace, viewer, Action.ADMINISTER, "calibration", rows=len(played))
    return kept


def last(workspace: Workspace, viewer: Viewer) -> dict[str, Any] | None:
    """The last calibration as it was kept; None before the first.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        text = facts.get(tx, FACT)
    return dict(json.loads(text)) if text else None


def _bins(rows: list[tuple[int, float, float]]) -> list[dict[str, float]]:
    return [
        {"judged": number, "said": round(said, 4), "held": round(held, 4)}
        for number, said, held in rows
    ]


def _played(
    inputs: Inputs, policy: Policy, count: int, told: Callable[[int], None]
) -> list[Played]:
    """Worlds at the town's own rates; none where there are too few periods."""
    if len(inputs.periods) <= policy.min_periods:
        return []
    played = []
    for number in range(count):
        played.append(simulated.own_world(inputs, policy, OWN + number))
        told(number + 1)
    return played


def _own(workspace: Workspace, count: int, told: Callable[[int], None]) -> tuple[Measured, ...]:
    try:
        with workspace.store.read() as tx:
            run, policy = selftests.newest(tx)
            inputs = selftests.known_inputs(tx, run, policy)
    except NotFoundError:
        # A folder without a map has no rates of its own.
        return ()
    played = _played(inputs, policy, count, told)
    return simulated.measured_own(played) if played else ()


def _row(one: Measured) -> dict[str, Any]:
    figure = round(one.figure, 4) if np.isfinite(one.figure) else None
    return {**asdict(one), "figure": figure, "holds": one.holds}
