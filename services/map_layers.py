"""图层 Every layer of the map for one viewer: may they see it, its rows, its files, its legend."""

from __future__ import annotations

import gzip
import json
import logging
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from shapely.errors import ShapelyError

from errors import NotAllowedError, NotFoundError, WusetuError
from layers import discover, map_geometry
from layers.drawn import Drawn, drawn
from layers.layer import ZOOMS, Frame, Layer, Privacy
from policy.reach import of_folder
from services import access, accounts, layer_frames, situation, wording
from services.access import Action, Viewer
from services.layer_frames import Source
from services.situation import Situation
from services.workspace import Workspace
from store.files import Files
from vocab import Scope
from words import say

log = logging.getLogger(__name__)
FORM = "2"  # raised when the files' form changes, so that kept ones are made again
PARTS = ("rows", "labels")
# The rows as they are shown at one zoom, numbered from the first; of layers with ``at_zoom``.
ZOOM_PARTS = {f"zoom{step}": zoom for step, zoom in enumerate(ZOOMS)}
# What a layer may run into that is no fault of the page: it is left out, with the reason.
BROKEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, ShapelyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which picture: boundary version, area, week, indicator of the count layers."""

    version: int
    prefix: str = ""
    week: str = "latest"
    indicator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """A layer that cannot be drawn now, and why, in words."""

    layer: Layer
    reason: str


def named(code: str) -> Layer:
    """The layer of a code.

    Raises:
        NotFoundError: there is none.
    """
    found = next((layer for layer in discover() if layer.code == code), None)
    if found is None:
        raise NotFoundError("layer.unknown", name=code)
    return found


def allowed(viewer: Viewer, layer: Layer, prefix: str) -> Scope:
    """The area a viewer gets a layer for: the one place that decides it.

    Raises:
        NotAllowedError: the area is not the viewer's, or the layer shows single persons and the
            viewer sees no exact counts.
    """
    scope = access.narrowed(viewer, prefix)
    if layer.privacy is Privacy.CLEARED and not viewer.is_cleared:
        raise NotAllowedError("layer.cleared", title=say(layer.title))
    return scope


def offered(viewer: Viewer) -> tuple[Layer, ...]:
    """The layers this viewer may switch on, in drawing order."""
    access.require(viewer, Action.VIEW)
    return tuple(
        layer for layer in discover() if layer.privacy is not Privacy.CLEARED or viewer.is_cleared
    )


def address(layer: Layer, asked: Asked, stamp: str) -> str:
    """Where a browser fetches the rows; ``stamp`` changes with the data, so it may be kept."""
    week = f"&week={asked.week}" if layer.moves else ""
    base = f"/geometry/{asked.version}/layers/{layer.code}.json"
    return f"{base}?area={asked.prefix}{week}&stamp={stamp}"


def stamp(workspace: Workspace, viewer: Viewer) -> str:
    """A short text that changes with the data, the language and what the viewer may see."""
    of = (*_state(workspace), viewer.scope.prefix, viewer.is_cleared)
    return f"{zlib.crc32(json.dumps(of).encode()):08x}"


def _state(workspace: Workspace) -> tuple[str, ...]:
    """What every layer of a folder depends on besides area, week and viewer."""
    rule = repr(of_folder(workspace.settings.data))
    return FORM, accounts.data_version(workspace), workspace.settings.language, rule


def ready(
    workspace: Workspace,
    viewer: Viewer,
    layer: Layer,
    asked: Asked,
    *,
    seen: Situation | None = None,
    url: str = "",
) -> Drawn:
    """A layer with its rows and week.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        layer: which one.
        asked: the picture.
        seen: the week of the same ``asked``, where the caller has it.
        url: where a browser fetches the rows.

    Raises:
        NotAllowedError: see :func:`allowed`.
        WusetuError: whatever the frames or the layer find missing or wrong.
    """
    scope = allowed(viewer, layer, asked.prefix)
    wanted = (*layer.frames, *layer.weekly)
    week = seen
    if week is None and (layer.moves or layer.weekly):
        week = situation.view(workspace, viewer, week=asked.week, prefix=scope.prefix)
    source = Source(
        workspace=workspace,
        viewer=viewer,
        version=asked.version,
        scope=scope.prefix,
        seen=week,
        indicator=asked.indicator,
    )
    return drawn(layer, layer_frames.frames(source, wanted), url=url)


def tried(layer: Layer, make: Callable[[], Drawn]) -> Drawn | Unavailable:
    """What ``make`` gives (:func:`ready`, or a page's cache of it), or why there is no picture.

    So one layer that fails is left out with its reason, and the page goes on.
    """
    try:
        return make()
    except WusetuError as error:
        return Unavailable(layer=layer, reason=wording.sentence(error))
    except BROKEN:
        log.exception("layer %s failed", layer.code)
        return Unavailable(layer=layer, reason=say("layer.bad_frame"))


def file(
    workspace: Workspace, viewer: Viewer, *, code: str, asked: Asked, part: str = "rows"
) -> bytes:
    """One part of a layer as gzip-compressed GeoJSON: its rows, or the points of its texts.

    Rows that stand still are kept on disk; what single events lie in is made anew and audited.

    Raises:
        NotAllowedError, NotFoundError: see :func:`ready`.
    """
    layer = named(code)
    scope = allowed(viewer, layer, asked.prefix)
    if part in ZOOM_PARTS and layer.at_zoom is not None:
        return _zoomed(workspace, viewer, layer, asked, ZOOM_PARTS[part])
    if part not in PARTS:
        raise NotFoundError("web.no_layer", name=part)
    shelf, keys = Files(workspace.cache), _keys(workspace, viewer, layer, asked, scope)
    kept = None if layer.moves else shelf.get_as(keys[part])
    if kept is not None:
        return kept
    # The week's digits are no part of the file: a layer that stands still needs no week.
    one = ready(workspace, viewer, layer if layer.moves else _still(layer), asked)
    made = {"rows": map_geometry.rows_json(one), "labels": map_geometry.labels_json(one)}
    packed = {name: gzip.compress(body, 6, mtime=0) for name, body in made.items()}
    if layer.moves:
        _record(workspace, viewer, layer, asked, len(one.rows))
    else:
        for name, body in packed.items():
            shelf.put_as(keys[name], body)
    return packed[part]


def _zoomed(workspace: Workspace, viewer: Viewer, layer: Layer, asked: Asked, zoom: int) -> bytes:
    """The rows of a layer at one zoom; their texts are among them."""
    at_zoom = layer.at_zoom
    assert at_zoom is not None
    shown = replace(layer, geometry=lambda frames: at_zoom(frames, zoom))
    one = ready(workspace, viewer, shown, asked)
    _record(workspace, viewer, layer, asked, len(one.rows))
    return gzip.compress(map_geometry.rows_json(one), 6, mtime=0)


def _still(layer: Layer) -> Layer:
    return replace(layer, weekly=(), values=None)


def _keys(
    workspace: Workspace, viewer: Viewer, layer: Layer, asked: Asked, scope: Scope
) -> dict[str, str]:
    """What each part is kept under: all it depends on."""
    own = "" if set(layer.frames) <= {Frame.UNITS} else viewer.scope.prefix
    of = (*_state(workspace), own)
    named_parts = {part: [*of, asked.version, layer.code, scope.prefix, part] for part in PARTS}
    return {part: json.dumps(names) for part, names in named_parts.items()}


def _record(workspace: Workspace, viewer: Viewer, layer: Layer, asked: Asked, rows: int) -> None:
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            Action.EXACT if layer.privacy is Privacy.CLEARED else Action.VIEW,
            f"layer {layer.code}",
            asked=f"week={asked.week} scope={asked.prefix}",
            rows=rows,
        )


def week_values(workspace: Workspace, viewer: Viewer, *, code: str, asked: Asked) -> dict[str, str]:
    """A week of a layer: its digits, one per row of its file, in the same order.

    Raises:
        NotAllowedError, NotFoundError: see :func:`ready`; a layer without weeks is not found.
    """
    layer = named(code)
    allowed(viewer, layer, asked.prefix)
    if layer.values is None:
        raise NotFoundError("layer.no_weeks", title=say(layer.title))
    one = ready(workspace, viewer, layer, asked)
    return {"layer": code, "week": asked.week, "digits": one.digits}


def note(layer: Layer, seen: Situation, indicator: str) -> str:
    """What a layer's legend has to say besides its marks; "" for most."""
    if Frame.COUNTS not in layer.weekly:
        return ""
    name = wording.indicator(layer_frames.chosen(seen, indicator))
    return say("layer.heat.note", indicator=name)


def in_panel_order(chosen: Sequence[str], viewer: Viewer) -> list[Layer]:
    """Layers of these codes the viewer may see, as ordered by the reader; strangers left out."""
    known = {layer.code: layer for layer in offered(viewer)}
    return [known[code] for code in dict.fromkeys(chosen) if code in known]
