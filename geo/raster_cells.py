"""栅格单元 From edges to a label raster: what every cell must know to answer for its points.

A cell that no edge touches knows its answer. Any other cell holds its candidates, smallest first:
the few edges of each that touch the cell, and the parity they are to be counted from. Cells are
taken a little too large, so that rounding never loses an edge; which side of an edge a point is
on is decided later, exactly.

For a point p of a cell and one candidate, the edges left of p at p's height are counted by parity.
Edges elsewhere change nothing within the cell, but where an edge leaves the list to the left of
the cell the count would jump at that vertex's height. So every end left of the cell also counts
when it lies higher than p: at a vertex between two listed edges the two cancel.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

# By so much of a cell it is taken larger: far above the rounding of places, far below a point.
_SLACK = 1e-6
# Cells with more edges are not asked whether all of them are shared.
_MOST_PAIRED = 64


@numba.njit(cache=True)
def edges_of(coordinates: Floats, starts: Longs, owner_of_ring: Ints) -> tuple[Floats, Ints]:
    """Edges from the lower to the higher end, shape (n, 4), and the polygon of each, ascending."""
    edges = np.empty((len(coordinates), 4))
    owner = np.empty(len(coordinates), dtype=np.int32)
    size = 0
    for ring in range(len(owner_of_ring)):
        for i in range(starts[ring], starts[ring + 1] - 1):
            ax, ay = coordinates[i, 0], coordinates[i, 1]
            bx, by = coordinates[i + 1, 0], coordinates[i + 1, 1]
            if ax == bx and ay == by:
                continue
            if ay > by or (ay == by and ax > bx):
                ax, ay, bx, by = bx, by, ax, ay
            edges[size, 0], edges[size, 1], edges[size, 2], edges[size, 3] = ax, ay, bx, by
            owner[size] = owner_of_ring[ring]
            size += 1
    return edges[:size].copy(), owner[:size].copy()


@numba.njit(cache=True)
def _rows(edges: Floats, e: int, place: Floats) -> tuple[int, int]:
    low = (edges[e, 1] - place[1]) * place[3]
    high = (edges[e, 3] - place[1]) * place[3]
    return int(low - _SLACK), int(high + _SLACK)


@numba.njit(cache=True)
def _columns(edges: Floats, e: int, place: Floats, row: int) -> tuple[int, int]:
    """First and last column that an edge touches in one of its rows."""
    ax, ay = (edges[e, 0] - place[0]) * place[2], (edges[e, 1] - place[1]) * place[3]
    bx, by = (edges[e, 2] - place[0]) * place[2], (edges[e, 3] - place[1]) * place[3]
    start, stop = 0.0, 1.0
    if by > ay:
        start = min(max((row - _SLACK - ay) / (by - ay), 0.0), 1.0)
        stop = min(max((row + 1 + _SLACK - ay) / (by - ay), 0.0), 1.0)
    one, other = ax + start * (bx - ax), ax + stop * (bx - ax)
    return int(min(one, other) - _SLACK), int(max(one, other) + _SLACK)


@numba.njit(cache=True)
def touches(edges: Floats, place: Floats, shape: tuple[int, int]) -> Ints:
    """How many edges touch each cell, rows from south to north."""
    counts = np.zeros(shape[0] * shape[1], dtype=np.int32)
    for e in range(len(edges)):
        first, last = _rows(edges, e, place)
        for row in range(first, last + 1):
            left, right = _columns(edges, e, place, row)
            for column in range(left, right + 1):
                counts[row * shape[1] + column] += 1
    return counts


@numba.njit(cache=True)
def _by_row(edges: Floats, first: int, last: int, place: Floats) -> tuple[int, Longs, Longs]:
    """Edges of one polygon by row: its lowest row, where each row starts, and the edges."""
    low, high = _rows(edges, first, place)
    for e in range(first + 1, last):
        one, other = _rows(edges, e, place)
        low, high = min(low, one), max(high, other)
    starts = np.zeros(high - low + 2, dtype=np.int64)
    for e in range(first, last):
        one, other = _rows(edges, e, place)
        for row in range(one, other + 1):
            starts[row - low + 1] += 1
    starts = np.cumsum(starts)
    listed = np.empty(starts[-1], dtype=np.int64)
    cursor = starts.copy()
    for e in range(first, last):
        one, other = _rows(edges, e, place)
        for row in range(one, other + 1):
            listed[cursor[row - low]] = e
            cursor[row - low] += 1
    return low, starts, listed


@numba.njit(cache=True)
def _sweep(
    edges: Floats, listed: Longs, place: Floats, row: int, marks: npt.NDArray[np.uint8]
) -> tuple[int, int]:
    """Mark one row of one polygon: bit 0 inside left of the cell's edges, bit 1 has edges.

    Edges that cross the row's middle flip every cell right of those they touch.
    """
    middle = place[1] + (row + 0.5) * place[5]
    least, most = len(marks), -1
    for e in listed:
        left, right = _columns(edges, e, place, row)
        least, most = min(least, left), max(most, right)
        for column in range(left, right + 1):
            marks[column] |= 2
        if (edges[e, 1] > middle) != (edges[e, 3] > middle):
            marks[right + 1] ^= 4
    inside = 0
    for column in range(least, most + 1):
        inside ^= marks[column] >> 2
        marks[column] = (marks[column] & 2) | inside
    return least, most


@numba.njit(cache=True)
def fill(
    edges: Floats,
    owner: Ints,
    place: Floats,
    columns: int,
    cursor: Ints,
    entries: Ints,
    covering: Ints,
) -> None:
    """List the edges of every cell, and the smallest polygon that covers a cell without them.

    Args:
        edges: shape (n, 4), ascending by polygon.
        owner: shape (n,).
        place: west, south, columns and rows per degree, degrees per column and row.
        columns: of the raster.
        cursor: where each cell's list starts; afterwards where it ends.
        entries: per listed edge twice its number, plus 1 where its polygon holds left of the cell.
        covering: -1 per cell; afterwards the smallest polygon that covers it without an edge.
    """
    marks = np.zeros(columns + 2, dtype=np.uint8)
    first = 0
    while first < len(edges):
        last = first + 1
        while last < len(edges) and owner[last] == owner[first]:
            last += 1
        low, starts, listed = _by_row(edges, first, last, place)
        for r in range(len(starts) - 1):
            own = listed[starts[r] : starts[r + 1]]
            row = low + r
            least, most = _sweep(edges, own, place, row, marks)
            _enter(edges, own, place, row, marks, row * columns, cursor, entries)
            for column in range(least, most + 1):
                if marks[column] == 1 and covering[row * columns + column] < 0:
                    covering[row * columns + column] = owner[first]
            marks[least : most + 2] = 0
        first = last


@numba.njit(cache=True)
def _enter(
    edges: Floats,
    listed: Longs,
    place: Floats,
    row: int,
    marks: npt.NDArray[np.uint8],
    base: int,
    cursor: Ints,
    entries: Ints,
) -> None:
    for e in listed:
        left, right = _columns(edges, e, place, row)
        for column in range(left, right + 1):
            entries[cursor[base + column]] = 2 * e + (marks[column] & 1)
            cursor[base + column] += 1


@numba.njit(cache=True)
def _are_paired(edges: Floats, listed: Ints) -> bool:
    """Whether every edge is there an even number of times."""
    if len(listed) > _MOST_PAIRED:
        return False
    for i in range(len(listed)):
        one, times = listed[i] >> 1, 0
        for k in range(len(listed)):
            other = listed[k] >> 1
            times += (
                edges[one, 0] == edges[other, 0]
                and edges[one, 1] == edges[other, 1]
                and edges[one, 2] == edges[other, 2]
                and edges[one, 3] == edges[other, 3]
            )
        if times % 2:
            return False
    return True


@numba.njit(cache=True)
def _parity(edges: Floats, listed: Ints, left: float, middle: float) -> int:
    """What a candidate's count starts from, so that it is right at the row's middle."""
    parity = int(listed[0] & 1)
    for entry in listed:
        e = entry >> 1
        parity ^= (edges[e, 0] < left) & (edges[e, 1] > middle)
        parity ^= (edges[e, 2] < left) & (edges[e, 3] > middle)
    return parity


@numba.njit(cache=True)
def _write(
    edges: Floats,
    owner: Ints,
    listed: Ints,
    covering: int,
    corner: tuple[float, float],
    stream: Floats,
    words: Longs,
    at: int,
) -> int:
    """One cell's candidates, and after them who holds where none of them does."""
    total, first = 0, 0
    while first < len(listed):
        own = owner[listed[first] >> 1]
        if 0 <= covering < own:
            break
        last = first + 1
        while last < len(listed) and owner[listed[last] >> 1] == own:
            last += 1
        parity = _parity(edges, listed[first:last], corner[0], corner[1])
        total ^= parity
        # Edges in pairs keep the number of covering polygons odd: the last needs no test.
        if last == len(listed) and covering < 0 and total == 1 and _are_paired(edges, listed):
            covering = own
            break
        words[at] = (np.int64(own) << 32) | ((last - first) << 1) | parity
        at += 1
        for k in range(first, last):
            for part in range(4):
                stream[at + part] = edges[listed[k] >> 1, part]
            at += 4
        first = last
    words[at] = (np.int64(covering) << 32) | 1
    return at + 1


