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
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pydeck as pdk

from layers.backends.backend import Backend
from layers.backends.deck_overlays import overlay
from layers.backends.deck_parts import (
    PLAIN,
    TIP,
    WRAPPED,
    colour,
    expression,
    layer,
    line,
    live,
    only_states,
    picked,
    text_layer,
)
from layers.backends.deck_rings import group_rings, rings
from layers.backends.tiled import tiled
from layers.drawn import Drawn, in_order
from layers.layer import Shape
from layers.map_view import MapView
from layers.risk import whole
from layers.theme import INKS, Ground, palette

CELLS_ID = "cells"
# Layers drawn from the files of the view and not from what they were given.
_OF_VIEW = frozenset({"risk", "villages", "towns"})
LINE_WIDTHS = {"seam": 0.8, "village": 1.9, "town": 2.5}
NUMERAL_PX = 13
# 1 / 1.75: a numeral stands where the root of the area is 1.75 times its size.
NUMERAL_SHARE = 0.57
NUMERAL_MIN_CELL_PX = 12
MARK_PX = 15
MARK_ROOM_PX = 40
# Of the size of the numerals, where these have one.
MARK_SHARE = 0.8
RIM_PX = 3
NAME_PX = 14
# Names of a large map keep this many times their own size free around them.
NAME_ROOM = 4
# Width in px of hatch family k (45°, 135°) under digit 0..9, and the radius of a dot.
_HATCH_WIDTHS = ((0, 0, 0, 0, 0, 0, 1.7, 1.4, 0, 0), (0, 0, 0, 0, 0, 0, 0, 1.4, 0, 0))
_DOT_RADII = (0, 0, 0, 0, 0, 0, 0, 0, 1.2, 0)


def _fills(view: MapView) -> list[list[int]]:
    """Colour per digit 0..9; beside 1..5 all are the panel, the hatch says the rest."""
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    table = [colour(inks.panel)] * 10
    table[1:6] = [colour(inks.grey if view.is_stale else fill) for fill in colours.fills]
    return table


def _filled(
    layer_id: str, url: str, table: list[list[int]], digits: str, **options: object
) -> pdk.Layer:
    """Cells painted by digit; the fill stands in a sub-layer, out of reach of the fading.

    A click goes through the seam to the fill: lines cost most of a look for what is clicked.
    """
    parts = live("polygons-fill", getFillColor=expression(table, digits))
    parts["polygons-stroke"] = {"pickable": False}
    return layer(layer_id, url, filled=True, _sub_layer_props=parts, **options)


def _hatch(view: MapView, states: str) -> pdk.Layer:
    digits = only_states(states)
    widths = f"({json.dumps(_HATCH_WIDTHS)})[{WRAPPED}.k][{picked(digits, f'{WRAPPED}.i')}]"
    ink = colour(INKS[view.ground].hatch)
    radii = f"({json.dumps(_DOT_RADII)})[{picked(digits, f'{WRAPPED}.i')}]"
    dots = live("points-circle", getRadius=radii)
    dots["points-circle"] |= {"stroked": False, "filled": True, "getFillColor": ink}
    return layer(
        "hatch",
        view.urls.hatch,
        stroked=True,
        get_line_color=ink,
        line_width_units=pdk.types.String("pixels"),
        line_cap_rounded=True,
        point_radius_units=pdk.types.String("pixels"),
        _sub_layer_props=live("linestrings", getWidth=widths) | dots,
    )


def _rims(view: MapView) -> pdk.Layer:
    """White rim of every red cell on the dark map, where yellow is brighter than red."""
    is_drawn = view.ground is Ground.DARK and not view.is_stale
    digits = view.inner.replace(".", "9")
    rim = RIM_PX * view.scale
    widths = f"('{digits}')[{WRAPPED}.i] == '1' ? {rim:g} : 0" if is_drawn else "0"
    return layer(
        "rims",
        view.urls.cells,
        stroked=True,
        get_line_color=colour(INKS[view.ground].t1),
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        visible=is_drawn,
        _sub_layer_props=live("polygons-stroke", getWidth=widths),
    )


