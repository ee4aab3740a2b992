"""响应圈 How far the stations come: minutes per grid, zones, who is covered, one more station."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import NotFoundError, RefusedError
from geo import isochrones
from geo.isochrones import Reach
from geo.roads import RoadGraph, anchor, build
from geo.zones import Zones, estimated_zones, surface, zones
from policy.reach import ReachRule, of_folder
from services import access, inputs, places, policies, sites
from services.access import Viewer
from services.workspace import Workspace
from store import Tx, boundaries, counts, population, runs
from vocab import AdminLevel

Floats = npt.NDArray[np.float64]
Network = Callable[[], RoadGraph | None]
LONGEST_MINUTES = 120.0
# Outlines go on a little beyond the area, so that nobody takes its border for their end.
RIM_DEG = 0.01
# Sums for those who may not see small counts: moving a limit by a minute must not tell the
# number of one grid.
COARSE = 10


class Weight(StrEnum):
    """What one more station is to reach as much of as possible."""

    RESIDENTS = "residents"
    EVENTS = "events"
    GRIDS = "grids"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """覆盖 ``part`` of ``whole`` lies within the target; NaN where unknown."""

    of: Weight
    part: float
    whole: float

    @property
    def value(self) -> float:
        return self.part / self.whole if self.whole > 0 else float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Circle:
    """The response circle of one area for one viewer.

    ``grids``: code, name, village, town, lon, lat (the point that is timed), residents (NaN
    unknown), events (NaN unknown or not to be shown), minutes (inf: never), station (code),
    is_covered, geometry; codes ascending. ``stations``: code, name, lon, lat, is_off_road.
    ``is_estimate``: by the straight line (直线估算), to be marked wherever any of it is shown.
    ``is_coarse``: sums of events are rounded to tens. ``events_from`` and ``events_to`` are day
    numbers, None where nothing is counted yet.
    """

    scope: str
    boundary_set: int
    target: float
    rule: ReachRule
    grids: pd.DataFrame
    stations: pd.DataFrame
    zones: Zones
    shares: tuple[Share, ...]
    is_estimate: bool
    is_coarse: bool
    unread_roads: int
    events_from: int | None
    events_to: int | None

    @property
    def uncovered(self) -> pd.DataFrame:
        """The grids nobody reaches in time, most residents first."""
        rows = self.grids[~self.grids["is_covered"]]
        return rows.sort_values(
            ["residents", "code"], ascending=[False, True], na_position="last", ignore_index=True
        )

    def share(self, of: Weight) -> Share:
        return next(one for one in self.shares if one.of is of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Which boundaries count, and which events."""

    set_id: int
    period: int | None
    run: runs.Run | None


def network(workspace: Workspace, viewer: Viewer) -> RoadGraph | None:
    """The roads of the folder as a graph; None where there are none.

    Raises:
        NotAllowedError.
        GeometryError: they cannot be travelled; all faults named.
    """
    found = sites.roads(workspace, viewer)
    if found is None:
        return None
    return build(found.nodes, found.edges, of_folder(workspace.settings.data).pace)


def _now(tx: Tx) -> Now:
    newest = max(runs.listed(tx), key=lambda run: run.period, default=None)
    if newest is not None:
        return Now(set_id=newest.boundary_set_id, period=newest.period, run=newest)
    sets = boundaries.sets(tx)
    if not sets:
        raise NotFoundError("boundary.no_grids", area="")
    return Now(set_id=sets[-1].id, period=None, run=None)


def _middles(shapes: npt.NDArray[np.object_]) -> Floats:
    """The middle of each grid, or a point inside where the middle lies outside; (k, 2)."""
    points = shapely.centroid(shapes)
    astray = ~shapely.covers(shapes, points)
    points[astray] = shapely.point_on_surface(shapes[astray])
    middles: Floats = shapely.get_coordinates(points)
    return middles


def _events(tx: Tx, now: Now, rule: ReachRule) -> tuple[pd.Series, int | None]:
    """Events per grid over the rule's periods, by code, and the first day they cover."""
    codes = boundaries.grid_codes(tx, now.set_id)
    if now.run is None or now.period is None:
        return pd.Series(np.nan, index=codes), None
    policy = policies.by_hash(tx, now.run.policy_hash).policy
    window = [now.period]
    while len(window) < rule.periods:
        window.append(policy.period.previous(window[-1]))
    names = [one.code for one in inputs.event_rules(policy)]
    found = counts.latest(tx, now.set_id, names, window)
    known = {period for per_period in found.revisions.values() for period in per_period}
    total = sum((n.sum(axis=1) for n in found.n.values()), np.zeros(len(codes)))
    total = sum((n.sum(axis=1) for n in found.estimated.values()), total)
    first = policy.period.first_day(min(known)) if known else None
    return pd.Series(total if known else np.nan, index=codes), first


def _grids(tx: Tx, now: Now, prefix: str, events: pd.Series, day: int) -> pd.DataFrame:
    names = places.grids(tx, now.set_id, prefix)[["code", "name", "village", "town"]]
    units = boundaries.units(tx, now.set_id, (AdminLevel.MICRO_GRID,), prefix)
    table = names.merge(units[["code", "geometry"]], on="code").dropna(subset="geometry")
    table = table.reset_index(drop=True)
    people = population.at(tx, day, prefix).set_index("code")["residents"]
    middles = _middles(table["geometry"].to_numpy(dtype=object))
    table["lon"], table["lat"] = middles[:, 0], middles[:, 1]
    table["residents"] = people.reindex(table["code"]).to_numpy(dtype=np.float64)
    table["events"] = events.reindex(table["code"]).to_numpy(dtype=np.float64)
    return table


