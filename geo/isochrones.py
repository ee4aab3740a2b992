"""响应圈 Minutes from the nearest station over the roads, and which one that is.

The way goes on foot from the station to the nearest road, over roads in their direction, and on
foot from the nearest road to the place. Without roads it is estimated from the straight line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from geo.crs import HOME, Floats, metric_crs, project
from geo.roads import Anchors, Bools, Ints, RoadGraph, anchor
from policy.reach import Line


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spread:
    """Minutes (inf: never) from the nearest station to each node, and which station (-1: none)."""

    minutes: Floats
    station: Ints
    stations: Anchors


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """Minutes (inf: never) from the nearest station to each of k places, and which (-1: none).

    ``is_off_road`` marks stations too far from any road: nobody leaves from them.
    ``is_estimate``: by the straight line (直线估算), to be marked wherever it is shown.
    """

    minutes: Floats
    station: Ints
    is_off_road: Bools
    is_estimate: bool

    def within(self, minutes: float) -> Bools:
        """Which places are reached in time; (k,)."""
        return np.asarray(self.minutes <= minutes, dtype=np.bool_)


def part(share: Floats, minutes: Floats) -> Floats:
    """Minutes of a share of a road; nothing of a closed road takes no time."""
    return np.where(share > 0, share * np.where(share > 0, minutes, 1.0), 0.0)


def _with_stations(graph: RoadGraph, stations: Anchors) -> csr_array:
    """The graph with one more node per station, from which its road can be left both ways."""
    size, own = len(graph.node), np.flatnonzero(stations.is_on_road)
    road, share = stations.road[own], stations.share[own]
    walk = stations.walk_minutes[own]
    ahead = walk + part(1 - share, graph.forward_minutes[road])
    back = walk + part(share, graph.backward_minutes[road])
    links = np.concatenate([ahead, back])
    source = np.tile(size + own, 2)
    target = np.concatenate([graph.end[road], graph.start[road]])
    # A road from a node back to it gives two links to one node: the longer must not be added.
    order = np.lexsort((links, target, source))
    pairs = np.stack([source, target])[:, order]
    first = np.concatenate([[True], (pairs[:, 1:] != pairs[:, :-1]).any(axis=0)])[: len(order)]
    keep = order[first & np.isfinite(links[order])]
    inner = coo_array(graph.minutes)
    total = size + len(stations.road)
    return csr_array(
        (
            np.concatenate([inner.data, links[keep]]),
            (
                np.concatenate([inner.row, source[keep]]),
                np.concatenate([inner.col, target[keep]]),
            ),
        ),
        shape=(total, total),
    )


def spread(graph: RoadGraph, stations: Anchors) -> Spread:
    """Minutes from the nearest of all stations to every node."""
    size, count = len(graph.node), len(stations.road)
    if not count:
        return Spread(minutes=np.full(size, np.inf), station=np.full(size, -1), stations=stations)
    rows = np.arange(size, size + count)
    minutes, _, source = dijkstra(
        _with_stations(graph, stations), indices=rows, min_only=True, return_predecessors=True
    )
    station = np.where(source[:size] >= size, source[:size] - size, -1)
    return Spread(minutes=minutes[:size], station=station.astype(np.int64), stations=stations)


def spread_each(graph: RoadGraph, stations: Anchors, limit: float = np.inf) -> Floats:
    """Minutes from each station to every node, (stations, n); inf beyond ``limit`` minutes."""
    size, count = len(graph.node), len(stations.road)
    rows = np.arange(size, size + count)
    found = dijkstra(_with_stations(graph, stations), indices=rows, limit=limit)
    return np.asarray(found, dtype=np.float64).reshape(count, -1)[:, :size]


def along(graph: RoadGraph, minutes: Floats, road: Ints, share: Floats) -> tuple[Floats, Bools]:
    """Minutes at points of roads from minutes at nodes, and whether the start node is nearer.

    Args:
        graph: the network.
        minutes: (..., n) at the nodes.
        road: (k,) rows of roads, none below 0.
        share: (k,) part of the road from its start.

    Returns:
        two (..., k) arrays.
    """
    ahead = minutes[..., graph.start[road]] + part(share, graph.forward_minutes[road])
    back = minutes[..., graph.end[road]] + part(1 - share, graph.backward_minutes[road])
    return np.minimum(ahead, back), np.asarray(ahead <= back, dtype=np.bool_)


def on_one_road(
    graph: RoadGraph, stations: Anchors, station: int, road: Ints, share: Floats
) -> tuple[Ints, Floats]:
    """Points on the station's own road, and the minutes from it without passing a node."""
    at = np.flatnonzero((road == stations.road[station]) & (road >= 0))
    gap = share[at] - stations.share[station]
    ahead, back = graph.forward_minutes[road[at]], graph.backward_minutes[road[at]]
    ride = np.where(gap >= 0, part(np.abs(gap), ahead), part(np.abs(gap), back))
    return at, stations.walk_minutes[station] + ride


