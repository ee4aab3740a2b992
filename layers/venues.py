"""场馆周边 Venues with rings of equal distance around them."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import HOME, Geometries, metric_crs, to_home, transform_geometries
from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from words import say

RADII_M = (300, 500, 1000)
# A venue given as a line or a point is drawn as wide as this.
BODY_M = 15.0


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Of each venue its rings, widest first, and itself: name to be written, class 0 or 1."""
    sites = frames[Frame.SITES]
    venues = sites[sites["kind"] == "venue"].dropna(subset="geometry")
    parts = [_rings(venues, radius) for radius in sorted(RADII_M, reverse=True)]
    made = pd.concat([*parts, _bodies(venues)], ignore_index=True)
    return rows(made, name=made["name"].to_numpy(), **{CLASS: made[CLASS].to_numpy()})


def _rings(venues: pd.DataFrame, radius: int) -> pd.DataFrame:
    name = say("layer.venues.ring", radius=radius)
    return pd.DataFrame({"geometry": around(venues["geometry"], radius), "name": name, CLASS: 1})


def _bodies(venues: pd.DataFrame) -> pd.DataFrame:
    shapes = np.array(venues["geometry"], dtype=object)
    flat = shapely.get_dimensions(shapes) < 2
    shapes[flat] = around(shapes[flat], BODY_M)
    return pd.DataFrame({"geometry": shapes, "name": "◆ " + venues["name"].to_numpy(), CLASS: 0})


def around(shapes: Sequence[shapely.Geometry], radius_m: float) -> Geometries:
    """All places within ``radius_m`` of each shape, EPSG:4490 in and out."""
    given = np.asarray(shapes, dtype=object)
    if not len(given):
        return given
    west, south, east, north = shapely.total_bounds(given)
    zone = metric_crs((west + east) / 2, (south + north) / 2)
    return to_home(
        shapely.buffer(transform_geometries(given, HOME, zone), radius_m, quad_segs=32), zone
    )


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
        is_label_on_top=True,
    ),
    order=50,
    geometry=geometry,
)
