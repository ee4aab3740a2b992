"""Simulated worlds (模拟世界) as a command: figures with their bounds, honestly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np

from analytics import worlds as simulated
from analytics.worlds import Delays, Measured
from errors import NotFoundError, RefusedError
from services import access, selftests
from services.access import Action, Viewer
from services.progress import Progress, silent
from services.workspace import Workspace
from words import say

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


def _own(workspace: Workspace, count: int, told: Callable[[int], None]) -> tuple[Measured, ...]:
    try:
        with workspace.store.read() as tx:
            run, policy = selftests.newest(tx)
            inputs = selftests.known_inputs(tx, run, policy)
    except NotFoundError:
        # A folder without a map has no rates of its own.
        return ()
    if len(inputs.periods) <= policy.min_periods:
        return ()
    played = []
    for number in range(count):
        played.append(simulated.own_world(inputs, policy, OWN + number))
        told(number + 1)
    return simulated.measured_own(played)


def _row(one: Measured) -> dict[str, Any]:
    figure = round(one.figure, 4) if np.isfinite(one.figure) else None
    return {**asdict(one), "figure": figure, "holds": one.holds}
