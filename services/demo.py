"""The demo town (演示镇): written as files, taken in by the real import, scored and closed."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

import sample.templates
from errors import RefusedError
from sample import files as sample_files
from sample.testimony import week_end
from sample.world import World, build
from services import (
    access,
    demo_meetings,
    geometry,
    importing,
    nightly,
    operations,
    places,
    policies,
    scoring,
    tiling,
)
from services.access import OPERATOR, viewer_of
from services.intake.parcel import Cover
from services.progress import Progress, part, silent
from services.workspace import Workspace, opened
from settings import ROOT
from store import boundaries, facts, people
from vocab import day_number
from words import say

FOLDER = ROOT / "sample"
LAST_CLOSE = dt.datetime(2026, 11, 18, 0, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
HOURS_AFTER_CLOSE = 3


def templates(folder: Path) -> list[Path]:
    """Write the blank spreadsheets and profiles of "your own data in ten minutes"."""
    return list(sample.templates.write_templates(folder))


def _stand_still(workspace: Workspace) -> Workspace:
    """Give the folder its own clock, three hours after its last close, and open it anew."""
    now = LAST_CLOSE + dt.timedelta(hours=HOURS_AFTER_CLOSE)
    (workspace.settings.data / "clock.toml").write_text(f"now = {now.isoformat()}\n", "utf-8")
    return opened(workspace.settings)


def _people(workspace: Workspace) -> None:
    table = tomllib.loads((FOLDER / "persons.toml").read_text(encoding="utf-8"))
    with workspace.store.begin() as tx:
        facts.put(tx, facts.DEMO, "true")
        for entry in table["person"]:
            people.put(tx, people.Person(**entry, is_demo=True))


def _import(workspace: Workspace, feeds: list[sample_files.Feed], progress: Progress) -> int:
    analyst = viewer_of(workspace, "analyst")
    rows = 0
    for number, feed in enumerate(feeds):
        covers = [
            Cover(area="", first_day=day_number(first), last_day=day_number(last))
            for first, last in feed.covers
        ]
        result = importing.take(
            workspace,
            analyst,
            feed.kind,
            feed.path,
            feed.profile,
            covers=covers,
            excepted=feed.except_areas,
            progress=part(progress, number / len(feeds), (number + 1) / len(feeds)),
        )
        rows += result.rows_read
    return rows


def plan(first: dt.date) -> list[tuple[dict[str, Any], str]]:
    """The demo's policies with their texts, for a world whose first week ends on a day.

    A world younger than the plan begins under the rule of its first week; there is no baseline
    year in it then, so rates and goalposts are set on all it has.
    """
    entries = tomllib.loads((FOLDER / "policies" / "plan.toml").read_text("utf-8"))["policy"]
    over = [one for one in entries if one["from_week"] < first and not one.get("is_alternative")]
    made = []
    for entry in entries:
        if entry in over[:-1]:
            continue
        text = (FOLDER / "policies" / entry["file"]).read_text(encoding="utf-8")
        if over:
            text = re.sub(r"^baseline = .*\n", "", text, flags=re.MULTILINE)
        made.append((entry | {"from_week": max(entry["from_week"], first)}, text))
    return made


def _policies(workspace: Workspace, world: World) -> None:
    for entry, text in plan(week_end(world.first_week)):
        proposed = policies.propose(workspace, viewer_of(workspace, entry["proposer"]), text)
        week = None if entry.get("is_alternative") else entry["from_week"].isoformat()
        approver = viewer_of(workspace, entry["approver"])
        policies.approve(workspace, approver, proposed["hash"], week=week)


def _operations(workspace: Workspace) -> None:
    """Register what the demo's town planned, where its world holds any."""
    plan = workspace.files / "operations.toml"
    if plan.exists():
        text = plan.read_text(encoding="utf-8")
        operations.register(workspace, viewer_of(workspace, "analyst"), text)


def make(
    workspace: Workspace, *, size: str = "town", progress: Progress = silent
) -> dict[str, Any]:
    """Write the demo's files, import them, score all weeks, close all but the last.

    Raises:
        RefusedError: the folder already holds data that are not the demo's.
    """
    with workspace.store.read() as tx:
        if boundaries.sets(tx, active_only=False):
            if facts.is_demo(tx):
                raise RefusedError("demo.exists", path=str(workspace.settings.data))
            raise RefusedError("demo.not_empty", path=str(workspace.settings.data))
    workspace = _stand_still(workspace)
    _people(workspace)
    progress(0.01, say("progress.generate"))
    world = build(size)
    tell = part(progress, 0.02, 0.15)
    feeds = sample_files.write(
        world, workspace.files, lambda share, _: tell(share, say("progress.write"))
    )
    rows = _import(workspace, feeds, part(progress, 0.15, 0.55))
    _policies(workspace, world)
    _operations(workspace)
    runs = scoring.score(workspace, OPERATOR, progress=part(progress, 0.55, 0.85))
    closed = scoring.close_all(
        workspace,
        OPERATOR,
        but_last=1,
        gap_reason=say("demo.gap_reason"),
        progress=part(progress, 0.85, 0.94),
    )
    _prepare_map(workspace)
    met = demo_meetings.hold(workspace, world, part(progress, 0.94, 0.97))
    nightly.judge(workspace, effort=nightly.SHORT, progress=part(progress, 0.97, 1.0))
    progress(1.0, say("progress.ready"))
    return {
        "data": str(workspace.settings.data),
        "files": len(feeds),
        "rows": rows,
        "periods": len(runs),
        "closed": closed,
        "meetings": met,
    }


def _prepare_map(workspace: Workspace) -> None:
    """Make the shapes the first page will ask for; a large area's come from its tiles."""
    with workspace.store.read() as tx:
        newest = boundaries.sets(tx)[-1]
        codes = boundaries.grid_codes(tx, newest.id)
    for prefix in ("", places.home(workspace, newest.id, "")):
        if not tiling.is_large(int(np.char.startswith(codes, prefix).sum())):
            viewer = access.OPERATOR
            geometry.layer(workspace, viewer, version=newest.id, name="cells", prefix=prefix)
