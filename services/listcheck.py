"""上期清单 What last period's list of places was worth: its hits, the plain count's, the best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics import scorecard
from services import access, periods, policies, selftests
from services.access import Action, Viewer
from services.workspace import Workspace
from store import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class LastList:
    """One indicator: a list of places made before the period, covering ``area_share``.

    ``hits`` of the ``events`` fell on it; ``plain`` would have on a list by the 52-period count,
    ``best`` on the best list there could have been. All None where small counts may not be shown.
    """

    indicator: str
    area_share: float
    events: int | None
    hits: float | None
    plain: float | None
    best: float | None


def last_lists(
    workspace: Workspace,
    viewer: Viewer,
    *,
    week: str = "latest",
    prefix: str = "",
    area_share: float = scorecard.AREA_SHARE,
) -> tuple[LastList, ...]:
    """How the lists made one period before fared in a scored period, over one area.

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: not scored.
        RefusedError: ``week`` or ``prefix`` cannot be read.
    """
    scope = access.narrowed(viewer, prefix)
    with workspace.store.begin() as tx:
        run = runs.latest(tx, periods.scored(tx, week))
        assert run is not None  # periods.scored found it in the same transaction
        policy = policies.by_hash(tx, run.policy_hash).policy
        known = selftests.known_inputs(tx, run, policy)
        asked = f"period={periods.shown(run.period)} scope={scope.prefix}"
        access.record(tx, workspace, viewer, Action.VIEW, "last list", asked=asked)
    cards = scorecard.scorecards(
        known,
        policy,
        windows=1,
        area_share=area_share,
        seed=policy.seed,
        rows=np.char.startswith(known.codes, scope.prefix),
    )
    k = 0 if viewer.is_cleared else policy.suppress_below
    return tuple(_list(card, k) for card in cards if card.windows)


def _list(card: scorecard.Card, k: int) -> LastList:
    events = round(card.events)
    hits = card.model["hit_rate"].value * card.events if events else 0.0
    plain = card.plain["hit_rate"].value * card.events if events else 0.0
    pei = card.model["pei"].value
    # PEI is hits over the best there was; without a hit it says nothing, and the best is unknown.
    best = hits / pei if np.isfinite(pei) and pei > 0 else None
    is_shown = not any(0 < n < k for n in (events, hits, plain, best or 0.0))
    return LastList(
        indicator=card.indicator,
        area_share=card.area_share,
        events=events if is_shown else None,
        hits=round(hits, 1) if is_shown else None,
        plain=round(plain, 1) if is_shown else None,
        best=None if best is None or not is_shown else round(best, 1),
    )
