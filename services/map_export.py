"""网页地图 The week's map as one HTML file that opens anywhere without a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from errors import NotAllowedError, RefusedError
from layers.backends import backends
from layers.drawn import Drawn
from layers.layer import Privacy
from layers.map_view import MapView, fit
from services import access, fonts, geometry, map_layers, periods, sheets, situation
from services.access import Action, Viewer
from services.map_layers import Asked, Unavailable
from services.situation import Situation
from services.workspace import Workspace
from words import say

WIDTH, HEIGHT = 1400, 860
USUAL = ("risk", "villages", "towns")
_STYLE_END = "</style>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants exported: ``layers`` are codes besides colours, villages and towns."""

    week: str = "latest"
    prefix: str = ""
    layers: tuple[str, ...] = ()
    is_twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A finished file: its text, the week it shows and the layers it could not draw."""

    text: str
    seen: Situation
    left_out: tuple[Unavailable, ...]


def _layers(
    workspace: Workspace, viewer: Viewer, codes: Sequence[str], asked: Asked, seen: Situation
) -> list[Drawn | Unavailable]:
    chosen = [map_layers.named(code) for code in dict.fromkeys((*USUAL, *codes))]
    for layer in chosen:
        # A file goes from hand to hand: what shows single persons is in none, whoever asks.
        if layer.privacy is Privacy.CLEARED:
            raise NotAllowedError("layer.export.cleared", title=say(layer.title))
    made = []
    for layer in sorted(chosen, key=lambda one: one.order):
        make = partial(map_layers.ready, workspace, viewer, layer, asked, seen=seen)
        made.append(map_layers.tried(layer, make))
    return made


def make(workspace: Workspace, viewer: Viewer, order: Order) -> Page:
    """The map of an area and week with its layers. Written to the audit.

    Raises:
        NotAllowedError: the viewer may not export, the area is not theirs, or a layer shows
            single persons.
        NotFoundError: no such week, area or layer.
    """
    scope = access.narrowed(viewer, order.prefix)
    access.require(viewer, Action.EXPORT, scope)
    outside = replace(viewer, purpose="export")
    seen = situation.view(workspace, outside, week=order.week, prefix=scope.prefix)
    asked = Asked(version=seen.boundary_set, prefix=scope.prefix, week=periods.shown(seen.period))
    found = _layers(workspace, outside, order.layers, asked, seen)
    left_out = tuple(one for one in found if isinstance(one, Unavailable))
    view = MapView(
        window=fit(geometry.bounds(workspace, seen.boundary_set, scope.prefix), WIDTH, HEIGHT),
        caption=sheets.caption(workspace, seen, scope.prefix, left_out),
        is_twin=order.is_twin,
    )
    text = str(backends()["leaflet"].draw(view, [one for one in found if isinstance(one, Drawn)]))
    # A reader's machine may have no Chinese font: the page brings the characters it shows.
    text = text.replace(_STYLE_END, fonts.inlined(text) + _STYLE_END, 1)
    _record(workspace, outside, order, seen)
    return Page(text=text, seen=seen, left_out=left_out)


def write(workspace: Workspace, viewer: Viewer, order: Order, out: Path) -> dict[str, Any]:
    """:func:`make` into a file, whole or not at all.

    Raises:
        RefusedError: the file cannot be written; else as :func:`make`.
    """
    made = make(workspace, viewer, order)
    part = out.with_name(out.name + ".part")
    try:
        part.write_text(made.text, encoding="utf-8")
        part.replace(out)
    except OSError as error:
        raise RefusedError("sheet.not_written", file=str(out), reason=str(error)) from error
    return {
        "file": str(out),
        "bytes": len(made.text.encode()),
        "week": periods.shown(made.seen.period),
        "snapshot": made.seen.snapshot,
        "policy": made.seen.policy.hash,
        "grids": len(made.seen.grids),
        "left_out": [{"layer": one.layer.code, "reason": one.reason} for one in made.left_out],
    }


def _record(workspace: Workspace, viewer: Viewer, order: Order, seen: Situation) -> None:
    named = f"layers={','.join(order.layers)}"
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            Action.EXPORT,
            "map html",
            asked=f"week={periods.shown(seen.period)} scope={order.prefix} {named}",
            rows=len(seen.grids),
        )
