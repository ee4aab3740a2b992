"""周边 What surrounds the grids, for who may see it: venues, stations, zones, roads, cases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import NotFoundError, RefusedError
from geo import crs
from services import access
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, boundaries
from store import cases as case_rows
from store import roads as road_rows
from store import sites as site_rows
from store.roads import Roads

VENUE, STATION, ZONE = "venue", "station", "zone"
KINDS = (VENUE, STATION, ZONE)
# A station or a stadium just across the border acts on the viewer's own grids.
REACH_M = 5000.0
# From a town on, an area is small enough that all in it are concerned by its cases.
TOWN_DIGITS = 9


def sites(workspace: Workspace, viewer: Viewer, kind: str) -> pd.DataFrame:
    """Venues, stations or zones that lie in the viewer's area or within 5 km of it.

    Args:
        workspace: the data folder.
        viewer: who asks.
        kind: venue, station or zone.

    Returns:
        kind, code (ascending), name, category, owner, days (tuples of day numbers, e.g. match
        days), geometry (shapely, EPSG:4490 degrees).

    Raises:
        NotAllowedError.
        RefusedError: another kind.
    """
    access.require(viewer, Action.VIEW)
    if kind not in KINDS:
        raise RefusedError("site.kind", kind=kind)
    with workspace.store.read() as tx:
        found = site_rows.current(tx, kind)
        seen = _near(tx, found["geometry"].to_numpy(dtype=object), viewer)
    shown = found[seen].reset_index(drop=True)
    shown.insert(0, "kind", pd.Series([kind] * len(shown), dtype="str"))
    return shown


def site(workspace: Workspace, viewer: Viewer, kind: str, code: str) -> pd.Series:
    """One site by its code; the columns of ``sites``.

    Raises:
        NotAllowedError.
        NotFoundError: none of this code that the viewer may see; the codes there are named.
    """
    found = sites(workspace, viewer, kind)
    own = found[found["code"] == code]
    if own.empty:
        known = "、".join(f"{one.code} {one.name}" for one in found[["code", "name"]].itertuples())
        raise NotFoundError("site.none", code=code, known=known or "—")
    return own.iloc[0]


def roads(workspace: Workspace, viewer: Viewer) -> Roads | None:
    """The road network in use, whole for everybody: travel near a border needs what lies beyond.

    Raises:
        NotAllowedError.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        return road_rows.current(tx)


def cases(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Cross-border cases that concern the viewer's area, each once, by day and number.

    A case concerns an area when it was found there, handed there, or touches it: one of its codes
    lies in the viewer's scope, or is the town or village that holds it.

    Returns:
        case, day, theme, lon, lat (EPSG:4490 degrees, NaN unknown), found_in, handed_to, areas
        (tuples of codes), accepted_day, closed_day (``Int64``), status.

    Raises:
        NotAllowedError.
    """
    access.require(viewer, Action.VIEW)
    with workspace.store.read() as tx:
        found = case_rows.current(tx)
    prefix = viewer.scope.prefix
    named = zip(found["found_in"], found["handed_to"], found["areas"], strict=True)
    seen = [_concerns((first, second, *areas), prefix) for first, second, areas in named]
    return found[np.array(seen, dtype=np.bool_)].reset_index(drop=True)


def record(
    workspace: Workspace, viewer: Viewer, what: str, *, asked: str = "", rows: int = 0
) -> None:
    """Write into the audit that sites or cases were shown or handed out."""
    action = Action.EXPORT if viewer.purpose == "export" else Action.VIEW
    with workspace.store.begin() as tx:
        access.record(tx, workspace, viewer, action, what, asked=asked, rows=rows)


def _concerns(areas: Sequence[str], prefix: str) -> bool:
    return not prefix or any(
        code.startswith(prefix) or (len(code) >= TOWN_DIGITS and prefix.startswith(code))
        for code in areas
        if code
    )


def _near(tx: Tx, shapes: npt.NDArray[np.object_], viewer: Viewer) -> npt.NDArray[np.bool_]:
    """Which shapes lie in the viewer's area or within REACH_M of it."""
    everything = np.ones(len(shapes), dtype=np.bool_)
    if not viewer.scope.prefix or not len(shapes):
        return everything
    sets = boundaries.sets(tx)
    if not sets:
        return ~everything
    own = boundaries.units(tx, sets[-1].id, prefix=viewer.scope.prefix)["geometry"]
    area = own.to_numpy(dtype=object)[~shapely.is_missing(own.to_numpy(dtype=object))]
    if not len(area):
        return ~everything
    west, south, east, north = shapely.total_bounds(area)
    metric = crs.metric_crs((west + east) / 2, (south + north) / 2)
    tree = shapely.STRtree(crs.transform_geometries(area, crs.HOME, metric))
    there = crs.transform_geometries(shapes, crs.HOME, metric)
    near = tree.query(there, predicate="dwithin", distance=REACH_M)[0]
    return np.isin(np.arange(len(shapes)), near)
