"""路网 A road graph in minutes: one-way spellings, speeds, lengths, pieces, nearest road."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from errors import GeometryError
from geo.crs import HOME, Floats, Geometries, metric_crs, project, transform_geometries
from policy.reach import Pace

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NODE_COLUMNS = ("node", "lon", "lat")
EDGE_COLUMNS = ("start", "end", "road", "length_m", "speed_kmh", "oneway")
_SHOWN = 5

# One way along the drawn line, against it, both. F, T and B are a map maker's "from", "to" and
# "both" sides: F leaves the first node, T goes to it.
_FORWARD = {
    "yes",
    "y",
    "true",
    "1",
    "on",
    "f",
    "ft",
    "forward",
    "单向",
    "单行",
    "正向",
    "顺向",
    "是",
}
_BACKWARD = {"-1", "reverse", "reversed", "backward", "t", "tf", "反向", "逆向"}
_BOTH = {
    "",
    "no",
    "n",
    "false",
    "0",
    "off",
    "b",
    "both",
    "nan",
    "none",
    "null",
    "双向",
    "双行",
    "否",
}

_KMH = {
    "": 1.0,
    "kmh": 1.0,
    "km/h": 1.0,
    "kph": 1.0,
    "公里": 1.0,
    "公里/小时": 1.0,
    "千米/小时": 1.0,
}
_KMH |= {"mph": 1.609344, "knots": 1.852}
_SPEED = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z/公里千米小时]*)")
_NO_SPEED = {"", "nan", "none", "null", "no", "unknown"}
_ON_FOOT = {"walk", "walking", "foot", "步行"}
_FASTEST_KMH = 200.0


class Directions(NamedTuple):
    """Which way each road may be used along its drawn line; ``is_unread``: spelling unknown."""

    forward: Bools
    backward: Bools
    is_unread: Bools


class Speeds(NamedTuple):
    """Stated speeds, NaN where none is stated or the text is unread."""

    kmh: Floats
    is_unread: Bools


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadGraph:
    """路网 n nodes and m roads, ready to travel.

    ``node`` holds the sent names, ``lon`` and ``lat`` EPSG:4490 degrees. ``minutes`` is (n, n):
    the fastest way from a node to the next, none stored where there is no road or only against
    its direction. Per road: ``start`` and ``end`` (node rows), ``lines`` (metres in ``crs``),
    ``forward_minutes`` and ``backward_minutes`` (inf: not allowed). ``piece`` numbers the parts
    inside which every node reaches every other; ``is_usable`` says that both ends of a road lie
    on one piece of at least the pace's ``min_nodes``: only there do people start and arrive.
    ``unread_directions`` and ``unread_speeds`` count texts nobody understood: those roads are
    taken as open both ways, at the speed of their class.
    """

    node: npt.NDArray[np.object_]
    lon: Floats
    lat: Floats
    minutes: csr_array
    start: Ints
    end: Ints
    lines: Geometries
    forward_minutes: Floats
    backward_minutes: Floats
    is_usable: Bools
    piece: Ints
    crs: str
    pace: Pace
    unread_directions: int
    unread_speeds: int


def _texts(values: Sequence[object] | pd.Series) -> list[str]:
    """Lower-case texts; missing is "", 1.0 is 1."""
    series = pd.Series(values)
    plain = ["" if missing else str(v) for v, missing in zip(series, series.isna(), strict=True)]
    return [re.sub(r"\.0+$", "", text.strip().lower()) for text in plain]


def directions(values: Sequence[object] | pd.Series) -> Directions:
    """Read one-way marks (单行) of any common spelling; an unknown one is open both ways.

    Known: yes, true, 1, F, FT, forward | -1, reverse, T, TF, backward | no, false, 0, B, both,
    missing; and the Chinese words 单向, 反向, 双向 and their likes.
    """
    texts = _texts(values)
    ahead = np.array([text in _FORWARD for text in texts], dtype=np.bool_)
    against = np.array([text in _BACKWARD for text in texts], dtype=np.bool_)
    both = np.array([text in _BOTH for text in texts], dtype=np.bool_)
    return Directions(~against, ~ahead, ~(ahead | against | both))


def _speed(text: str, walking_kmh: float) -> float | None:
    """One text as km/h, NaN for "none stated", None when unread."""
    if text in _NO_SPEED:
        return float("nan")
    if text in _ON_FOOT:
        return walking_kmh
    # Sections of one road with several limits: the lowest cannot promise too much.
    parts = [_SPEED.fullmatch(part.strip()) for part in re.split("[;|]", text)]
    found = [float(m[1]) * _KMH[m[2]] for m in parts if m is not None and m[2] in _KMH]
    is_read = len(found) == len(parts) and all(0 < one <= _FASTEST_KMH for one in found)
    return min(found) if is_read else None


def speeds(values: Sequence[object] | pd.Series, walking_kmh: float) -> Speeds:
    """Read stated speeds: 50, "50", "30 mph", "50;30" (the lowest), "walk", "50公里/小时".

    Args:
        values: numbers or texts; missing is no statement.
        walking_kmh: what "walk" means.
    """
    read = [_speed(text, walking_kmh) for text in _texts(values)]
    kmh = np.array([np.nan if one is None else one for one in read], dtype=np.float64)
    return Speeds(kmh, np.array([one is None for one in read], dtype=np.bool_))


def _faults(nodes: pd.DataFrame, edges: pd.DataFrame) -> list[str]:
    """Everything that makes the two frames unusable, as short texts."""
    missing = [c for c in NODE_COLUMNS if c not in nodes] + [
        c for c in EDGE_COLUMNS if c not in edges
    ]
    if missing:
        return missing
    found = []
    twice = nodes.loc[nodes["node"].duplicated(), "node"]
    astray = nodes.loc[~np.isfinite(nodes[["lon", "lat"]].astype(float)).all(axis=1), "node"]
    ends = pd.concat([edges["start"], edges["end"]])
    unknown = ends[~ends.isin(nodes["node"])].drop_duplicates()
    length = pd.to_numeric(edges["length_m"], errors="coerce")
    negative = edges.loc[length < 0, "start"]
    for name, rows in (
        ("node", twice),
        ("lon/lat", astray),
        ("start/end", unknown),
        ("length_m", negative),
    ):
        if len(rows):
            found.append(f"{name}: {', '.join(map(str, rows[:_SHOWN]))} ({len(rows)})")
    return found


def _lines(edges: pd.DataFrame, ends: Floats) -> Geometries:
    """Drawn lines in degrees; the straight one between the nodes where none is drawn."""
    straight = shapely.linestrings(ends)
    if "geometry" not in edges:
        return np.asarray(straight, dtype=object)
    drawn = edges["geometry"].to_numpy(dtype=object)
    is_line = (shapely.get_type_id(drawn) == 1) & ~shapely.is_empty(drawn)
    return np.asarray(np.where(is_line, drawn, straight), dtype=object)


def _metres(edges: pd.DataFrame, lines: Geometries) -> Floats:
    """Stated lengths; the geodesic length of the line where none is stated."""
    stated: Floats = pd.to_numeric(edges["length_m"], errors="coerce").to_numpy(
        dtype=np.float64, copy=True
    )
    lacking = np.flatnonzero(~np.isfinite(stated))
    geod = pyproj.CRS(HOME).get_geod()
    assert geod is not None  # EPSG:4490 has an ellipsoid
    drawn = [float(geod.geometry_length(line)) for line in lines[lacking]]
    stated[lacking] = np.array(drawn, dtype=np.float64)
    return stated


def _fastest(start: Ints, end: Ints, minutes: Floats, size: int) -> csr_array:
    """The directed graph; of parallel roads the fastest stays, loops and closed ways go."""
    keep = np.isfinite(minutes) & (start != end)
    start, end, minutes = start[keep], end[keep], minutes[keep]
    order = np.lexsort((minutes, end, start))
    start, end, minutes = start[order], end[order], minutes[order]
    first = np.ones(len(start), dtype=np.bool_)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    return csr_array((minutes[first], (start[first], end[first])), shape=(size, size))


def build(nodes: pd.DataFrame, edges: pd.DataFrame, pace: Pace) -> RoadGraph:
    """A road graph of two frames.

    Args:
        nodes: node, lon, lat (EPSG:4490 degrees).
        edges: start, end (nodes), road (class), length_m (NaN: from the geometry), speed_kmh
            (number or text, missing: by class), oneway (any spelling), optionally geometry
            (LineString in degrees from start to end; missing: straight).
        pace: speeds by class, walking.

    Raises:
        GeometryError: columns are missing, nodes are double or without a place, roads name
            unknown nodes or have negative lengths; all faults in one message.
    """
    faults = _faults(nodes, edges)
    if faults or nodes.empty:
        raise GeometryError("reach.bad_roads", faults="；".join(faults) or "node")
    place = pd.Series(np.arange(len(nodes)), index=nodes["node"].to_numpy())
    lon, lat = (nodes[name].to_numpy(dtype=np.float64) for name in ("lon", "lat"))
    start, end = (place.reindex(edges[n]).to_numpy(dtype=np.int64) for n in ("start", "end"))
    ends = np.stack([np.column_stack([lon[at], lat[at]]) for at in (start, end)], axis=1)
    lines = _lines(edges, ends)
    stated = speeds(edges["speed_kmh"], pace.walking_kmh)
    of_class = (
        edges["road"].map(dict(pace.class_kmh)).fillna(pace.other_kmh).to_numpy(dtype=np.float64)
    )
    kmh = np.where(np.isfinite(stated.kmh), stated.kmh, of_class) * pace.limit_share
    minutes = _metres(edges, lines) / (kmh * 1000 / 60)
    way = directions(edges["oneway"])
    ahead, back = np.where(way.forward, minutes, np.inf), np.where(way.backward, minutes, np.inf)
    both_ways = (
        np.concatenate([start, end]),
        np.concatenate([end, start]),
        np.concatenate([ahead, back]),
    )
    graph = _fastest(*both_ways, len(nodes))
    _, piece = connected_components(graph, directed=True, connection="strong")
    is_large = np.bincount(piece)[piece[start]] >= pace.min_nodes
    crs = metric_crs(float(lon.mean()), float(lat.mean()))
    return RoadGraph(
        node=nodes["node"].to_numpy(dtype=object),
        lon=lon,
        lat=lat,
        minutes=graph,
        start=start,
        end=end,
        lines=transform_geometries(lines, HOME, crs),
        forward_minutes=ahead,
        backward_minutes=back,
        is_usable=is_large & (piece[start] == piece[end]),
        piece=piece.astype(np.int64),
        crs=crs,
        pace=pace,
        unread_directions=int(way.is_unread.sum()),
        unread_speeds=int(stated.is_unread.sum()),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchors:
    """落脚点 Where k places stand on the road, and the minutes on foot to get there.

    ``road`` is the row of the road, -1 where all are too far; ``share`` the part of it from its
    start, 0 to 1.
    """

    road: Ints
    share: Floats
    walk_minutes: Floats

    @property
    def is_on_road(self) -> Bools:
        return self.road >= 0


def anchor(graph: RoadGraph, lonlat: Floats) -> Anchors:
    """The nearest point of a usable road for each place, at most ``max_walk_m`` away.

    Args:
        graph: the network.
        lonlat: (k, 2) EPSG:4490 degrees.
    """
    places = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    x, y = project(places[:, 0], places[:, 1], HOME, graph.crs)
    points = shapely.points(np.column_stack([x, y]))
    offered = np.flatnonzero(graph.is_usable)
    found, distance = shapely.STRtree(graph.lines[offered]).query_nearest(
        points,
        # A limit of 0 is refused; a thousandth of a millimetre stands for it.
        max_distance=max(graph.pace.max_walk_m, 1e-6),
        return_distance=True,
        all_matches=False,
    )
    road, share = np.full(len(points), -1, dtype=np.int64), np.zeros(len(points))
    walk = np.full(len(points), np.inf)
    at, chosen = found[0], offered[found[1]]
    road[at] = chosen
    along = shapely.line_locate_point(graph.lines[chosen], points[at], normalized=True)
    share[at] = np.nan_to_num(along)
    walk[at] = distance / (graph.pace.walking_kmh * 1000 / 60)
    return Anchors(road=road, share=share, walk_minutes=walk)


def against(graph: RoadGraph) -> RoadGraph:
    """The same network with every road turned round: what leads to a place instead of from it."""
    return replace(
        graph,
        minutes=csr_array(graph.minutes.T),
        forward_minutes=graph.backward_minutes,
        backward_minutes=graph.forward_minutes,
    )
