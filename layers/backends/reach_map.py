"""The response circle in the browser (pydeck): zones in ink over the grids, hatch where it ends.

Grids and hatches come by URL as on the risk map; zones and points are a few features and travel
with the page. Nothing here has a hue: the further, the paler.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydeck as pdk
import shapely

from layers.backends.deck_parts import TIP, WRAPPED, colour, layer, line
from layers.map_view import MapUrls, Window
from layers.theme import FALLBACKS, FAMILY, INKS, Ground

# Near to far; every name and hatch can be read on each.
ZONE_INKS = ("step2", "track", "panel")
DARK_INKS = ("step2", "step1", "track")
TARGET_PX, OTHER_PX, HATCH_PX = 2.8, 1.1, 1.5
NAME_PX, SPOT_PX, SIGN_PX = 13, 15, 24
# Finer than a pixel on any screen that shows a whole town.
ZONE_STEP_DEG = 2e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point with its sign and words: a station, or the place for one more."""

    lon: float
    lat: float
    sign: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReachView:
    """One picture. ``uncovered`` has one character per grid index: 1 where nobody comes in time.

    ``zones`` are (minutes, shape in EPSG:4490 degrees), ascending, and ``outlines`` their lines;
    ``target`` is the one whose outline is heavy. ``names`` are words without a sign, smaller
    than those of ``spots``. ``selected`` is the code of a grid. ``scale`` widens all lines for a
    picture seen from afar; with ``text_px`` all words have this size.
    """

    urls: MapUrls
    window: Window
    uncovered: str
    zones: Sequence[tuple[float, shapely.Geometry]]
    outlines: Sequence[tuple[float, shapely.Geometry]]
    target: float
    spots: Sequence[Spot] = ()
    names: Sequence[Spot] = ()
    ground: Ground = Ground.LIGHT
    selected: str = ""
    scale: float = 1.0
    text_px: float = 0.0


def _collection(rows: Sequence[tuple[Mapping[str, object], shapely.Geometry]]) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": dict(properties),
            "geometry": json.loads(shapely.to_geojson(shape)),
        }
        for properties, shape in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def tone(minutes: float, view_minutes: Sequence[float], ground: Ground = Ground.LIGHT) -> str:
    """The ink a zone is filled with: nearest strongest; further ones than there are inks palest."""
    inks = ZONE_INKS if ground is Ground.LIGHT else DARK_INKS
    place = sorted(view_minutes).index(minutes)
    return inks[min(place, len(inks) - 1)]


def _zones(view: ReachView) -> list[pdk.Layer]:
    inks = INKS[view.ground]
    levels = [minutes for minutes, _ in view.zones]
    made = []
    for minutes, shape in reversed(view.zones):
        light = shapely.simplify(shape, ZONE_STEP_DEG)
        made.append(
            layer(
                f"zone-{minutes:g}",
                _collection([({"minutes": minutes}, light)]),
                filled=True,
                get_fill_color=colour(getattr(inks, tone(minutes, levels, view.ground))),
            )
        )
    return made


def _outlines(view: ReachView) -> list[pdk.Layer]:
    """Outlines above the grids' seams; that of the target is heavy."""
    inks = INKS[view.ground]
    return [
        line(
            f"outline-{minutes:g}",
            _collection([({}, shapely.simplify(shape, ZONE_STEP_DEG))]),
            inks.t1 if minutes == view.target else inks.t3,
            (TARGET_PX if minutes == view.target else OTHER_PX) * view.scale,
        )
        for minutes, shape in view.outlines
    ]


def _by_width(
    layer_id: str, url: str, ink: str, part: str, width: str, **parts: Mapping[str, object]
) -> pdk.Layer:
    """Lines of one file of which most have no width and are not drawn; more ``parts`` as given."""
    made = {"getWidth": f"@@={width}", "updateTriggers": {"getWidth": width}}
    return layer(
        layer_id,
        url,
        stroked=True,
        get_line_color=colour(ink),
        line_width_units=pdk.types.String("pixels"),
        line_joint_rounded=True,
        _sub_layer_props={part: made, **parts},
    )


def _grids(view: ReachView) -> list[pdk.Layer]:
    inks, urls = INKS[view.ground], view.urls
    hatched = f"('{view.uncovered}')[{WRAPPED}.i] == '1'"
    k, own = view.scale, urls.cell(view.selected)
    ringed = (("outer", inks.panel, 7), ("inner", inks.t1, 3)) if view.selected else ()
    return [
        # Filled with nothing to be seen, so that the pointer finds a grid everywhere in it.
        line(
            "cells", urls.cells, inks.grey, 0.8 * k,
            filled=True, get_fill_color=[0, 0, 0, 1], pickable=True,
        ),
        _by_width(
            "hatch", urls.hatch, inks.edge, "linestrings",
            f"{WRAPPED}.k == 0 && {hatched} ? {HATCH_PX * k:g} : 0",
            **{"points-circle": {"visible": False}},
        ),
        _by_width(
            "lacking", urls.cells, inks.t2, "polygons-stroke", f"{hatched} ? {1.4 * k:g} : 0"
        ),
        line("villages", urls.villages, inks.edge, 1.0 * k),
        line("towns", urls.towns, inks.border, 2.5 * k),
        *(line(f"selected-{part}", own, ink, width * k) for part, ink, width in ringed),
    ]  # fmt: skip


def _text(layer_id: str, view: ReachView, spots: Sequence[Spot], **options: object) -> pdk.Layer:
    inks = INKS[view.ground]
    halo = inks.panel if view.ground is Ground.LIGHT else inks.ground
    family = ", ".join(f'"{name}"' for name in (FAMILY, *FALLBACKS[:-1]))
    rows = [
        ({"sign": one.sign, "name": one.name}, shapely.Point(one.lon, one.lat)) for one in spots
    ]
    given = {"get_text_color": colour(inks.t1), "get_text": "properties.name"} | options
    return layer(
        layer_id,
        _collection(rows),
        point_type=pdk.types.String("text"),
        text_font_family=pdk.types.String(f"{family}, {FALLBACKS[-1]}"),
        text_font_weight=600,
        text_character_set=pdk.types.String("auto"),
        text_font_settings={"fontSize": 64, "buffer": 12, "sdf": True, "radius": 12},
        text_outline_width=4,
        text_outline_color=colour(halo),
        text_billboard=False,
        text_size_units=pdk.types.String("pixels"),
        **given,
    )


def _words(view: ReachView) -> list[pdk.Layer]:
    size = view.text_px or SPOT_PX
    sign = SIGN_PX * size / SPOT_PX
    below = [0, round(sign * 5 / 6)]
    return [
        _text("names", view, view.names, get_text_size=view.text_px or NAME_PX),
        _text("signs", view, view.spots, get_text_size=sign, get_text="properties.sign"),
        _text("spots", view, view.spots, get_text_size=size, get_text_pixel_offset=below),
    ]


def draw(view: ReachView) -> pdk.Deck:
    """The whole map. The pointer finds a grid's name and code; nothing can be clicked."""
    nudge = view.window.turn * 1e-9
    state = pdk.ViewState(
        longitude=view.window.longitude + nudge,
        latitude=view.window.latitude + nudge,
        zoom=view.window.zoom + nudge,
        min_zoom=view.window.zoom - 1.5,
        max_zoom=18,
    )
    layers = [*_zones(view), *_grids(view), *_outlines(view), *_words(view)]
    return pdk.Deck(layers=layers, initial_view_state=state, map_provider=None, tooltip=TIP)
