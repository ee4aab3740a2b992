"""The risk map in the browser (pydeck): geometry by URL once, a week as two digit strings.

Three habits of the page's map component shape this file. (1) Once something is selected it fades
every layer that has a plain ``getFillColor`` or ``getColor``, which would bend the hues; and on
every layer it replaces all update triggers by its own, so that a changed width or text is never
seen. Hence all layers are GeoJson layers, and whatever changes goes in by ``_subLayerProps``,
which it leaves alone. (2) It makes all layers pickable when none says so. (3) It asks a public
host for a base map unless ``map_provider`` is None and ``map_style`` is left alone.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pydeck as pdk

from layers.backends.backend import Backend
from layers.drawn import Drawn
from layers.map_view import MapView
from layers.theme import FALLBACKS, FAMILY, INKS, Ground, palette, rgb

CELLS_ID = "cells"
LINE_WIDTHS = {"seam": 0.8, "village": 1.9, "town": 2.5}
NUMERAL_PX = 13
# 1 / 1.75: a numeral stands where the root of the area is 1.75 times its size.
NUMERAL_SHARE = 0.57
NUMERAL_MIN_CELL_PX = 12
MARK_PX = 15
MARK_ROOM_PX = 40
RIM_PX = 3
NAME_PX = 14
# Width in px of hatch family k (45°, 135°, dots) under digit 0..9.
_HATCH_WIDTHS = (
    (0, 0, 0, 0, 0, 0, 1.7, 1.4, 0, 0),
    (0, 0, 0, 0, 0, 0, 0, 1.4, 0, 0),
    (0, 0, 0, 0, 0, 0, 0, 0, 2.4, 0),
)


# Where an accessor finds the feature: the browser's library unwraps a row only for accessors
# that the outer layer has under the same name (getFillColor, getText), not for the others.
_WRAPPED = "__source.object.properties"
_PLAIN = "properties"


def _expression(table: object, text: str, row: str = _PLAIN) -> str:
    """``(table)[('0312…')[i]]``: both pairs of brackets are needed by the page's parser."""
    digits = text.replace(".", "9")
    return f"({json.dumps(table)})[('{digits}')[{row}.i]]"


def _live(part: str, **accessors: str) -> dict[str, dict[str, object]]:
    """Expressions of one sub-layer with triggers that change when they do."""
    given: dict[str, object] = {name: f"@@={text}" for name, text in accessors.items()}
    given["updateTriggers"] = {name: _stamp(text) for name, text in accessors.items()}
    return {part: given}


def _stamp(text: str) -> str:
    """A short update trigger; the whole string would double the message."""
    return f"{zlib.crc32(text.encode()):08x}"


def _colour(value: str) -> list[int]:
    return [*rgb(value), 255]


def _fills(view: MapView) -> list[list[int]]:
    """Colour per digit 0..9; beside 1..5 all are the panel, the hatch says the rest."""
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    table = [_colour(inks.panel)] * 10
    table[1:6] = [_colour(inks.grey if view.is_stale else fill) for fill in colours.fills]
    return table


def _layer(layer_id: str, url: str, **options: object) -> pdk.Layer:
    given: dict[str, Any] = {"pickable": False, "filled": False, "stroked": False} | options
    return pdk.Layer("GeoJsonLayer", url, id=layer_id, **given)


def _filled(layer_id: str, url: str, view: MapView, digits: str, **options: object) -> pdk.Layer:
    """Cells painted by digit; the fill stands in a sub-layer, out of reach of the fading."""
    fill = _live("polygons-fill", getFillColor=_expression(_fills(view), digits))
    return _layer(layer_id, url, filled=True, _sub_layer_props=fill, **options)


def _outline(layer_id: str, url: str, colour: str, width: float) -> pdk.Layer:
    return _layer(
        layer_id,
        url,
        stroked=True,
        get_line_color=_colour(colour),
        get_line_width=width,
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        line_cap_rounded=True,
    )


