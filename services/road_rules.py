"""路网 A road file as one network: nodes numbered, every road sound or refused with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from geo import crs
from geo.roads import directions, speeds
from services.row_faults import Effect, Hit, RowRule, Scene, judge, scene_of
from services.row_rules import id_number, mobile_number, rule, shifted_cells
from store.ingest.roads import RawPart, RawRoads
from store.roads import NODE_COLUMNS, Roads
from vocab import Datum

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Objects = npt.NDArray[np.object_]

# Ends of two roads that meet are the same point to about a centimetre.
DECIMALS = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """``read`` = edges of ``roads`` + ``quarantined``; nodes no road needs are left out.

    ``faults`` are those of the roads. ``unread_oneway`` and ``unread_speed`` count roads whose
    text nobody understood: they count as open both ways, and as without a limit of their own.
    """

    roads: Roads
    faults: pd.DataFrame
    read: int
    quarantined: int
    unread_oneway: int
    unread_speed: int


def apply(raw: RawRoads, now: dt.datetime) -> Network:
    """Judge every road of a file and number its nodes.

    Args:
        raw: edges, and nodes where the file has them.
        now: the clock, aware.

    Raises:
        GeometryError: a CRS that cannot be used.
    """
    edges = raw.edges
    scene = scene_of(edges.raw, int(now.timestamp()))
    lines, broken = _lines(edges)
    if raw.nodes is None:
        broken |= shapely.is_missing(lines)
        start, end, places = _ends(lines)
        unknown = np.zeros(len(edges), dtype=np.bool_)
    else:
        start, end, places, unknown = _named(raw.nodes, edges)
        lines = _straightened(lines, start, end, places, ~unknown)
    length = scene.numbers.get("length_m", np.full(len(edges), np.nan))
    negative = np.asarray(length < 0, dtype=np.bool_)
    rules = [
        *map(rule, (shifted_cells, id_number, mobile_number)),
        _marked("broken_road", broken, _shape_field(scene)),
        _marked("unknown_node", unknown & ~broken, "start"),
        _marked("negative_length", negative, "length_m"),
    ]
    faults, at = judge(scene, rules)
    bad = np.zeros(len(edges), dtype=np.bool_)
    bad[at] = True
    # Nobody's pace is known here: "on foot" is no limit of a road.
    said = speeds(edges.raw.text("speed_kmh"), float("nan"))
    table = pd.DataFrame(
        {
            "start": start,
            "end": end,
            "road": edges.raw.text("road").to_numpy(dtype=object),
            "length_m": np.where(length > 0, length, np.nan),
            "speed_kmh": said.kmh,
            "oneway": edges.raw.text("oneway").to_numpy(dtype=object),
            "geometry": pd.Series(lines, dtype=object),
        }
    )
    roads = _numbered(table[~bad], places)
    way = directions(roads.edges["oneway"])
    return Network(
        roads=roads,
        faults=faults,
        read=len(edges),
        quarantined=int(bad.sum()),
        unread_oneway=int(way.is_unread.sum()),
        unread_speed=int((said.is_unread & ~bad).sum()),
    )


def _shape_field(scene: Scene) -> str:
    """The field in whose column a road without a usable line is told."""
    return "start" if scene.has("start") else next(iter(scene.raw.fields), "road")


def _marked(name: str, mask: Bools, field: str) -> RowRule:
    def find(scene: Scene) -> list[Hit]:
        return scene.hits(mask, field)

    found: Callable[[Scene], list[Hit]] = find
    return RowRule(name=name, effect=Effect.QUARANTINED, find=found)


def _home(part: RawPart, usable: Objects) -> Objects:
    return crs.to_home(usable, part.crs, part.raw.profile.datum or Datum.CGCS2000)


def _lines(edges: RawPart) -> tuple[Objects, Bools]:
    """Lines in EPSG:4490 degrees (None where not drawn or unusable), and which are unusable."""
    size = len(edges)
    lines = np.full(size, None, dtype=object)
    if edges.geometry is None:
        return lines, np.zeros(size, dtype=np.bool_)
    drawn = shapely.line_merge(shapely.force_2d(edges.geometry))
    bounds = shapely.bounds(drawn)
    good = (shapely.get_type_id(drawn) == 1) & np.isfinite(bounds).all(axis=1)
    good &= shapely.length(drawn) > 0
    lines[good] = drawn[good]
    # A road without a line may still run straight between two nodes it names.
    bad = ~good & ~shapely.is_missing(edges.geometry)
    return _home(edges, lines) if good.any() else lines, np.asarray(bad, dtype=np.bool_)


def _ends(lines: Objects) -> tuple[Ints, Ints, Floats]:
    """Node rows of both ends of each line (-1 without a line) and the places of the nodes."""
    drawn = ~shapely.is_missing(lines)
    ends = [shapely.get_point(lines[drawn], place) for place in (0, -1)]
    points = np.round(shapely.get_coordinates(np.concatenate(ends)), DECIMALS)
    places, of = np.unique(points, axis=0, return_inverse=True)
    start, end = (np.full(len(lines), -1, dtype=np.int64) for _ in range(2))
    half = int(drawn.sum())
    start[drawn], end[drawn] = of[:half], of[half:]
    return start, end, places


def _named(nodes: RawPart, edges: RawPart) -> tuple[Ints, Ints, Floats, Bools]:
    """Node rows by the names edges give, their places, and which edges name one in vain."""
    names, places = nodes.raw.text("node").to_numpy(dtype=object), _node_places(nodes)
    usable = (names != "") & np.isfinite(places).all(axis=1)
    # Of a node written twice the last place counts, as with rows of other files.
    row_of = pd.Series(np.flatnonzero(usable), index=names[usable])
    row_of = row_of[~row_of.index.duplicated(keep="last")]
    start, end = (
        row_of.reindex(edges.raw.text(name).to_numpy(dtype=object))
        .fillna(-1)
        .to_numpy(dtype=np.int64)
        for name in ("start", "end")
    )
    return start, end, places, (start < 0) | (end < 0)


def _node_places(nodes: RawPart) -> Floats:
    fields = nodes.raw.fields
    if "lon" in fields:
        pair = [pd.to_numeric(fields[n], errors="coerce").to_numpy(float) for n in ("lon", "lat")]
        x, y = crs.to_wgs84(pair[0], pair[1], nodes.raw.profile.datum or Datum.CGCS2000)
        return np.column_stack([x, y])
    places = np.full((len(nodes), 2), np.nan)
    if nodes.geometry is None:
        return places
    points = shapely.force_2d(nodes.geometry)
    good = (shapely.get_type_id(points) == 0) & ~shapely.is_empty(points)
    if good.any():
        places[good] = shapely.get_coordinates(_home(nodes, points[good]))
    return places


def _straightened(lines: Objects, start: Ints, end: Ints, places: Floats, known: Bools) -> Objects:
    """Lines from the start node to the end node; straight ones where none is drawn.

    A line drawn the other way round is turned, so that one-way marks mean the same everywhere.
    """
    out = lines.copy()
    bare = shapely.is_missing(lines) & known
    pairs = np.stack([places[start[bare]], places[end[bare]]], axis=1)
    out[bare] = shapely.linestrings(pairs) if bare.any() else out[bare]
    drawn = np.flatnonzero(~shapely.is_missing(lines) & known)
    first = shapely.get_coordinates(shapely.get_point(lines[drawn], 0))
    turned = np.hypot(*(first - places[start[drawn]]).T) > np.hypot(*(first - places[end[drawn]]).T)
    out[drawn[turned]] = shapely.reverse(lines[drawn[turned]])
    return out


def _numbered(edges: pd.DataFrame, places: Floats) -> Roads:
    """Nodes that a road uses, numbered from 0; lengths along the line where none is written."""
    used = np.unique(edges[["start", "end"]].to_numpy(dtype=np.int64))
    number = np.full(len(places), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    rows = edges.assign(**{name: number[edges[name].to_numpy()] for name in ("start", "end")})
    missing = rows["length_m"].isna().to_numpy(dtype=np.bool_)
    if missing.any():
        length = rows["length_m"].to_numpy(dtype=np.float64, copy=True)
        length[missing] = geodesic_m(rows["geometry"].to_numpy(dtype=object)[missing])
        rows = rows.assign(length_m=length)
    nodes = pd.DataFrame(
        {"node": np.arange(len(used)), "lon": places[used, 0], "lat": places[used, 1]},
        columns=list(NODE_COLUMNS),
    )
    return Roads(nodes=nodes, edges=rows.reset_index(drop=True))


def geodesic_m(lines: Objects) -> Floats:
    """Metres along lines in EPSG:4490 degrees, on the ellipsoid."""
    globe = pyproj.Geod(ellps="GRS80")
    points, of = shapely.get_coordinates(lines, return_index=True)
    if len(points) < 2:
        return np.zeros(len(lines))
    near, far = points[:-1], points[1:]
    _, _, step = globe.inv(near[:, 0], near[:, 1], far[:, 0], far[:, 1])
    same = of[:-1] == of[1:]
    metres = np.bincount(of[:-1][same], np.asarray(step)[same], minlength=len(lines))
    return np.asarray(metres, dtype=np.float64)
