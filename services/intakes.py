"""What the data page shows (数据页): saved profiles, batches, coverage, unplaced rows, placing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from errors import RefusedError
from services import access, placing, policies
from services.access import Action, Viewer
from services.inputs import event_rules
from services.working import at_work
from services.workspace import Workspace
from settings import ROOT
from store import batches, boundaries, corrections, coverage, events, facts, locations
from store.files import Files
from store.ingest import profile as profiles
from store.ingest.profile import Profile
from vocab import AdminLevel

SHIPPED = ROOT / "sample" / "profiles"
COVERED, PARTLY, MISSING = "●", "◐", "○"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedProfile:
    """A profile a file can be read with."""

    path: Path
    profile: Profile


def saved_profiles(workspace: Workspace, kind: str) -> list[SavedProfile]:
    """Profiles of one kind: the folder's own, and in a demo folder the demo's."""
    with workspace.store.read() as tx:
        demo = facts.is_demo(tx)
    own = workspace.settings.data / "profiles"
    files = sorted(own.glob("*.toml")) + (sorted(SHIPPED.glob("*.toml")) if demo else [])
    read = [SavedProfile(path=file, profile=profiles.load(file)) for file in files]
    return [one for one in read if one.profile.kind.value == kind]


def batch_list(workspace: Workspace, viewer: Viewer, most: int = 60) -> list[dict[str, Any]]:
    """The newest batches with their sums."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        rows = batches.listed(tx, limit=most)
    names = [
        "id",
        "kind",
        "file_name",
        "rows_read",
        "placed",
        "unplaced",
        "quarantined",
        "received_at",
        "by",
        "status",
    ]
    return [{name: getattr(row, name) for name in names} for row in rows]


def refused_rows(workspace: Workspace, viewer: Viewer, batch: int) -> pd.DataFrame:
    """The refused cells of one batch, masked."""
    access.require(viewer, Action.IMPORT)
    with workspace.store.read() as tx:
        return batches.quarantined(tx, batch)


def coverage_table(
    workspace: Workspace, viewer: Viewer, last: int, weeks: int = 13
) -> tuple[list[int], dict[str, list[str]]]:
    """Per source of the rule in force and period: ● all grids covered, ◐ some, ○ none."""
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        policy = policies.in_force(tx, last)
        chosen = boundaries.set_for(tx, last)
        codes = boundaries.grid_codes(tx, chosen.id)
        codes = codes[access.visible(codes, viewer)]
        rule = policy.period
        periods = [rule.shift(last, -back) for back in reversed(range(weeks))]
        first = [rule.first_day(period) for period in periods]
        table = {}
        for source in sorted({s for r in event_rules(policy) for s in r.sources}):
            share = coverage.observed(tx, codes, [source], first, periods).mean(axis=0)
            table[source] = [
                COVERED if part == 1 else MISSING if part == 0 else PARTLY for part in share
            ]
    return periods, table


def unplaced(workspace: Workspace, viewer: Viewer, most: int = 500) -> pd.DataFrame:
    """Current events without a grid in the newest boundary set, newest first."""
    access.require(viewer, Action.CORRECT)
    with workspace.store.read() as tx:
        sets = boundaries.sets(tx)
        if not sets:
            return pd.DataFrame()
        rows = locations.unplaced(tx, sets[-1].id, viewer.scope.prefix, limit=most)
    return rows


def place(
    workspace: Workspace, viewer: Viewer, event: int, code: str, *, note: str = ""
) -> dict[str, Any]:
    """Put an unplaced event into a grid: a correction with who and when; the counts follow.

    In older boundary sets it goes where the grid's own middle lies, when the code is not theirs.

    Raises:
        NotAllowedError, BusyError.
        RefusedError: no such grid in the newest boundary set.
    """
    access.require(viewer, Action.CORRECT, access.narrowed(viewer, code))
    with at_work(workspace, viewer), workspace.store.begin() as tx:
        newest = boundaries.sets(tx)[-1]
        grids = boundaries.units(tx, newest.id, (AdminLevel.MICRO_GRID,))
        own = grids[grids["code"] == code]
        if own.empty:
            raise RefusedError("store.no_grid", area=code)
        middle = own["geometry"].iloc[0].representative_point()
        at = workspace.today
        for ground in placing.grounds(tx, Files(workspace.cache)):
            found = int(ground.index.locate(np.array([middle.x]), np.array([middle.y]))[0])
            there = code if code in ground.index.codes else ""
            there = there or (ground.index.codes[found] if found >= 0 else "")
            if there:
                corrections.place(
                    tx, event, ground.chosen.id, there, by=viewer.person, at=at, note=note
                )
        day = int(events.get(tx, [event])["day"].iloc[0])
        changed = placing.recount(tx, (day, day), at=at)
        access.record(tx, workspace, viewer, Action.CORRECT, f"event {event} to {code}", rows=1)
    return {"event": event, "code": code, "name": str(own["name"].iloc[0]), "counts": changed}