def _numerals(view: MapView, *, is_above: bool = False) -> pdk.Layer:
    """Ⅰ-Ⅴ sized with the cell up to 13 px; on an empty ring the numeral is in text colour.

    ``is_above`` leaves the lower half of the cell to another layer's text.
    """
    colours = palette(view.ground, twin=view.is_twin)
    inks = INKS[view.ground]
    table = [colour(inks.t1)] * 10
    table[1:6] = [colour(label) for label in colours.labels]
    least_px = view.text_px / NUMERAL_SHARE if view.text_px else NUMERAL_MIN_CELL_PX
    least = round(least_px / view.window.px_per_m)
    # Digits as those of the fills: on the line the second time is almost free.
    digits = whole(view.outer, view.inner)
    pairs = zip(digits, view.inner, strict=True)
    inked = "".join("0" if i == "0" and digit in "12345" else digit for digit, i in pairs)
    signs = expression(list(f" {view.numerals.ljust(9)}"), digits)
    marked = f" || {picked(_changes(view), f'{PLAIN}.i')} != '0'" if view.marks.strip() else ""
    given = live(
        "points-text",
        getText=f"{PLAIN}.s < {least}{marked} ? ' ' : {signs}" if view.numerals.strip() else "' '",
        getColor=expression(table, inked, WRAPPED),
    )
    return text_layer(
        "numerals",
        view.urls.points,
        None,
        get_text_size=f"properties.s * {NUMERAL_SHARE}",
        text_size_units=pdk.types.String("meters"),
        text_size_max_pixels=view.text_px or NUMERAL_PX,
        get_text_alignment_baseline=pdk.types.String("bottom" if is_above else "center"),
        _sub_layer_props=given,
    )


def _changes(view: MapView) -> str:
    """The marks as digits, written alike wherever they are asked for: 1 worse, 2 better."""
    return view.marks.translate({ord(" "): "0", ord("▲"): "1", ord("▽"): "2"})


def _marks(view: MapView, sign: str) -> pdk.Layer:
    """▲ is ink in a white edge, ▽ white in an ink edge: form and fill say it, not a colour."""
    inks = INKS[view.ground]
    rises = sign == "▲"
    drawn = [" ", "▲", " "] if rises else [" ", " ", "▼"]
    light, dark = (inks.panel, inks.t1) if view.ground is Ground.LIGHT else (inks.t1, inks.ground)
    # In a cell without room the mark stands above it, so that the colour stays visible.
    size = view.text_px * MARK_SHARE if view.text_px else MARK_PX
    small = round(MARK_ROOM_PX / MARK_PX * size / view.window.px_per_m)
    given = live(
        "points-text",
        getText=expression(drawn, _changes(view)) if sign in view.marks else "' '",
        getPixelOffset=f"{WRAPPED}.s < {small} ? [0, {-size:g}] : [0, 0]",
    )
    return text_layer(
        "rises" if rises else "falls",
        view.urls.points,
        light if rises else dark,
        get_text_color=colour(dark if rises else light),
        get_text_size=size,
        text_size_units=pdk.types.String("pixels"),
        _sub_layer_props=given,
    )


def _names(view: MapView) -> pdk.Layer:
    inks = INKS[view.ground]
    halo = inks.panel if view.ground is Ground.LIGHT else inks.ground
    return text_layer(
        "names",
        view.urls.names,
        halo,
        get_text="properties.name",
        get_text_color=colour(inks.t1),
        get_text_size=view.text_px or NAME_PX,
        text_size_units=pdk.types.String("pixels"),
        visible=view.shows_names and "villages" not in view.hidden,
        **_sparse(view),
    )


def _sparse(view: MapView) -> dict[str, Any]:
    """Where names are many they give way to each other, with room between for the colours."""
    if view.tiles is None and not view.is_crowded:
        return {}
    return {
        "extensions": [{"@@type": "CollisionFilterExtension"}],
        "collision_test_props": {"sizeScale": NAME_ROOM},
    }


def _late(view: MapView) -> MapView:
    """Late data: every coloured cell full and grey, without doubt, numeral or mark."""
    either = zip(view.outer, view.inner, strict=True)
    digits = "".join("1" if {o, i} & set("12345") else o for o, i in either)
    return replace(view, outer=digits, inner="0" * len(digits), numerals="", marks="")


class Painted(pdk.Deck):  # type: ignore[misc]  # pydeck has no types
    """A deck that is written out once, however often it is shown."""

    @cached_property
    def _text(self) -> str:
        # Without the spaces it is written with for a reader's eye.
        return json.dumps(json.loads(super().to_json()), ensure_ascii=False, separators=(",", ":"))

    def to_json(self) -> str:
        return self._text


