"""GeoPackage files for QGIS: layers of polygons, points and plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from errors import RefusedError

CRS = "EPSG:4490"
# The oldest form that QGIS 3 and the GDAL of a long-term distribution read without a warning.
_VERSION = "1.2"


def refuse(path: Path) -> None:
    """Refuse a name that is no new GeoPackage.

    Raises:
        RefusedError: not ``.gpkg``, or the file exists.
    """
    if path.suffix.lower() != ".gpkg":
        raise RefusedError("boundary.not_gpkg", file=path.name)
    if path.exists():
        raise RefusedError("boundary.exists", file=path.name)


def write(path: Path, layers: Mapping[str, pd.DataFrame]) -> list[str]:
    """Write frames as layers of a new GeoPackage; returns the names of the layers written.

    Args:
        path: a new file, ``.gpkg``.
        layers: frames by layer name; ``geometry`` (shapely, EPSG:4490) where the rows have one,
            polygons or points of one kind in a frame. A frame without the column is a plain
            table; an empty frame is left out.

    Raises:
        RefusedError: as ``refuse``.
    """
    refuse(path)
    written: list[str] = []
    for name, frame in layers.items():
        if not len(frame):
            continue
        options: dict[str, Any] = {"driver": "GPKG", "layer": name, "append": bool(written)}
        if not written:
            options["dataset_options"] = {"VERSION": _VERSION}
        if "geometry" in frame:
            shapes = gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS)
            is_area = bool((shapely.get_dimensions(np.asarray(shapes.geometry)) == 2).all())
            options |= {"geometry_type": "MultiPolygon" if is_area else "Point"}
            pyogrio.write_dataframe(shapes, path, promote_to_multi=is_area, **options)
        else:
            pyogrio.write_dataframe(frame, path, **options)
        written.append(name)
    return written
