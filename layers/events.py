"""事件点 Where the week's events happened; those close together are one disc with a number.

In the browser the discs open as the map comes nearer, until only events of one place share one.

Only for viewers who see exact counts. An event is its level and whether it is open, nothing else:
no source, time or kind goes with the point.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import CLASS, ZOOMS, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from layers.map_view import TILE_PX

CLUSTER_DEGREES = 0.0032
# Events nearer than this on the screen are one disc; it is a little wider than the disc.
CLUSTER_PX = 26
# About a metre: at the nearest zoom only events of one place are one disc.
SAME_PLACE_DEGREES = 1e-5
LEVELS = ("urgent", "joint", "normal")
CLUSTER = 0


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """One point per event or cluster of one square of about 320 m; see :func:`clustered`."""
    return clustered(frames, CLUSTER_DEGREES)


def at_zoom(frames: Frames, zoom: int) -> gpd.GeoDataFrame:
    """As ``geometry``, with squares of a few pixels at a zoom of the browser's map."""
    if zoom >= ZOOMS[-1]:
        return clustered(frames, SAME_PLACE_DEGREES)
    return clustered(frames, CLUSTER_PX * 360 / (TILE_PX * 2**zoom))


def clustered(frames: Frames, degrees: float) -> gpd.GeoDataFrame:
    """One point per event or cluster: ``count`` to be written (empty for one), class 0 to 6.

    Events of one square of ``degrees`` stand together at their mean place. Class 0 is a cluster,
    1 to 3 open events by ``LEVELS``, 4 to 6 closed ones; an unknown level counts as normal.
    """
    events = frames[Frame.EVENTS].dropna(subset=["lon", "lat"])
    order = np.array([LEVELS.index(x) if x in LEVELS else 2 for x in events["level"]], dtype=int)
    is_open = events["is_open"].to_numpy(dtype=bool)
    table = pd.DataFrame(
        {
            "column": np.floor(events["lon"].to_numpy() / degrees),
            "row": np.floor(events["lat"].to_numpy() / degrees),
            "lon": events["lon"].to_numpy(),
            "lat": events["lat"].to_numpy(),
            CLASS: order + np.where(is_open, 1, 1 + len(LEVELS)),
        }
    )
    groups = table.groupby(["column", "row"], sort=True)
    made = groups.agg(lon=("lon", "mean"), lat=("lat", "mean"), k=(CLASS, "first"))
    size = groups.size().to_numpy(dtype=np.int64)
    made["geometry"] = shapely.points(made["lon"].to_numpy(), made["lat"].to_numpy())
    number = np.where(size > 1, CLUSTER, made["k"].to_numpy())
    return rows(made, count=[str(n) if n > 1 else "" for n in size], **{CLASS: number})


def _mark(name: str, symbol: str, size_px: float) -> Mark:
    return Mark(title=f"layer.events.{name}", symbol=symbol, size_px=size_px, halo="panel")


LAYER = Layer(
    code="events",
    title="layer.events.title",
    frames=(Frame.EVENTS,),
    shape=Shape.POINT,
    columns=("count",),
    privacy=Privacy.CLEARED,
    style=Style(
        marks=(
            _mark("cluster", "●", 24),
            _mark("urgent_open", "▲", 17),
            _mark("joint_open", "■", 14),
            _mark("normal_open", "●", 14),
            _mark("urgent", "▲", 10),
            _mark("joint", "■", 8),
            _mark("normal", "●", 8),
        ),
        label="count",
        label_px=11,
        label_ink="panel",
        label_halo="",
    ),
    order=66,
    geometry=geometry,
    at_zoom=at_zoom,
)
