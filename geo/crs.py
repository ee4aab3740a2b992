"""坐标系 Datums of Chinese map services, metric zones and transforms, always (lon, lat)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import CRSError

from errors import GeometryError
from vocab import Datum

Floats = npt.NDArray[np.float64]
Geometries = npt.NDArray[np.object_]
Pair = tuple[Floats, Floats]

HOME = "EPSG:4490"

# Constants of GCJ-02 (Krasovsky 1940 ellipsoid) and of BD-09 on top of it.
_AXIS = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_PI = np.pi * 3000.0 / 180.0
# Each step shrinks the error at least fiftyfold from ~1 km: six leave far less than 1 mm.
_STEPS = 6

# Xian 80 and Beijing 54: only "ballpark" parameters are public, off by up to 100 m.
# EPSG:4610, 4214, 4555 and every projected CRS on them carry these names.
_REFUSED = ("Xian 1980", "Beijing 1954", "New Beijing")


def _floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _in_china(lon: Floats, lat: Floats) -> npt.NDArray[np.bool_]:
    inside = (lon >= 72.004) & (lon <= 137.8347) & (lat >= 0.8293) & (lat <= 55.8271)
    return np.asarray(inside, dtype=np.bool_)


def _gcj02_shift(lon: Floats, lat: Floats) -> Pair:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (wave + 20.0 * np.sin(np.pi * y) + 40.0 * np.sin(np.pi * y / 3.0)) * 2.0 / 3.0
    north += (160.0 * np.sin(np.pi * y / 12.0) + 320.0 * np.sin(np.pi * y / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (wave + 20.0 * np.sin(np.pi * x) + 40.0 * np.sin(np.pi * x / 3.0)) * 2.0 / 3.0
    east += (150.0 * np.sin(np.pi * x / 12.0) + 300.0 * np.sin(np.pi * x / 30.0)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    radius_lat = _AXIS * (1.0 - _ECCENTRICITY2) / magic**1.5
    radius_lon = _AXIS / np.sqrt(magic) * np.cos(phi)
    inside = _in_china(lon, lat)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (
            np.where(inside, np.degrees(east / radius_lon), 0.0),
            np.where(inside, np.degrees(north / radius_lat), 0.0),
        )


def wgs84_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """WGS84 to GCJ-02 (火星坐标). Degrees; NaN stays NaN; points outside China are not moved."""
    x, y = _floats(lon), _floats(lat)
    dx, dy = _gcj02_shift(x, y)
    return x + dx, y + dy


def gcj02_to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """GCJ-02 to BD-09 (百度坐标). Degrees; NaN stays NaN; defined in China only."""
    x, y = _floats(lon), _floats(lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_PI)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_PI)
    inside = _in_china(x, y)
    return (
        np.where(inside, radius * np.cos(angle) + 0.0065, x),
        np.where(inside, radius * np.sin(angle) + 0.006, y),
    )


def _inverse(forward: Callable[[Floats, Floats], Pair], lon: Floats, lat: Floats) -> Pair:
    """Fixed-point steps: the shift changes so slowly that guess = target - shift(guess)."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_STEPS):
        there_x, there_y = forward(x, y)
        x, y = x + (lon - there_x), y + (lat - there_y)
    return x, y


def gcj02_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """GCJ-02 to WGS84, exact to far below 1 mm. Degrees; NaN stays NaN."""
    return _inverse(wgs84_to_gcj02, _floats(lon), _floats(lat))


def bd09_to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    """BD-09 to GCJ-02, exact to far below 1 mm. Degrees; NaN stays NaN."""
    return _inverse(gcj02_to_bd09, _floats(lon), _floats(lat))


def _same(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    return _floats(lon), _floats(lat)


def _bd09_to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike) -> Pair:
    return gcj02_to_wgs84(*bd09_to_gcj02(lon, lat))


# CGCS2000 and WGS84 differ by centimetres: one place for both.
_TO_WGS84: dict[Datum, Callable[[npt.ArrayLike, npt.ArrayLike], Pair]] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: gcj02_to_wgs84,
    Datum.BD09: _bd09_to_wgs84,
}


