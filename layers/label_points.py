"""Where a name is written (注记位置): a point for every row of a layer, whatever its shape."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from layers.layer import Shape

Geometries = npt.NDArray[np.object_]


def label_points(
    rows: gpd.GeoDataFrame, shape: Shape, *, on_top: bool = False, within: float = 1e-4
) -> Geometries:
    """One point per row, EPSG as given, shape (n,).

    A point is itself. A polygon, and a line that closes, gives the middle of its widest place, or
    its northernmost corner when ``on_top``; an open line the middle of its longest part. The widest
    place is found to ``within`` of the rows' own unit.
    """
    shapes = rows.geometry.to_numpy()
    if shape is Shape.POINT:
        return np.asarray(shapely.centroid(shapes), dtype=object)
    if on_top:
        return np.array([_top(one) for one in shapes], dtype=object)
    return np.array([_middle(one, within) for one in shapes], dtype=object)


def _top(shape: shapely.Geometry) -> shapely.Point:
    corners = shapely.get_coordinates(shape)
    return shapely.Point(corners[corners[:, 1].argmax()])


def _middle(shape: shapely.Geometry, within: float) -> shapely.Point:
    area = shape
    if shapely.get_dimensions(shape) == 1:
        parts = shapely.get_parts(shapely.line_merge(shape))
        if not shapely.is_closed(parts).all():
            longest = parts[shapely.length(parts).argmax()]
            return shapely.line_interpolate_point(longest, 0.5, normalized=True)
        area = shapely.build_area(shapely.multilinestrings(parts))
    return shapely.get_point(shapely.maximum_inscribed_circle(area, within), 0)
