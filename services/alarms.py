"""Alarms (预警) of a scored period as a person may see them, with the expected false ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.alarms import Alarms, window_alarms
from policy import Policy
from services import access, inputs, periods, places, policies, wording
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, coverage, runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One grid and indicator; ``count``, ``expected`` and ``p`` are None where they may not be
    seen. ``window`` is the length in periods of the unusual window.
    """

    code: str
    name: str
    village: str
    indicator: str
    window: int
    count: int | None
    expected: float | None
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """All alarms of one period: per indicator tested, found, and how many of these are false.

    ``per_indicator`` has (indicator, grids tested, alarms, expected false alarms).
    """

    period: int
    status: str
    snapshot: str
    policy: str
    q: float
    per_indicator: tuple[tuple[str, int, int, float], ...]
    alarms: tuple[Alarm, ...]
    is_exact: bool


def _judged(tx: Tx, run: runs.Run) -> tuple[Alarms, Any, Policy]:
    """Alarms on the very counts the run used, and the codes of its grids."""
    policy = policies.by_hash(tx, run.policy_hash).policy
    span = coverage.span(tx)
    assert span is not None  # a scored period has data
    known = policy.period.between(span[0], run.period)
    loaded = inputs.load(tx, policy, run.boundary_set_id, known, run.revisions).inputs
    return window_alarms(loaded, policy), loaded.codes, policy


def alarms(
    workspace: Workspace, viewer: Viewer, *, week: str = "latest", prefix: str = ""
) -> Sheet:
    """The alarms of a scored period in an area, worst first; written to the audit.

    False discovery is controlled within each town, so the expected number of false alarms of an
    area is the share ``q`` of its own alarms. Who is not cleared for small counts reads which
    grids and indicators, and no number behind them: windows of different length could be
    subtracted.

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: not scored.
        RefusedError: ``week`` or ``prefix`` cannot be read.
    """
    scope = access.narrowed(viewer, prefix)
    with workspace.store.read() as tx:
        run = runs.latest(tx, periods.scored(tx, week))
        assert run is not None  # periods.scored found it in the same transaction
        found, codes, policy = _judged(tx, run)
        names = places.grids(tx, run.boundary_set_id, scope.prefix).set_index("code")
    rows = np.isin(codes, names.index.to_numpy(dtype=np.str_))
    listed = tuple(
        _alarm(found, codes, names, int(g), int(k), is_exact=viewer.is_cleared)
        for g, k in np.argwhere(found.alarm & rows[:, None])
    )
    order = sorted(listed, key=lambda one: (one.p if one.p is not None else 0.0, one.code))
    with workspace.store.begin() as tx:
        action = Action.EXACT if viewer.is_cleared else Action.VIEW
        access.record(
            tx,
            workspace,
            viewer,
            action,
            "alarms",
            asked=periods.shown(run.period),
            rows=len(order),
        )
    return Sheet(
        period=run.period,
        status=run.status.value,
        snapshot=run.snapshot_hash,
        policy=policy.hash,
        q=found.q,
        per_indicator=tuple(
            (
                code,
                int(np.isfinite(found.p[rows, k]).sum()),
                n := int(found.alarm[rows, k].sum()),
                n * found.q,
            )
            for k, code in enumerate(found.indicators)
        ),
        alarms=tuple(order),
        is_exact=viewer.is_cleared,
    )


def _alarm(found: Alarms, codes: Any, names: Any, g: int, k: int, *, is_exact: bool) -> Alarm:
    row = names.loc[codes[g]]
    return Alarm(
        code=str(codes[g]),
        name=str(row["name"]),
        village=str(row["village"]),
        indicator=found.indicators[k],
        window=int(found.window[g, k]),
        count=round(float(found.count[g, k])) if is_exact else None,
        expected=round(float(found.expected[g, k]), 2) if is_exact else None,
        p=float(found.p[g, k]) if is_exact else None,
    )


def as_object(sheet: Sheet) -> dict[str, Any]:
    """The sheet as plain values for the command line."""
    return {
        "period": periods.shown(sheet.period),
        "run": sheet.status,
        "snapshot": sheet.snapshot,
        "policy": sheet.policy,
        "q": sheet.q,
        "indicators": [
            {"indicator": code, "tested": tested, "alarms": n, "expected_false": round(false, 2)}
            for code, tested, n, false in sheet.per_indicator
        ],
        "alarms": [
            {
                "code": one.code,
                "village": one.village,
                "name": one.name,
                "indicator": wording.indicator(one.indicator),
                "window": one.window,
                "count": one.count,
                "expected": one.expected,
                "p": None if one.p is None else float(f"{one.p:.3g}"),
            }
            for one in sheet.alarms
        ],
    }
