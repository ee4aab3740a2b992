"""定位 Points to grids: the smallest code whose closed polygon covers the point."""

from __future__ import annotations

import importlib.util
import io
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from errors import GeometryError
from geo.polygon_tree import PolygonTree

if TYPE_CHECKING:
    from geo.raster import Raster

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

# Fewer polygons are asked by the tree: nothing has to be compiled or loaded for them.
_FEW = 16
_POINTS_PER_THREAD = 50_000
# Counts of one thread; with more, one thread counts alone.
_MOST_COUNTED = 20_000_000
# Raised when the form of the bytes or of the raster changes.
_MARK = b"wusetu-index-2\n\0"


@dataclass(frozen=True, slots=True, eq=False)
class GridIndex:
    """Answers in which grid a point lies.

    ``codes`` is ascending; ``locate`` gives positions in it. ``engine`` is the label raster, or
    the tree of polygons for a few polygons and without the compiler; both give equal answers.
    """

    codes: tuple[str, ...]
    engine: PolygonTree | Raster

    @classmethod
    def build(cls, codes: Sequence[str], geometries: npt.ArrayLike) -> GridIndex:
        """Index polygons (EPSG:4490 degrees) by code, in any order.

        Raises:
            GeometryError: a code twice, something that is no polygon, one that crosses the
                180th meridian, or a coordinate that is no number.
        """
        shapes = np.array(geometries, dtype=object)
        names = [str(code) for code in codes]
        if len(names) != len(shapes):
            raise GeometryError("ingest.length", codes=len(names), geometries=len(shapes))
        order = sorted(range(len(names)), key=names.__getitem__)
        names, shapes = [names[i] for i in order], shapes[np.array(order, dtype=np.int64)]
        _refuse(names, shapes)
        raster = _compiled() if len(names) >= _FEW else None
        return cls(tuple(names), (PolygonTree if raster is None else raster).build(shapes))

    def __len__(self) -> int:
        return len(self.codes)

    def locate(self, lon: npt.ArrayLike, lat: npt.ArrayLike, *, threads: int | None = None) -> Ints:
        """Position in ``codes`` of the grid of each point, -1 where there is none.

        Args:
            lon: degrees, shape (n,). NaN means no point.
            lat: degrees, shape (n,).
            threads: at most so many; all cores when None.

        Returns:
            shape (n,). A point on a shared edge or vertex belongs to the smallest code; the
            answer for a point does not depend on the other points or on the order of building.
        """
        x, y = _flat(lon), _flat(lat)
        found = np.full(len(x), -1, dtype=np.int32)
        if len(self.codes):
            parts = _parts(len(x), threads or self.engine.threads)
            _side_by_side([partial(self.engine.locate, x[p], y[p], found[p]) for p in parts])
        return found

    def count(
        self,
        lon: npt.ArrayLike,
        lat: npt.ArrayLike,
        group: npt.ArrayLike,
        groups: int,
        *,
        threads: int | None = None,
    ) -> npt.NDArray[np.int64]:
        """Points per group and grid, located and counted in one pass.

        Args:
            lon: degrees, shape (n,). NaN means no point.
            lat: degrees, shape (n,).
            group: whole numbers, shape (n,), such as the week or indicator of each point; what is
                not in 0..groups-1 is not counted.
            groups: how many.
            threads: at most so many; all cores when None.

        Returns:
            shape (groups, grids in the order of ``codes``).
        """
        x, y = _flat(lon), _flat(lat)
        of = np.ascontiguousarray(group, dtype=np.int64)
        size = (groups, len(self.codes))
        if not groups * len(self.codes):
            return np.zeros(size, dtype=np.int64)
        most = max(1, min(threads or self.engine.threads, _MOST_COUNTED // (size[0] * size[1])))
        parts = _parts(len(x), most)
        tables = [np.zeros(size, dtype=np.int32) for _ in parts]
        _side_by_side(
            [
                partial(self.engine.count, x[p], y[p], of[p], table)
                for p, table in zip(parts, tables, strict=True)
            ]
        )
        total = tables[0].astype(np.int64)
        for table in tables[1:]:
            total += table
        return total

    def to_bytes(self) -> bytes:
        """All of the index as bytes; equal indices give equal bytes."""
        names = [code.encode() for code in self.codes]
        file = io.BytesIO()
        file.write(_MARK + bytes(4))
        np.save(file, np.array([self.engine.kind], dtype=np.int64))
        np.save(file, np.array([len(name) for name in names], dtype=np.int64))
        np.save(file, np.frombuffer(b"".join(names), dtype=np.uint8))
        for array in self.engine.arrays():
            np.save(file, array)
        checked = zlib.crc32(file.getbuffer()[len(_MARK) + 4 :])
        file.seek(len(_MARK))
        file.write(checked.to_bytes(4, "big"))
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> GridIndex:
        """The index written by ``to_bytes``.

        Raises:
            GeometryError: damaged, of another version, or a raster where nothing can be compiled.
        """
        start = len(_MARK) + 4
        checked = zlib.crc32(memoryview(data)[start:]).to_bytes(4, "big")
        if data[:start] != _MARK + checked:
            raise GeometryError("locate.bad_index")
        file = io.BytesIO(data)
        file.seek(start)
        kind = int(np.load(file, allow_pickle=False)[0])
        lengths = np.load(file, allow_pickle=False)
        whole = np.load(file, allow_pickle=False).tobytes()
        ends = np.cumsum(lengths)
        codes = [whole[b - n : b].decode() for b, n in zip(ends, lengths, strict=True)]
        if kind == PolygonTree.kind:
            return cls(tuple(codes), PolygonTree.of(_arrays(file, 2)))
        raster = _compiled()
        if raster is None:
            raise GeometryError("locate.bad_index")
        return cls(tuple(codes), raster.of(_arrays(file, 4)))


def _arrays(file: io.BytesIO, size: int) -> list[npt.NDArray[np.generic]]:
    return [np.load(file, allow_pickle=False) for _ in range(size)]


def _compiled() -> type[Raster] | None:
    """The label raster where numba is installed."""
    if importlib.util.find_spec("numba") is None:
        return None
    from geo.raster import Raster

    return Raster


def _flat(values: npt.ArrayLike) -> Floats:
    return np.ascontiguousarray(values, dtype=np.float64)


def _parts(size: int, threads: int) -> list[slice]:
    """Equal shares of the points; one share where they are few."""
    shares = max(1, min(threads, size // _POINTS_PER_THREAD))
    ends = [size * share // shares for share in range(shares + 1)]
    return [slice(a, b) for a, b in pairwise(ends)]


def _side_by_side(calls: Sequence[Callable[[], None]]) -> None:
    if len(calls) == 1:
        calls[0]()
        return
    with ThreadPoolExecutor(len(calls)) as pool:
        for done in [pool.submit(call) for call in calls]:
            done.result()


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
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    broken = ~np.isfinite(coordinates).all(axis=1)
    if broken.any():
        raise GeometryError("locate.not_finite", grid=codes[owner[int(np.argmax(broken))]])
    west, _, east, _ = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        across = (west < -180.0) | (east > 180.0) | (east - west > 180.0)
    if across.any():
        raise GeometryError("ingest.antimeridian", grid=codes[int(np.argmax(across))])
