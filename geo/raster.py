"""标签栅格 Where a point lies, by one look-up or by the exact test of the few edges near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numba
import numpy as np
import numpy.typing as npt
import shapely

from geo.orientation import BOUND, TINY, orientation
from geo.raster_cells import Floats, Ints, Longs, cells, edges_of

# Cells per edge: more make fewer points need a test, and a larger index.
_CELLS_PER_EDGE = 10
_LEAST_CELLS, _MOST_CELLS = 4_096, 60_000_000
# Points looked up together: their memory is fetched at the same time.
_BATCH = 512
_COUNTED = 4_096
# Behind the stream, so that fetching ahead stays inside it.
_TAIL = 8


@numba.njit(cache=True)
def _side(ax: float, ay: float, bx: float, by: float, x: float, y: float) -> int:
    """1 left of an upward edge, -1 right of it, 0 on it; for points between its heights.

    On the line of a level edge but not on the edge counts as left: it crosses nothing.
    """
    one, other = (ax - x) * (by - y), (ay - y) * (bx - x)
    bound = BOUND * (abs(one) + abs(other)) + TINY
    if one - other > bound:
        return 1
    if other - one > bound:
        return -1
    if (x == ax and y == ay) or (x == bx and y == by):
        return 0
    side = orientation(ax, ay, bx, by, x, y)
    is_beside = x < min(ax, bx) or x > max(ax, bx)
    return 1 if side == 0 and is_beside else int(side)


@numba.njit(cache=True)
def _tested(stream: Floats, words: Longs, at: int, left: float, x: float, y: float) -> int:
    """The first candidate of a cell that covers the point; the last of the list always does."""
    while True:
        head = words[at]
        at += 1
        inside = bool(head & 1)
        stop = at + 4 * ((head & 0xFFFFFFFF) >> 1)
        while at < stop:
            ax, ay, bx, by = stream[at], stream[at + 1], stream[at + 2], stream[at + 3]
            at += 4
            is_a, is_b = ay > y, by > y
            inside ^= ((ax < left) & is_a) ^ ((bx < left) & is_b)
            if is_a or by < y:
                continue
            side = _side(ax, ay, bx, by, x, y)
            if side == 0:
                return int(head >> 32)
            inside ^= is_b & (side < 0)
        if inside:
            return int(head >> 32)


@numba.njit(cache=True, nogil=True)
def _locate(
    x: Floats,
    y: Floats,
    place: Floats,
    shape: tuple[int, int],
    raster: Ints,
    stream: Floats,
    words: Longs,
    found: Ints,
) -> int:
    """Fill ``found``. What is returned only keeps the fetching ahead from being left out."""
    west, south, per_x, per_y, width = place[0], place[1], place[2], place[3], place[4]
    rows, columns = shape
    waiting = np.empty(_BATCH, dtype=np.int64)
    fetched = 0
    for start in range(0, len(x), _BATCH):
        size = 0
        for k in range(start, min(start + _BATCH, len(x))):
            across, up = (x[k] - west) * per_x, (y[k] - south) * per_y
            label = np.int32(-1)
            if across >= 0.0 and across < columns and up >= 0.0 and up < rows:
                label = raster[int(up) * columns + int(across)]
            found[k] = label
            waiting[size] = k
            size += int(label < -1)
        for i in range(size):
            at = -2 - found[waiting[i]]
            fetched ^= words[at] ^ words[at + _TAIL - 1]
        for i in range(size):
            k = waiting[i]
            left = west + int((x[k] - west) * per_x) * width
            found[k] = _tested(stream, words, -2 - found[k], left, x[k], y[k])
    return fetched


@numba.njit(cache=True, nogil=True)
def _count(
    x: Floats,
    y: Floats,
    group: Longs,
    place: Floats,
    shape: tuple[int, int],
    raster: Ints,
    stream: Floats,
    words: Longs,
    table: Ints,
) -> int:
    """Add the points to ``table``, shape (groups, polygons)."""
    found = np.empty(_COUNTED, dtype=np.int32)
    fetched = 0
    for start in range(0, len(x), _COUNTED):
        stop = min(start + _COUNTED, len(x))
        fetched ^= _locate(x[start:stop], y[start:stop], place, shape, raster, stream, words, found)
        for k in range(start, stop):
            if found[k - start] >= 0 and group[k] >= 0 and group[k] < len(table):
                table[group[k], found[k - start]] += 1
    return fetched


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """标签栅格 Cells row by row from the south, and the stream those with edges point into.

    ``labels`` holds per cell the polygon, -1 for none, or -2 - (place in ``stream``).
    """

    kind: ClassVar[int] = 2
    threads: ClassVar[int] = int(numba.config.NUMBA_NUM_THREADS)  # type: ignore[attr-defined]

    place: Floats
    shape: tuple[int, int]
    labels: Ints
    stream: Floats

    @classmethod
    def build(cls, polygons: npt.NDArray[np.object_]) -> Raster:
        """Of polygons (degrees) in the order in which they take precedence."""
        edges, owner = _edges(polygons)
        place, shape = _frame(edges)
        labels, stream = cells(edges, owner, place, shape)
        return cls(place, shape, labels, np.concatenate([stream, np.zeros(_TAIL)]))

    def locate(self, x: Floats, y: Floats, found: Ints) -> None:
        """Fill ``found`` with the first polygon that covers each point, -1 where none does."""
        words = self.stream.view(np.int64)
        _locate(x, y, self.place, self.shape, self.labels, self.stream, words, found)

    def count(self, x: Floats, y: Floats, group: Longs, table: Ints) -> None:
        """Add each point to ``table[group, polygon]``; groups that are not there are left out."""
        words = self.stream.view(np.int64)
        _count(x, y, group, self.place, self.shape, self.labels, self.stream, words, table)

    def arrays(self) -> list[npt.NDArray[np.generic]]:
        """All of it, for :meth:`of`."""
        return [self.place, np.array(self.shape, dtype=np.int64), self.labels, self.stream]

    @classmethod
    def of(cls, arrays: Sequence[npt.NDArray[np.generic]]) -> Raster:
        """The raster whose :meth:`arrays` these are."""
        place, shape, labels, stream = arrays
        return cls(
            np.asarray(place, dtype=np.float64),
            (int(shape[0]), int(shape[1])),
            np.asarray(labels, dtype=np.int32),
            np.asarray(stream, dtype=np.float64),
        )


def _edges(polygons: npt.NDArray[np.object_]) -> tuple[Floats, Ints]:
    parts, part_owner = shapely.get_parts(polygons, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    starts = np.searchsorted(ring, np.arange(len(rings) + 1))
    return edges_of(coordinates, starts.astype(np.int64), part_owner[ring_part].astype(np.int32))


def _frame(edges: Floats) -> tuple[Floats, tuple[int, int]]:
    """Square cells (in degrees) over all edges, with a border of one cell."""
    if not len(edges):
        return np.array([0.0, 0.0, 1.0, 1.0, 1.0, 1.0]), (1, 1)
    west, east = edges[:, 0::2].min(), edges[:, 0::2].max()
    south, north = edges[:, 1].min(), edges[:, 3].max()
    wide, high = max(east - west, 1e-9), max(north - south, 1e-9)
    wanted = min(max(_CELLS_PER_EDGE * len(edges), _LEAST_CELLS), _MOST_CELLS)
    columns = int(min(max(np.sqrt(wanted * wide / high), 1.0), wanted))
    rows = int(max(wanted / columns, 1.0))
    width, height = wide / columns, high / rows
    place = [west - width, south - height, 1.0 / width, 1.0 / height, width, height]
    return np.array(place), (rows + 3, columns + 3)
