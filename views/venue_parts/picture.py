"""The ring map: cells in the widest ring keep their colour, all others are neutral."""

from __future__ import annotations

import shapely
import streamlit as st

from layers.backends.ring_map import CLOSED_PX, OPEN_PX, Outline, Spot, draw, on_top
from layers.layer import Dash
from layers.map_view import MapView
from services.perimeters import Around
from services.situation import Situation
from views.components import format as fmt
from views.venue_parts.cells import cells
from views.venue_parts.figures import radius
from words import say

WIDTH, HEIGHT = 1080, 800
PLACE_PX, NAME_PX = 26, 16
OPEN, CLOSED, PLACE = "●", "●", "◆"
TALL_PX = 18


def view(seen: Situation, found: Around, area: str, *, is_twin: bool) -> MapView:
    """The week under the rings."""
    size = (WIDTH, HEIGHT)
    window = found.discs()[-1]
    return cells(seen, area, set(found.grids["code"]), window, size, is_twin=is_twin)


def outlines(found: Around) -> list[Outline]:
    """The rings, the widest solid, and the place itself where it has an area."""
    discs = found.discs()
    made = [
        Outline(
            shape=shape,
            width_px=2.6 if number == len(discs) - 1 else 1.8,
            dash=Dash.SOLID if number == len(discs) - 1 else Dash.DASHED,
        )
        for number, shape in enumerate(discs)
    ]
    return made


def events(found: Around) -> list[Spot]:
    """Large while open, small when closed; closed ones first, so that open ones lie on top."""
    ordered = found.points.sort_values("is_open", kind="stable")
    return [
        Spot(
            lon=float(one.lon),
            lat=float(one.lat),
            text=OPEN if one.is_open else CLOSED,
            size_px=OPEN_PX if one.is_open else CLOSED_PX,
        )
        for one in ordered.itertuples(index=False)
    ]


def labels(found: Around) -> list[Spot]:
    """Metres at the top of each ring, the name at the place."""
    made = []
    for metres, shape in zip(found.area.radii_m, found.discs(), strict=True):
        if metres:
            lon, lat = on_top(shape)
            made.append(Spot(lon=lon, lat=lat, text=radius(metres)))
    middle = shapely.point_on_surface(found.discs()[0])
    if found.area.radii_m[0]:
        made.append(Spot(lon=middle.x, lat=middle.y, text=PLACE, size_px=PLACE_PX))
    name = Spot(lon=middle.x, lat=middle.y, text=found.name, size_px=NAME_PX, dy_px=TALL_PX + 6)
    return [*made, name]


def show_map(seen: Situation, found: Around, area: str, *, is_twin: bool) -> None:
    """The map with its sentence for those who cannot see it."""
    sentence = say(
        "venue.map_sentence",
        name=found.name,
        radius=radius(found.area.radii_m[-1]),
        grids=fmt.whole(len(found.grids)),
    )
    st.pydeck_chart(
        draw(
            view(seen, found, area, is_twin=is_twin),
            outlines(found),
            events=events(found),
            labels=labels(found),
        ),
        key=f"venue_map_{found.code}_{found.area.radii_m[-1]:g}",
        height=HEIGHT,
        alt=sentence,
    )
