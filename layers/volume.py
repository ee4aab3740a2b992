"""指标件数 A disc in each micro-grid, its area by the count of one indicator."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.heat import UNKNOWN, steps, texts
from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style
from layers.risk import cells
from vocab import AdminLevel

SIZES_PX = (7, 10, 13, 17, 22)


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """A point inside each micro-grid, ascending by code (code, name)."""
    return middles(cells(frames[Frame.UNITS]))


def middles(grids: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The centre of each row, or a point on it where the centre lies outside."""
    shapes = grids.geometry.to_numpy()
    points = shapely.centroid(shapes)
    astray = ~shapely.covers(shapes, points)
    points[astray] = shapely.point_on_surface(shapes[astray])
    return grids.set_geometry(gpd.GeoSeries(points, index=grids.index, crs=grids.crs))


def values(frames: Frames, index: pd.Index) -> pd.DataFrame:
    """One row per feature in the order of ``index`` (codes); none where nothing is counted."""
    step = steps(frames, index)
    drawn = step.where((step > 0) & (step < UNKNOWN), 0) - 1
    return pd.DataFrame({"digit": texts(drawn.astype(np.int64))}, index=index)


LAYER = Layer(
    code="volume",
    title="layer.volume.title",
    frames=(Frame.UNITS,),
    weekly=(Frame.COUNTS,),
    shape=Shape.POINT,
    levels=(AdminLevel.MICRO_GRID,),
    columns=("i", "code", "name", "digit"),
    privacy=Privacy.CLEARED,
    style=Style(
        marks=tuple(
            Mark(title=f"layer.heat.step{k}", symbol="●", size_px=size, halo="panel")
            for k, size in enumerate(SIZES_PX, start=1)
        )
    ),
    order=60,
    geometry=geometry,
    values=values,
)
