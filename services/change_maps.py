"""两周对照图 What changed between two weeks: both maps, the changed grids marked and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import RefusedError
from layers.backends import sheet_cells
from layers.backends.sheet_cut import Land, Piece, cut, fitted
from reports.change_map import ChangeMap, Moved, Side, draw, map_mm
from reports.leaf import Print
from services import places, printing
from services.access import Viewer
from services.printing import Desk, Printed
from services.situation import Situation
from services.workspace import Workspace
from store import Tx
from vocab import date_of
from words import say

KINDS = ("pdf", "png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which two weeks: ``week`` and an earlier one, the one before it where ``before`` is ""."""

    week: str = "latest"
    before: str = ""
    prefix: str = ""
    paper: str = "A4"
    kind: str = "pdf"
    is_twin: bool = False


def make(workspace: Workspace, viewer: Viewer, order: Order) -> Printed:
    """Both weeks on one page as PDF or PNG; a long list goes on on further pages of a PDF.

    Written to the audit.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: a week is not scored.
        RefusedError: an unknown paper or kind, the weeks in the wrong order, no earlier week,
            or a picture that does not hold its list.
    """
    paper = printing.paper(order.paper)
    desk = printing.desk(workspace, viewer, order.prefix)
    late = desk.week(order.week)
    early = desk.week(order.before or _previous(workspace, late))
    if early.period >= late.period:
        raise RefusedError("changemap.order", week=printing.name(late), before=printing.name(early))
    place = places.name_of(workspace, late.boundary_set, desk.prefix) or say("map.whole")
    title = say("changemap.title_of", place=place)
    made_for = Print(
        caption=printing.caption_of(desk, late, title),
        paper=paper,
        is_wide=True,
        is_twin=order.is_twin,
        kind=order.kind,
        made_at=late.made_at,
    )
    both = _both(early, late)
    body, pages = draw(_change_map(desk, early, late, both, made_for))
    asked = f"before={printing.name(early)}"
    desk.record(f"changemap {order.paper} {order.kind}", late, len(late.grids), asked)
    return Printed(body=body, seen=late, pages=pages)


def write(workspace: Workspace, viewer: Viewer, order: Order, out: Path) -> dict[str, Any]:
    """:func:`make` into a file, whole or not at all; its kind is the file's ending.

    Raises:
        RefusedError: an unknown kind, or the file cannot be written; else as :func:`make`.
    """
    kind = printing.kind_of(out, KINDS, say("changemap.title"))
    return printing.write(make(workspace, viewer, replace(order, kind=kind)), out)


def _previous(workspace: Workspace, late: Situation) -> str:
    with workspace.store.read() as tx:
        earlier = _earlier(tx, late.period)
    if not earlier:
        raise RefusedError("changemap.first", week=printing.name(late))
    return date_of(earlier[-1]).isoformat()


def _earlier(tx: Tx, period: int) -> list[int]:
    return [known for known in printing.known(tx) if known < period]


def _both(early: Situation, late: Situation) -> pd.DataFrame:
    """Grids of both weeks that changed colour or state, numbered: risen, fallen, others.

    Columns: code, name, level_x, state_x (earlier), level_y, state_y (later), group, number.
    """
    columns = ["code", "level", "state"]
    joined = early.grids[columns].merge(late.grids[[*columns, "name"]], on="code")
    is_same = (joined["level_x"] == joined["level_y"]) & (joined["state_x"] == joined["state_y"])
    moved = joined[~is_same]
    both = (moved["level_x"] > 0) & (moved["level_y"] > 0)
    better = moved["level_y"] > moved["level_x"]
    group = np.where(~both, 2, np.where(better, 1, 0))
    moved = moved.assign(group=group, rank=moved["level_y"].replace(0, 9))
    moved = moved.sort_values(["group", "rank", "code"]).reset_index(drop=True)
    return moved.assign(number=np.arange(1, len(moved) + 1))


def _change_map(
    desk: Desk, early: Situation, late: Situation, both: pd.DataFrame, made_for: Print
) -> ChangeMap:
    ground = desk.land(late)
    then = ground if early.boundary_set == late.boundary_set else desk.land(early)
    sides = tuple(
        Side(
            name=printing.period_name(seen, with_year=True),
            note=say(f"changemap.{name}"),
            map=_piece(desk.again(land, seen), seen, both, made_for),
            counts=printing.counts(seen.grids, is_twin=made_for.is_twin),
        )
        for name, seen, land in (("before", early, then), ("after", late, ground))
    )
    groups = tuple(
        (
            say(f"changemap.{name}", count=len(rows)),
            _moved(rows, is_twin=made_for.is_twin),
        )
        for k, name in enumerate(("risen", "fallen", "others"))
        if (rows := list(both[both["group"] == k].itertuples(index=False)))
    )
    if not groups:
        groups = ((say("changemap.none"), ()),)
    return ChangeMap(
        made_for=made_for,
        sides=(sides[0], sides[1]),
        groups=groups,
        title=say("changemap.changed", count=len(both)),
        note=_note(early, late, len(both)),
    )


def _piece(ground: Land, seen: Situation, both: pd.DataFrame, made_for: Print) -> Piece:
    k, rows = made_for.size, ground.base.rows
    place = fitted(ground, ground.bounds(slice(None)), map_mm(made_for), size=k)
    view = printing.view(seen, is_twin=made_for.is_twin, marked=False)
    piece = cut(ground, view, place)
    at = pd.Series(np.arange(len(rows)), index=rows["code"])
    known = both[both["code"].isin(at.index)]
    marked: npt.NDArray[np.intp] = at.loc[known["code"]].to_numpy()
    numbers = [str(number) for number in known["number"]]
    return sheet_cells.numbered(ground, view, place, piece, marked, numbers)


def _moved(rows: Sequence[Any], *, is_twin: bool) -> tuple[Moved, ...]:
    return tuple(
        Moved(
            number=str(row.number),
            before=_sign(int(row.level_x), row.state_x, is_twin=is_twin),
            after=_sign(int(row.level_y), row.state_y, is_twin=is_twin),
            name=row.name,
        )
        for row in rows
    )


def _sign(level: int, state: str, *, is_twin: bool) -> tuple[int, str]:
    return level, printing.sign(level, state, is_twin=is_twin)


def _note(early: Situation, late: Situation, changed: int) -> str:
    ours, theirs = set(late.grids["code"]), set(early.grids["code"])
    notes = [say("changemap.note", same=len(ours & theirs) - changed)]
    if early.policy.hash != late.policy.hash:
        notes.append(say("changemap.rules", before=early.policy.version, after=late.policy.version))
    gone, new = len(theirs - ours), len(ours - theirs)
    if gone or new:
        notes.append(say("changemap.borders", gone=gone, new=new))
    return "".join(notes)
