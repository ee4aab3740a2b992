"""The week as a person may see it (态势): grids with colour, reason, counts; what changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.engine import Scores
from errors import WusetuError
from layers import risk
from policy import IndicatorKind, Policy
from services import access, accounts, periods, places, policies, wording
from services.access import Viewer
from services.inputs import event_rules
from services.wording import Cause
from services.workspace import Workspace
from store import Tx, coverage, runs, snapshots
from store.runs import Run
from vocab import (
    COLOURS,
    METHOD_VERSION,
    RULES,
    STATES,
    State,
)

Names = Callable[[int, str], pd.DataFrame]
P_COLUMNS = tuple(f"p_{colour.value}" for colour in COLOURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A grid whose colour rose (worse) or fell, or that gained or lost its colour."""

    code: str
    name: str
    from_level: int
    from_state: str
    to_level: int
    to_state: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Situation:
    """One scored period of one area for one viewer.

    ``grids`` has one row per micro-grid, codes ascending: code, name, village, town, level
    (0 none), state, p_*, p_shown, p_within_one, index, reference, previous_level,
    previous_index, rule, residents, is_held (its index is in the class of another colour), and
    per indicator count_*, count13_*, expected13_*, rate_*,
    part_* (its points of the index). Hidden or unknown numbers are NaN.
    """

    period: int
    first_day: int
    status: str
    revision: int
    snapshot: str
    policy: Policy
    boundary_set: int
    demo: bool
    trial: bool
    warnings: tuple[str, ...]
    town_factor: dict[str, Any]
    gap_reason: str
    made_at: int
    grids: pd.DataFrame
    risen: tuple[Change, ...]
    fallen: tuple[Change, ...]
    state_changed: tuple[Change, ...]
    has_previous: bool
    missing: dict[str, int]
    is_exact: bool

    @property
    def median_area_m2(self) -> float:
        return float(self.grids["area_m2"].median())

    def expects(self, code: str) -> bool:
        """Whether an indicator counts events here (a stock has none)."""
        return any(
            r.code == code and r.kind is IndicatorKind.EVENTS for r in self.policy.indicators
        )

    @property
    def worst(self) -> str:
        """The grid with the highest index; the first one where none has a colour."""
        index = self.grids["index"].where(self.grids["level"] > 0)
        at = 0 if index.isna().all() else int(np.nanargmax(index))
        return str(self.grids["code"].iloc[at])

    @property
    def per_colour(self) -> dict[str, int]:
        """Number of grids per colour, worst first."""
        found = self.grids["level"].value_counts()
        return {colour.value: int(found.get(colour.level, 0)) for colour in COLOURS}

    @property
    def per_state(self) -> dict[str, int]:
        """Number of grids per non-colour."""
        found = self.grids["state"].value_counts()
        return {s.value: int(found.get(s.value, 0)) for s in STATES if s is not State.OK}

    @property
    def unchanged(self) -> int:
        changed = len(self.risen) + len(self.fallen) + len(self.state_changed)
        return len(self.grids) - changed if self.has_previous else 0

    @property
    def is_complete(self) -> bool:
        """Whether the lists hold every grid whose colour or state differs from the last map."""
        moved = (self.grids["level"] != self.grids["previous_level"]) | (
            self.grids["state"] != self.grids["previous_state"]
        )
        listed = {one.code for one in (*self.risen, *self.fallen, *self.state_changed)}
        return not self.has_previous or set(self.grids.loc[moved, "code"]) <= listed


def _numbers(scores: Scores, policy: Policy) -> dict[str, npt.NDArray[np.float64]]:
    columns: dict[str, npt.NDArray[np.float64]] = {}
    for place, rule in enumerate(policy.indicators):
        is_stock = rule.kind is IndicatorKind.STOCK
        unknown = np.full(len(scores.codes), np.nan)
        columns[f"part_{rule.code}"] = scores.contribution[:, place]
        columns[f"rate_{rule.code}"] = scores.rates[:, place]
        columns[f"count_{rule.code}"] = unknown if is_stock else scores.count[:, place]
        columns[f"count13_{rule.code}"] = unknown if is_stock else scores.count_13[:, place]
        columns[f"expected13_{rule.code}"] = unknown if is_stock else scores.expected_13[:, place]
    return columns


