"""场馆周边 Venues with rings of equal distance around them."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import shapely

from geo.crs import to_home
from geo.perimeters import perimeter
from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from words import say

RADII_M = (300, 500, 1000)
# A venue given as a line or a point is drawn as wide as this.
BODY_M = 15.0


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Of each venue its rings, widest first, and itself: name to be written, class 0 or 1."""
    sites = frames[Frame.SITES]
    venues = sites[sites["kind"] == "venue"].dropna(subset="geometry")
    shapes: list[shapely.Geometry] = []
    names: list[str] = []
    for name, place in zip(venues["name"], venues["geometry"], strict=True):
        rings = discs(place, RADII_M)[::-1]
        shapes += [*rings, body(place)]
        words = [say("layer.venues.ring", radius=radius) for radius in RADII_M[::-1]]
        names += [*words, f"◆ {name}"]
    kinds = [*[1] * len(RADII_M), 0] * len(venues)
    return rows(pd.DataFrame({"geometry": shapes}), name=names, **{CLASS: kinds})


def discs(place: shapely.Geometry, radii_m: Sequence[float]) -> list[shapely.Geometry]:
    """Everything within each radius of a place, EPSG:4490 in and out."""
    made = perimeter(place, radii_m)
    return list(to_home(made.discs, made.crs))


def body(place: shapely.Geometry) -> shapely.Geometry:
    """The place itself; a point or a line drawn ``BODY_M`` wide."""
    return place if shapely.get_dimensions(place) == 2 else discs(place, [BODY_M])[0]


LAYER = Layer(
    code="venues",
    title="layer.venues.title",
    frames=(Frame.SITES,),
    shape=Shape.POLYGON,
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(
            Mark(title="layer.venues.site", width_px=3.0, halo="panel"),
            Mark(title="layer.venues.rings", width_px=1.6, dash=Dash.DASHED, halo="panel"),
        ),
        label="name",
        label_px=13,
        label_dy_px=-10,
        is_label_on_top=True,
    ),
    order=50,
    geometry=geometry,
)
