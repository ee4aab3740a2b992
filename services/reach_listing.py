"""响应圈 The response circle as rows for the command line: zones, stations, what is not covered."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyproj
import shapely

from errors import RefusedError
from geo.crs import HOME
from services import one_more, periods, reach, sites
from services.access import Viewer
from services.one_more import OneMore
from services.reach import Circle, Share, Weight
from services.workspace import Workspace
from words import say

Row = dict[str, Any]
MOST_SITES = 20


def _or_null(value: float, decimals: int = 1) -> float | None:
    return round(float(value), decimals) if np.isfinite(value) else None


def _geometry(shape: shapely.Geometry) -> Row:
    made: Row = json.loads(shapely.to_geojson(shape))
    return made


def _row(kind: str, shape: shapely.Geometry, **cells: object) -> Row:
    """Every row has the same columns, so that they make one table."""
    empty = {"code": "", "name": "", "minutes": None, "residents": None, "events": None}
    return {"kind": kind} | empty | cells | {"geometry": _geometry(shape)}


def _area_km2(shape: shapely.Geometry) -> float:
    geod = pyproj.CRS(HOME).get_geod()
    assert geod is not None  # EPSG:4490 has an ellipsoid
    return round(abs(geod.geometry_area_perimeter(shape)[0]) / 1e6, 2)


def _zones(made: Circle) -> list[Row]:
    drawn = zip(made.zones.minutes, made.zones.shapes, strict=True)
    return [
        _row("zone", shape, minutes=minutes, area_km2=_area_km2(shape)) for minutes, shape in drawn
    ]


def _stations(made: Circle) -> list[Row]:
    return [
        _row(
            "station",
            shapely.Point(one.lon, one.lat),
            code=one.code,
            name=one.name,
            is_off_road=bool(one.is_off_road),
        )
        for one in made.stations.itertuples(index=False)
    ]


def _uncovered(made: Circle) -> list[Row]:
    return [
        _row(
            "uncovered",
            one.geometry,
            code=one.code,
            name=one.name,
            minutes=_or_null(one.minutes),
            residents=_or_null(one.residents, 0),
            events=_or_null(one.events, 0),
        )
        for one in made.uncovered.itertuples(index=False)
    ]


def _added(found: tuple[OneMore, ...]) -> list[Row]:
    return [
        _row(
            "one_more",
            shapely.Point(one.lon, one.lat),
            code=one.code,
            name=one.name,
            residents=_or_null(one.residents, 0),
            events=_or_null(one.events, 0),
            grids=len(one.codes),
        )
        for one in found
    ]


def _share(one: Share) -> Row:
    return {
        "covered": _or_null(one.part, 0),
        "of": _or_null(one.whole, 0),
        "share": _or_null(one.value, 4),
    }


def answer(
    workspace: Workspace,
    viewer: Viewer,
    *,
    minutes: float | None = None,
    prefix: str = "",
    by: Weight = Weight.RESIDENTS,
    count: int = 0,
) -> Row:
    """The response circle as one JSON object; written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        minutes: the target; that of the folder's rule where absent.
        prefix: code of the area; the viewer's own where empty.
        by: what ``count`` further stations are to reach.
        count: for how many further stations the best place is sought.

    Raises:
        NotAllowedError, NotFoundError, RefusedError: as :func:`services.reach.circle`.
    """
    if not 0 <= count <= MOST_SITES:
        raise RefusedError("reach.count", count=count, most=MOST_SITES)
    graph = reach.network(workspace, viewer)
    given = {"minutes": minutes, "prefix": prefix, "roads": lambda: graph}
    made = reach.circle(workspace, viewer, **given)  # type: ignore[arg-type]
    found = (
        one_more.one_more(workspace, viewer, by=by, count=count, **given)  # type: ignore[arg-type]
        if count
        else ()
    )
    rows = [*_zones(made), *_stations(made), *_added(found), *_uncovered(made)]
    days = [None if d is None else periods.shown(d) for d in (made.events_from, made.events_to)]
    asked = f"minutes={made.target:g} scope={made.scope}"
    sites.record(workspace, viewer, "reach", asked=asked, rows=len(made.grids))
    return {
        "scope": made.scope,
        "boundary_set": made.boundary_set,
        "minutes": made.target,
        "is_estimate": made.is_estimate,
        "note": say("reach.estimate") if made.is_estimate else say("reach.by_roads"),
        "rule": made.rule.hash,
        "counted": {"from": days[0], "to": days[1], "is_rounded": made.is_coarse},
        **{of.value: _share(made.share(of)) for of in Weight},
        "unread_roads": made.unread_roads,
        "rows": rows,
    }