def _frame(scores: Scores, policy: Policy, residents: npt.NDArray[np.float64]) -> pd.DataFrame:
    states = np.array([state.value for state in STATES])
    rules = np.array([rule.value for rule in RULES])
    made = pd.DataFrame(
        {
            "code": scores.codes,
            "level": scores.level,
            "state": states[scores.state],
            **{name: scores.p[:, place] for place, name in enumerate(P_COLUMNS)},
            "p_shown": scores.p_shown,
            "p_within_one": scores.p_within_one,
            "index": scores.index,
            "reference": scores.reference,
            "previous_level": scores.previous_level,
            "previous_state": [
                "" if number < 0 else STATES[number].value for number in scores.previous_state
            ],
            "previous_index": scores.previous_index,
            "rule": rules[scores.rule],
            "residents": residents,
            **_numbers(scores, policy),
        }
    )
    # Of the exact index: a rounded one may lie on a line it has not reached.
    return made.assign(is_held=risk.held(made, policy.cuts))


def _coarsened(grids: pd.DataFrame, viewer: Viewer, policy: Policy) -> pd.DataFrame:
    """For viewers who may not see small counts: nothing a count could be computed back from."""
    counts = [c for c in grids if c.startswith(("count_", "count13_"))]
    shown = access.suppress(grids, viewer, k=policy.suppress_below, counts=counts)
    if viewer.is_cleared:
        return shown
    # A posterior rate or an index with many decimals can be solved for the count behind it, and
    # two 13-week sums in succession give the weeks that entered and left.
    hide = [c for c in shown if c.startswith(("rate_", "expected13_", "count13_"))]
    shown[hide] = np.nan
    coarse = ["index", "reference", "previous_index", *[c for c in shown if c.startswith("part_")]]
    shown[coarse] = shown[coarse].round(0)
    shown[list(P_COLUMNS)] = shown[list(P_COLUMNS)].round(1)
    # Never up: nobody is told, or shown by the fill of a cell, more than is sure.
    sure = ["p_shown", "p_within_one"]
    shown[sure] = np.floor(shown[sure] * 10) / 10
    return shown


def cause_of(row: Any, policy: Policy, *, falling: bool = False) -> Cause:
    """The indicator that speaks most for the grid's colour; of a fall, the calmest of the events.

    A stock hardly moves from week to week, so it never explains a fall while events are counted.
    """
    events = [rule.code for rule in event_rules(policy)]
    codes = events if falling and events else [rule.code for rule in policy.indicators]
    points = np.nan_to_num(np.array([getattr(row, f"part_{code}") for code in codes]))
    return named_cause(row, policy, codes[int(points.argmin() if falling else points.argmax())])


def named_cause(row: Any, policy: Policy, code: str) -> Cause:
    """One indicator's part in a grid's index."""
    rule = next(rule for rule in policy.indicators if rule.code == code)
    is_stock = rule.kind is IndicatorKind.STOCK
    return Cause(
        indicator=code,
        points=float(getattr(row, f"part_{code}")),
        count=None if is_stock else float(getattr(row, f"count13_{code}")),
        expected=None if is_stock else float(getattr(row, f"expected13_{code}")),
        measure=float(getattr(row, f"rate_{code}")) if is_stock else None,
        kind=policy.period.kind,
    )


