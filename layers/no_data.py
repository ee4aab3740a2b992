"""未到数 Level lines over every grid where a source did not report this week.

The colour below stays: it rests on the weeks before. The lines lie level, so that they cannot be
taken for the slanting hatches of cells without a colour.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style
from layers.risk import cells
from vocab import HIDDEN_DIGIT, AdminLevel

LINES = 4
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Geometries = npt.NDArray[np.object_]


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Level lines clipped to each micro-grid, ascending by code (code, name)."""
    grids = cells(frames[Frame.UNITS])
    shapes = grids.geometry.to_numpy()
    if not len(shapes):
        return grids
    whole, cell = _rungs(shapely.bounds(shapes))
    cut = shapely.intersection(whole, shapes[cell])
    parts, origin = shapely.get_parts(cut, return_index=True)
    is_line = shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING
    owner = cell[origin][is_line]
    lines = shapely.empty(len(shapes), geom_type=shapely.GeometryType.MULTILINESTRING)
    # Numbered anew: a cell without a line must not shift the others.
    held, number = np.unique(owner, return_inverse=True)
    lines[held] = shapely.multilinestrings(parts[is_line], indices=number)
    return grids.set_geometry(gpd.GeoSeries(lines, index=grids.index, crs=grids.crs))


def _rungs(bounds: Floats) -> tuple[Geometries, Ints]:
    """Lines across every box (west, south, east, north), and the box each belongs to.

    They lie on one lattice for all cells; a box between two lines gets one through its middle.
    """
    west, south, east, north = bounds.T
    step = float(np.median(north - south)) / LINES
    first = np.ceil(south / step)
    count = np.maximum(np.floor(north / step) - first + 1, 0).astype(np.int64)
    is_bare = count == 0
    count[is_bare] = 1
    cell = np.repeat(np.arange(len(bounds)), count)
    rung = np.arange(len(cell)) - np.repeat(np.cumsum(count) - count, count)
    y = np.where(is_bare[cell], ((south + north) / 2)[cell], (first[cell] + rung) * step)
    ends = np.stack([np.stack([west[cell], y], axis=1), np.stack([east[cell], y], axis=1)], axis=1)
    return shapely.linestrings(ends), cell


def values(frames: Frames, index: pd.Index) -> pd.DataFrame:
    """One row per feature in the order of ``index`` (codes): class 0 one source, 1 several.

    Hidden where all have reported; ``sources`` names those that did not.
    """
    table = frames[Frame.MISSING].set_index("code").reindex(index)
    number = table["missing"].fillna(0).to_numpy(dtype=np.int64)
    digit = np.where(number > 1, "1", np.where(number == 1, "0", HIDDEN_DIGIT))
    sources = table["sources"].fillna("").tolist()
    return pd.DataFrame({"digit": digit.tolist(), "sources": sources}, index=index)


LAYER = Layer(
    code="no_data",
    title="layer.no_data.title",
    frames=(Frame.UNITS,),
    weekly=(Frame.MISSING,),
    shape=Shape.LINE,
    levels=(AdminLevel.MICRO_GRID,),
    columns=("i", "code", "name", "digit", "sources"),
    privacy=Privacy.SCOPED,
    style=Style(
        marks=(
            Mark(title="layer.no_data.one", width_px=1.4, halo="panel"),
            Mark(title="layer.no_data.more", width_px=3.0, halo="panel"),
        )
    ),
    order=15,
    geometry=geometry,
    values=values,
)
