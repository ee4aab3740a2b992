"""Planar partition (平面剖分): Voronoi cells whose shared edges are one polyline for both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import Delaunay

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# One or two vertices and one more every 57 m give micro-grids of any size their 30 to 60 vertices.
VERTEX_SPACING_M = 57.0
CLOSEST_VERTICES_M = 12.0
MOST_VERTICES = 13
DECIMALS = 7
ROAD_SHARE = 0.35
REPAIR_ROUNDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A local plane in metres around (lon, lat); good to a few per mille over 200 km."""

    lon: float
    lat: float

    @property
    def metres(self) -> Floats:
        """Metres per degree of longitude and latitude."""
        return np.array([111_320.0 * np.cos(np.radians(self.lat)), 110_850.0])

    def to_degrees(self, xy: Floats) -> Floats:
        """Metres, shape (n, 2), to degrees rounded to 1e-7, so that equal stays equal."""
        return np.round(np.array([self.lon, self.lat]) + xy / self.metres, DECIMALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Straight Voronoi cells of the seeds that are not on the hull.

    ``corners`` (m, 2) are cell corners in metres; ring i is the slice ``start[i]:start[i+1]`` of
    ``ring_corner`` (anticlockwise); ``seed[i]`` is the seed it belongs to.
    """

    corners: Floats
    seed: Ints
    start: Ints
    ring_corner: Ints

    def following(self) -> Ints:
        """Per ring position the corner after it, round the ring."""
        after = np.empty_like(self.ring_corner)
        after[:-1] = self.ring_corner[1:]
        after[self.start[1:] - 1] = self.ring_corner[self.start[:-1]]
        return after

    def owner(self) -> Ints:
        """Per ring position the index of its cell."""
        return np.repeat(np.arange(len(self.seed)), np.diff(self.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edges:
    """Every shared edge once: corner pair (ends), the cells beside it (-1 none), ring entries."""

    ends: Ints
    beside: Ints
    ring_edge: Ints
    ring_forward: npt.NDArray[np.bool_]


def _circumcentres(xy: Floats, triangles: Ints) -> Floats:
    a, b, c = (xy[triangles[:, k]] for k in range(3))
    ab, ac = b - a, c - a
    d = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
    d[d == 0] = 1e-9
    sq_b, sq_c = (ab**2).sum(1), (ac**2).sum(1)
    x = (ac[:, 1] * sq_b - ab[:, 1] * sq_c) / d
    y = (ab[:, 0] * sq_c - ac[:, 0] * sq_b) / d
    return np.asarray(a + np.column_stack([x, y]))


def voronoi(xy: Floats) -> Cells:
    """Cells of the seeds ``xy`` (n, 2) in metres; seeds on the convex hull get none."""
    mesh = Delaunay(xy)
    triangles = mesh.simplices.astype(np.int64)
    corners = _circumcentres(xy, triangles)
    on_hull = np.zeros(len(xy), dtype=bool)
    on_hull[np.unique(mesh.convex_hull)] = True
    point = triangles.ravel()
    corner = np.repeat(np.arange(len(triangles)), 3)
    inner = ~on_hull[point]
    point, corner = point[inner], corner[inner]
    towards = corners[corner] - xy[point]
    order = np.lexsort((np.arctan2(towards[:, 1], towards[:, 0]), point))
    seed, counts = np.unique(point, return_counts=True)
    start = np.concatenate([[0], np.cumsum(counts)])
    return Cells(corners=corners, seed=seed, start=start, ring_corner=corner[order])


def relax(xy: Floats, movable: npt.NDArray[np.bool_], rounds: int) -> Floats:
    """Lloyd's relaxation: movable seeds step to the centroid of their cell, ``rounds`` times."""
    xy = xy.copy()
    for _ in range(rounds):
        cells = voronoi(xy)
        a = cells.corners[cells.ring_corner]
        b = cells.corners[cells.following()]
        cross = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
        area = np.add.reduceat(cross, cells.start[:-1]) / 2
        moment = np.add.reduceat((a + b) * cross[:, None], cells.start[:-1])
        centroid = moment / (6 * area[:, None])
        step = centroid - xy[cells.seed]
        # A cell at the rim may reach far out; its centroid says nothing.
        good = movable[cells.seed] & ((step**2).sum(1) < 500.0**2)
        xy[cells.seed[good]] += step[good]
    return xy


def edges_of(cells: Cells) -> Edges:
    """All cell edges, each once, keyed by its sorted pair of corners."""
    here, after, owner = cells.ring_corner, cells.following(), cells.owner()
    size = len(cells.corners)
    key = np.minimum(here, after) * size + np.maximum(here, after)
    unique, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    beside = np.full((len(unique), 2), -1, dtype=np.int64)
    beside[:, 0] = owner[first]
    is_second = np.ones(len(key), dtype=bool)
    is_second[first] = False
    beside[inverse[is_second], 1] = owner[is_second]
    ends = np.column_stack([unique // size, unique % size])
    return Edges(ends=ends, beside=beside, ring_edge=inverse, ring_forward=here < after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiggles:
    """Inner vertices of each edge: how many, where each edge's begin, position and offset."""

    start: Ints
    edge: Ints
    along: Floats
    across: Floats


def draw_wiggles(lengths: Floats, rng: np.random.Generator) -> Wiggles:
    """Shape every edge once. ``lengths`` in metres; ``across`` is in metres too."""
    wanted = np.minimum(lengths / CLOSEST_VERTICES_M, 1.6 + lengths / VERTEX_SPACING_M)
    counts = np.clip(np.round(wanted), 0, MOST_VERTICES).astype(np.int64)
    start = np.concatenate([[0], np.cumsum(counts)])
    edge = np.repeat(np.arange(len(lengths)), counts)
    place = np.arange(len(edge)) - start[edge] + 1
    along = (place + rng.uniform(-0.25, 0.25, len(edge))) / (counts[edge] + 1)
    phase = rng.uniform(0, 2 * np.pi, (len(lengths), 3))
    # Edges along straight roads bend little, those along ditches and field rims much.
    bend = np.where(rng.random(len(lengths)) < ROAD_SHARE, 0.012, rng.uniform(0.05, 0.13))
    wave = (
        np.sin(2 * np.pi * along * 0.7 + phase[edge, 0])
        + 0.6 * np.sin(2 * np.pi * along * 1.9 + phase[edge, 1])
        + 0.35 * np.sin(2 * np.pi * along * 3.7 + phase[edge, 2])
    )
    across = bend[edge] * lengths[edge] * np.sin(np.pi * along) * wave
    return Wiggles(start=start, edge=edge, along=along, across=across)


def _inner_points(cells: Cells, edges: Edges, wiggles: Wiggles, calm: Floats) -> Floats:
    begin = cells.corners[edges.ends[:, 0]][wiggles.edge]
    step = cells.corners[edges.ends[:, 1]][wiggles.edge] - begin
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None]
    across = wiggles.across * calm[wiggles.edge]
    return np.asarray(begin + wiggles.along[:, None] * step + across[:, None] * normal)


def _ring_order(cells: Cells, edges: Edges, wiggles: Wiggles, positions: Ints) -> tuple[Ints, Ints]:
    """Index of every ring vertex into [corners, inner points], and its ring position."""
    edge = edges.ring_edge[positions]
    inner = wiggles.start[edge + 1] - wiggles.start[edge]
    sizes = inner + 1
    offset = np.concatenate([[0], np.cumsum(sizes)])
    of = np.repeat(np.arange(len(positions)), sizes)
    place = np.arange(offset[-1]) - offset[of]
    forward = edges.ring_forward[positions][of]
    begin, count = wiggles.start[edge][of], inner[of]
    point = np.where(forward, begin + place - 1, begin + count - place) + len(cells.corners)
    return np.where(place == 0, cells.ring_corner[positions][of], point), of


def polygons(
    cells: Cells, edges: Edges, keep: npt.NDArray[np.bool_], frame: Frame, rng: np.random.Generator
) -> npt.NDArray[np.object_]:
    """Wiggly polygons in degrees of the cells to keep, in cell order.

    A cell whose bent edges would touch has all its edges calmed, for its neighbours too, until
    every polygon is valid; straight Voronoi cells always are.
    """
    span = cells.corners[edges.ends[:, 1]] - cells.corners[edges.ends[:, 0]]
    wanted = keep[edges.beside[:, 0]] | ((edges.beside[:, 1] >= 0) & keep[edges.beside[:, 1]])
    lengths = np.where(wanted, np.hypot(span[:, 0], span[:, 1]), 0.0)
    wiggles = draw_wiggles(lengths, rng)
    positions = np.flatnonzero(keep[cells.owner()])
    vertex, of = _ring_order(cells, edges, wiggles, positions)
    ring = (np.cumsum(keep) - 1)[cells.owner()[positions]][of]
    calm = np.ones(len(edges.ends))
    for attempt in range(REPAIR_ROUNDS):
        points = np.concatenate([cells.corners, _inner_points(cells, edges, wiggles, calm)])
        degrees = frame.to_degrees(points)[vertex]
        # Corners nearer than a centimetre fall together; drop the repetition in every ring alike.
        fresh = np.ones(len(degrees), dtype=bool)
        fresh[1:] = (degrees[1:] != degrees[:-1]).any(1) | (ring[1:] != ring[:-1])
        shapes = shapely.polygons(shapely.linearrings(degrees[fresh], indices=ring[fresh]))
        bad = np.flatnonzero(~shapely.is_valid(shapes))
        if len(bad) == 0:
            break
        touched = edges.ring_edge[
            positions[np.isin((np.cumsum(keep) - 1)[cells.owner()[positions]], bad)]
        ]
        calm[np.unique(touched)] *= 0.0 if attempt >= REPAIR_ROUNDS - 3 else 0.3
    return np.asarray(shapes, dtype=object)