def _changes(grids: pd.DataFrame, policy: Policy) -> dict[str, tuple[Change, ...]]:
    lists: dict[str, list[Change]] = {"risen": [], "fallen": [], "state_changed": []}
    moved = grids[(grids["rule"] != "none") & (grids["rule"] != "first")]
    for row in moved.itertuples(index=False):
        both = row.level > 0 and row.previous_level > 0
        kind = "state_changed"
        if both and row.level != row.previous_level:
            kind = "risen" if row.level < row.previous_level else "fallen"
        main = cause_of(row, policy, falling=kind == "fallen")
        reason = (
            wording.cause(main) if kind != "state_changed" else wording.colour(row.level, row.state)
        )
        lists[kind].append(
            Change(
                code=row.code,
                name=row.name,
                from_level=int(row.previous_level),
                from_state=row.previous_state,
                to_level=int(row.level),
                to_state=row.state,
                rule=row.rule,
                reason=reason,
            )
        )
    for changes in lists.values():
        changes.sort(key=lambda one: (one.to_level or 9, one.code))
    return {name: tuple(changes) for name, changes in lists.items()}


def _missing(tx: Tx, policy: Policy, codes: npt.NDArray[np.str_], period: int) -> dict[str, int]:
    """Number of grids whose sources have not all reported this period, per event indicator."""
    first = [policy.period.first_day(period)]
    return {
        rule.code: int((~coverage.observed(tx, codes, rule.sources, first, [period])).sum())
        for rule in event_rules(policy)
    }


def view(
    workspace: Workspace,
    viewer: Viewer,
    *,
    week: str = "latest",
    prefix: str = "",
    named: Names | None = None,
) -> Situation:
    """The scored period with the day ``week`` for one area and viewer (``named``: cached names).

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: not scored yet.
        RefusedError: ``week`` is not a date.
    """
    scope = access.narrowed(viewer, prefix)
    with workspace.store.read() as tx:
        run = runs.latest(tx, periods.scored(tx, week))
        assert run is not None  # periods.scored found it in the same transaction
        columns, meta = snapshots.get(tx, run.snapshot_hash)
        policy = policies.by_hash(tx, run.policy_hash).policy
        place = (run.boundary_set_id, scope.prefix)
        names = named(*place) if named else places.grids(tx, *place)
        missing = _missing(tx, policy, names["code"].to_numpy(dtype=np.str_), run.period)
    scores = Scores.from_columns(columns)
    everything = _frame(scores, policy, scores.residents)
    # Suppression looks at all cells of the published totals, then rows are cut to the area.
    own = everything[access.visible(scores.codes, viewer)]
    grids = names.merge(_coarsened(own, viewer, policy), on="code", how="inner")
    return Situation(
        period=run.period,
        first_day=policy.period.first_day(run.period),
        status=run.status.value,
        revision=run.revision,
        snapshot=run.snapshot_hash,
        policy=policy,
        boundary_set=run.boundary_set_id,
        demo=accounts.is_demo(workspace),
        trial=bool(meta["trial"]),
        warnings=tuple(meta["warnings"]),
        town_factor=dict(meta["town_factor"]),
        gap_reason=run.gap_reason,
        made_at=run.made_at,
        grids=grids,
        has_previous=run.previous_run_id is not None,
        missing=missing,
        is_exact=viewer.is_cleared,
        **_changes(grids, policy),
    )


def available(workspace: Workspace, viewer: Viewer) -> list[Run]:
    """The scored periods, oldest first."""
    access.require(viewer, access.Action.VIEW)
    with workspace.store.read() as tx:
        return sorted(runs.listed(tx), key=lambda run: run.period)


def pulse(workspace: Workspace) -> dict[str, Any]:
    """Health: whether the database answers, and the newest scored period."""
    try:
        if not workspace.store.is_ready():
            return {"status": "unavailable", "method": METHOD_VERSION}
        with workspace.store.read() as tx:
            newest = max((row.period for row in runs.listed(tx)), default=None)
    except WusetuError as error:
        return {"status": "unavailable", "method": METHOD_VERSION, "reason": error.code}
    shown = None if newest is None else periods.shown(newest)
    return {"status": "ok", "method": METHOD_VERSION, "week": shown}
