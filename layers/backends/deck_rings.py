"""Outlines round the cell spoken of, the chosen one, and every cell of a selection.

One cell is ringed from a small file of its own: another layer of all cells would cost a browser
without a graphics card as much as the picture itself. Which cells a selection holds goes to the
browser as three bits a digit: a string of 0 and 1 would be as long again as the week's colours.
"""

from __future__ import annotations

from collections.abc import Set

import numpy as np
import pydeck as pdk

from layers.backends.deck_parts import WRAPPED, colour, layer, line, live
from layers.backends.tiled import mvt
from layers.map_view import MapView
from layers.theme import INKS
from vocab import AdminLevel

BITS = 3
LIGHT_PX, INK_PX = 4.0, 2.0


def octal(indices: Set[int], count: int) -> str:
    """Digits 0 to 7, each of three cells: bit b of digit d is cell 3 d + b.

    Args:
        indices: the cells in the selection; what is no cell is left out.
        count: number of cells.
    """
    bits = np.zeros(-(-count // BITS) * BITS, dtype=np.int64)
    bits[[one for one in indices if 0 <= one < count]] = 1
    sums = bits.reshape(-1, BITS) @ (1 << np.arange(BITS))
    return "".join(map(str, sums.tolist()))


def _is_in(digits: str, index: str) -> str:
    """An expression that is 1 for a cell of the selection, 0 for another."""
    place = f"({index} - {index} % {BITS}) / {BITS}"
    return f"((('{digits}')[{place}] >> ({index} % {BITS})) & 1)"


def rings(view: MapView) -> list[pdk.Layer]:
    """Outlines of the grid spoken of and of the chosen one, where their shape has an address."""
    inks = INKS[view.ground]
    wanted = (
        ("halo", view.haloed, (inks.t1, 11), (inks.panel, 6)),
        ("selected", view.selected, (inks.panel, 7), (inks.t1, 3)),
    )
    return [
        line(f"{name}-{part}", view.outlines[index], ink, width * view.scale)
        for name, index, *pair in wanted
        if index is not None and index in view.outlines
        for part, (ink, width) in zip(("outer", "inner"), pair, strict=True)
    ]


def group_rings(view: MapView) -> list[pdk.Layer]:
    """A light line under an ink one round every cell of the selection; nothing without one."""
    if not view.group:
        return []
    inks, digits = INKS[view.ground], octal(view.group, len(view.outer))
    drawn = (("group-light", inks.panel, LIGHT_PX), ("group-ink", inks.t1, INK_PX))
    return [_ring(name, view, digits, ink, width * view.scale) for name, ink, width in drawn]


def _ring(name: str, view: MapView, digits: str, ink: str, width: float) -> pdk.Layer:
    index = f"{WRAPPED}.i" if view.tiles is None else f"({WRAPPED}.i - {view.tiles.first})"
    is_in = _is_in(digits, index)
    if view.tiles is not None:
        number = list(AdminLevel).index(view.tiles.level)
        is_in = f"{WRAPPED}.level == {number} && {is_in}"
    given = {
        "get_line_color": colour(ink),
        "_sub_layer_props": live("polygons-stroke", getWidth=f"{is_in} ? {width} : 0"),
    }
    if view.tiles is not None:
        return mvt(name, view.tiles, stroked=True, **given)
    lines = {"line_width_units": pdk.types.String("pixels"), "line_joint_rounded": True}
    return layer(name, view.urls.cells, stroked=True, **lines, **given)
