"""What the machine asks itself every night (每晚自检), for the page of trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services import access, scoring, selftests, sensitivities, trials
from services.access import Viewer
from services.progress import Progress, part, silent
from services.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is played: grids, permuted and null worlds, own worlds, draws of the sensitivity."""

    limit: int = 2_000
    permutations: int = 4
    null_worlds: int = 20
    own_worlds: int = 4
    draws: int = sensitivities.DRAWS


FULL = Effort()
# For a folder that is being made: minutes matter more there than the last digit.
SHORT = Effort(limit=600, permutations=1, null_worlds=4, own_worlds=1, draws=64)


def run(
    workspace: Workspace,
    viewer: Viewer = access.OPERATOR,
    *,
    effort: Effort = FULL,
    progress: Progress = silent,
) -> dict[str, Any]:
    """Bring the periods up to date, test the method, play own worlds, ask the sensitivity.

    The sensitivity is asked anew only under another rule.

    Raises:
        NotAllowedError, BusyError, NotFoundError (no data or no rule).
    """
    scored = scoring.score(workspace, viewer, to="latest", progress=part(progress, 0.0, 0.5))
    return {"scored": len(scored), **judge(workspace, viewer, effort=effort, progress=progress)}


def judge(
    workspace: Workspace,
    viewer: Viewer = access.OPERATOR,
    *,
    effort: Effort = FULL,
    progress: Progress = silent,
) -> dict[str, Any]:
    """The same of maps that are up to date already.

    Raises:
        NotAllowedError, NotFoundError (nothing scored yet).
    """
    tested = selftests.run(
        workspace,
        viewer,
        progress=part(progress, 0.5, 0.8),
        limit=effort.limit,
        permutations=effort.permutations,
        null_worlds=effort.null_worlds,
    )
    played = trials.calibrate(
        workspace, viewer, count=effort.own_worlds, progress=part(progress, 0.8, 1.0)
    )
    asked = sensitivities.last(workspace, viewer)
    if asked is None or asked["policy"] != tested["policy"]:
        asked = sensitivities.run(workspace, viewer, draws=effort.draws)
    return {"selftest": tested, "calibration": played["bins"], "sensitivity": asked["means"]}