def _hatch(view: MapView) -> pdk.Layer:
    digits = view.outer.replace(".", "9")
    widths = f"({json.dumps(_HATCH_WIDTHS)})[{_WRAPPED}.k][('{digits}')[{_WRAPPED}.i]]"
    return _layer(
        "hatch",
        view.urls.hatch,
        stroked=True,
        get_line_color=_colour(INKS[view.ground].hatch),
        line_width_units=pdk.types.String("pixels"),
        line_cap_rounded=True,
        _sub_layer_props=_live("linestrings", getWidth=widths),
    )


def _ring(layer_id: str, view: MapView, index: int | None, colour: str, width: float) -> pdk.Layer:
    """The outline of one cell: all others have width 0 and are not drawn."""
    chosen = -1 if index is None else index
    widths = f"{_WRAPPED}.i == {chosen} ? {width} : 0"
    return _layer(
        layer_id,
        view.urls.cells,
        stroked=True,
        get_line_color=_colour(colour),
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        _sub_layer_props=_live("polygons-stroke", getWidth=widths),
    )


def _rims(view: MapView) -> pdk.Layer:
    """White rim of every red cell on the dark map, where yellow is brighter than red."""
    is_drawn = view.ground is Ground.DARK and not view.is_stale
    digits = view.inner.replace(".", "9")
    widths = f"('{digits}')[{_WRAPPED}.i] == '1' ? {RIM_PX} : 0" if is_drawn else "0"
    return _layer(
        "rims",
        view.urls.cells,
        stroked=True,
        get_line_color=_colour(INKS[view.ground].t1),
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        visible=is_drawn,
        _sub_layer_props=_live("polygons-stroke", getWidth=widths),
    )


def _text(layer_id: str, url: str, halo: str | None, **options: object) -> pdk.Layer:
    settings: dict[str, Any] = {"fontSize": 64, "buffer": 12, "sdf": True, "radius": 12}
    family = ", ".join(f'"{name}"' for name in (FAMILY, *FALLBACKS[:-1]))
    return _layer(
        layer_id,
        url,
        point_type=pdk.types.String("text"),
        text_font_family=pdk.types.String(f"{family}, {FALLBACKS[-1]}"),
        text_font_weight=600,
        text_character_set=pdk.types.String("auto"),
        text_font_settings=settings,
        text_outline_width=0 if halo is None else 4,
        text_outline_color=_colour(halo or "#000000"),
        text_billboard=False,
        **options,
    )


def _numerals(view: MapView) -> pdk.Layer:
    """Ⅰ-Ⅴ sized with the cell up to 13 px; on an empty ring the numeral is in text colour."""
    colours = palette(view.ground, twin=view.is_twin)
    inks = INKS[view.ground]
    table = [_colour(inks.t1)] * 10
    table[1:6] = [_colour(label) for label in colours.labels]
    least = round(NUMERAL_MIN_CELL_PX / view.window.px_per_m)
    written = f"{_PLAIN}.s < {least} ? ' ' : ('{view.numerals}')[{_PLAIN}.i]"
    live = _live(
        "points-text",
        getText=written if view.numerals.strip() else "' '",
        getColor=_expression(table, view.inner, _WRAPPED),
    )
    return _text(
        "numerals",
        view.urls.points,
        None,
        get_text_size=f"properties.s * {NUMERAL_SHARE}",
        text_size_units=pdk.types.String("meters"),
        text_size_max_pixels=NUMERAL_PX,
        _sub_layer_props=live,
    )


