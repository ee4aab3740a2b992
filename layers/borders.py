"""毗邻带 Borders towns share, the band on both sides of them, and joint zones (联动区)."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.borders import bands, shared_border
from geo.crs import to_home
from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from vocab import AdminLevel
from words import say

WIDTH_M = 420.0
# About 1 km: outlines of simplified files do not touch exactly.
NEAR_DEGREES = 0.01


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Shared borders (class 0), the edges of their bands (1) and of joint zones (2), named."""
    towns, sites = frames[Frame.TOWNS], frames[Frame.SITES]
    zones = sites[sites["kind"] == "zone"].dropna(subset="geometry")
    parts = [*_pairs(towns.sort_values("code", ignore_index=True)), _edges(zones)]
    made = pd.concat(parts, ignore_index=True)
    return rows(made, name=made["name"].to_numpy(), **{CLASS: made[CLASS].to_numpy()})


def _pairs(towns: pd.DataFrame) -> list[pd.DataFrame]:
    """Border and band of every two towns whose outlines come near each other."""
    shapes, names = towns["geometry"].to_numpy(dtype=object), towns["name"].tolist()
    near = shapely.STRtree(shapes).query(shapely.buffer(shapely.envelope(shapes), NEAR_DEGREES))
    pairs = [(i, j) for i, j in near.T.tolist() if i < j]
    made = []
    for i, j in pairs:
        border = shared_border(shapes[i], shapes[j])
        if not border.length_m:
            continue
        band = shapely.union_all(bands(border, shapes[i], shapes[j], WIDTH_M))
        drawn = np.array([border.line, shapely.boundary(band)], dtype=object)
        name = say("layer.borders.pair", first=names[i], second=names[j])
        lines = list(to_home(drawn, border.crs))
        made.append(pd.DataFrame({"geometry": lines, "name": [name, ""], CLASS: [0, 1]}))
    return made


def _edges(zones: pd.DataFrame) -> pd.DataFrame:
    shapes = shapely.boundary(np.asarray(zones["geometry"], dtype=object))
    return pd.DataFrame({"geometry": shapes, "name": zones["name"].to_numpy(), CLASS: 2})


LAYER = Layer(
    code="borders",
    title="layer.borders.title",
    frames=(Frame.TOWNS, Frame.SITES),
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
        label_dy_px=-11,
    ),
    order=40,
    geometry=geometry,
)
