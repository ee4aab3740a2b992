"""平面坐标 Eastings and northings of CGCS2000 zones, and which zone they mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.crs import HOME, Floats, metric_crs, project

Extent = tuple[float, float, float, float]

# First code of each family of EPSG, first zone, width in degrees, and whether eastings begin with
# the number of the zone (40512345 lies in zone 40).
_PREFIXED = ((4513, 25, 45, 3.0), (4491, 13, 23, 6.0))
_PLAIN = ((4534, 25, 45, 3.0), (4502, 13, 23, 6.0))
_MILLION = 1_000_000.0
_FALSE_EASTING = 500_000.0
_WIDEST = 400_000.0
_NORTHINGS = (300_000.0, 6_000_000.0)
# Points of a town's neighbours are in its files too.
_MARGIN_DEG = 0.5
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Projected:
    """识别结果 ``crs`` of the points, and whether their first column holds the northings.

    ``share``: the part of the points that then lies in or near the boundaries.
    """

    crs: str
    is_northing_first: bool
    share: float

    @property
    def meridian(self) -> float:
        """The central meridian of the zone, degrees east."""
        code = int(self.crs.removeprefix("EPSG:"))
        for first, zone, last, width in (*_PREFIXED, *_PLAIN):
            if first <= code <= first + last - zone:
                return _meridian(zone + code - first, width)
        raise ValueError(self.crs)


def _meridian(zone: int, width: float) -> float:
    return zone * 3.0 if width == 3.0 else zone * 6.0 - 3.0


def zone_crs(lon: float, *, is_prefixed: bool = False, width: float = 3.0) -> str:
    """The CGCS2000 zone of a longitude in China (EPSG:4549 or, with the zone number, 4528).

    Args:
        lon: degrees east, 73.5 to 136.5.
        is_prefixed: eastings that begin with the number of the zone.
        width: 3 or 6 degrees.
    """
    number = int((lon + 1.5) // 3) if width == 3.0 else int(lon // 6) + 1
    families = _PREFIXED if is_prefixed else _PLAIN
    first, zone, last, _ = next(one for one in families if one[3] == width)
    if not zone <= number <= last:
        raise ValueError(f"no CGCS2000 zone at {lon}")
    return f"EPSG:{first + number - zone}"


def _finite(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    first, second = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    known = np.isfinite(first) & np.isfinite(second)
    return first[known], second[known]


def is_projected(x: npt.ArrayLike, y: npt.ArrayLike) -> bool:
    """Whether most of the points are metres: both numbers far beyond any degree."""
    first, second = _finite(x, y)
    metres = (np.abs(first) > 1000.0) & (np.abs(second) > 1000.0)
    return bool(len(first) and metres.mean() > _ENOUGH)


def recognise(x: npt.ArrayLike, y: npt.ArrayLike, extent: Extent) -> Projected | None:
    """The zone that puts most of the points into the boundaries (坐标系识别).

    Args:
        x: first column, metres; survey sheets write the northing (X) first.
        y: second column.
        extent: west, south, east, north of the boundaries, degrees.

    Returns:
        The zone with the largest share, of equal ones the three-degree zone of the place; None
        where none brings half of the points within half a degree of the boundaries.
    """
    first, second = _finite(x, y)
    home = metric_crs((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)
    best: Projected | None = None
    for is_northing_first in (False, True):
        east, north = (second, first) if is_northing_first else (first, second)
        for crs in _candidates(east, north):
            share = _share(east, north, crs, extent)
            found = Projected(crs=crs, is_northing_first=is_northing_first, share=share)
            if share >= _ENOUGH and (best is None or _rank(found, home) > _rank(best, home)):
                best = found
    return best


def _rank(found: Projected, home: str) -> tuple[float, bool]:
    return found.share, found.crs == home


def _candidates(east: Floats, north: Floats) -> Iterator[str]:
    """Zones whose eastings and northings these can be."""
    if not len(east) or not _NORTHINGS[0] <= np.median(north) <= _NORTHINGS[1]:
        return
    middle = float(np.median(east))
    number, rest = divmod(middle, _MILLION)
    if abs(rest - _FALSE_EASTING) > _WIDEST:
        return
    for first, zone, last, _ in _PREFIXED:
        if zone <= number <= last:
            yield f"EPSG:{first + int(number) - zone}"
    if number == 0:
        for first, zone, last, _ in _PLAIN:
            yield from (f"EPSG:{first + step}" for step in range(last - zone + 1))


def _share(east: Floats, north: Floats, crs: str, extent: Extent) -> float:
    lon, lat = project(east, north, crs, HOME)
    west, south, rim, top = extent
    with np.errstate(invalid="ignore"):
        inside = (lon >= west - _MARGIN_DEG) & (lon <= rim + _MARGIN_DEG)
        inside &= (lat >= south - _MARGIN_DEG) & (lat <= top + _MARGIN_DEG)
    return float(inside.mean())
