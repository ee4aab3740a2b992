"""毗邻带 Borders towns share, the band on both sides of them, and joint zones (联动区)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from layers.venues import around
from vocab import AdminLevel
from words import say

WIDTH_M = 420.0
# Towns of simplified files do not touch exactly; nearer than this they are neighbours.
NEAR_M = 60.0


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Shared borders (class 0), the edges of their bands (1) and of joint zones (2), named."""
    units, sites = frames[Frame.UNITS], frames[Frame.SITES]
    towns = units[units["level"] == AdminLevel.TOWN.value].dropna(subset="geometry")
    zones = sites[sites["kind"] == "zone"].dropna(subset="geometry")
    parts = [*_pairs(towns.sort_values("code", ignore_index=True)), _edges(zones)]
    made = pd.concat(parts, ignore_index=True)
    return rows(made, name=made["name"].to_numpy(), **{CLASS: made[CLASS].to_numpy()})


def _pairs(towns: pd.DataFrame) -> list[pd.DataFrame]:
    shapes = towns["geometry"].to_numpy(dtype=object)
    if not len(shapes):
        return []
    near = around(shapes, NEAR_M)
    first, second = shapely.STRtree(near).query(near, predicate="intersects")
    pairs = [(i, j) for i, j in zip(first.tolist(), second.tolist(), strict=True) if i < j]
    names = towns["name"].tolist()
    made = []
    for i, j in pairs:
        line = shapely.intersection(shapely.boundary(shapes[i]), near[j])
        if not shapely.length(line):
            continue
        name = say("layer.borders.pair", first=names[i], second=names[j])
        band = shapely.boundary(around([line], WIDTH_M)[0])
        made.append(pd.DataFrame({"geometry": [line, band], "name": [name, ""], CLASS: [0, 1]}))
    return made


def _edges(zones: pd.DataFrame) -> pd.DataFrame:
    shapes = shapely.boundary(np.asarray(zones["geometry"], dtype=object))
    return pd.DataFrame({"geometry": shapes, "name": zones["name"].to_numpy(), CLASS: 2})


LAYER = Layer(
    code="borders",
    title="layer.borders.title",
    frames=(Frame.UNITS, Frame.SITES),
    shape=Shape.LINE,
    levels=(AdminLevel.TOWN,),
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(
            Mark(title="layer.borders.line", width_px=3.5, dash=Dash.CHAIN, halo="panel"),
            Mark(title="layer.borders.bands", width_px=1.8, dash=Dash.DOTTED, halo="panel"),
            Mark(title="layer.borders.zone", width_px=2.4, dash=Dash.DASHED, halo="panel"),
        ),
        label="name",
        label_px=13,
    ),
    order=40,
    geometry=geometry,
)
