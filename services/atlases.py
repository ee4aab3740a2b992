"""图册 The atlas of an area for one week: an index and a page per village, as one PDF."""

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
from layers.backends.sheet_cut import (
    Corner,
    Land,
    Mask,
    Piece,
    corner,
    cut,
    fitted,
    free_corner,
    located,
)
from layers.backends.sheet_labels import Text
from layers.grid_labels import short
from layers.map_view import MapView
from layers.theme import INKS
from reports.atlas import (
    Atlas,
    Entry,
    Village,
    draw,
    index_mm,
    map_mm,
    pages,
    starts,
)
from reports.leaf import Print
from services import numerals, places, printing
from services.access import Viewer
from services.printing import Desk, Printed
from services.progress import Progress, silent
from services.situation import Situation
from services.workspace import Workspace
from vocab import COLOURS, State
from words import say

LIMIT = 400
CORNER_MM = (30.0, 26.0)
# Lines and signs of a page's map, against those of a sheet of the same paper.
LARGER = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which atlas; ``paper`` is A4 or A3."""

    week: str = "latest"
    prefix: str = ""
    paper: str = "A4"
    is_twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Book:
    """What all pages share; ``grids`` are the rows of the land's cells in its order."""

    seen: Situation
    view: MapView
    ground: Land
    small: Corner
    grids: pd.DataFrame
    labels: list[str]
    made_for: Print


def make(
    workspace: Workspace, viewer: Viewer, order: Order, progress: Progress = silent
) -> Printed:
    """The atlas as one PDF, villages by ascending code. Written to the audit.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: the week is not scored.
        RefusedError: an unknown paper, or more villages than one file may hold.
    """
    paper = printing.paper(order.paper)
    desk = printing.desk(workspace, viewer, order.prefix)
    own = desk.week(order.week)
    place = places.name_of(workspace, own.boundary_set, desk.prefix) or say("map.whole")
    caption = printing.caption_of(desk, own, say("atlas.title_of", place=place))
    made_for = Print(caption=caption, paper=paper, is_twin=order.is_twin, made_at=own.made_at)
    book = _book(desk, own, made_for)
    groups = _groups(own)
    if len(groups) > LIMIT:
        raise RefusedError("atlas.too_many", limit=LIMIT, count=len(groups))
    villages = []
    for number, (_, grids) in enumerate(groups):
        villages.append(_village(book, grids))
        progress(0.7 * (number + 1) / len(groups), villages[-1].name)
    first = starts([len(grids) for _, grids in groups])
    made = Atlas(
        made_for=made_for,
        overview=_overview(book, groups, first),
        columns=_columns(is_twin=order.is_twin),
        rows=tuple(_numbers(own, grids) for _, grids in groups),
        total=_numbers(own, own.grids),
        villages=tuple(villages),
    )
    body = draw(made)
    progress(1.0, caption.title)
    desk.record(f"atlas {order.paper} pdf", own, len(own.grids))
    return Printed(body=body, seen=own, pages=pages(made))


def write(
    workspace: Workspace, viewer: Viewer, order: Order, out: Path, progress: Progress = silent
) -> dict[str, Any]:
    """:func:`make` into a PDF file, whole or not at all.

    Raises:
        RefusedError: not a PDF, or the file cannot be written; else as :func:`make`.
    """
    printing.kind_of(out, ("pdf",), say("atlas.title"))
    return printing.write(make(workspace, viewer, order, progress), out)


def _book(desk: Desk, own: Situation, made_for: Print) -> _Book:
    """The land is the town around, so that a single village has its neighbours, too."""
    prefix = printing.around(own.grids["code"].tolist(), desk.viewer.scope)
    seen = own if prefix == desk.prefix else desk.week(printing.name(own), prefix)
    ground = desk.land(seen, prefix)
    codes = ground.base.rows["code"]
    grids = seen.grids.set_index("code", drop=False).loc[codes]
    drawn = replace(seen, grids=grids.reset_index(drop=True))
    k = made_for.size
    return _Book(
        seen=own,
        view=printing.view(drawn, is_twin=made_for.is_twin),
        ground=ground,
        small=corner(ground, CORNER_MM[0] * k, CORNER_MM[1] * k),
        grids=drawn.grids,
        labels=[short(*pair) for pair in zip(grids["name"], grids["code"], strict=True)],
        made_for=made_for,
    )


def _groups(seen: Situation) -> list[tuple[str, pd.DataFrame]]:
    """Grids by village, ascending by code; those without one by their town."""
    grids = seen.grids
    key = grids["village_code"].where(grids["village_code"] != "", grids["town_code"])
    return [(str(code), part) for code, part in grids.groupby(key, sort=True)]


