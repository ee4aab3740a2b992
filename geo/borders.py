"""毗邻边界 Shared borders of units, bands beside them, their pieces and the events near them.

Works on boundaries that share their edges and on boundaries with gaps and overlaps. Degrees of
EPSG:4490 in; lines and bands in metres of the CRS that each answer names. Source of the rule:
docs/decisions/0090-shared-border.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely

from errors import GeometryError
from geo import stretches
from geo.boundaries import measuring_crs
from geo.crs import HOME, Geometries, project, transform_geometries
from geo.stretches import Beside, Outline

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Misfits of public boundary files, from float noise to generalisation; metres.
LADDER_M = (0.1, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 400.0, 800.0)
# The default tolerance is the smallest that finds this share of what the largest finds.
_FOUND = 0.99
# The largest tolerance tried, as a share of the width of the smaller unit.
_WIDTH_SHARE = 0.1
# Chords of a round corner stay within 0.01 % of the radius.
_CORNER_SEGMENTS = 64
# Edges of a line whose surroundings are made in one go.
_BELT_EDGES = 32
# 1 mm: an event this far beyond a band is on its edge.
_EDGE_M = 0.001


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """共同边界 The border two units share.

    ``line`` is the stretch as one of the two draws it (always the same one, whichever comes
    first), ``other_line`` as the other does; equal where edges are shared. ``length_m`` counts
    the border once: the mean of ``first_m`` and ``second_m``, the lengths on the outlines of the
    first and the second unit. All empty and 0 where the two are no neighbours. ``tolerance_m``
    is the largest distance between the outlines that still is a border.
    """

    line: shapely.MultiLineString
    other_line: shapely.MultiLineString
    length_m: float
    first_m: float
    second_m: float
    tolerance_m: float
    crs: str

    @property
    def both_lines(self) -> shapely.Geometry:
        return shapely.union(self.line, self.other_line)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairBorder:
    """The border of two of several units, by their positions, ``first`` < ``second``."""

    first: int
    second: int
    border: Border


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Near:
    """The nearest border of each event.

    ``border`` is the position of the border (-1 without a point), ``distance_m`` the metres to
    it (NaN without a point). Equal distances go to the earlier border.
    """

    border: Ints
    distance_m: Floats


def shared_border(
    first: shapely.Geometry,
    second: shapely.Geometry,
    *,
    others: Sequence[shapely.Geometry] = (),
    tolerance_m: float | None = None,
    crs: str = "",
) -> Border:
    """The border of two units (polygons, EPSG:4490 degrees).

    A place of one outline belongs to it when the other outline is within the tolerance and no
    third one is nearer; ends where the outlines only part are cut off, breaks up to four
    tolerances long are closed.

    Args:
        first: one unit.
        second: the other; swapped they give the same line and the same length.
        others: units around them. They make ends exact; without them an end may be off by the
            usual gap between the two outlines.
        tolerance_m: None derives it: the smallest of ``LADDER_M`` that finds 99 % of what the
            largest one finds, the largest being a tenth of the smaller unit's width.
        crs: metric CRS; "" takes the zone of their middle.

    Raises:
        GeometryError: a unit that is no polygon, or a tolerance that is not above 0.
    """
    _require(first, second, tolerance_m)
    pair = np.array([first, second], dtype=object)
    zone = crs or measuring_crs(pair)
    metric = transform_geometries(pair, HOME, zone)
    is_swapped = _rank(metric[1]) < _rank(metric[0])
    shapes = metric[::-1] if is_swapped else metric
    thirds = _around(shapes, transform_geometries(np.array([*others], dtype=object), HOME, zone))
    sides = [_besides(shapes[0], shapes[1], thirds), _besides(shapes[1], shapes[0], thirds)]
    tolerance = _derived(sides, shapes) if tolerance_m is None else tolerance_m
    lines = [_canonical(stretches.lines_of(side, tolerance)) for side in sides]
    lengths = [float(shapely.length(line)) for line in lines]
    if not all(lengths):
        lines, lengths = [shapely.MultiLineString()] * 2, [0.0, 0.0]
    return Border(
        line=lines[0],
        other_line=lines[1],
        length_m=sum(lengths) / 2,
        first_m=lengths[1 if is_swapped else 0],
        second_m=lengths[0 if is_swapped else 1],
        tolerance_m=tolerance,
        crs=zone,
    )


def borders(
    units: Geometries,
    *,
    others: Sequence[shapely.Geometry] = (),
    tolerance_m: float | None = None,
    crs: str = "",
) -> tuple[PairBorder, ...]:
    """The borders of every two of several units that have one, in the order of the units.

    Args:
        units: shape (n,), polygons in EPSG:4490 degrees.
        others: further units around them.
        tolerance_m: as in ``shared_border``, derived for each two.
        crs: metric CRS; "" takes the zone of the middle of all.
    """
    zone = crs or measuring_crs(units)
    found = []
    for i in range(len(units)):
        for j in range(i + 1, len(units)):
            around = [unit for k, unit in enumerate(units) if k not in (i, j)]
            border = shared_border(
                units[i],
                units[j],
                others=[*around, *others],
                tolerance_m=tolerance_m,
                crs=zone,
            )
            if border.length_m > 0:
                found.append(PairBorder(first=i, second=j, border=border))
    return tuple(found)


def _require(first: shapely.Geometry, second: shapely.Geometry, tolerance_m: float | None) -> None:
    kinds = shapely.get_type_id(np.array([first, second], dtype=object))
    if not np.isin(kinds, (3, 6)).all():
        raise GeometryError("border.not_polygons")
    if tolerance_m is not None and not tolerance_m > 0:
        raise GeometryError("border.bad_tolerance", tolerance=tolerance_m)


def _rank(shape: shapely.Geometry) -> tuple[float, ...]:
    """Orders two units by what vertices on their edges do not change."""
    return (*(round(float(side), 3) for side in shapely.bounds(shape)), float(shapely.area(shape)))


def _around(shapes: Geometries, others: Geometries) -> Outline:
    reach = LADDER_M[-1]
    near = np.zeros(len(others), dtype=bool)
    for shape in shapes:
        box = shapely.box(*shapely.bounds(shape))
        near |= shapely.dwithin(others, box, 2 * reach)
    return Outline(shapely.boundary(others[near]))


def _rings(shape: shapely.Geometry) -> Geometries:
    rings = shapely.get_rings(shapely.get_parts(np.array([shape], dtype=object)))
    return np.asarray(shapely.normalize(rings), dtype=object)


def _besides(shape: shapely.Geometry, other: shapely.Geometry, thirds: Outline) -> list[Beside]:
    rings = _rings(shape)
    # Prepared, the other unit is asked through an index: two outlines of 93,000 vertices took 45 s.
    shapely.prepare(other)
    close = shapely.dwithin(other, rings, LADDER_M[-1])
    outline = Outline(_rings(other))
    return [Beside.of(ring, outline, thirds) for ring in rings[close]]


def _derived(sides: Sequence[Sequence[Beside]], shapes: Geometries) -> float:
    width = float(np.sqrt(shapely.area(shapes).min()))
    tried = [step for step in LADDER_M if step <= max(_WIDTH_SHARE * width, LADDER_M[1])]
    lengths = [sum(stretches.length_of(side, step) for side in sides) for step in tried]
    enough = [step for step, m in zip(tried, lengths, strict=True) if m >= _FOUND * lengths[-1]]
    return enough[0]


def _canonical(lines: Geometries) -> shapely.MultiLineString:
    """Parts from west to east, each starting at its more western end."""
    turned = [line if _ends(line)[0] <= _ends(line)[1] else shapely.reverse(line) for line in lines]
    return shapely.MultiLineString(sorted(turned, key=_ends))


def _ends(line: shapely.Geometry) -> list[list[int]]:
    """First and last place in whole metres: float noise turns no line round."""
    ends: list[list[int]] = np.rint(shapely.get_coordinates(line)[[0, -1]]).astype(int).tolist()
    return ends


def bands(
    border: Border, first: shapely.Geometry, second: shapely.Geometry, width_m: float
) -> tuple[shapely.Geometry, shapely.Geometry]:
    """All places of each unit within ``width_m`` of the border, metres in ``border.crs``.

    A place that both units claim is in the band of the first only.

    Raises:
        GeometryError: a width that is not above 0.
    """
    if not width_m > 0:
        raise GeometryError("border.bad_width", width=width_m)
    pair = np.array([first, second], dtype=object)
    one, two = transform_geometries(pair, HOME, border.crs)
    zone = _belt([border.line, border.other_line], width_m)
    left = shapely.intersection(one, zone)
    right = shapely.difference(shapely.intersection(two, zone), one)
    return left, right


def _belt(lines: Sequence[shapely.Geometry], width_m: float) -> shapely.Geometry:
    """All places within ``width_m`` of the lines.

    Piece by piece: around one long wiggly line every round corner crosses thousands of others,
    and 20,000 vertices took more than 10 GB.
    """
    parts = [shapely.get_coordinates(part) for part in shapely.get_parts(lines)]
    pieces = [
        shapely.LineString(part[start : start + _BELT_EDGES + 1])
        for part in parts
        for start in range(0, len(part) - 1, _BELT_EDGES)
    ]
    belts = shapely.buffer(np.array(pieces, dtype=object), width_m, quad_segs=_CORNER_SEGMENTS)
    return shapely.union_all(belts)


def segments(border: Border, length_m: float) -> Geometries:
    """The border cut into pieces of equal length, the nearest to ``length_m``, west to east.

    Returns:
        shape (n,), lines in ``border.crs``; a piece over a break of the border has two parts.
        Empty for no border.

    Raises:
        GeometryError: a length that is not above 0.
    """
    if not length_m > 0:
        raise GeometryError("border.bad_segment", length=length_m)
    whole = float(shapely.length(border.line))
    if not whole:
        return np.array([], dtype=object)
    n = max(round(whole / length_m), 1)
    parts = shapely.get_parts(border.line)
    starts = np.concatenate([[0.0], np.cumsum(shapely.length(parts))])
    cuts = np.linspace(0.0, starts[-1], n + 1)
    pieces = [
        shapely.MultiLineString(
            [
                _between(part, max(a - start, 0.0), min(b - start, end - start))
                for part, start, end in zip(parts, starts[:-1], starts[1:], strict=True)
                if a < end and b > start
            ]
        )
        for a, b in pairwise(cuts)
    ]
    return np.array(pieces, dtype=object)


def _between(line: shapely.Geometry, start: float, end: float) -> shapely.LineString:
    xy = shapely.get_coordinates(line)
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    inner = at[(at > start) & (at < end)]
    places = np.concatenate([[start], inner, [end]])
    return shapely.LineString(np.column_stack([np.interp(places, at, xy[:, i]) for i in (0, 1)]))


def nearest(found: Sequence[Border], lon: npt.ArrayLike, lat: npt.ArrayLike) -> Near:
    """The nearest of several borders and the metres to it, for each event.

    Args:
        found: borders with a length, all in one CRS.
        lon: degrees, shape (n,); NaN means no point.
        lat: degrees, shape (n,).
    """
    lines = [border.both_lines for border in found]
    zone = found[0].crs if found else ""
    return _nearest(np.array(lines, dtype=object), lon, lat, zone)


def nearest_piece(pieces: Geometries, lon: npt.ArrayLike, lat: npt.ArrayLike, crs: str) -> Near:
    """As ``nearest``, of the pieces that ``segments`` gave (in ``crs``)."""
    return _nearest(pieces, lon, lat, crs)


def _nearest(lines: Geometries, lon: npt.ArrayLike, lat: npt.ArrayLike, crs: str) -> Near:
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    best, which = np.full(len(x), np.nan), np.full(len(x), -1, dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(lines) or not len(usable):
        return Near(border=which, distance_m=best)
    xy = np.column_stack(project(x[usable], y[usable], HOME, crs))
    away = np.stack([Outline(shapely.get_parts(line)).nearest(xy)[0] for line in lines])
    # Whole millimetres: equal distances stay equal whatever the last digit says.
    which[usable] = np.argmin(np.round(away, 3), axis=0)
    best[usable] = away.min(axis=0)
    return Near(border=which, distance_m=best)


def within(near: Near, width_m: float) -> npt.NDArray[np.bool_]:
    """Which events lie in the bands of a width; one on the edge does."""
    return np.asarray(np.nan_to_num(near.distance_m, nan=np.inf) <= width_m + _EDGE_M)


def per_km(count: float, length_m: float) -> float:
    """Events per kilometre of border; NaN without a border."""
    return count / (length_m / 1000.0) if length_m > 0 else float("nan")
