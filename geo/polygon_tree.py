"""面索引 Where a point lies, by a tree of boxes and GEOS: the reference of geo/raster.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

# Candidate pairs of one chunk stay below ~100 MB.
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class PolygonTree:
    """面索引 Prepared polygons in the order in which they take precedence, and their boxes."""

    kind: ClassVar[int] = 1
    threads: ClassVar[int] = 1

    polygons: npt.NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def build(cls, polygons: npt.NDArray[np.object_]) -> PolygonTree:
        """Of polygons in the order in which they take precedence."""
        shapely.prepare(polygons)
        return cls(polygons, shapely.STRtree(polygons))

    def locate(self, x: Floats, y: Floats, found: Ints) -> None:
        """Fill ``found`` with the first polygon that covers each point, -1 where none does."""
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            found[part] = self._first(x[part], y[part])

    def _first(self, x: Floats, y: Floats) -> Ints:
        usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        # Boxes by the tree, the exact test on the prepared polygon: GEOS prepares only the
        # query side of a tree query, and here the polygons are in the tree.
        point, polygon = self.tree.query(shapely.points(x[usable], y[usable]))
        point = usable[point]
        inside = shapely.intersects_xy(self.polygons[polygon], x[point], y[point])
        best = np.full(len(x), len(self.polygons), dtype=np.int64)
        np.minimum.at(best, point[inside], polygon[inside])
        return np.where(best < len(self.polygons), best, -1).astype(np.int32)

    def count(self, x: Floats, y: Floats, group: npt.NDArray[np.int64], table: Ints) -> None:
        """Add each point to ``table[group, polygon]``; groups that are not there are left out."""
        found = np.empty(len(x), dtype=np.int32)
        self.locate(x, y, found)
        counted = (found >= 0) & (group >= 0) & (group < len(table))
        cell = group[counted] * table.shape[1] + found[counted]
        table += np.bincount(cell, minlength=table.size).reshape(table.shape).astype(np.int32)

    def arrays(self) -> list[npt.NDArray[np.generic]]:
        """All of it, for :meth:`of`."""
        parts = [shapely.to_wkb(polygon) for polygon in self.polygons]
        sizes = np.array([len(part) for part in parts], dtype=np.int64)
        return [sizes, np.frombuffer(b"".join(parts), dtype=np.uint8)]

    @classmethod
    def of(cls, arrays: Sequence[npt.NDArray[np.generic]]) -> PolygonTree:
        """The tree whose :meth:`arrays` these are."""
        sizes, whole = arrays
        ends = np.cumsum(np.asarray(sizes, dtype=np.int64))
        data = whole.tobytes()
        parts = [data[end - size : end] for end, size in zip(ends, sizes, strict=True)]
        return cls.build(np.array(shapely.from_wkb(parts), dtype=object))
