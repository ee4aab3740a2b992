"""The coloured cells of a large area from vector tiles (pydeck): no geometry but what is in view.

One tile layer paints flat cells by the digit of their index, a second one lays the hatches of the
non-colours over them as a pattern. Lines are what costs: without a graphics card the seams of
4,000 cells take thirty times as long as their fills. So nothing but a fill is clicked, and a vast
map has its seams and hatches where few cells are in view.

The reader of the tiles runs in a worker of the browser, whose program must be a file of this
machine: left to itself the library asks a public host for it. Features are asked for as objects
(``binary=False``), for the page's expressions read properties.
"""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pydeck as pdk

from layers.backends.deck_parts import PLAIN, WRAPPED, colour, live, only_states, picked, stamp
from layers.map_view import MapView, TileSource
from layers.risk import whole
from layers.theme import HATCHES, INKS, palette
from vocab import DIGIT_OF_STATE, AdminLevel, State

CELLS_ID = "cells"
WORKER = "/assets/vendor/loaders.gl/mvt-worker.js"
LAST_ZOOM = 13
# Upper levels end here; seams and hatches of a vast map begin there (half a zoom before).
AREA_ZOOM, NEAR_ZOOM = 10, 13
SEAM_PX = 0.8
AREA_PX = 1.5
CLEAR = [0, 0, 0, 0]
LEVELS = tuple(AdminLevel)
# One square of the pattern is this many pixels wide and as many metres at scale 1.
PATTERN = 64
LINES_PER_CELL = 6
SPACING_PX = 7
_NEUTRAL = tuple(DIGIT_OF_STATE)
BLANK = "blank"
ATLAS = "/assets/hatches.png"


def tiled(view: MapView, source: TileSource) -> list[pdk.Layer]:
    """Cells and upper levels in their colours, and the hatches over them.

    The feature under the pointer has i, code, name and level; only cells have ``source.level``.
    """
    # Tiles hold full cells only: doubt stands in list and card.
    view = replace(view, outer=whole(view.outer, view.inner))
    inks = INKS[view.ground]
    # From so far that no hatch can be told, a tint says that a cell has no colour.
    plain = inks.track if source.is_vast else inks.panel
    fill = _by_digit(source, view.outer, _fills(view, plain), CLEAR, colour(inks.panel), PLAIN)
    own, lines = {"getFillColor": fill}, _lines(view, source)
    if not source.is_vast:
        return [_filled(CELLS_ID, source, own, lines, pickable=True), _hatch(view, source)]
    drawn = {"stroked": True, "_sub_layer_props": lines}
    return [
        _filled(CELLS_ID, source, own, pickable=True),
        _hatch(view, source, min_zoom=NEAR_ZOOM),
        mvt("seams", source, min_zoom=NEAR_ZOOM, **drawn),
        mvt("edges", source, max_zoom=AREA_ZOOM, **drawn),
    ]


def _filled(
    layer_id: str,
    source: TileSource,
    fill: dict[str, str],
    lines: dict[str, dict[str, object]] | None = None,
    **options: Any,
) -> pdk.Layer:
    parts = live("polygons-fill", **fill) | (lines or {})
    is_stroked = lines is not None
    return mvt(layer_id, source, filled=True, stroked=is_stroked, _sub_layer_props=parts, **options)


def _lines(view: MapView, source: TileSource) -> dict[str, dict[str, object]]:
    """Seams of cells and outlines of areas; a click goes through them to the fill below."""
    width = f"{WRAPPED}.level == {LEVELS.index(source.level)} ? {SEAM_PX} : {AREA_PX}"
    parts = live("polygons-stroke", getWidth=width, getColor=_edges(view, source))
    parts["polygons-stroke"]["pickable"] = False
    return parts


def mvt(layer_id: str, source: TileSource, **options: Any) -> pdk.Layer:
    """A layer of the tiles with these options; it fills and hears nothing unless told to."""
    return pdk.Layer(
        "MVTLayer",
        f"/tiles/{source.version}/{{z}}/{{x}}/{{y}}.mvt",
        id=layer_id,
        load_options={"mvt": {"workerUrl": pdk.types.String(WORKER)}},
        binary=False,
        zoom_offset=0 if source.is_vast else 1,
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        **({"pickable": False, "filled": False, "max_zoom": LAST_ZOOM} | options),
    )


def _fills(view: MapView, plain: str) -> list[list[int]]:
    """Colour per digit 0..9; beside 1..5 all are ``plain``."""
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    table = [colour(plain)] * 10
    table[1:6] = [colour(inks.grey if view.is_stale else fill) for fill in colours.fills]
    return table


