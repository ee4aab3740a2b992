"""Ink layers over the coloured cells (pydeck): lines, symbols and texts, each fetched by URL.

The class of a row is its property ``k``, or for a week the digit at its property ``i``; then a
week costs one character a row. All that depends on the class stands in ``_subLayerProps``, where
the page's component neither fades it nor forgets that it changed (see deck.py).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pydeck as pdk

from layers.backends.deck_parts import (
    PLAIN,
    WRAPPED,
    by_zoom,
    colour,
    layer,
    live,
    picked,
    text_layer,
)
from layers.drawn import Drawn
from layers.layer import Dash, Mark, Shape
from layers.map_view import MapView
from layers.theme import INKS

# Lengths of stroke and gap in widths of the line; round caps make the shortest one a dot.
DASHES = {
    Dash.SOLID: [0, 0],
    Dash.DASHED: [6, 4],
    Dash.DOTTED: [0.1, 3.4],
    Dash.CHAIN: [9, 3],
}
HALO_PX = 3.0
CLASSES = 10
_PART = {Shape.POLYGON: "polygons-stroke", Shape.LINE: "linestrings", Shape.POINT: "points-text"}


def overlay(view: MapView, one: Drawn) -> list[pdk.Layer]:
    """The browser's layers for one layer: edge, line, symbol, text; lowest first."""
    marks = one.layer.style.marks
    made = []
    if one.layer.shape is Shape.POINT:
        if any(mark.symbol for mark in marks):
            made.append(_symbols(view, one))
    else:
        if any(mark.halo for mark in marks):
            made.append(_lines(view, one, is_halo=True))
        made.append(_lines(view, one, is_halo=False))
    if one.layer.style.label_px:
        made.append(_labels(view, one))
    if one.layer.at_zoom is not None:
        return [by_zoom(part, _part(one.url, "zoom{z}")) for part in made]
    return made


def _part(url: str, name: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}part={name}"


def _pick(one: Drawn, table: Sequence[object], row: str, *, is_alike: bool = False) -> str:
    """An expression that gives a row the entry of its class; the last entry is for hidden rows.

    ``is_alike``: where all marks share the entry it is sent once, for a hidden row is not drawn
    anyway (its width or size is 0).
    """
    rows = json.dumps(table, ensure_ascii=False)
    used = table[: len(one.layer.style.marks)]
    if is_alike and all(entry == used[0] for entry in used):
        return f"({json.dumps(used[0], ensure_ascii=False)})"
    if one.week is None:
        return f"({rows})[{row}.k]"
    return f"({rows})[{picked(one.digits.replace('.', '9'), f'{row}.i')}]"


def _table(one: Drawn, value: Any, otherwise: object) -> list[object]:
    """``value(mark)`` by class, ``otherwise`` for classes that are not drawn; ten entries."""
    marks = [value(mark) for mark in one.layer.style.marks]
    return [*marks, *[otherwise] * (CLASSES - len(marks))]


def _lines(view: MapView, one: Drawn, *, is_halo: bool) -> pdk.Layer:
    inks = INKS[view.ground]

    def width(mark: Mark) -> float:
        if not is_halo:
            return mark.width_px
        return mark.width_px + HALO_PX if mark.halo and mark.width_px else 0

    def ink(mark: Mark) -> list[int]:
        return colour(getattr(inks, (mark.halo or mark.line) if is_halo else mark.line))

    dash = _table(one, lambda mark: DASHES[Dash.SOLID if is_halo else mark.dash], [0, 0])
    given = live(
        _PART[one.layer.shape],
        getWidth=_pick(one, _table(one, width, 0), WRAPPED),
        getColor=_pick(one, _table(one, ink, [0, 0, 0, 0]), WRAPPED, is_alike=True),
    )
    return layer(
        f"{one.layer.code}-{'halo' if is_halo else 'line'}",
        one.url,
        stroked=True,
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        line_cap_rounded=True,
        extensions=[{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}],
        # The extension takes this from the outer layer only, and unwraps the row for it.
        get_dash_array=_pick(one, dash, PLAIN, is_alike=True),
        opacity=one.opacity,
        _sub_layer_props=given,
    )


def _symbols(view: MapView, one: Drawn) -> pdk.Layer:
    inks = INKS[view.ground]
    halo = next((mark.halo for mark in one.layer.style.marks if mark.halo), "")
    ink = _table(one, lambda mark: colour(getattr(inks, mark.ink)), [0, 0, 0, 0])
    given = live(
        "points-text",
        getText=_pick(one, _table(one, lambda mark: mark.symbol or " ", " "), PLAIN),
        getSize=_pick(one, _table(one, lambda mark: mark.size_px, 0), WRAPPED),
        getColor=_pick(one, ink, WRAPPED, is_alike=True),
    )
    return text_layer(
        f"{one.layer.code}-symbol",
        one.url,
        getattr(inks, halo) if halo else None,
        text_size_units=pdk.types.String("pixels"),
        opacity=one.opacity,
        _sub_layer_props=given,
    )


def _labels(view: MapView, one: Drawn) -> pdk.Layer:
    """Texts of the rows; one measured in metres grows with the map."""
    style, inks = one.layer.style, INKS[view.ground]
    given: dict[str, Any] = {}
    if one.week is not None and style.label in one.week:
        words = json.dumps(one.labels, ensure_ascii=False)
        given = live("points-text", getText=f"({words})[{PLAIN}.i]")
    size: dict[str, Any] = {
        "get_text_size": style.label_m or style.label_px,
        "text_size_units": pdk.types.String("meters" if style.label_m else "pixels"),
        "text_size_max_pixels": style.label_px,
    }
    if style.is_label_below:
        size["get_text_alignment_baseline"] = pdk.types.String("top")
    return text_layer(
        f"{one.layer.code}-label",
        _part(one.url, "labels"),
        getattr(inks, style.label_halo) if style.label_halo else None,
        get_text=f"properties.{style.label if one.layer.at_zoom else 'label'}",
        get_text_color=colour(getattr(inks, style.label_ink)),
        get_text_pixel_offset=[0, style.label_dy_px],
        opacity=one.opacity,
        _sub_layer_props=given,
        **size,
    )
