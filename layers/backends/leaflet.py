"""The map as one HTML file (folium) that opens from a USB stick and asks nobody for anything.

folium makes the page and the map; its own scripts and sheets, which it would fetch from public
hosts, are replaced by the files of static/vendor/leaflet, written into the page. Layers are drawn
by static/export/map.js from the data the page carries.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import folium
from branca.element import Element, MacroElement
from jinja2 import Template

import settings
from layers.backends.backend import Backend
from layers.backends.leaflet_data import layer_data
from layers.backends.leaflet_key import aside, hatches
from layers.drawn import Drawn, in_order
from layers.map_view import Caption, MapView
from layers.theme import HATCHES, INKS, Inks
from vocab import DIGIT_OF_STATE
from words import say

_URL = re.compile(r"background-image:\s*url\([^)]*\);?")
_SOURCE_MAP = re.compile(r"//# sourceMappingURL=\S+")


class _Text(Element):
    """A text put into the page as it is: never read as a template, whatever it holds."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _Call(MacroElement):
    """Starts our program once the map is there. What it prints is read as a template: no data."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "wusetuMap({{ this._parent.get_name() }}, wusetuGiven);"
        "{% endmacro %}"
    )


def _plain_map(view: MapView) -> folium.Map:
    """A map without base map and without the addresses its library would fetch files from."""
    made = folium.Map(
        location=[view.window.latitude, view.window.longitude],
        tiles=None,
        zoom_control="topleft",
        zoomSnap=0.25,
        max_zoom=19,
        font_size="15px",
    )
    made.default_js, made.default_css = [], []
    made._id = "wusetu"
    return made


@cache
def _static(name: str) -> str:
    return (settings.ROOT / "static" / name).read_text(encoding="utf-8")


def _style(inks: Inks) -> str:
    # The sheet's pictures (marker, layer button) are not used; they would be asked for.
    library = _URL.sub("", _static("vendor/leaflet/leaflet.css"))
    names = ("ground", "panel", "line", "edge", "t1", "t2", "t3")
    variables = "".join(f"--{name}:{getattr(inks, name)};" for name in names)
    return f"<style>{library}:root{{{variables}}}{_static('export/map.css')}</style>"


def _script(view: MapView, order: Sequence[Drawn]) -> str:
    library = _SOURCE_MAP.sub("", _static("vendor/leaflet/leaflet.js"))
    given = f"const wusetuGiven={_literal(_given(view, order))};"
    own = _static("export/map.js")
    return f"<script>{library}</script><script>{own}</script><script>{given}</script>"


def _literal(value: object) -> str:
    """JSON that may stand inside a script: no text in it can end the script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def draw(view: MapView, layers: Sequence[Drawn]) -> str:
    """The whole page as HTML: title, map, search, legend, switch per layer, where it comes from.

    Of several bases the last is drawn. Everything is in the page: it makes no request.
    """
    inks, order = INKS[view.ground], in_order(layers)
    made = _plain_map(view)
    page: Any = made.get_root()
    page._id = "page"
    title = html.escape(view.caption.title or say("ui.product"))
    page.title = title
    page.header.add_child(_Text(_style(inks) + _script(view, order)), name="assets")
    page.html.add_child(_Text(_header(view.caption) + hatches(inks)), name="top", index=0)
    page.html.add_child(_Text(aside(view, order) + _footer(view.caption)), name="side")
    made.add_child(_Call())  # type: ignore[no-untyped-call]  # the library states no types
    return str(page.render())


def _given(view: MapView, order: Sequence[Drawn]) -> dict[str, Any]:
    """All that the program draws, as plain values."""
    inks = INKS[view.ground]
    return {
        "centre": [view.window.latitude, view.window.longitude],
        # The library counts zoom by tiles of 256 pixels, one step more than ours.
        "zoom": view.window.zoom + 1,
        "panel": inks.panel,
        "seam": inks.seam,
        "t1": inks.t1,
        "hatches": {DIGIT_OF_STATE[state]: f"hatch-{state.value}" for state in HATCHES},
        "words": {"none": say("layer.export.none", text="{text}")},
        "layers": [layer_data(view, one) for one in order],
    }


def _header(caption: Caption) -> str:
    demo = f'<span class="demo">{html.escape(say("ui.demo"))}</span>' if caption.is_demo else ""
    first = html.escape(caption.lines[0]) if caption.lines else ""
    title = html.escape(caption.title or say("ui.product"))
    return f"<header><h1>{title}</h1><span>{first}</span>{demo}</header>"


def _footer(caption: Caption) -> str:
    lines = "".join(f"<span>{html.escape(line)}</span>" for line in caption.lines[1:])
    notice = f"<b>{html.escape(caption.notice)}</b>" if caption.notice else ""
    return f"<footer>{notice}{lines}</footer>"


BACKEND = Backend(code="leaflet", makes="text/html", draw=draw)