def _stations(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    found = sites.sites(workspace, viewer, sites.STATION).dropna(subset="geometry")
    at = shapely.get_coordinates(shapely.centroid(found["geometry"].to_numpy(dtype=object)))
    rows = {"code": found["code"], "name": found["name"], "lon": at[:, 0], "lat": at[:, 1]}
    return pd.DataFrame(rows).reset_index(drop=True)


def _bounds(grids: pd.DataFrame) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(grids["geometry"].to_numpy(dtype=object))
    return west - RIM_DEG, south - RIM_DEG, east + RIM_DEG, north + RIM_DEG


def _measured(
    graph: RoadGraph | None,
    stations: Floats,
    grids: pd.DataFrame,
    levels: list[float],
    rule: ReachRule,
) -> tuple[Reach, Zones]:
    """Minutes of the grids and the outlines, over the roads or by the straight line."""
    spots = grids[["lon", "lat"]].to_numpy(dtype=np.float64)
    if graph is None:
        reached = isochrones.estimate(stations, spots, rule.line)
        return reached, estimated_zones(stations, levels, rule.line)
    ways = isochrones.spread(graph, anchor(graph, stations))
    reached = isochrones.arrive(graph, ways, anchor(graph, spots))
    on = surface(graph, _bounds(grids), rule.cell_m, rule.max_cells)
    return reached, zones(graph, ways, levels, on)


def coarse(value: float) -> float:
    """A sum rounded to tens; NaN stays NaN."""
    return float(np.floor(value / COARSE + 0.5) * COARSE)


def _shares(grids: pd.DataFrame) -> tuple[Share, ...]:
    inside = grids["is_covered"].to_numpy(dtype=np.bool_)
    shares = []
    for of in (Weight.GRIDS, Weight.RESIDENTS, Weight.EVENTS):
        amount = amounts(grids, of)
        is_known = bool(np.isfinite(amount).any())
        part, whole = np.nansum(amount[inside]), np.nansum(amount)
        nan = float("nan")
        shares.append(
            Share(
                of=of,
                part=float(part) if is_known else nan,
                whole=float(whole) if is_known else nan,
            )
        )
    return tuple(shares)


def amounts(grids: pd.DataFrame, of: Weight) -> Floats:
    """What each grid counts, NaN where unknown."""
    if of is Weight.GRIDS:
        return np.ones(len(grids))
    amount: Floats = grids[of.value].to_numpy(dtype=np.float64)
    return amount


def _target(minutes: float | None, rule: ReachRule) -> float:
    wanted = rule.target if minutes is None else float(minutes)
    if not 0 < wanted <= LONGEST_MINUTES:
        raise RefusedError("reach.minutes", minutes=minutes, most=LONGEST_MINUTES)
    return wanted


def _coarsened(made: Circle) -> Circle:
    """What those may see who see no small counts: sums in tens, no events of single grids."""
    shares = tuple(
        replace(one, part=coarse(one.part), whole=coarse(one.whole))
        if one.of is Weight.EVENTS
        else one
        for one in made.shares
    )
    return replace(made, grids=made.grids.assign(events=np.nan), shares=shares, is_coarse=True)


def exact(
    workspace: Workspace,
    viewer: Viewer,
    minutes: float | None,
    prefix: str,
    graph: RoadGraph | None,
) -> Circle:
    """:func:`circle` before small counts are withheld; for other use-cases, never for a page."""
    rule = of_folder(workspace.settings.data)
    scope, target = access.narrowed(viewer, prefix), _target(minutes, rule)
    stations = _stations(workspace, viewer)
    if stations.empty:
        raise NotFoundError("reach.no_stations")
    with workspace.store.read() as tx:
        now = _now(tx)
        events, first = _events(tx, now, rule)
        day = now.period if now.period is not None else workspace.today // 86_400
        grids = _grids(tx, now, scope.prefix, events, day)
    levels = sorted({*rule.minutes, target})
    at = stations[["lon", "lat"]].to_numpy(dtype=np.float64)
    reached, drawn = _measured(graph, at, grids, levels, rule)
    known = np.array([*stations["code"], ""], dtype=object)
    grids = grids.assign(
        minutes=reached.minutes,
        station=known[reached.station],
        is_covered=reached.within(target),
    )
    return Circle(
        scope=scope.prefix,
        boundary_set=now.set_id,
        target=target,
        rule=rule,
        grids=grids,
        stations=stations.assign(is_off_road=reached.is_off_road),
        zones=drawn,
        shares=_shares(grids),
        is_estimate=reached.is_estimate,
        is_coarse=False,
        unread_roads=0 if graph is None else graph.unread_directions + graph.unread_speeds,
        events_from=first,
        events_to=now.period if first is not None else None,
    )


def circle(
    workspace: Workspace,
    viewer: Viewer,
    *,
    minutes: float | None = None,
    prefix: str = "",
    roads: Network | None = None,
) -> Circle:
    """Which grids of an area a station reaches within ``minutes``, and the outlines.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        minutes: the target; that of the folder's rule where absent.
        prefix: code of the area; the viewer's own where empty.
        roads: gives the road graph, for a page's cache.

    Raises:
        NotAllowedError: outside the viewer's scope.
        NotFoundError: no grids, or no stations were imported.
        RefusedError: minutes out of bounds.
    """
    graph = roads() if roads is not None else network(workspace, viewer)
    made = exact(workspace, viewer, minutes, prefix, graph)
    return made if viewer.is_cleared else _coarsened(made)
