"""带图形的行 Rows of any table together with the shapes they stand for, in the CRS of the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from errors import RefusedError
from store.ingest.profile import Profile
from store.ingest.rows import Objects, RawRows, load, map_rows


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawShapes:
    """Raw rows, and where the file is a vector file their shapes (None where a row has none).

    ``crs`` is the profile's, else the file's; "" means degrees.
    """

    raw: RawRows
    geometry: Objects | None
    crs: str

    def __len__(self) -> int:
        return len(self.raw)


def read(path: Path, profile: Profile, *, needs_place: bool = True) -> RawShapes:
    """The rows of a file with their shapes.

    Columns lon and lat that the profile names stand for the shapes of the file.

    Args:
        path: the file.
        profile: how to read it.
        needs_place: False lets a file pass that has neither shapes nor coordinates.

    Raises:
        RefusedError: unreadable file, missing columns, or neither shapes nor columns lon and lat.
    """
    table, ignored = load(path, profile)
    raw = map_rows(table, profile, ignored)
    if "lon" in profile.columns:
        return RawShapes(raw=raw, geometry=None, crs="")
    if table.geometry is None:
        if not needs_place:
            return RawShapes(raw=raw, geometry=None, crs="")
        raise RefusedError("site.no_place", file=path.name, sheet=table.sheet)
    crs = profile.crs or table.crs
    if not crs:
        raise RefusedError("ingest.no_crs", file=path.name, sheet=table.sheet)
    # What a person finds in the list of faults where another feed has coordinates.
    written = np.array([_written(shape) for shape in table.geometry], dtype=object)
    raw = replace(
        raw,
        fields=raw.fields.assign(geometry=written),
        cells={**raw.cells, "geometry": written},
    )
    return RawShapes(raw=raw, geometry=table.geometry, crs=crs)


def _written(shape: shapely.Geometry | None) -> str:
    if shape is None or shape.is_empty:
        return ""
    x, y = shapely.get_coordinates(shape)[0]
    return f"{shape.geom_type} ({x:.5f} {y:.5f})"
