"""The few forms all layers of the browser's map are made of (pydeck); see deck.py for why."""

from __future__ import annotations

import json
import zlib
from string import ascii_uppercase
from typing import Any

import pydeck as pdk

from layers.layer import ZOOMS
from layers.map_view import TILE_PX
from layers.theme import FALLBACKS, FAMILY, rgb
from vocab import DIGIT_OF_STATE

# Where an accessor finds the feature: the browser's library unwraps a row only for accessors
# that the outer layer has under the same name (getFillColor, getText), not for the others.
WRAPPED = "__source.object.properties"
PLAIN = "properties"
BLOCK = 256
# Name and code under the pointer; the style sheet of the page makes it a small ink card.
TIP = {"html": "<b>{name}</b><br>{code}"}
# Farther out than the first zoom its file stays.
WHOLE_EARTH = [-180, -85, 180, 85]


def picked(text: str, at: str) -> str:
    """``('0312…')[at]``: both pairs of brackets are needed by the page's parser.

    The line packs a text it has just carried by finding its parts again, but among few digits
    every part looks like a hundred others and it gives up. So two letters of its own stand before
    every 256 characters: found at once, and one part is as much as the packer takes in one step.
    """
    if len(text) <= BLOCK:
        return f"('{text}')[{at}]"
    heads = (
        f"{ascii_uppercase[k // 26 % 26]}{ascii_uppercase[k % 26]}"
        for k in range(-(-len(text) // BLOCK))
    )
    blocks = "".join(head + text[k * BLOCK : (k + 1) * BLOCK] for k, head in enumerate(heads))
    return f"('{blocks}')[{at} + ({at} >> 8) * 2 + 2]"


def expression(table: object, text: str, row: str = PLAIN) -> str:
    """The entry of a row in ``table`` by its digit in ``text``; the last entry where hidden.

    A sign stands as it is: the page's parser does not know it written as a number.
    """
    return (
        f"({json.dumps(table, ensure_ascii=False)})[{picked(text.replace('.', '9'), f'{row}.i')}]"
    )


def live(part: str, **accessors: str) -> dict[str, dict[str, object]]:
    """Expressions of one sub-layer with triggers that change when they do."""
    given: dict[str, object] = {name: f"@@={text}" for name, text in accessors.items()}
    given["updateTriggers"] = {name: stamp(text) for name, text in accessors.items()}
    return {part: given}


def stamp(text: str) -> str:
    """A short update trigger; the whole string would double the message."""
    return f"{zlib.crc32(text.encode()):08x}"


def only_states(digits: str) -> str:
    """Every colour as a 0: what a hatch need not know would cost the line as much as the map."""
    states = set(DIGIT_OF_STATE.values())
    return "".join(digit if digit in states else "0" for digit in digits)


def colour(value: str) -> list[int]:
    """#RRGGBB as four numbers, opaque."""
    return [*rgb(value), 255]


def layer(layer_id: str, data: object, **options: object) -> pdk.Layer:
    """A GeoJson layer (address or features) that draws nothing and hears nothing unless told to."""
    given: dict[str, Any] = {"pickable": False, "filled": False, "stroked": False} | options
    return pdk.Layer("GeoJsonLayer", data, id=layer_id, **given)


def line(layer_id: str, data: object, ink: str, width_px: float, **options: object) -> pdk.Layer:
    """Lines, or outlines of areas, of one ink and width."""
    given = {
        "stroked": True,
        "get_line_color": colour(ink),
        "get_line_width": width_px,
        "line_width_units": pdk.types.String("pixels"),
        "line_joint_rounded": True,
        "line_cap_rounded": True,
    }
    return layer(layer_id, data, **given | options)


def by_zoom(made: pdk.Layer, url: str) -> pdk.Layer:
    """The same layer with another file at each zoom; ``{z}`` of the url counts from the first.

    One tile that is wider than any area holds the whole file: the browser's library asks for the
    tiles of a zoom, draws each as GeoJson, and puts the next ones in their place. Where an edge
    of these tiles crosses the area, the same file lies twice on itself.
    """
    made.type = "TileLayer"
    made.data = url
    made.tile_size = TILE_PX * 2 ** ZOOMS[0]
    made.max_zoom = len(ZOOMS) - 1
    made.extent = WHOLE_EARTH
    return made


def text_layer(layer_id: str, url: str, halo: str | None, **options: object) -> pdk.Layer:
    """Text at points in the shipped font, with an edge of colour ``halo``."""
    settings: dict[str, Any] = {"fontSize": 64, "buffer": 12, "sdf": True, "radius": 12}
    family = ", ".join(f'"{name}"' for name in (FAMILY, *FALLBACKS[:-1]))
    return layer(
        layer_id,
        url,
        point_type=pdk.types.String("text"),
        text_font_family=pdk.types.String(f"{family}, {FALLBACKS[-1]}"),
        text_font_weight=600,
        text_character_set=pdk.types.String("auto"),
        text_font_settings=settings,
        text_outline_width=0 if halo is None else 4,
        text_outline_color=colour(halo or "#000000"),
        text_billboard=False,
        **options,
    )
