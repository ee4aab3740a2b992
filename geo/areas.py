"""面积 Areas and lengths on the ellipsoid: one answer in every zone, m2 and metres."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import HOME, Floats, Geometries, moved, transform_geometries

# GRS 1980, the ellipsoid of CGCS2000.
AXIS_M = 6_378_137.0
FLATTENING = 1.0 / 298.257222101
ECCENTRICITY2 = FLATTENING * (2.0 - FLATTENING)


def _equal_area(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """Lambert's cylinder on the ellipsoid: metres in which every area is true."""
    eccentricity = np.sqrt(ECCENTRICITY2)
    sine = np.sin(np.radians(lat))
    turned = eccentricity * sine
    north = sine / (1.0 - turned**2) + np.arctanh(turned) / eccentricity
    x = AXIS_M * np.radians(lon)
    return x, AXIS_M * (1.0 - ECCENTRICITY2) / 2.0 * north


def areas_m2(geometries: Geometries, crs: str = "") -> npt.NDArray[np.float64]:
    """Area of each geometry in m2.

    Args:
        geometries: shape (n,), EPSG:4490 degrees; None and empty have area 0.
        crs: a projected CRS in metres to measure in; "" measures on the ellipsoid, which no
            zone distorts.
    """
    flat = transform_geometries(geometries, HOME, crs) if crs else moved(geometries, _equal_area)
    return np.nan_to_num(np.asarray(shapely.area(flat), dtype=np.float64))


def edge_lengths_m(start: Floats, end: Floats) -> Floats:
    """Lengths of short straight edges on the ellipsoid.

    Args:
        start: (n, 2) lon, lat in degrees.
        end: (n, 2) likewise. An edge of 100 km is right to 1e-4, one of 1 km to 1e-8.
    """
    middle = np.radians((start[:, 1] + end[:, 1]) / 2.0)
    bend = 1.0 - ECCENTRICITY2 * np.sin(middle) ** 2
    across = AXIS_M / np.sqrt(bend) * np.cos(middle) * np.radians(end[:, 0] - start[:, 0])
    along = AXIS_M * (1.0 - ECCENTRICITY2) / bend**1.5 * np.radians(end[:, 1] - start[:, 1])
    return np.asarray(np.hypot(across, along), dtype=np.float64)


def lengths_m(lines: Geometries) -> Floats:
    """Length of each line or boundary in metres on the ellipsoid; EPSG:4490 degrees in."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    points, part = shapely.get_coordinates(parts, return_index=True)
    inside = part[1:] == part[:-1]
    edges = edge_lengths_m(points[:-1][inside], points[1:][inside])
    total = np.bincount(owner[part[1:][inside]], edges, minlength=len(lines))
    return np.asarray(total, dtype=np.float64)
