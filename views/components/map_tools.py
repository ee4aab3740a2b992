"""地图工具 Scale bar, zoom, box and drawn shape over the map, by a component of our own.

The program is ``static/desk/map_tools.js``: it finds the map's window in the browser, so nothing
of moving, zooming or drawing costs the server a run; only a finished shape is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from views.components.icons import icon
from views.components.markup import esc
from views.components.program import loader
from words import say

Point = tuple[float, float]
WHEEL_STEP = 300
MODES = (("pick", "pin"), ("box", "marquee"), ("draw", "pen"))

_mount = component(
    "wusetu_map_tools",
    html='<div class="ws-tools"></div>',
    js=loader("map_tools.js"),
    isolate_styles=False,
)


def zoom_html() -> str:
    """Plus above minus, each with its word, for hands without a wheel."""
    buttons = (("closer", "+", -WHEEL_STEP), ("wider", "−", WHEEL_STEP))
    return "".join(
        f'<button type="button" value="{step}" title="{esc(say(f"layer.panel.{name}"))}" '
        f'aria-label="{esc(say(f"layer.panel.{name}"))}">{sign}</button>'
        for name, sign, step in buttons
    )


def tools_html() -> str:
    """The sheet one draws on, the ways to point and to zoom, the scale bar, the line of help."""
    buttons = "".join(
        f'<button type="button" value="{mode}" aria-pressed="false" '
        f'title="{esc(say(f"maptools.{mode}_title"))}">{icon(drawing)}'
        f"<span>{esc(say(f'maptools.{mode}'))}</span></button>"
        for mode, drawing in MODES
    )
    paths = "".join(f'<path class="ws-{name}"/>' for name in ("drawn", "pen", "corners", "cross"))
    notes = " ".join(
        f'data-{name}="{esc(say(f"maptools.note_{name}"))}"' for name in ("box", "draw", "small")
    )
    metres, kilometres = (esc(say(f"maptools.{unit}")) for unit in ("m", "km"))
    return (
        f'<svg tabindex="-1" role="application" aria-label="{esc(say("maptools.sheet"))}">{paths}'
        f'</svg><div class="ws-modes" role="group" aria-label="{esc(say("maptools.modes"))}">'
        f'{buttons}</div><p class="ws-tools-note" role="status" {notes}></p>'
        f'<div class="ws-zoom">{zoom_html()}</div>'
        f'<div class="ws-scale" data-m="{metres}" data-km="{kilometres}"><span></span><i></i></div>'
    )


def corners_of(told: Any) -> list[Point]:
    """The corners a browser told, as pairs of degrees; [] for anything else."""
    if not isinstance(told, Sequence) or isinstance(told, str | bytes):
        return []
    try:
        return [(float(lon), float(lat)) for lon, lat in told]
    except (TypeError, ValueError):
        return []


def whole_text(
    bounds: tuple[float, float, float, float], window: tuple[float, float, float]
) -> str:
    """What the browser needs to fit the whole area to its own size of map, as JSON text.

    Args:
        bounds: west, south, east, north in degrees.
        window: longitude, latitude and zoom that were made for the usual size.
    """
    return json.dumps({"bounds": list(bounds), "window": list(window)}, separators=(",", ":"))


def map_tools(
    key: str, shape: str, drawn: Callable[[list[Point]], None], *, whole: str = ""
) -> None:
    """Draw the tools over the map beside them; ``drawn(corners)`` hears of a finished shape.

    Args:
        key: place of the component.
        shape: the shape to show, as it stands in the address.
        drawn: two corners are the south-west and north-east of a box.
        whole: see :func:`whole_text`; "" where the map looks at something else.
    """

    def heard() -> None:
        corners = corners_of(st.session_state[key].get("drawn"))
        if corners:
            drawn(corners)

    data = f"{shape}\n{whole}\n{tools_html()}".encode()
    _mount(data=data, key=key, on_drawn_change=heard)