def _by_digit(
    source: TileSource, digits: str, table: list[Any], other: object, area: object, row: str
) -> str:
    """The entry of a cell by its digit, of an area by its own or ``area``; else ``other``.

    An index before or behind the digits finds nothing, hence ``other``.
    """
    of_level = [json.dumps(source.areas.get(level, "").replace(".", "9")) for level in LEVELS]
    entries = json.dumps(table)
    at = f"({row}.i - {source.first})" if source.first else f"{row}.i"
    cells = f"({entries})[{picked(digits.replace('.', 'x'), at)}]"
    areas = f"({entries})[([{', '.join(of_level)}])[{row}.level][{row}.i]]"
    return (
        f"{row}.level == {LEVELS.index(source.level)} ? ({cells} || {json.dumps(other)})"
        f" : ({areas} || {json.dumps(area)})"
    )


def _edges(view: MapView, source: TileSource) -> str:
    """Seams between the cells the digits speak of, outlines of areas, nothing round others."""
    inks, last = INKS[view.ground], source.first + len(view.outer)
    row = WRAPPED
    return (
        f"{row}.level != {LEVELS.index(source.level)} ? {json.dumps(colour(inks.border))} : "
        f"{row}.i < {source.first} || {row}.i >= {last} ? {json.dumps(CLEAR)} : "
        f"{json.dumps(colour(inks.seam))}"
    )


# -- hatches ------------------------------------------------------------------------------


def _hatch(view: MapView, source: TileSource, **options: Any) -> pdk.Layer:
    """Pattern over the cells without a colour.

    The pattern of a cell cannot stand in a sub-layer, and elsewhere the page forgets that it
    changed: so each week with other states is a layer of its own name. Its digits are those of
    the fills: on the line the second time is almost free.
    """
    names: list[Any] = [BLANK] * 10
    for state in _NEUTRAL:
        names[int(DIGIT_OF_STATE[state])] = state.value
    states = _by_digit(source, only_states(view.outer), names, BLANK, BLANK, PLAIN)
    return mvt(
        f"hatch-{stamp(states)}",
        source,
        filled=True,
        stroked=False,
        get_fill_pattern=_by_digit(source, view.outer, names, BLANK, BLANK, PLAIN),
        _sub_layer_props={"polygons-fill": {"getFillColor": colour(INKS[view.ground].hatch)}},
        **_pattern(source),
        **options,
    )


def _pattern(source: TileSource) -> dict[str, Any]:
    """Options of the pattern: its picture, where each state lies in it, metres per pixel."""
    places = {
        state.value: {"x": PATTERN * at, "y": 0, "width": PATTERN, "height": PATTERN}
        for at, state in enumerate(_NEUTRAL)
    }
    places[BLANK] = {"x": PATTERN * len(_NEUTRAL), "y": 0, "width": PATTERN, "height": PATTERN}
    return {
        "extensions": [{"@@type": "FillStyleExtension", "pattern": True}],
        "fill_pattern_mask": True,
        "fill_pattern_atlas": pdk.types.String(ATLAS),
        "fill_pattern_mapping": places,
        "get_fill_pattern_scale": round(source.cell_m / LINES_PER_CELL / SPACING_PX, 2),
        "get_fill_pattern_offset": [0, 0],
    }


def atlas() -> bytes:
    """The three hatches and nothing, side by side, as a PNG: what the file ``ATLAS`` holds."""
    blank = np.zeros((PATTERN, PATTERN), bool)
    across = np.hstack([*(_square(state) for state in _NEUTRAL), blank])
    return _png(across)


def _square(state: State) -> npt.NDArray[np.bool_]:
    """Where one pattern has ink; it repeats without a seam."""
    spacing, stroke = HATCHES[state]
    count = round(PATTERN / (spacing * np.sqrt(2)) / 2) * 2 or 2
    gap = PATTERN / count
    y, x = np.mgrid[0:PATTERN, 0:PATTERN] + 0.5
    width = stroke * np.sqrt(2)
    falling = np.abs((x + y + gap / 2) % gap - gap / 2) < width / 2
    rising = np.abs((x - y + gap / 2) % gap - gap / 2) < width / 2
    dots = np.hypot(x % gap - gap / 2, y % gap - gap / 2) < stroke * 1.2
    inked = {State.SMALL_SAMPLE: rising, State.NO_DATA: falling | rising}.get(state, dots)
    return np.asarray(inked, dtype=bool)


def _png(inked: npt.NDArray[np.bool_]) -> bytes:
    """White where there is ink, clear elsewhere."""
    height, width = inked.shape
    rows = b"".join(b"\0" + row.tobytes() for row in np.packbits(inked, axis=1))

    def part(name: bytes, body: bytes) -> bytes:
        sum_ = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + sum_

    head = struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"PLTE", b"\xff" * 6)
        + part(b"tRNS", b"\0\xff")
        + part(b"IDAT", zlib.compress(rows, 9))
        + part(b"IEND", b"")
    )
