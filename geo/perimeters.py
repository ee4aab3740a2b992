"""周边圈 Rings in metres around a place, what lies in them, and which event is whose.

Degrees of EPSG:4490 in; distances, areas and shapes in metres of the CGCS2000 zone of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from errors import GeometryError
from geo.crs import HOME, Geometries, metric_crs, project, transform_geometries

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Chords per quarter circle: the area of a circle to 0.01 %.
_QUARTER_SEGMENTS = 64
# A circle drawn a little outside its own chords, so that no event within the radius falls out.
_OUTSIDE = 1.0001
# Whole millimetres decide: an event on an edge is on it whatever the last digit says.
_EDGE_DIGITS = 3
_EDGE_M = 0.001
# A long edge drawn straight in degrees bends by millimetres against the short edges beside it.
_WHOLE = 1.0 - 1e-4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Perimeter:
    """周边 A place with nested rings; shapes in metres of ``crs``.

    ``discs[i]`` is everything within ``radii_m[i]`` of ``place`` on this side of the barriers
    (the place itself is inside), ``bands[i]`` is ``discs[i]`` without ``discs[i - 1]``. Radius 0
    is the place itself: a drawn perimeter.
    """

    place: shapely.Geometry
    radii_m: tuple[float, ...]
    discs: Geometries
    bands: Geometries
    barriers: shapely.Geometry
    crs: str

    @property
    def areas_m2(self) -> Floats:
        """Cumulative area of each disc."""
        return np.asarray(shapely.area(self.discs), dtype=np.float64)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inside:
    """What lies in each disc, cumulative; arrays (radii,) and (radii, n).

    ``share`` is the part of each grid's area inside; ``whole`` and ``part`` count the grids
    fully and partly inside; ``people`` is the population by area share, unknown numbers left
    out and their grids counted in ``unknown``.
    """

    share: Floats
    whole: Ints
    part: Ints
    people: Floats
    unknown: Ints


def perimeter(
    place: shapely.Geometry,
    radii_m: Sequence[float],
    *,
    barriers: Sequence[shapely.Geometry] = (),
    crs: str = "",
) -> Perimeter:
    """Rings around a point, a line or a polygon of any shape.

    Args:
        place: EPSG:4490 degrees.
        radii_m: metres, ascending; 0 only for a polygon (drawn perimeter).
        barriers: lines or polygons nobody crosses. Where one cuts a ring through, the part
            that does not hang together with the place does not belong; one that ends inside a
            ring cuts nothing off. A place on both sides keeps both.
        crs: metric CRS; "" takes the zone of the place.

    Raises:
        GeometryError: an empty place, or radii that are no ascending numbers from 0.
    """
    radii = tuple(float(radius) for radius in radii_m)
    _require(place, radii)
    zone = crs or _zone(place)
    shapes = transform_geometries(np.array([place, *barriers], dtype=object), HOME, zone)
    barred = shapely.union_all(shapes[1:])
    discs = np.array([_disc(shapes[0], radius, barred) for radius in radii], dtype=object)
    # With barriers a wider ring may reach round to where a narrower one did not.
    discs = np.array([shapely.union_all(discs[: i + 1]) for i in range(len(discs))], dtype=object)
    inner = np.concatenate([[shapely.Polygon()], discs[:-1]])
    return Perimeter(
        place=shapes[0],
        radii_m=radii,
        discs=discs,
        bands=np.asarray(shapely.difference(discs, inner), dtype=object),
        barriers=barred,
        crs=zone,
    )


def _zone(place: shapely.Geometry) -> str:
    west, south, east, north = shapely.bounds(place)
    return metric_crs(float(west + east) / 2, float(south + north) / 2)


def _require(place: shapely.Geometry, radii: tuple[float, ...]) -> None:
    if place is None or shapely.is_empty(place) or not shapely.is_valid(place):
        raise GeometryError("perimeter.bad_place")
    rising = all(a < b for a, b in pairwise(radii))
    is_area = shapely.area(place) > 0
    if not radii or not rising or radii[0] < 0 or not np.isfinite(radii).all():
        raise GeometryError("perimeter.bad_radii", radii=", ".join(f"{r:g}" for r in radii))
    if radii[0] == 0 and not is_area:
        raise GeometryError("perimeter.no_area")


def _disc(
    place: shapely.Geometry, radius_m: float, barred: shapely.Geometry, wider: float = 1.0
) -> shapely.Geometry:
    around = place
    if radius_m:
        around = shapely.buffer(place, radius_m * wider, quad_segs=_QUARTER_SEGMENTS)
    return around if shapely.is_empty(barred) else _this_side(around, place, barred)


def _this_side(
    around: shapely.Geometry, place: shapely.Geometry, barred: shapely.Geometry
) -> shapely.Geometry:
    """The pieces of a disc, cut by the barriers, that hold a part of the place."""
    # A little beyond the disc: cut to the disc itself, barriers would miss its rim by a digit.
    west, south, east, north = shapely.bounds(around)
    barred = shapely.clip_by_rect(barred, west - 1, south - 1, east + 1, north + 1)
    parts = shapely.get_parts(barred)
    areas = shapely.union_all(parts[shapely.area(parts) > 0])
    free = shapely.difference(around, areas)
    lines = shapely.union_all([shapely.boundary(free), barred])
    pieces = shapely.get_parts(shapely.polygonize([*shapely.get_parts(shapely.node(lines))]))
    pieces = pieces[shapely.covers(free, shapely.point_on_surface(pieces))]
    touched = shapely.intersects(pieces, place)
    if shapely.area(place) > 0:
        touched &= shapely.area(shapely.intersection(pieces, place)) > 0
    return shapely.union_all(pieces[touched])


def rings_of(area: Perimeter, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Ints, Floats]:
    """The ring of each event and its metres to the place.

    Args:
        area: the perimeter.
        lon: degrees, shape (n,); NaN means no point.
        lat: degrees, shape (n,).

    Returns:
        Position in ``radii_m`` of the innermost ring that holds the event, -1 outside and
        without a point; an event on an edge is in the inner ring. Distances in whole
        millimetres, NaN without a point.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    points = shapely.points(*project(x, y, HOME, area.crs))
    known = np.isfinite(x) & np.isfinite(y)
    away = np.full(len(x), np.nan)
    shapely.prepare(area.place)
    away[known] = np.round(shapely.distance(points[known], area.place), _EDGE_DIGITS)
    ring = np.full(len(x), -1, dtype=np.int64)
    for number in range(len(area.radii_m) - 1, -1, -1):
        ring[_holds(area, number, points, np.nan_to_num(away, nan=np.inf))] = number
    return ring, away


