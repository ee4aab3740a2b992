"""到期 What is due: every closed week that has no folder of its own yet."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from errors import RefusedError
from services import access, exports, periods
from services.access import Action, Viewer
from services.outgoing import Order
from services.progress import Progress, part, silent
from services.working import at_work
from services.workspace import Workspace
from store import runs
from vocab import RunStatus, day_number

# Not the place of imports and calculations: these are not disturbed.
PLACE = "report"
HALF = ".part"


def run(
    workspace: Workspace,
    viewer: Viewer,
    folder: Path,
    kinds: tuple[str, ...],
    order: Order,
    *,
    since: str = "",
    progress: Progress = silent,
) -> list[dict[str, Any]]:
    """Make the kinds for each closed week without a folder; returns one answer per week made.

    A week's folder (2026-11-10) appears when everything in it is written: what was broken off is
    made anew, what is there is left alone.

    Args:
        workspace: the data folder.
        viewer: for whom.
        folder: where the weeks' folders are.
        kinds: codes of ``export_kinds``.
        order: area, layers and palette; its week is not used.
        since: an ISO day; weeks that end before it are not due.
        progress: told how far it is.

    Raises:
        BusyError: another one is making them.
        NotAllowedError: the role may not export, or the area is not the viewer's.
        RefusedError: no date, an unknown kind, or a folder that cannot be written.
    """
    access.require(viewer, Action.EXPORT, access.narrowed(viewer, order.prefix))
    made = []
    with at_work(workspace, viewer, PLACE) as alive:
        weeks = missing(workspace, folder, since)
        for number, week in enumerate(weeks):
            own = part(progress, number / len(weeks), (number + 1) / len(weeks))

            def told(share: float, text: str, own: Progress = own) -> None:
                alive()
                own(share, text)

            bundle = exports.make(workspace, viewer, replace(order, week=week), kinds, told)
            made.append(_placed(bundle, folder / week))
    return made


def missing(workspace: Workspace, folder: Path, since: str = "") -> list[str]:
    """The closed weeks that have no folder yet, oldest first.

    Raises:
        RefusedError: ``since`` is no date.
    """
    with workspace.store.read() as tx:
        closed = {one.period for one in runs.listed(tx) if one.status is RunStatus.CLOSED}
    first = _day(since) if since else 0
    names = [periods.shown(period) for period in sorted(closed) if period >= first]
    return [name for name in names if not (folder / name).exists()]


def _day(text: str) -> int:
    try:
        return day_number(dt.date.fromisoformat(text))
    except ValueError as error:
        raise RefusedError("period.unreadable", text=text) from error


def _placed(bundle: exports.Bundle, target: Path) -> dict[str, Any]:
    """Write beside the target, then give it its name in one step."""
    half = target.with_name(target.name + HALF)
    try:
        shutil.rmtree(half, ignore_errors=True)
        for name, body in bundle.entries().items():
            (half / name).parent.mkdir(parents=True, exist_ok=True)
            (half / name).write_bytes(body)
        half.rename(target)
    except OSError as error:
        raise RefusedError("sheet.not_written", file=str(target), reason=str(error)) from error
    told = bundle.manifest()
    return {
        "week": told["week"],
        "folder": str(target),
        "files": len(told["files"]),
        "snapshot": told["snapshot"],
        "left_out": told["left_out"],
    }
