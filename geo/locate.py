"""定位 Points to grids: the smallest code whose closed polygon covers the point."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from errors import GeometryError

# Candidate pairs of one chunk stay below ~100 MB.
_CHUNK = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class GridIndex:
    """Answers in which grid a point lies.

    ``codes`` is ascending; ``locate`` gives positions in it.
    """

    codes: tuple[str, ...]
    geometries: npt.NDArray[np.object_]
    tree: shapely.STRtree

    @classmethod
    def build(cls, codes: Sequence[str], geometries: npt.ArrayLike) -> GridIndex:
        """Index polygons (EPSG:4490 degrees) by code, in any order.

        Raises:
            GeometryError: a code twice, something that is no polygon, or one that crosses the
                180th meridian.
        """
        shapes = np.array(geometries, dtype=object)
        names = [str(code) for code in codes]
        if len(names) != len(shapes):
            raise GeometryError("ingest.length", codes=len(names), geometries=len(shapes))
        order = sorted(range(len(names)), key=names.__getitem__)
        names, shapes = [names[i] for i in order], shapes[np.array(order, dtype=np.int64)]
        _refuse(names, shapes)
        shapely.prepare(shapes)
        return cls(codes=tuple(names), geometries=shapes, tree=shapely.STRtree(shapes))

    def __len__(self) -> int:
        return len(self.codes)

    def locate(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int32]:
        """Position in ``codes`` of the grid of each point, -1 where there is none.

        Args:
            lon: degrees, shape (n,). NaN means no point.
            lat: degrees, shape (n,).

        Returns:
            shape (n,). A point on a shared edge or vertex belongs to the smallest code; the
            answer for a point does not depend on the other points or on the order of building.
        """
        x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        found = np.full(len(x), -1, dtype=np.int32)
        if not len(self.codes):
            return found
        for start in range(0, len(x), _CHUNK):
            part = slice(start, start + _CHUNK)
            found[part] = self._locate(x[part], y[part])
        return found

    def _locate(
        self, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int32]:
        usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        # Boxes by the tree, the exact test on the prepared polygon: GEOS prepares only the
        # query side of a tree query, and here the polygons are in the tree.
        point, grid = self.tree.query(shapely.points(x[usable], y[usable]))
        point = usable[point]
        inside = shapely.intersects_xy(self.geometries[grid], x[point], y[point])
        best = np.full(len(x), len(self.codes), dtype=np.int64)
        np.minimum.at(best, point[inside], grid[inside])
        return np.where(best < len(self.codes), best, -1).astype(np.int32)

    def to_bytes(self) -> bytes:
        """All of the index as bytes; equal indices give equal bytes."""
        wkb = [shapely.to_wkb(shape) for shape in self.geometries]
        names = [code.encode() for code in self.codes]
        file = io.BytesIO()
        for parts in (names, wkb):
            np.save(file, np.array([len(part) for part in parts], dtype=np.int64))
            np.save(file, np.frombuffer(b"".join(parts), dtype=np.uint8))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> GridIndex:
        """The index written by ``to_bytes``."""
        file = io.BytesIO(data)
        columns: list[list[bytes]] = []
        for _ in range(2):
            ends = np.cumsum(np.load(file, allow_pickle=False))
            whole = np.load(file, allow_pickle=False).tobytes()
            starts = np.concatenate([[0], ends[:-1]]).astype(np.int64)
            columns.append([whole[a:b] for a, b in zip(starts, ends, strict=True)])
        codes = [name.decode() for name in columns[0]]
        return cls.build(codes, shapely.from_wkb(columns[1]))


def _refuse(codes: list[str], shapes: npt.NDArray[np.object_]) -> None:
    twice = sorted({a for a, b in pairwise(codes) if a == b})
    if twice:
        raise GeometryError("ingest.duplicate_codes", codes=", ".join(twice[:10]), n=len(twice))
    kinds = shapely.get_type_id(shapes)
    wrong = ~np.isin(kinds, (3, 6))
    if wrong.any():
        bad = [code for code, is_bad in zip(codes, wrong, strict=True) if is_bad]
        raise GeometryError("ingest.not_polygons", codes=", ".join(bad[:10]), n=len(bad))
    if not len(shapes):
        return
    west, _, east, _ = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        across = (west < -180.0) | (east > 180.0) | (east - west > 180.0)
    if across.any():
        raise GeometryError("ingest.antimeridian", grid=codes[int(np.argmax(across))])