@numba.njit(cache=True)
def assemble(
    edges: Floats,
    owner: Ints,
    place: Floats,
    columns: int,
    ends: Ints,
    entries: Ints,
    labels: Ints,
    stream: Floats,
    words: Longs,
) -> int:
    """Turn labels into the raster: -2 - (place in the stream) in cells with edges.

    ``stream`` and ``words`` are one memory seen as float64 and int64. Returns how much is used.
    """
    at, start = 0, 0
    for cell in range(len(labels)):
        if ends[cell] > start:
            row, column = cell // columns, cell % columns
            corner = (place[0] + column * place[4], place[1] + (row + 0.5) * place[5])
            listed = entries[start : ends[cell]]
            begin = at
            at = _write(edges, owner, listed, labels[cell], corner, stream, words, at)
            labels[cell] = -2 - begin
            start = ends[cell]
    return at


def cells(edges: Floats, owner: Ints, place: Floats, shape: tuple[int, int]) -> tuple[Ints, Any]:
    """The raster, row by row from the south, and the stream its cells with edges point into.

    Args:
        edges: shape (n, 4), lower end first, ascending by polygon.
        owner: shape (n,).
        place: as in :func:`fill`.
        shape: rows and columns; every edge lies inside.

    Returns:
        int32 (rows * columns,) and float64 (words,).
    """
    counts = touches(edges, place, shape)
    cursor = np.zeros(len(counts), dtype=np.int32)
    np.cumsum(counts[:-1], out=cursor[1:])
    listed = int(counts.sum(dtype=np.int64))
    entries = np.empty(listed, dtype=np.int32)
    with_edges = int(np.count_nonzero(counts))
    # Allocated by numpy, which asks for large pages: fewer misses when points look cells up.
    labels = np.full(len(counts), -1, dtype=np.int32)
    del counts
    fill(edges, owner, place, shape[1], cursor, entries, labels)
    stream = np.empty(5 * listed + with_edges, dtype=np.float64)
    args = (edges, owner, place, shape[1], cursor, entries, labels)
    used = assemble(*args, stream, stream.view(np.int64))
    return labels, stream[:used]
