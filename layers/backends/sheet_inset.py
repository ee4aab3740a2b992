"""位置示意图 Where the area of a sheet lies among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from geo.crs import HOME, metric_crs, transform_geometries
from layers.backends.sheet_shapes import UNIT, path, svg
from layers.theme import Inks

Geometries = npt.NDArray[np.object_]
# Longer side of the drawing, and below which size an area is marked by a dot; millimetres.
LONGEST_MM = 32.0
LEAST_MM = 2.2
MARGIN_MM = 1.2
DOT_MM = 1.1
LIGHTER_MM = 0.08


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Locator:
    """Outlines (EPSG:4490) the reader knows, the area within them, and the name of the whole."""

    outlines: Geometries
    own: Geometries
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inset:
    """A drawing without text, its size in millimetres on A4 and the words below it."""

    drawing: str
    width: float
    height: float
    title: str


def inset(locator: Locator, inks: Inks, longest: float = LONGEST_MM) -> Inset:
    """The drawing of a locator."""
    every = np.concatenate([locator.outlines, locator.own])
    west, south, east, north = shapely.total_bounds(every)
    crs = metric_crs(float(west + east) / 2, float(south + north) / 2)
    outlines = np.asarray(transform_geometries(locator.outlines, HOME, crs), dtype=object)
    own = np.asarray(transform_geometries(locator.own, HOME, crs), dtype=object)
    left, low, right, top = shapely.total_bounds(np.concatenate([outlines, own]))
    scale = (longest - 2 * MARGIN_MM) / max(right - left, top - low, 1.0)
    width, height = (side * scale + 2 * MARGIN_MM for side in (right - left, top - low))

    def on_paper(shapes: Geometries) -> Geometries:
        corner = np.array([left, top])
        moved = shapely.transform(shapes, lambda xy: (xy - corner) * [scale, -scale] + MARGIN_MM)
        return np.asarray(shapely.simplify(moved, LIGHTER_MM), dtype=object)

    around, here = on_paper(outlines), on_paper(own)
    drawn = (
        f'<path d="{path(around)}" fill="{inks.track}" stroke="{inks.edge}" stroke-width="12" '
        f'stroke-linejoin="round"/><path d="{path(here)}" fill="{inks.t1}" stroke="{inks.t1}" '
        'stroke-width="8" stroke-linejoin="round"/>'
    )
    drawn += _dot(here, inks)
    return Inset(drawing=svg(width, height, drawn), width=width, height=height, title=locator.title)


def _dot(here: Geometries, inks: Inks) -> str:
    west, north, east, south = shapely.total_bounds(here)
    if max(east - west, south - north) >= LEAST_MM:
        return ""
    x, y = round((west + east) / 2 * UNIT), round((north + south) / 2 * UNIT)
    return (
        f'<circle cx="{x}" cy="{y}" r="{DOT_MM * UNIT:.0f}" fill="{inks.t1}" '
        f'stroke="{inks.panel}" stroke-width="30"/>'
    )