def draw(view: MapView, layers: Sequence[Drawn]) -> pdk.Deck:
    """The map with further layers on it, each fetched from its ``url``; points lie on top.

    Of the default layers the coloured cells and the outlines come from ``view.urls``; what
    ``view.hidden`` names is left out. Only ``cells`` can be clicked: its object has i, code, name.
    """
    inks = [one for one in layers if one.layer.code not in _OF_VIEW]
    base = next((one for one in in_order(inks) if one.layer.is_base), None)
    over = [one for one in inks if not one.layer.is_base and one.url]
    lines = [
        part for one in over if one.layer.shape is not Shape.POINT for part in overlay(view, one)
    ]
    points = [part for one in over if one.layer.shape is Shape.POINT for part in overlay(view, one)]
    shown = _late(view) if view.is_stale else view
    if base is not None or "risk" in view.hidden:
        shown = replace(shown, outer="0" * len(view.outer), inner="0" * len(view.inner))
        shown = replace(shown, numerals="", marks="")
    ground = _ground(shown) if base is None else _amounts(view, base)
    is_vast = view.tiles is not None and view.tiles.is_vast
    outlines, words = ([], []) if is_vast else (_outlines(shown), _written(shown, over))
    made = [*ground, *outlines, *lines, *group_rings(shown), *rings(shown), *words, *points]
    state = _state(view)
    return Painted(layers=made, initial_view_state=state, map_provider=None, tooltip=TIP)


def deck(view: MapView) -> pdk.Deck:
    """The map of the default layers alone."""
    return draw(view, ())


def _seam(view: MapView) -> dict[str, object]:
    return {
        "stroked": True,
        "get_line_color": colour(INKS[view.ground].seam),
        "get_line_width": LINE_WIDTHS["seam"] * view.scale,
        "line_width_units": pdk.types.String("pixels"),
        "pickable": True,
    }


def _ground(view: MapView) -> list[pdk.Layer]:
    """The five colours with doubt and hatches; from tiles full cells only."""
    if view.tiles is not None:
        return tiled(view, view.tiles)
    urls = view.urls
    return [
        _filled(CELLS_ID, urls.cells, _fills(view), view.outer, **_seam(view)),
        _filled("insets", urls.insets, _fills(view), view.inner, visible=not view.is_stale),
        _hatch(view, view.outer),
        _rims(view),
    ]


def _amounts(view: MapView, base: Drawn) -> list[pdk.Layer]:
    """Another base in the place of the colours: flat inks by class, hatch where unknown."""
    inks, marks = INKS[view.ground], base.layer.style.marks
    table = [colour(getattr(inks, mark.fill or "panel")) for mark in marks]
    table += [colour(inks.panel)] * (10 - len(table))
    unknown = {str(k) for k, mark in enumerate(marks) if mark.is_hatched}
    hatched = "".join("7" if digit in unknown else "0" for digit in base.digits)
    seam = _seam(view) | {"get_line_color": colour(inks.grey)}
    return [_filled(CELLS_ID, view.urls.cells, table, base.digits, **seam), _hatch(view, hatched)]


def _outlines(view: MapView) -> list[pdk.Layer]:
    inks, urls = INKS[view.ground], view.urls
    return [
        line(name, url, ink, width * view.scale, visible=name not in view.hidden)
        for name, url, ink, width in (
            ("villages", urls.villages, inks.village, LINE_WIDTHS["village"]),
            ("towns", urls.towns, inks.border, LINE_WIDTHS["town"]),
        )
    ]


def _written(view: MapView, over: Sequence[Drawn]) -> list[pdk.Layer]:
    is_shared = any(one.layer.style.is_label_below for one in over)
    return [_numerals(view, is_above=is_shared), _marks(view, "▲"), _marks(view, "▽"), _names(view)]


def _state(view: MapView) -> pdk.ViewState:
    # The page moves the map only for a changed number: going back to the same window needs one.
    first = view.start or view.window
    nudge = first.turn * 1e-9
    return pdk.ViewState(
        longitude=first.longitude + nudge,
        latitude=first.latitude + nudge,
        zoom=first.zoom + nudge,
        min_zoom=min(first.zoom, view.window.zoom) - 1.5,
        max_zoom=18,
    )


BACKEND = Backend(code="deck", makes="pydeck.Deck", draw=draw)