def ride(graph: RoadGraph, ways: Spread, road: Ints, share: Floats) -> tuple[Floats, Ints]:
    """Minutes from the nearest station to points of roads (k,), and which station (-1: none)."""
    minutes, from_start = along(graph, ways.minutes, road, share)
    node = np.where(from_start, graph.start[road], graph.end[road])
    station = ways.station[node]
    for number in np.flatnonzero(ways.stations.is_on_road):
        at, direct = on_one_road(graph, ways.stations, int(number), road, share)
        is_nearer = direct < minutes[at]
        minutes[at[is_nearer]] = direct[is_nearer]
        station[at[is_nearer]] = number
    return minutes, np.where(np.isfinite(minutes), station, -1)


def arrive(graph: RoadGraph, ways: Spread, places: Anchors) -> Reach:
    """Minutes to places from the nearest station of a spread."""
    minutes, station = np.full(len(places.road), np.inf), np.full(len(places.road), -1)
    on = np.flatnonzero(places.is_on_road)
    there, station[on] = ride(graph, ways, places.road[on], places.share[on])
    minutes[on] = there + places.walk_minutes[on]
    return Reach(
        minutes=minutes,
        station=station.astype(np.int64),
        is_off_road=~ways.stations.is_on_road,
        is_estimate=False,
    )


def reach(graph: RoadGraph, stations: Floats, places: Floats) -> Reach:
    """Minutes from the nearest station to each place over the roads.

    Args:
        graph: the network.
        stations: (s, 2) EPSG:4490 degrees.
        places: (k, 2) EPSG:4490 degrees.
    """
    return arrive(graph, spread(graph, anchor(graph, stations)), anchor(graph, places))


def plane(lonlat: Floats) -> tuple[str, Floats]:
    """A metric CRS for the points, and the points in it, (k, 2)."""
    middle = lonlat.mean(axis=0)
    crs = metric_crs(float(middle[0]), float(middle[1]))
    return crs, np.column_stack(project(lonlat[:, 0], lonlat[:, 1], HOME, crs))


def estimate(stations: Floats, places: Floats, line: Line) -> Reach:
    """The same by the straight line (直线估算): geodesic metres x detour / speed."""
    size = len(places)
    minutes, station = np.full(size, np.inf), np.full(size, -1, dtype=np.int64)
    if len(stations) and size:
        _, metres_of = plane(np.concatenate([stations, places]))
        _, nearest = cKDTree(metres_of[: len(stations)]).query(metres_of[len(stations) :])
        station = np.asarray(nearest, dtype=np.int64)
        geod = pyproj.CRS(HOME).get_geod()
        assert geod is not None  # EPSG:4490 has an ellipsoid
        chosen = stations[station]
        metres = geod.inv(chosen[:, 0], chosen[:, 1], places[:, 0], places[:, 1])[2]
        minutes = np.asarray(metres, dtype=np.float64) * line.detour / (line.speed_kmh * 1000 / 60)
    off = np.zeros(len(stations), dtype=np.bool_)
    return Reach(minutes=minutes, station=station, is_off_road=off, is_estimate=True)
