"""响应圈 Zones within some minutes of the stations, drawn from a surface of minutes.

Whether a grid is reached is told by its own minutes (geo.isochrones), never by these outlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo.crs import HOME, Floats, Geometries, transform_geometries, transformer
from geo.isochrones import Spread, along, on_one_road, plane, ride, spread_each
from geo.roads import Anchors, Ints, RoadGraph
from policy.reach import Line

Bounds = tuple[float, float, float, float]
# A centimetre; what a sheet or a browser is given anyway.
_ROUND_DEG = 1e-7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Zones:
    """One multi-polygon (EPSG:4490) per number of minutes; each lies within the next.

    ``cell_m`` is the spacing of the surface they were drawn from, 0 for exact circles.
    """

    minutes: tuple[float, ...]
    shapes: Geometries
    cell_m: float
    is_estimate: bool


def _multi(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """The areas of a shape."""
    parts = shapely.get_parts(shapely.get_parts(np.array([shape], dtype=object)))
    return shapely.MultiPolygon([one for one in parts if one.geom_type == "Polygon"])


def estimated_zones(stations: Floats, minutes: Sequence[float], line: Line) -> Zones:
    """Circles round the stations whose radius takes so many minutes by the straight line."""
    shapes = np.full(len(minutes), shapely.MultiPolygon(), dtype=object)
    if len(stations):
        crs, middles = plane(stations)
        points = shapely.points(middles)
        for place, some in enumerate(minutes):
            radius_m = some * line.speed_kmh * 1000 / 60 / line.detour
            shapes[place] = _multi(
                shapely.union_all(shapely.buffer(points, radius_m, quad_segs=32))
            )
        shapes = transform_geometries(shapes, crs, HOME)
    return Zones(minutes=tuple(minutes), shapes=shapes, cell_m=0.0, is_estimate=True)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """格点面 Points of a raster, the road sample nearest to each, and the walk from there.

    ``x`` (c,) and ``y`` (r,) in metres; ``sample`` (r, c) is a row of ``road`` and ``share``
    (their number where none is near), ``walk_minutes`` (r, c).
    """

    x: Floats
    y: Floats
    road: Ints
    share: Floats
    sample: Ints
    walk_minutes: Floats
    cell_m: float


def _samples(graph: RoadGraph, step_m: float) -> tuple[Floats, Ints, Floats]:
    """Points along all usable roads, at most ``step_m`` apart: place, road, share."""
    roads = np.flatnonzero(graph.is_usable)
    length = shapely.length(graph.lines[roads])
    pieces = np.maximum(np.ceil(length / step_m), 1).astype(np.int64)
    road = np.repeat(roads, pieces + 1)
    first = np.repeat(np.cumsum(pieces + 1) - (pieces + 1), pieces + 1)
    share = (np.arange(len(road)) - first) / np.repeat(pieces, pieces + 1)
    points = shapely.line_interpolate_point(graph.lines[road], share, normalized=True)
    return shapely.get_coordinates(points), road, share


def surface(graph: RoadGraph, bounds: Bounds, cell_m: float, max_cells: int) -> Surface:
    """A raster over an area, for drawing zones of any stations.

    Args:
        graph: the network.
        bounds: west, south, east, north in EPSG:4490 degrees.
        cell_m: wanted spacing; widened until there are about ``max_cells`` points.
        max_cells: how many points are worth their time.
    """
    west, south, east, north = transformer(HOME, graph.crs).transform_bounds(*bounds)
    wide, high = east - west, north - south
    cell_m = max(cell_m, float(np.sqrt(wide * high / max_cells)))
    x = np.arange(west - cell_m, east + 2 * cell_m, cell_m)
    y = np.arange(south - cell_m, north + 2 * cell_m, cell_m)
    # Half a cell: the nearest sample is then at most an eighth of a cell off the nearest road.
    places, road, share = _samples(graph, cell_m / 2)
    across, up = np.meshgrid(x, y)
    raster = np.column_stack([across.ravel(), up.ravel()])
    distance, sample = cKDTree(places).query(raster, distance_upper_bound=graph.pace.max_walk_m)
    walk_minutes = (distance / (graph.pace.walking_kmh * 1000 / 60)).reshape(across.shape)
    # A rim nobody reaches: no two outlines run along the edge together.
    walk_minutes[[0, -1], :] = walk_minutes[:, [0, -1]] = np.inf
    return Surface(
        x=x,
        y=y,
        road=road,
        share=share,
        sample=np.asarray(sample, dtype=np.int64).reshape(across.shape),
        walk_minutes=walk_minutes,
        cell_m=cell_m,
    )


def _areas(made: contourpy.ContourGenerator, level: float) -> shapely.MultiPolygon:
    """Where the surface lies at or below a level; holes stay holes."""
    # Its type depends on the generator's fill type: here two lists of arrays.
    filled: Any = made.filled(-1.0, level)
    rings, offsets = filled
    polygons = []
    for points, cuts in zip(rings, offsets, strict=True):
        closed = [points[a:b] for a, b in pairwise(cuts)]
        polygons.append(shapely.Polygon(closed[0], closed[1:]))
    return shapely.MultiPolygon(polygons)


def _contours(on: Surface, minutes: Floats, levels: Sequence[float], crs: str) -> Geometries:
    """Areas (EPSG:4490) where a surface (r, c) lies at or below each level."""
    # Twice the last level stands for "never": then the outlines of two levels never touch, and
    # the last one stays within a cell of what is reached.
    capped = np.minimum(minutes, 2 * max(levels))
    made = contourpy.contour_generator(on.x, on.y, capped, fill_type="OuterOffset")
    drawn = np.array([_areas(made, level) for level in levels], dtype=object)
    degrees = shapely.set_precision(transform_geometries(drawn, crs, HOME), _ROUND_DEG)
    return np.array([_multi(one) for one in degrees], dtype=object)


def _onto(on: Surface, minutes: Floats) -> Floats:
    """Minutes of the samples carried to the raster on foot, (r, c)."""
    return np.append(minutes, np.inf)[on.sample] + on.walk_minutes


def zones(graph: RoadGraph, ways: Spread, minutes: Sequence[float], on: Surface) -> Zones:
    """The area within each number of minutes of the nearest station.

    Args:
        graph: the network.
        ways: minutes at its nodes.
        minutes: levels, ascending.
        on: the raster to draw from; the zones end at its edge.
    """
    at_samples, _ = ride(graph, ways, on.road, on.share)
    shapes = _contours(on, _onto(on, at_samples), minutes, graph.crs)
    return Zones(minutes=tuple(minutes), shapes=shapes, cell_m=on.cell_m, is_estimate=False)


def zones_of_each(
    graph: RoadGraph, stations: Anchors, minutes: Sequence[float], on: Surface
) -> list[Zones]:
    """The same for each station alone."""
    drawn = []
    for number, at_nodes in enumerate(spread_each(graph, stations, limit=max(minutes))):
        at_samples, _ = along(graph, at_nodes, on.road, on.share)
        near, direct = on_one_road(graph, stations, number, on.road, on.share)
        at_samples[near] = np.minimum(at_samples[near], direct)
        shapes = _contours(on, _onto(on, at_samples), minutes, graph.crs)
        drawn.append(
            Zones(minutes=tuple(minutes), shapes=shapes, cell_m=on.cell_m, is_estimate=False)
        )
    return drawn
