"""付印 What all printed documents of many pages share: who may, the week, the map, the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from errors import RefusedError
from layers import risk
from layers.backends.sheet_cut import Land, land
from layers.backends.sheet_paper import Paper
from layers.map_view import Caption, MapView, Window
from reports.leaf import Counted
from services import access, layer_frames, map_layers, numerals, periods, sheets, situation, wording
from services.access import Action, Viewer
from services.layer_frames import Source
from services.map_layers import Asked
from services.situation import Situation
from services.workspace import Workspace
from store import Tx, runs
from vocab import COLOURS, STATES, Colour, PeriodKind, Scope, State, colour_of_level, date_of
from words import GAP, say

OUTLINES = ("villages", "towns")
PAPERS = (Paper.A4.value, Paper.A3.value)
NOWHERE = Window(longitude=0.0, latitude=0.0, zoom=0.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """An order that was let pass.

    ``asker`` is the person, ``viewer`` the same with small counts withheld, ``prefix`` the area
    asked for.
    """

    workspace: Workspace
    asker: Viewer
    viewer: Viewer
    prefix: str

    def week(self, week: str, prefix: str | None = None) -> Situation:
        """A scored week of the area, or of another area the viewer may see."""
        area = self.prefix if prefix is None else prefix
        return situation.view(self.workspace, self.viewer, week=week, prefix=area)

    def land(self, seen: Situation, prefix: str | None = None) -> Land:
        """The coloured cells and outlines of the area, ready to be cut."""
        area = self.prefix if prefix is None else prefix
        asked = Asked(version=seen.boundary_set, prefix=area, week=periods.shown(seen.period))
        layers = [map_layers.named(code) for code in (risk.LAYER.code, *OUTLINES)]
        return land(
            [
                map_layers.ready(self.workspace, self.viewer, layer, asked, seen=seen)
                for layer in layers
            ]
        )

    def again(self, ground: Land, seen: Situation) -> Land:
        """The same land in the colours of another week of the same boundary version."""
        source = Source(
            workspace=self.workspace,
            viewer=self.viewer,
            version=seen.boundary_set,
            scope=self.prefix,
            seen=seen,
        )
        frames = layer_frames.frames(source, risk.LAYER.weekly)
        week = risk.values(frames, pd.Index(ground.base.rows["code"]))
        return replace(ground, base=replace(ground.base, week=week))

    def record(self, what: str, seen: Situation, rows: int, asked: str = "") -> None:
        """Put the export on record: who took what, how many rows."""
        said = f"week={periods.shown(seen.period)} scope={self.prefix} {asked}".rstrip()
        with self.workspace.store.begin() as tx:
            access.record(
                tx, self.workspace, self.asker, Action.EXPORT, what, asked=said, rows=rows
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Printed:
    """A finished document: its bytes, the week it shows, how many pages it has."""

    body: bytes
    seen: Situation
    pages: int


def desk(workspace: Workspace, viewer: Viewer, prefix: str) -> Desk:
    """Let a person print an area.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
    """
    scope = access.narrowed(viewer, prefix)
    access.require(viewer, Action.EXPORT, scope)
    outside = replace(viewer, purpose="export")
    return Desk(workspace=workspace, asker=viewer, viewer=outside, prefix=scope.prefix)


def paper(name: str) -> Paper:
    """A4 or A3.

    Raises:
        RefusedError: another paper.
    """
    if name not in PAPERS:
        raise RefusedError("sheet.no_paper", name=name, known=" ".join(PAPERS))
    return Paper(name)


def view(seen: Situation, *, is_twin: bool, marked: bool = True) -> MapView:
    """Inks, palette and marks of change of a week; the cells come from its layers."""
    grids = seen.grids
    marks = ""
    if marked and seen.has_previous:
        marks = risk.marks(grids["level"], grids["previous_level"])
    return MapView(window=NOWHERE, marks=marks, is_twin=is_twin)


def around(codes: Sequence[str], scope: Scope) -> str:
    """The town (or what holds all the grids) a piece of the map is cut from, with what is near."""
    shared = (codes[0][:digits] for digits in (9, 6, 4, 2, 0))
    prefix = next(area for area in shared if all(code.startswith(area) for code in codes))
    return prefix if Scope(prefix=prefix).within(scope) else scope.prefix


def known(tx: Tx) -> list[int]:
    """The scored periods, oldest first."""
    return sorted({run.period for run in runs.listed(tx)})


def name(seen: Situation) -> str:
    """ISO date of the last day of a week: what an order calls it by."""
    return periods.shown(seen.period)


def period_name(seen: Situation, *, with_year: bool = False) -> str:
    """11月17日; 2026年11月, 2026年第4季度 or 2026年 where time is cut otherwise."""
    kind, date = seen.policy.period.kind, date_of(seen.period)
    if kind is PeriodKind.WEEK:
        month = say("ui.months").split()[date.month - 1]
        key = "ui.date.day" if with_year else "ui.date.short"
        return say(key, y=date.year, m=date.month, d=date.day, month=month)
    return say(f"ui.period.{kind.value}", y=date.year, m=date.month, quarter=(date.month + 2) // 3)


def colour(level: int, state: str = State.OK.value, *, is_twin: bool = False) -> str:
    """红, 橙 ... in the palette printed, or the state of what has no colour."""
    if level == Colour.GREEN.level and is_twin:
        return say("ui.colour.green_twin_light")
    return wording.colour(level, state)


def sign(level: int, state: str, *, is_twin: bool = False) -> str:
    """Ⅱ 橙, or the state of what has no colour."""
    known, words = colour_of_level(level), colour(level, state, is_twin=is_twin)
    return words if known is None else f"{known.numeral} {words}"


def counts(grids: pd.DataFrame, *, is_twin: bool = False) -> tuple[Counted, ...]:
    """Number of grids per colour, and per non-colour where there are any."""
    lines = []
    for one in COLOURS:
        count = int((grids["level"] == one.level).sum())
        words = f"{colour(one.level, is_twin=is_twin)}{GAP}"
        words += say(f"ui.level.{one.level}")
        numeral = one.numeral
        lines.append(
            Counted(level=one.level, state=State.OK, sign=numeral, words=words, count=count)
        )
    for state in STATES:
        count = int((grids["state"] == state.value).sum())
        if state is not State.OK and count:
            words = say(f"ui.state.{state.value}")
            lines.append(
                Counted(level=0, state=state, sign=numerals.NONE, words=words, count=count)
            )
    return tuple(lines)


def write(made: Printed, out: Path) -> dict[str, Any]:
    """A document into a file, whole or not at all, and what there is to say about it.

    Raises:
        RefusedError: the file cannot be written.
    """
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(made.body)
        part.replace(out)
    except OSError as error:
        raise RefusedError("sheet.not_written", file=str(out), reason=str(error)) from error
    return {
        "file": str(out),
        "bytes": len(made.body),
        "pages": made.pages,
        "week": periods.shown(made.seen.period),
        "snapshot": made.seen.snapshot,
        "policy": made.seen.policy.hash,
        "grids": len(made.seen.grids),
    }


def kind_of(out: Path, kinds: Sequence[str], name: str) -> str:
    """The kind of file by its ending.

    Raises:
        RefusedError: the document cannot be such a file.
    """
    kind = out.suffix.lower().removeprefix(".")
    if kind not in kinds:
        if len(kinds) == 1:
            raise RefusedError("gridcard.not_pdf", name=name, kind=kind)
        raise RefusedError("sheet.kind", kind=kind, known=" ".join(kinds))
    return kind


def caption_of(made_for: Desk, seen: Situation, title: str) -> Caption:
    """The caption of a sheet under another title."""
    made = sheets.caption(made_for.workspace, seen, made_for.prefix, ())
    return replace(made, title=title)