def _name(grids: pd.DataFrame) -> str:
    first = grids.iloc[0]
    return str(first["village"] or first["town"] or say("map.whole"))


# -- a page -------------------------------------------------------------------------------


def _village(book: _Book, grids: pd.DataFrame) -> Village:
    own = book.grids["code"].isin(grids["code"]).to_numpy()
    piece, left_out = _piece(book, own)
    marks = book.view.marks.ljust(len(own))
    marked = {code: marks[at] for at, code in enumerate(book.grids["code"])}
    is_twin = book.view.is_twin
    rows = grids.itertuples(index=False)
    return Village(
        name=_name(grids),
        town=str(grids["town"].iloc[0]) if grids["village"].iloc[0] else "",
        map=piece,
        counts=printing.counts(grids, is_twin=is_twin),
        entries=tuple(_entry(row, marked, is_twin=is_twin) for row in rows),
        changes=_changes(book.seen, marked, grids),
        note=say("atlas.left_out", count=left_out) if left_out else "",
    )


def _piece(book: _Book, own: Mask) -> tuple[Piece, int]:
    k = book.made_for.size
    bounds = book.ground.bounds(own)
    place = fitted(book.ground, bounds, map_mm(book.made_for), size=LARGER * k, room=1.12)
    piece = cut(book.ground, book.view, place, own=own, signed=False)
    texts, left_out = sheet_cells.written(book.ground, book.view, place, own, book.labels)
    others = _rows_by_village(book.grids[~own], np.flatnonzero(~own))
    names = sheet_cells.around(book.ground, book.view, place, others)
    made = replace(piece, texts=(*names, *texts))
    spot = free_corner(book.ground, place, own, book.small)
    if spot is None or own.all():
        return made, left_out
    middle = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return located(made, book.small, middle, book.view, spot=spot), left_out


def _rows_by_village(
    grids: pd.DataFrame, rows: npt.NDArray[np.intp]
) -> dict[str, npt.NDArray[np.intp]]:
    by = grids.assign(row=rows).groupby("village", sort=True)["row"]
    return {str(name): part.to_numpy() for name, part in by if name}


def _entry(row: Any, marked: dict[str, str], *, is_twin: bool) -> Entry:
    return Entry(
        number=short(row.name, row.code),
        level=int(row.level),
        words=printing.sign(int(row.level), row.state, is_twin=is_twin),
        mark=marked.get(row.code, "").strip(),
        index=numerals.whole(row.index if row.level else None),
    )


def _changes(seen: Situation, marked: dict[str, str], grids: pd.DataFrame) -> str:
    if not seen.has_previous:
        return say("atlas.first")
    signs = [marked.get(code, " ") for code in grids["code"]]
    risen, fallen = signs.count("▲"), signs.count("▽")
    if not risen and not fallen:
        return say("atlas.no_change", count=len(grids))
    return say("atlas.changes", count=len(grids), risen=risen, fallen=fallen)


# -- the index ----------------------------------------------------------------------------


def _columns(*, is_twin: bool) -> tuple[str, ...]:
    return (
        say("atlas.grids"),
        *(printing.sign(one.level, State.OK, is_twin=is_twin) for one in COLOURS),
        say("atlas.none"),
        "▲",
        "▽",
    )


def _numbers(seen: Situation, grids: pd.DataFrame) -> tuple[str, ...]:
    levels, before = grids["level"], grids["previous_level"]
    both = (levels > 0) & (before > 0) & seen.has_previous
    found = [len(grids), *(int((levels == colour.level).sum()) for colour in COLOURS)]
    found += [int((levels == 0).sum()), int((both & (levels < before)).sum())]
    return tuple(numerals.whole(n) for n in (*found, int((both & (levels > before)).sum())))


def _overview(
    book: _Book, groups: Sequence[tuple[str, pd.DataFrame]], first: Sequence[int]
) -> Piece:
    """The whole area with the page of each village written on it."""
    k, ground = book.made_for.size, book.ground
    own = book.grids["code"].isin(book.seen.grids["code"]).to_numpy()
    size = index_mm(book.made_for)
    place = fitted(ground, ground.bounds(own), size, size=k)
    piece = cut(ground, book.view, place, own=own, signed=False)
    inks = INKS[book.view.ground]
    texts = []
    for (_, grids), page in zip(groups, first, strict=True):
        rows = np.flatnonzero(book.grids["code"].isin(grids["code"]).to_numpy())
        x, y = sheet_cells.middle(ground, place, rows)
        texts.append(
            Text(x=x, y=y, text=str(page), pt=8.5 * k, ink=inks.t1, halo=inks.panel, weight=700)
        )
    return replace(piece, texts=tuple(texts))
