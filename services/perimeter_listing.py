"""场馆周边 A venue's surroundings as one object for the command line; rings carry their shape."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import shapely

from analytics.rate_ratio import RateRatio
from errors import RefusedError
from geo import perimeters as rings
from geo.crs import HOME, transform_geometries
from services import periods
from services.perimeters import Around

Row = dict[str, Any]


def shape_of(text: str) -> shapely.Geometry:
    """One drawn shape from GeoJSON text: a geometry, a feature, or a collection of one.

    Raises:
        RefusedError: not GeoJSON.
    """
    try:
        made = shapely.from_geojson(text)
    except shapely.errors.GEOSException as error:
        raise RefusedError("perimeter.not_geojson") from error
    if isinstance(made, shapely.GeometryCollection) and len(made.geoms) == 1:
        return made.geoms[0]
    return made


def or_null(value: float, decimals: int = 3) -> float | int | None:
    """A number for JSON; what may not be told or is unknown is null, whole numbers are whole."""
    if not math.isfinite(value):
        return None
    rounded = round(float(value), decimals)
    return int(rounded) if rounded.is_integer() else rounded


def geometry_row(shape: shapely.Geometry) -> Row:
    """A shape in degrees as a GeoJSON object."""
    made: Row = json.loads(shapely.to_geojson(shape))
    return made


def answer(found: Around) -> Row:
    """Everything of the page; the last list, ``rings``, is what a table or map file shows."""
    return {
        "venue": found.code,
        "name": found.name,
        "from": periods.shown(found.on.first),
        "to": periods.shown(found.on.last),
        "exact": found.on.is_exact,
        "crs": found.area.crs,
        "cut_by_barrier": found.is_cut,
        "events": or_null(found.total),
        "open": or_null(found.open),
        "at_nearer_venues": found.shared,
        "without_point": found.without_point,
        "boundary_set": found.on.set_id,
        "snapshot": found.on.snapshot,
        "funnel": {row.stage: or_null(row.reached) for row in found.stages.itertuples()},
        "themes": [
            {
                "theme": row.theme,
                "events": or_null(row.total),
                "open": or_null(row.open),
                "has_open": bool(row.has_open),
            }
            for row in found.themes.itertuples()
        ],
        "rates": [_rate(indicator, rate) for indicator, rate in found.rates],
        "match_days": [periods.shown(day) for day in found.days],
        "phases": [
            {
                "phase": one.phase.value,
                "days": one.days,
                "events": one.events,
                "per_day": or_null(one.per_day),
            }
            for one in found.phases
        ],
        "grids": [
            {
                "code": row.code,
                "name": row.name,
                "share": or_null(row.share),
                "whole": bool(row.is_whole),
            }
            for row in found.grids.itertuples()
        ],
        "rings": _rings(found),
    }


def _rate(indicator: str, rate: RateRatio) -> Row:
    return {
        "indicator": indicator,
        "inside": rate.inside_events,
        "rest": rate.rest_events,
        "residents_inside": or_null(rate.inside_base, 1),
        "residents_rest": or_null(rate.rest_base, 1),
        "ratio": or_null(rate.ratio),
        "low": or_null(rate.low),
        "high": or_null(rate.high),
    }


def _rings(found: Around) -> list[Row]:
    """One row per ring: cumulative numbers, its own events by theme, and the band as its shape."""
    bands = transform_geometries(found.area.bands, found.area.crs, HOME)
    names = found.themes["theme"].tolist()
    themes = np.array([names.index(theme) for theme in found.points["theme"]], dtype=np.int64)
    table = rings.tally(found.points["ring"].to_numpy(), themes, len(bands), len(names))
    rows = []
    for number, row in enumerate(found.rings.itertuples()):
        own = dict(zip(names, table[number].tolist(), strict=True)) if found.on.is_exact else {}
        rows.append(
            {
                "radius_m": or_null(row.radius_m),
                "area_km2": or_null(row.area_km2, 4),
                "grids_whole": int(row.whole),
                "grids_part": int(row.part),
                "residents": or_null(row.residents, 1),
                "grids_unknown": int(row.unknown),
                "events": or_null(row.events),
                "ring": own,
                "geometry": geometry_row(bands[number]),
            }
        )
    return rows