def _holds(area: Perimeter, number: int, points: Geometries, away: Floats) -> npt.NDArray[np.bool_]:
    near = np.asarray(away <= area.radii_m[number], dtype=np.bool_)
    if shapely.is_empty(area.barriers):
        return near
    disc = _disc(area.place, area.radii_m[number], area.barriers, _OUTSIDE)
    shapely.prepare(disc)
    near[near] = shapely.dwithin(disc, points[near], _EDGE_M)
    return near


def grids_inside(area: Perimeter, grids: Geometries, people: npt.ArrayLike) -> Inside:
    """Grids fully and partly inside each disc, and the residents by area share.

    Args:
        area: the perimeter.
        grids: shape (n,), polygons in EPSG:4490 degrees.
        people: shape (n,), residents; NaN where unknown.
    """
    residents = np.asarray(people, dtype=np.float64)
    metric = transform_geometries(grids, HOME, area.crs)
    whole_area = np.asarray(shapely.area(metric), dtype=np.float64)
    share = np.zeros((len(area.discs), len(metric)))
    for number, disc in enumerate(area.discs):
        shapely.prepare(disc)
        hit = np.flatnonzero(shapely.intersects(disc, metric) & (whole_area > 0))
        covered = shapely.covers(disc, metric[hit])
        share[number, hit[covered]] = 1.0
        partly = hit[~covered]
        common = shapely.area(shapely.intersection(disc, metric[partly]))
        share[number, partly] = common / whole_area[partly]
    share = np.where(share >= _WHOLE, 1.0, share)
    is_known = np.isfinite(residents)
    return Inside(
        share=share,
        whole=(share == 1.0).sum(axis=1),
        part=((share > 0.0) & (share < 1.0)).sum(axis=1),
        people=share @ np.where(is_known, residents, 0.0),
        unknown=((share > 0.0) & ~is_known).sum(axis=1),
    )


def tally(rings: Ints, themes: Ints, n_rings: int, n_themes: int) -> Ints:
    """Events by ring (not cumulative) and theme, (n_rings, n_themes).

    Args:
        rings: ring of each event, -1 outside: not counted.
        themes: theme of each event, 0 .. n_themes - 1.
        n_rings: number of rings.
        n_themes: number of themes.
    """
    inside = rings >= 0
    flat = rings[inside] * n_themes + themes[inside]
    return np.bincount(flat, minlength=n_rings * n_themes).reshape(n_rings, n_themes)


def owners(areas: Sequence[Perimeter], lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Ints, Ints]:
    """Whose event it is where perimeters overlap: the nearest place's, so that totals add up.

    Args:
        areas: perimeters in the order of their codes.
        lon: degrees, shape (n,).
        lat: degrees, shape (n,).

    Returns:
        Position of the place and of its ring for each event, -1 outside all. Among the places
        whose rings hold the event the nearest wins, on a tie the earlier one.
    """
    size = len(np.asarray(lon))
    place, ring = np.full(size, -1, dtype=np.int64), np.full(size, -1, dtype=np.int64)
    best = np.full(size, np.inf)
    for number, area in enumerate(areas):
        found, away = rings_of(area, lon, lat)
        wins = (found >= 0) & (np.nan_to_num(away, nan=np.inf) < best)
        place[wins], ring[wins], best[wins] = number, found[wins], away[wins]
    return place, ring
