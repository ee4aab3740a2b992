"""响应圈 How far one comes from the stations within some minutes: lines inside the area."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import HOME, Geometries, metric_crs, to_home, transform_geometries
from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from vocab import AdminLevel
from words import say

MINUTES = (4, 8, 12)
# Islands and bays narrower than twice this are left out of the drawing (never out of a count).
SMOOTH_M = 90.0


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """The limits of what is reached within 4, 8 and 12 minutes, class 0 to 2, widest first.

    Only the part inside the area is drawn: beyond it nobody is counted. The name says if it is
    estimated by the straight line.
    """
    reach = frames[Frame.REACH]
    known = reach[reach["minutes"].isin(MINUTES)].sort_values("minutes", ascending=False)
    names = [
        _name(int(minutes), is_estimate=bool(estimate))
        for minutes, estimate in zip(known["minutes"], known["is_estimate"], strict=True)
    ]
    drawn = pd.DataFrame({"geometry": _limits(known, frames[Frame.UNITS])})
    step = np.searchsorted(MINUTES, known["minutes"].to_numpy(dtype=np.float64))
    kept = ~shapely.is_empty(drawn["geometry"].to_numpy(dtype=object))
    return rows(drawn[kept], name=np.array(names, dtype=object)[kept], **{CLASS: step[kept]})


def _limits(reach: pd.DataFrame, units: pd.DataFrame) -> Geometries:
    shapes = np.asarray(reach["geometry"], dtype=object)
    if not len(shapes) or units.empty:
        return np.full(len(shapes), shapely.MultiLineString(), dtype=object)
    area = _area(units)
    west, south, east, north = shapely.bounds(area)
    zone = metric_crs((west + east) / 2, (south + north) / 2)
    metric = transform_geometries(np.array([area, *shapes], dtype=object), HOME, zone)
    closed = shapely.buffer(shapely.buffer(metric[1:], SMOOTH_M), -2 * SMOOTH_M)
    opened = shapely.simplify(shapely.buffer(closed, SMOOTH_M), SMOOTH_M / 20)
    lines = shapely.intersection(shapely.boundary(opened), metric[0])
    return to_home(np.asarray(lines, dtype=object), zone)


def _area(units: pd.DataFrame) -> shapely.Geometry:
    """The area as one shape, of the highest level that is drawn."""
    present = [level for level in AdminLevel if (units["level"] == level.value).any()]
    own = units[units["level"] == present[0].value]["geometry"].to_numpy(dtype=object)
    return shapely.union_all(own)


def _name(minutes: int, *, is_estimate: bool) -> str:
    kind = "estimate" if is_estimate else "minutes"
    return say(f"layer.response.{kind}", minutes=minutes)


LAYER = Layer(
    code="response",
    title="layer.response.title",
    frames=(Frame.REACH, Frame.UNITS),
    shape=Shape.LINE,
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(
            Mark(title="layer.response.minutes_4", width_px=3.2, halo="panel"),
            Mark(title="layer.response.minutes_8", width_px=2.6, dash=Dash.DASHED, halo="panel"),
            Mark(title="layer.response.minutes_12", width_px=2.2, dash=Dash.DOTTED, halo="panel"),
        ),
        label="name",
        label_px=13,
        label_dy_px=-11,
    ),
    order=44,
    geometry=geometry,
)
