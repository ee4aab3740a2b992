"""What the exported page carries of each layer, as plain values for static/export/map.js."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from geo.boundaries import simplify_for_screen
from layers import map_geometry, risk
from layers.drawn import Drawn
from layers.layer import Dash, Look, Mark, Shape
from layers.map_view import MapView
from layers.theme import INKS, Inks, palette
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

DASHES: Mapping[Dash, str] = {
    Dash.SOLID: "",
    Dash.DASHED: "7 5",
    Dash.DOTTED: "0.1 5",
    Dash.CHAIN: "11 5 0.1 5 0.1 5",
}
# Of a shape that is looked at and not measured; metres.
TOLERANCE_M = 5.0
DEGREES = TOLERANCE_M / 111_320.0


def layer_data(view: MapView, one: Drawn) -> dict[str, Any]:
    """One layer: a base with its fills, or lines, symbols and texts in inks."""
    common = {"code": one.layer.code, "opacity": one.opacity, "base": one.layer.is_base}
    light = _light(one)
    if one.layer.is_base:
        return common | _base(view, light)
    return common | _ink(view, light)


def _light(one: Drawn) -> Drawn:
    """The same rows with fewer corners; neighbours stay neighbours."""
    shapes = one.rows.geometry.to_numpy()
    if one.layer.shape is Shape.POINT:
        return one
    if one.layer.is_base:
        slim = simplify_for_screen(shapes, tolerance_m=TOLERANCE_M)
    else:
        slim = one.rows.geometry.simplify(DEGREES).to_numpy()
    return replace(one, rows=one.rows.set_geometry(slim, crs=one.rows.crs))


def _parsed(body: bytes) -> Any:
    """GeoJSON with five decimals: a metre is less than the shapes were simplified by."""
    return json.loads(body, parse_float=lambda text: round(float(text), 5))


def _base(view: MapView, one: Drawn) -> dict[str, Any]:
    inks = INKS[view.ground]
    data: dict[str, Any] = {
        "rows": _parsed(map_geometry.cells_json(one.rows)),
        "digits": one.digits,
        "hatch": one.digits,
    }
    if one.layer.style.look is Look.RISK:
        return data | _coloured(view, one)
    marks = one.layer.style.marks
    hatched = {str(k) for k, mark in enumerate(marks) if mark.is_hatched}
    no_data = DIGIT_OF_STATE[State.NO_DATA]
    return data | {
        "fills": {str(k): getattr(inks, mark.fill or "panel") for k, mark in enumerate(marks)},
        "hatch": "".join(no_data if digit in hatched else "0" for digit in one.digits),
        "words": {str(k): say(mark.title) for k, mark in enumerate(marks) if mark.title},
        "numerals": "",
    }


def _coloured(view: MapView, one: Drawn) -> dict[str, Any]:
    """Five colours with doubt: the outer cell, the inset, numerals of Ⅰ and Ⅱ."""
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    assert one.week is not None  # the layer of the colours always has a week
    outer, inner = ("".join(one.week[name].tolist()) for name in ("outer", "inner"))
    if view.is_stale:
        outer = inner = "".join("1" if digit in "12345" else digit for digit in one.digits)
    levels = {str(colour.level): colour for colour in COLOURS}
    fills = {digit: inks.grey if view.is_stale else colours.fill(int(digit)) for digit in levels}
    numerals = "" if view.is_stale else risk.numerals(risk.whole(outer, inner))
    states = {DIGIT_OF_STATE[state]: say(f"ui.state.{state.value}") for state in DIGIT_OF_STATE}
    words = {digit: f"{c.numeral} {say(f'ui.level.{c.level}')}" for digit, c in levels.items()}
    lettered = [k for k, sign in enumerate(numerals) if sign != " "]
    doubtful = [k for k, (o, i) in enumerate(zip(outer, inner, strict=True)) if o != i]
    return {
        "fills": fills,
        "outer": outer,
        "inner": inner,
        "insets": _only(doubtful, map_geometry.insets_json(one.rows)),
        "points": _only(lettered, map_geometry.points_json(one.rows)),
        "numerals": numerals,
        "inks": {digit: colours.label(int(digit)) for digit in levels},
        "words": words | states,
    }


def _only(wanted: Collection[int], body: bytes) -> Any:
    """The features of these rows alone."""
    made, known = _parsed(body), set(wanted)
    return made | {"features": [f for f in made["features"] if f["properties"]["i"] in known]}


def _mark(mark: Mark, inks: Inks) -> dict[str, Any]:
    return {
        "line": getattr(inks, mark.line),
        "width": mark.width_px,
        "dash": DASHES[mark.dash] or None,
        "halo": getattr(inks, mark.halo) if mark.halo else "",
        "symbol": mark.symbol,
        "size": mark.size_px,
        "ink": getattr(inks, mark.ink),
    }


def _ink(view: MapView, one: Drawn) -> dict[str, Any]:
    inks, style = INKS[view.ground], one.layer.style
    data: dict[str, Any] = {
        "shape": one.layer.shape.value,
        "rows": _parsed(map_geometry.rows_json(one)),
        "digits": one.digits if one.week is not None else None,
        "marks": [_mark(mark, inks) for mark in style.marks],
    }
    if style.label_px:
        data["labels"] = _parsed(map_geometry.labels_json(one))
        weekly = one.week is not None and style.label in one.week
        data["texts"] = one.labels if weekly else None
        data["label"] = {
            "px": style.label_px,
            "m": style.label_m,
            "dy": style.label_dy_px,
            "ink": getattr(inks, style.label_ink),
            "halo": getattr(inks, style.label_halo) if style.label_halo else "",
        }
    return data
