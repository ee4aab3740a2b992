"""Scorecard (成绩单) of the forecasts: model against a plain count on the same windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from analytics import scorecard
from analytics.scorecard import Card, Figure
from errors import RefusedError
from services import access, periods, selftests
from services.access import Action, Viewer
from services.workspace import Workspace

WINDOWS = 26
AREA_SHARE = scorecard.AREA_SHARE


def cards(
    workspace: Workspace,
    viewer: Viewer,
    *,
    weeks: int = WINDOWS,
    area_share: float = AREA_SHARE,
) -> dict[str, Any]:
    """Judge the forecasts of the last ``weeks`` scored periods under the rule now in force.

    The figures are of the grids in the viewer's scope. Who may not see small counts gets none
    for an indicator with fewer events than that.

    Raises:
        NotAllowedError: the role may not look at maps.
        NotFoundError: nothing is scored yet.
        RefusedError: ``weeks`` or the share of the area is impossible.
    """
    access.require(viewer, Action.VIEW)
    if weeks < 1 or not 0 < area_share <= 1:
        raise RefusedError("trust.bad_scorecard", weeks=weeks, share=area_share)
    with workspace.store.read() as tx:
        run, policy = selftests.newest(tx)
        material = selftests.known_inputs(tx, run, policy)
    made = scorecard.scorecards(
        material,
        policy,
        windows=weeks,
        area_share=area_share,
        seed=policy.seed,
        rows=access.visible(material.codes, viewer),
    )
    if not viewer.is_cleared:
        made = tuple(card for card in made if card.events >= policy.suppress_below)
    with workspace.store.begin() as tx:
        access.record(tx, workspace, viewer, Action.VIEW, "scorecard", rows=len(made))
    return {
        "period": periods.shown(run.period),
        "policy": policy.hash,
        "snapshot": run.snapshot_hash,
        "area_share": area_share,
        "cards": [row for card in made for row in _rows(card)],
        "pit": {card.indicator: [round(x, 4) for x in card.pit.tolist()] for card in made},
    }


def _rows(card: Card) -> list[dict[str, Any]]:
    """One row per measure: model, plain count and difference, each with its interval."""
    head = {"indicator": card.indicator, "windows": card.windows, "events": round(card.events)}
    rows = [
        {
            **head,
            "measure": name,
            "model": _figure(card.model[name]),
            "plain": _figure(card.plain[name]),
            "difference": _figure(card.difference[name]),
        }
        for name in scorecard.MEASURES
    ]
    distance = Figure(value=card.pit_distance, low=float("nan"), high=float("nan"))
    return [*rows, {**head, "measure": "pit_distance", "model": _figure(distance)}]


def _figure(figure: Figure) -> dict[str, float | None]:
    def plain(value: float) -> float | None:
        return round(value, 4) if np.isfinite(value) else None

    return {"value": plain(figure.value), "low": plain(figure.low), "high": plain(figure.high)}