def to_wgs84(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: Datum) -> Pair:
    """Points of any of the four datums in WGS84/CGCS2000 degrees.

    Args:
        lon: longitudes, any shape.
        lat: latitudes, same shape. NaN marks a row without a point and stays NaN.
        datum: what the numbers are given in.
    """
    return _TO_WGS84[datum](lon, lat)


def metric_crs(lon: float, lat: float = 30.0) -> str:
    """The projected CRS to measure in near a place.

    In China the CGCS2000 three-degree zone by longitude (EPSG:4548 west of 118.5 E, 4549 up to
    121.5 E, 4550 east of it, and on in both directions), elsewhere the UTM zone.
    """
    if 73.5 <= lon < 136.5 and 3.0 <= lat <= 54.0:
        return f"EPSG:{4534 + int((lon - 73.5) // 3)}"
    zone = int((lon + 180.0) // 6) % 60 + 1
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def measuring_crs(geometries: Geometries) -> str:
    """The metric CRS of the middle of all geometries (EPSG:4490 degrees in)."""
    west, south, east, north = shapely.total_bounds(geometries)
    if not np.isfinite(west):
        return "EPSG:4549"
    return metric_crs(float(west + east) / 2, float(south + north) / 2)


@cache
def parse_crs(text: str) -> pyproj.CRS:
    """A CRS by its code or WKT.

    Raises:
        GeometryError: unknown text, or Xian 80 / Beijing 54 (also projected): no public
            parameters bring them to CGCS2000 within a grid's width.
    """
    try:
        crs = pyproj.CRS.from_user_input(text)
    except CRSError as error:
        raise GeometryError("ingest.crs_unknown", crs=text[:80]) from error
    base = crs.geodetic_crs
    names = f"{crs.name} {'' if base is None else base.name}".replace("_", " ")
    for old in _REFUSED:
        if old in names:
            raise GeometryError("ingest.crs_refused", crs=old)
    return crs


@cache
def transformer(source: str, target: str) -> pyproj.Transformer:
    """A transform that takes and gives (x or lon, y or lat) whatever the axis order says."""
    return pyproj.Transformer.from_crs(parse_crs(source), parse_crs(target), always_xy=True)


def project(x: npt.ArrayLike, y: npt.ArrayLike, source: str, target: str) -> Pair:
    """Points from one CRS to another; NaN stays NaN."""
    there = transformer(source, target).transform(_floats(x), _floats(y))
    out_x, out_y = _floats(there[0]), _floats(there[1])
    lost = ~(np.isfinite(out_x) & np.isfinite(out_y))
    return np.where(lost, np.nan, out_x), np.where(lost, np.nan, out_y)


def transform_geometries(geometries: Geometries, source: str, target: str) -> Geometries:
    """Shapely geometries from one CRS to another; None stays None."""
    if parse_crs(source) == parse_crs(target):
        return geometries
    return moved(geometries, lambda x, y: project(x, y, source, target))


def to_home(geometries: Geometries, crs: str, datum: Datum = Datum.CGCS2000) -> Geometries:
    """Boundaries of a file in EPSG:4490 degrees.

    Args:
        geometries: shapely geometries in ``crs``.
        crs: code or WKT of the file; "" is taken as degrees.
        datum: GCJ-02 or BD-09 where the degrees are of a map service, whatever ``crs`` says.

    Raises:
        GeometryError: an unusable CRS, or coordinates that are not degrees after it.
    """
    there = geometries
    if crs:
        source = parse_crs(crs)
        # Geographic WGS84 and CGCS2000 agree within centimetres; pyproj moves nothing there.
        if not source.is_geographic or source.to_epsg() not in (4490, 4326):
            there = transform_geometries(there, crs, HOME)
    if datum in (Datum.GCJ02, Datum.BD09):
        there = moved(there, lambda x, y: to_wgs84(x, y, datum))
    west, south, east, north = shapely.total_bounds(there)
    if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
        raise GeometryError("ingest.not_degrees", x=round(float(east), 1), y=round(float(north), 1))
    return there


def moved(geometries: Geometries, move: Callable[[Floats, Floats], Pair]) -> Geometries:
    """Geometries with every vertex taken through ``move(x, y)``; heights are dropped."""

    def step(coordinates: Floats) -> Floats:
        return np.column_stack(move(coordinates[:, 0], coordinates[:, 1]))

    flat = shapely.force_2d(geometries)
    return np.asarray(shapely.transform(flat, step), dtype=object)
