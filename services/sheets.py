"""图幅 A map sheet of one week for one viewer: asked for, drawn, written, put on record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from errors import RefusedError
from layers import discover, risk
from layers.backends.sheet import Form, sheet
from layers.backends.sheet_graticule import Graticule
from layers.backends.sheet_paper import Paper
from layers.drawn import Drawn
from layers.layer import Layer
from layers.map_view import Caption, MapView, Window
from services import access, day_names, locators, map_layers, periods, places, situation
from services.access import Action, Viewer
from services.map_layers import Asked, Unavailable
from services.situation import Situation
from services.workspace import Workspace
from words import say

LAYERS = ("risk", "villages", "towns")
PAPERS = tuple(paper.value for paper in Paper)
GRATICULES = tuple(kind.value for kind in Graticule if kind.value)
SHOWN_HASH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants printed.

    ``layers`` are codes, lowest first; ``paper`` of ``PAPERS``; ``graticule`` of ``GRATICULES``
    or "".
    """

    week: str = "latest"
    prefix: str = ""
    layers: tuple[str, ...] = LAYERS
    paper: str = "A4"
    kind: str = "pdf"
    is_twin: bool = False
    graticule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished sheet: its bytes, the week it shows and the layers it could not draw."""

    body: bytes
    seen: Situation
    drawn: tuple[str, ...]
    left_out: tuple[Unavailable, ...]


def make(workspace: Workspace, viewer: Viewer, order: Order) -> Made:
    """Draw a sheet as an export: small counts and layers of single events are not on it.

    Equal orders of an equal snapshot give equal bytes: the time in the file is the snapshot's.
    Written to the audit.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: the week is not scored.
        RefusedError: an unknown layer, paper or graticule, nothing to draw, or a kind of file
            there is not.
    """
    paper, graticule = _paper(order.paper), _graticule(order.graticule)
    scope = access.narrowed(viewer, order.prefix)
    access.require(viewer, Action.EXPORT, scope)
    outside = replace(viewer, purpose="export")
    chosen = [_named(code) for code in order.layers]
    seen = situation.view(workspace, outside, week=order.week, prefix=scope.prefix)
    asked = Asked(version=seen.boundary_set, prefix=scope.prefix, week=periods.shown(seen.period))
    found = [_tried(workspace, outside, layer, asked, seen) for layer in chosen]
    drawn = [one for one in found if isinstance(one, Drawn)]
    left_out = tuple(one for one in found if isinstance(one, Unavailable))
    view = MapView(
        window=Window(longitude=0.0, latitude=0.0, zoom=0.0),
        caption=caption(workspace, seen, scope.prefix, left_out),
        marks=_marks(seen, drawn),
        is_twin=order.is_twin,
    )
    form = Form(
        paper=paper,
        kind=order.kind,
        made_at=seen.made_at,
        graticule=graticule,
        locator=locators.locator(workspace, seen.boundary_set, scope.prefix),
    )
    body = sheet(view, drawn, form)
    names = tuple(one.layer.code for one in drawn)
    _record(workspace, viewer, order, seen, names)
    return Made(body=body, seen=seen, drawn=names, left_out=left_out)


def write(workspace: Workspace, viewer: Viewer, order: Order, out: Path) -> dict[str, Any]:
    """Draw a sheet into a file, whole or not at all.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        order: what; its ``kind`` is taken from the file's ending.
        out: the file.

    Raises:
        RefusedError: as :func:`make`, or the file cannot be written.
    """
    kind = out.suffix.lower().removeprefix(".")
    made = make(workspace, viewer, replace(order, kind=kind))
    part = out.with_name(out.name + ".part")
    try:
        part.write_bytes(made.body)
        part.replace(out)
    except OSError as error:
        raise RefusedError("sheet.not_written", file=str(out), reason=str(error)) from error
    return {
        "file": str(out),
        "bytes": len(made.body),
        "week": periods.shown(made.seen.period),
        "snapshot": made.seen.snapshot,
        "policy": made.seen.policy.hash,
        "grids": len(made.seen.grids),
        "layers": list(made.drawn),
        "left_out": [{"layer": one.layer.code, "reason": one.reason} for one in made.left_out],
    }


def _paper(name: str) -> Paper:
    if name not in PAPERS:
        raise RefusedError("sheet.no_paper", name=name, known=" ".join(PAPERS))
    return Paper(name)


def _graticule(name: str) -> Graticule:
    if name not in ("", *GRATICULES):
        raise RefusedError("sheet.no_net", name=name)
    return Graticule(name)


def _named(code: str) -> Layer:
    known = {layer.code: layer for layer in discover()}
    if code not in known:
        raise RefusedError("sheet.no_layer", name=code, known=" ".join(known))
    return known[code]


def _tried(
    workspace: Workspace, viewer: Viewer, layer: Layer, asked: Asked, seen: Situation
) -> Drawn | Unavailable:
    return map_layers.tried(
        layer, lambda: map_layers.ready(workspace, viewer, layer, asked, seen=seen)
    )


def _marks(seen: Situation, layers: Sequence[Drawn]) -> str:
    """Marks of change in the order of the coloured cells; "" where there are none."""
    cells = next((one.rows for one in layers if one.layer.code == risk.LAYER.code), None)
    if cells is None or not seen.has_previous:
        return ""
    grids = seen.grids.set_index("code").reindex(cells["code"])
    return risk.marks(grids["level"].fillna(0), grids["previous_level"].fillna(0))


def caption(
    workspace: Workspace, seen: Situation, prefix: str, left_out: Sequence[Unavailable]
) -> Caption:
    """Title, age and rule at the head; where it can be traced to and what is open at the foot."""
    place = places.name_of(workspace, seen.boundary_set, prefix) or say("map.whole")
    approval = workspace.settings.map_approval
    source = workspace.settings.base_map_source
    lines = [
        say("sheet.cut_off", moment=day_names.end_of(seen.policy.period, seen.period)),
        say(
            "sheet.rule",
            version=seen.policy.version,
            hash=seen.policy.hash[:SHOWN_HASH],
            status=say(f"ui.run.{seen.status}"),
        ),
        say("sheet.approval", number=approval) if approval else say("sheet.no_approval"),
        say("sheet.base_map", source=source) if source else say("sheet.no_base_map"),
        say("sheet.snapshot", hash=seen.snapshot[:SHOWN_HASH]),
        say("sheet.made", moment=_made_at(seen)),
    ]
    if left_out:
        names = say("ui.comma").join(say(one.layer.title) for one in left_out)
        lines.append(say("sheet.left_out", layers=names))
    return Caption(
        title=say("sheet.title", place=place),
        lines=tuple(lines),
        notice="" if approval else say("sheet.notice"),
        is_demo=seen.demo,
    )


def _made_at(seen: Situation) -> str:
    zone = ZoneInfo(seen.policy.period.time_zone)
    return day_names.moment(dt.datetime.fromtimestamp(seen.made_at, zone))


def _record(
    workspace: Workspace, viewer: Viewer, order: Order, seen: Situation, layers: Sequence[str]
) -> None:
    asked = f"week={periods.shown(seen.period)} scope={order.prefix} layers={','.join(layers)}"
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            Action.EXPORT,
            f"sheet {order.paper} {order.kind}",
            asked=asked,
            rows=len(seen.grids),
        )
