"""面块 Pieces that all outlines cut the ground into; narrow gaps are cut along their neighbours."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import topology
from geo.adjacency import edges_of, twins
from geo.crs import Floats, Geometries

Ints = npt.NDArray[np.int64]
# Lines are noded on a grid of 1 mm: finer than any survey, coarser than float noise.
STEP_M = 0.001
_SHARP_TURN = np.radians(40.0)
_MOST_OPEN = 0.4
# Across a corner the way is longer than across the gap.
_LONGEST_CUT = 1.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Faces:
    """The pieces that all outlines cut the ground into, and who covers which.

    ``piece``, ``unit``: one row per piece and covering unit; ``is_filling``: (f,) pieces of
    narrow gaps.
    """

    shapes: Geometries
    piece: Ints
    unit: Ints
    is_filling: npt.NDArray[np.bool_]


def faces_of(metric: Geometries, cluster: Ints, tolerance_m: float) -> Faces:
    """The pieces of the outlines of some units.

    Args:
        metric: all units of a level in metres.
        cluster: rows of the units to cut up; the others only keep their ground.
        tolerance_m: gaps up to this width become pieces too.
    """
    shapes = shapely.set_precision(metric[cluster], STEP_M)
    joined = shapely.union_all(shapes, grid_size=STEP_M)
    filling = shapely.difference(topology.closed(joined, tolerance_m), joined)
    lines = [*shapely.boundary(shapes), shapely.boundary(filling)]
    first = _covered(_pieces(lines), shapes, metric, cluster, filling)
    cuts = _cuts(first, tolerance_m)
    if not cuts:
        return first
    return _covered(_pieces([*lines, *cuts]), shapes, metric, cluster, filling)


def _pieces(lines: list[shapely.Geometry]) -> Geometries:
    """The faces that lines cut out, on the millimetre grid."""
    noded = shapely.union_all(np.array(lines, dtype=object), grid_size=STEP_M)
    faces = shapely.polygonize(shapely.get_parts(np.array([noded], dtype=object)))
    return np.asarray(shapely.get_parts(faces), dtype=object)


def _covered(
    faces: Geometries,
    shapes: Geometries,
    metric: Geometries,
    cluster: Ints,
    filling: shapely.Geometry,
) -> Faces:
    inner = shapely.point_on_surface(faces)
    piece, at = shapely.STRtree(shapes).query(inner, predicate="intersects")
    # Ground of units that are left alone is not shared out.
    kept = np.ones(len(metric), dtype=np.bool_)
    kept[cluster] = False
    taken = np.zeros(len(faces), dtype=np.bool_)
    taken[shapely.STRtree(metric[kept]).query(inner, predicate="intersects")[0]] = True
    taken[piece] = True
    shapely.prepare(filling)
    is_filling = shapely.intersects(filling, inner) & ~taken
    found = Faces(shapes=faces, piece=piece, unit=cluster[at], is_filling=is_filling)
    return replace(found, is_filling=is_filling & ~_is_outside(found))


def _is_outside(faces: Faces) -> npt.NDArray[np.bool_]:
    """Pieces that lie along the outline: a step in it, smoothed by the closing, is no gap."""
    sides = sides_of(faces)
    outline = shapely.length(faces.shapes)
    outside = np.zeros(len(faces.shapes) + 1, dtype=np.bool_)
    outside[-1] = True
    while True:
        open_side = sides[outside[sides["beside"]]]
        metres = np.bincount(open_side["piece"], open_side["metres"], minlength=len(outline))
        more = faces.is_filling & (metres > _MOST_OPEN * outline) & ~outside[:-1]
        if not more.any():
            return outside[:-1]
        outside[:-1] |= more


def _cuts(faces: Faces, tolerance_m: float) -> list[shapely.Geometry]:
    """Lines across narrow gaps at every corner of a neighbour and where the next one begins.

    A long gap then goes to each neighbour where it lies, not whole to one of them.
    """
    sides = sides_of(faces)
    sides = sides[faces.is_filling[sides["piece"]]]
    cuts: list[shapely.Geometry] = []
    for piece, rim in sides.groupby("piece"):
        neighbour = rim["neighbour"].to_numpy(dtype=np.int64)
        lines = _cuts_of(np.stack(rim["line"].tolist()), neighbour, tolerance_m)
        cuts += shapely.intersection(np.array(lines, dtype=object), faces.shapes[piece]).tolist()
    return cuts


def _cuts_of(ends: Floats, neighbour: Ints, tolerance_m: float) -> list[shapely.Geometry]:
    """Cuts of one gap: (e, 2, 2) its edges and (e,) the unit on their other side, -1 none."""
    lines = shapely.linestrings(ends)
    runs = {
        int(name): shapely.line_merge(shapely.multilinestrings(lines[neighbour == name]))
        for name in np.unique(neighbour)
    }
    corners: dict[tuple[float, float], set[int]] = {}
    for name, run in runs.items():
        for x, y in _corners(run):
            corners.setdefault((x, y), set()).add(name)
    cuts: list[shapely.Geometry] = []
    for point, own in corners.items():
        across = [run for name, run in runs.items() if name not in own and name >= 0]
        lines = shapely.shortest_line(shapely.Point(point), np.array(across, dtype=object))
        cuts += lines[shapely.length(lines) <= _LONGEST_CUT * tolerance_m].tolist()
    return cuts


def _corners(run: shapely.Geometry) -> list[list[float]]:
    """Ends of the lines of a run, and vertices where it turns sharply."""
    found: list[list[float]] = []
    for line in shapely.get_parts(np.array([run], dtype=object)):
        points = shapely.get_coordinates(line)
        way = np.arctan2(*np.diff(points, axis=0).T)
        turn = np.abs((np.diff(way) + np.pi) % (2 * np.pi) - np.pi)
        found += points[[0, -1]].tolist() + points[1:-1][turn > _SHARP_TURN].tolist()
    return found


def sides_of(faces: Faces) -> pd.DataFrame:
    """Edges of every piece and what lies on the other side.

    Returns:
        piece, beside (piece, -1 outside), neighbour (its first unit, -1 none), metres, line.
    """
    unit_of = np.full(len(faces.shapes) + 1, -1, dtype=np.int64)
    unit_of[faces.piece[::-1]] = faces.unit[::-1]
    corner = np.floor(shapely.total_bounds(faces.shapes)[:2])
    near = shapely.transform(faces.shapes, lambda c: c - corner)
    edges = edges_of(np.asarray(near, dtype=object), STEP_M)
    left, right = twins(edges)
    alone = np.flatnonzero(edges.is_single)
    at = np.concatenate([left, right, alone])
    nobody = np.full(len(alone), -1, dtype=np.int64)
    beside = np.concatenate([edges.owner[right], edges.owner[left], nobody])
    table = pd.DataFrame({"piece": edges.owner[at], "beside": beside, "neighbour": unit_of[beside]})
    ends = edges.ends[at]
    table["metres"] = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    table["line"] = list(ends + corner)
    return table
