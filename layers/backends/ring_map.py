"""Rings, bands and borders over the coloured cells in the browser (pydeck).

The cells come by URL as on the risk map; rings, lines and points are a few features and travel
with the page. Cells outside carry the digit 0 and so lose their colour; lines and points are ink.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
import shapely

from layers.backends.deck import deck
from layers.backends.deck_parts import WRAPPED, colour, layer, live, text_layer
from layers.layer import Dash
from layers.map_view import MapView
from layers.theme import INKS, Ground

HALO_PX, LABEL_PX = 3.0, 14
OPEN_PX, CLOSED_PX = 19, 11
SEAM_PX = 1.0
# Finer than a pixel on any screen that shows a whole ring.
STEP_DEG = 5e-6
_DASHES = {
    Dash.SOLID: [0, 0],
    Dash.DASHED: [5, 3],
    Dash.DOTTED: [0.1, 2.4],
    Dash.CHAIN: [7, 2.5],
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outline:
    """A line or the edge of an area in EPSG:4490 degrees, and how it is drawn."""

    shape: shapely.Geometry
    width_px: float
    dash: Dash = Dash.SOLID


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A sign or a text at a point."""

    lon: float
    lat: float
    text: str
    size_px: float = LABEL_PX
    dy_px: float = 0.0


def on_top(shape: shapely.Geometry) -> tuple[float, float]:
    """The northernmost point of a shape, for its label."""
    xy = shapely.get_coordinates(shape)
    lon, lat = xy[xy[:, 1].argmax()]
    return float(lon), float(lat)


def _feature(shape: shapely.Geometry, **properties: object) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _collection(features: Sequence[dict[str, object]]) -> Any:
    """What stands in the place of an address: few features travel with the page."""
    return {"type": "FeatureCollection", "features": list(features)}


def _edge(shape: shapely.Geometry) -> shapely.Geometry:
    lines = shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape
    return shapely.simplify(lines, STEP_DEG)


def _lines(view: MapView, number: int, one: Outline) -> list[pdk.Layer]:
    """An ink line over a wider one of the ground, so that it reads on every colour."""
    inks = INKS[view.ground]
    halo = inks.panel if view.ground is Ground.LIGHT else inks.ground
    data = _collection([_feature(_edge(one.shape))])
    return [
        layer(
            f"ring-{number}-{name}",
            data,
            stroked=True,
            get_line_color=colour(ink),
            get_line_width=width,
            line_width_units=pdk.types.String("pixels"),
            line_joint_rounded=True,
            line_cap_rounded=True,
            extensions=[{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}],
            get_dash_array=_DASHES[dash],
        )
        for name, ink, width, dash in (
            ("halo", halo, (one.width_px + HALO_PX) * view.scale, Dash.SOLID),
            ("line", inks.t1, one.width_px * view.scale, one.dash),
        )
    ]


def _seams_outside(view: MapView) -> pdk.Layer:
    """Cells without colour would run into each other under their own seam."""
    width = f"('{view.outer.replace('.', '9')}')[{WRAPPED}.i] == '0' ? {SEAM_PX * view.scale:g} : 0"
    return layer(
        "outside",
        view.urls.cells,
        stroked=True,
        get_line_color=colour(INKS[view.ground].line),
        line_width_units=pdk.types.String("pixels"),
        _sub_layer_props=live("polygons-stroke", getWidth=width),
    )


def _texts(
    view: MapView, name: str, spots: Sequence[Spot], *, is_boxed: bool = False
) -> list[pdk.Layer]:
    """One layer per size and offset, smallest first, so that open events lie on closed ones."""
    inks = INKS[view.ground]
    halo = inks.panel if view.ground is Ground.LIGHT else inks.ground
    box = {
        "text_background": is_boxed,
        "get_text_background_color": colour(halo),
        "text_background_padding": [6, 3],
    }
    forms = sorted({(one.size_px, one.dy_px) for one in spots})
    return [
        text_layer(
            f"{name}-{number}",
            _collection(
                [
                    _feature(shapely.Point(one.lon, one.lat), label=one.text)
                    for one in spots
                    if (one.size_px, one.dy_px) == form
                ]
            ),
            halo,
            get_text="properties.label",
            get_text_color=colour(inks.t1),
            get_text_size=form[0],
            get_text_pixel_offset=[0, form[1]],
            text_size_units=pdk.types.String("pixels"),
            **box,
        )
        for number, form in enumerate(forms)
    ]


def draw(
    view: MapView,
    outlines: Sequence[Outline],
    *,
    events: Sequence[Spot] = (),
    labels: Sequence[Spot] = (),
    is_cut: bool = True,
) -> pdk.Deck:
    """The map with lines, events and labels on it, in this order from below.

    Where it ``is_cut`` the cells outside have lost their colour and get seams of their own.
    """
    made = deck(view)
    lines = [part for number, one in enumerate(outlines) for part in _lines(view, number, one)]
    made.layers = [
        *made.layers,
        *([_seams_outside(view)] if is_cut else []),
        *lines,
        *_texts(view, "event", events),
        *_texts(view, "label", labels, is_boxed=True),
    ]
    return made
