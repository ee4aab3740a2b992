"""邻接 Who borders whom, and along how many metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array

from geo.areas import edge_lengths_m, lengths_m
from geo.crs import Floats, Geometries

Ints = npt.NDArray[np.int64]

# Float noise breaks equal edges; 1e-7 degrees (1 cm) restores them.
GRID_DEG = 1e-7
NEAR_DEG = 2 * GRID_DEG
# Grids that meet at a corner only share no border.
MIN_BORDER_M = 0.1
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Edges:
    """Edges of all rings, equal ones side by side.

    ``owner`` (e,): row of the polygon; ``points`` (e, 2): both ends as packed grid coordinates,
    smaller first; ``ends`` (e, 2, 2): the ends as given. ``equal_next`` (e - 1,): whether an
    edge and the next are the same.
    """

    owner: Ints
    points: npt.NDArray[np.uint64]
    ends: Floats
    equal_next: npt.NDArray[np.bool_]

    @property
    def is_single(self) -> npt.NDArray[np.bool_]:
        """(e,) edges that no other edge equals."""
        single = np.ones(len(self.owner), dtype=np.bool_)
        single[1:] &= ~self.equal_next
        single[:-1] &= ~self.equal_next
        return single


def _packed(coordinates: Floats, grid: float) -> npt.NDArray[np.uint64]:
    """One number per point of the grid; two points within a step may differ by one."""
    steps = np.round(coordinates / grid).astype(np.int64)
    east, north = (steps + np.int64(2**31)).astype(np.uint64).T
    return np.asarray((east << np.uint64(32)) | north)


def edges_of(shapes: Geometries, grid: float = GRID_DEG) -> Edges:
    """The edges of polygons, so ordered that equal ones stand together.

    Args:
        shapes: polygons in any unit whose coordinates stay within 2**31 steps of ``grid``.
        grid: coordinates are compared at this step.
    """
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    packed = _packed(points, grid)
    inside = (ring[1:] == ring[:-1]) & (packed[1:] != packed[:-1])
    at = np.flatnonzero(inside)
    small, large = np.minimum(packed[at], packed[at + 1]), np.maximum(packed[at], packed[at + 1])
    with np.errstate(over="ignore"):
        order = np.argsort((small * _MIX) ^ (large + (small >> np.uint64(29))), kind="stable")
    at, small, large = at[order], small[order], large[order]
    return Edges(
        owner=np.asarray(part_owner[ring_part[ring[at]]], dtype=np.int64),
        points=np.column_stack([small, large]),
        ends=np.stack([points[at], points[at + 1]], axis=1),
        equal_next=(small[1:] == small[:-1]) & (large[1:] == large[:-1]),
    )


def twins(edges: Edges) -> tuple[Ints, Ints]:
    """Positions of equal edges of two different polygons, each pair once."""
    first = np.flatnonzero(edges.equal_next)
    # Where polygons overlap, three may share an edge.
    third = first[:-1][first[1:] == first[:-1] + 1]
    left, right = np.concatenate([first, third]), np.concatenate([first + 1, third + 2])
    differ = edges.owner[left] != edges.owner[right]
    return left[differ], right[differ]


def _pairs_matrix(left: Ints, right: Ints, amounts: Floats, size: int) -> csr_array:
    """Exactly symmetric (size, size) sums of ``amounts`` by pair."""
    ends = (np.minimum(left, right), np.maximum(left, right))
    upper = csr_array(coo_array((amounts, ends), shape=(size, size)).tocsr())
    return csr_array(upper + upper.T)


def _loose_lines(edges: Edges) -> tuple[Geometries, Ints]:
    """Edges that no other polygon has, as one line collection per owner."""
    single = edges.is_single
    lines = shapely.linestrings(edges.ends[single])
    owner = edges.owner[single]
    order = np.argsort(owner, kind="stable")
    owners, index = np.unique(owner[order], return_inverse=True)
    return np.asarray(shapely.multilinestrings(lines[order], indices=index), dtype=object), owners


def _along(lines: Geometries, other: Geometries) -> Floats:
    """Metres of each line that run within the tolerance of the other."""
    beside = shapely.buffer(other, NEAR_DEG, cap_style="flat")
    return lengths_m(shapely.intersection(lines, beside))


def _loose_borders(edges: Edges, size: int) -> csr_array:
    """Borders along edges that are not equal: other vertices, or noise."""
    lines, owners = _loose_lines(edges)
    if not len(lines):
        return csr_array((size, size), dtype=np.float64)
    near = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=NEAR_DEG)
    left, right = near[:, near[0] < near[1]]
    metres = (_along(lines[left], lines[right]) + _along(lines[right], lines[left])) / 2
    return _pairs_matrix(owners[left], owners[right], metres, size)


def _touching(shapes: Geometries, edges: Edges) -> csr_array:
    """1 where polygons share a vertex, or one touches a loose edge of the other."""
    size = len(shapes)
    vertices = edges.points.ravel()
    owner = np.repeat(edges.owner, 2)
    order = np.lexsort((owner, vertices))
    fresh = np.ones(len(order), dtype=np.bool_)
    vertices, owner = vertices[order], owner[order]
    fresh[1:] = (vertices[1:] != vertices[:-1]) | (owner[1:] != owner[:-1])
    _, number = np.unique(vertices[fresh], return_inverse=True)
    ones = np.ones(len(number))
    meets = csr_array((ones, (owner[fresh], number)), shape=(size, int(number.max(initial=-1)) + 1))
    graph = meets @ meets.T
    lines, owners = _loose_lines(edges)
    if len(lines):
        left, right = shapely.STRtree(shapes).query(lines, predicate="dwithin", distance=NEAR_DEG)
        graph = graph + _pairs_matrix(owners[left], right, np.ones(len(left)), size)
    return csr_array(graph)


def _cleared(graph: csr_array, least: float) -> csr_array:
    """The same without the diagonal and without what is below ``least``."""
    table = graph.tocoo()
    keep = (table.row != table.col) & (table.data >= least)
    return csr_array((table.data[keep], (table.row[keep], table.col[keep])), shape=graph.shape)


def border_lengths(grids: pd.DataFrame) -> csr_array:
    """Metres of border that each two grids share (共界长度).

    Args:
        grids: frame with ``geometry`` (EPSG:4490), n rows.

    Returns:
        (n, n) csr_array of metres on the ellipsoid, symmetric, empty diagonal, in row order.
        Edges are equal at 1e-7 degrees; where neighbours have other vertices, the stretch that
        runs within 2e-7 degrees counts. Below 0.1 m there is no border.
    """
    shapes = np.asarray(grids["geometry"], dtype=object)
    size = len(shapes)
    if not size:
        return csr_array((0, 0), dtype=np.float64)
    edges = edges_of(shapes)
    left, right = twins(edges)
    metres = edge_lengths_m(edges.ends[left, 0], edges.ends[left, 1])
    equal = _pairs_matrix(edges.owner[left], edges.owner[right], metres, size)
    return _cleared(csr_array(equal + _loose_borders(edges, size)), MIN_BORDER_M)


def adjacency(grids: pd.DataFrame, rule: str = "queen") -> csr_array:
    """Neighbours of each grid (邻接).

    Args:
        grids: frame with ``geometry`` (EPSG:4490), n rows.
        rule: ``queen`` (share at least a point) or ``rook`` (share an edge of >= 0.1 m).

    Returns:
        (n, n) csr_array of 1.0, symmetric, empty diagonal, in row order. Coordinates are
        compared at 1e-7 degrees, so float noise separates nobody.
    """
    if rule not in ("queen", "rook"):
        raise ValueError(f"no such neighbour rule: {rule}")
    shapes = np.asarray(grids["geometry"], dtype=object)
    if not len(shapes):
        return csr_array((0, 0), dtype=np.float64)
    if rule == "rook":
        graph = border_lengths(grids)
    else:
        graph = _cleared(_touching(shapes, edges_of(shapes)), 0.5)
    graph.data[:] = 1.0
    return graph


def row_standardise(graph: csr_array) -> csr_array:
    """The same neighbours with every row adding up to 1; a row without neighbours stays empty.

    Args:
        graph: (n, n) weights from 0; it is not altered.

    Raises:
        ValueError: a weight below 0.
    """
    weights = csr_array(graph, dtype=np.float64, copy=True)
    if (weights.data < 0).any():
        raise ValueError("weights are not negative")
    total = np.asarray(weights.sum(axis=1)).ravel()
    weights.data /= np.repeat(np.where(total > 0, total, 1.0), np.diff(weights.indptr))
    return weights