def _marks(view: MapView, sign: str) -> pdk.Layer:
    """▲ is ink in a white edge, ▽ white in an ink edge: form and fill say it, not a colour."""
    inks = INKS[view.ground]
    rises = sign == "▲"
    drawn = view.marks.replace("▽" if rises else "▲", " ").replace("▽", "▼")
    light, dark = (inks.panel, inks.t1) if view.ground is Ground.LIGHT else (inks.t1, inks.ground)
    # In a cell without room the mark stands above it, so that the colour stays visible.
    small = round(MARK_ROOM_PX / view.window.px_per_m)
    live = _live(
        "points-text",
        getText=f"('{drawn}')[{_PLAIN}.i]" if drawn.strip() else "' '",
        getPixelOffset=f"{_WRAPPED}.s < {small} ? [0, {-MARK_PX}] : [0, 0]",
    )
    return _text(
        "rises" if rises else "falls",
        view.urls.points,
        light if rises else dark,
        get_text_color=_colour(dark if rises else light),
        get_text_size=MARK_PX,
        text_size_units=pdk.types.String("pixels"),
        _sub_layer_props=live,
    )


def _names(view: MapView) -> pdk.Layer:
    inks = INKS[view.ground]
    halo = inks.panel if view.ground is Ground.LIGHT else inks.ground
    return _text(
        "names",
        view.urls.names,
        halo,
        get_text="properties.name",
        get_text_color=_colour(inks.t1),
        get_text_size=NAME_PX,
        text_size_units=pdk.types.String("pixels"),
        visible=view.shows_names,
    )


def _late(view: MapView) -> MapView:
    """Late data: every coloured cell full and grey, without doubt, numeral or mark."""
    either = zip(view.outer, view.inner, strict=True)
    digits = "".join("1" if {o, i} & set("12345") else o for o, i in either)
    return replace(view, outer=digits, inner="0" * len(digits), numerals="", marks="")


def draw(view: MapView, layers: Sequence[Drawn]) -> pdk.Deck:
    """The map with further layers over the coloured cells, each fetched from its ``url``."""
    return deck(view)


def deck(view: MapView) -> pdk.Deck:
    """The whole map. Only the layer ``cells`` can be clicked: its object has i, code, name."""
    if view.is_stale:
        view = _late(view)
    inks, urls = INKS[view.ground], view.urls
    seam = {
        "stroked": True,
        "get_line_color": _colour(inks.seam),
        "get_line_width": LINE_WIDTHS["seam"],
        "line_width_units": pdk.types.String("pixels"),
        "pickable": True,
    }
    layers = [
        _filled(CELLS_ID, urls.cells, view, view.outer, **seam),
        _filled("insets", urls.insets, view, view.inner, visible=not view.is_stale),
        _hatch(view),
        _rims(view),
        _outline("villages", urls.villages, inks.village, LINE_WIDTHS["village"]),
        _outline("towns", urls.towns, inks.border, LINE_WIDTHS["town"]),
        _ring("halo-outer", view, view.haloed, inks.t1, 11),
        _ring("halo-inner", view, view.haloed, inks.panel, 6),
        _ring("selected-outer", view, view.selected, inks.panel, 7),
        _ring("selected-inner", view, view.selected, inks.t1, 3),
        _numerals(view),
        _marks(view, "▲"),
        _marks(view, "▽"),
        _names(view),
    ]
    # The page moves the map only for a changed number: going back to the same window needs one.
    nudge = view.window.turn * 1e-9
    state = pdk.ViewState(
        longitude=view.window.longitude + nudge,
        latitude=view.window.latitude + nudge,
        zoom=view.window.zoom + nudge,
        min_zoom=view.window.zoom - 1.5,
        max_zoom=18,
    )
    return pdk.Deck(layers=layers, initial_view_state=state, map_provider=None, tooltip=_tip())


def _tip() -> dict[str, Any]:
    """Name and code under the pointer, as a small ink card."""
    inks = INKS[Ground.LIGHT]
    return {
        "html": "<b>{name}</b><br>{code}",
        "style": {
            "backgroundColor": inks.t1,
            "color": "#FFFFFF",
            "fontFamily": FAMILY,
            "fontSize": "13px",
            "borderRadius": "4px",
            "padding": "6px 10px",
        },
    }


BACKEND = Backend(code="deck", makes="pydeck.Deck", draw=draw)
