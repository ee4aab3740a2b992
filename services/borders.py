"""跨区域 What happens along the border of two or more areas: bands, segments, cases, hand-over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import NotAllowedError, NotFoundError, RefusedError
from geo import borders as shared
from geo.borders import Border, PairBorder
from geo.boundaries import measuring_crs
from geo.crs import HOME, Geometries, transform_geometries
from services import access, border_cases, point_events, sites
from services.access import Action, Viewer
from services.border_cases import CaseFigures
from services.point_events import Basis
from services.workspace import Workspace
from store import Tx, boundaries
from vocab import AdminLevel

WIDTH_M = 1000.0
SEGMENT_M = 500.0
# Who may not see small counts gets one of these: the difference of two widths tells events.
USUAL_WIDTHS_M = (420.0, 500.0, 1000.0, 2000.0)
MOST_UNITS = 20
# Units around the border that may be nearer than either of its sides, in degrees.
_AROUND_DEG = 0.02
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """The border of two of the areas.

    Attributes:
        first, second: their codes.
        border: line and lengths.
        counts: indicator, first, second (events in the band on each side), first_per_km,
            second_per_km; NaN where the side is not the viewer's or may not be told.
        pieces: number (west to east), length_m, events, rank (1 most, equal ranks for ties),
            geometry (EPSG:4490 degrees).
    """

    first: str
    second: str
    border: Border
    counts: pd.DataFrame
    pieces: pd.DataFrame

    @property
    def length_km(self) -> float:
        return self.border.length_m / 1000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Along:
    """The borders of some areas for one viewer.

    Attributes:
        units: code, name, level, geometry (EPSG:4490); is_own: in the viewer's scope.
        on: span, boundaries and what they rest on.
        width_m, segment_m: of the bands and of the pieces asked for.
        pairs: every two that share a border.
        bands: one shape per unit (EPSG:4490 degrees), ``units`` order.
        cases: cases that touch at least two of the areas, each once.
        events: lon, lat, indicator, distance_m, code of the unit: those in the bands; empty
            without clearance.
    """

    units: pd.DataFrame
    on: Basis
    width_m: float
    segment_m: float
    pairs: tuple[Pair, ...]
    bands: Geometries
    cases: CaseFigures
    events: pd.DataFrame

    @property
    def length_km(self) -> float:
        """All borders, each once."""
        return sum(pair.length_km for pair in self.pairs)

    def name(self, code: str) -> str:
        return str(self.units.loc[self.units["code"] == code, "name"].iloc[0])


def choices(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Pairs of neighbouring towns of which one is the viewer's: first, second, names, by length.

    Returns:
        first, second (codes, first < second), first_name, second_name.
    """
    access.require(viewer, Action.VIEW)
    columns = ["first", "second", "first_name", "second_name"]
    with workspace.store.read() as tx:
        sets = boundaries.sets(tx)
        if not sets:
            return pd.DataFrame(columns=columns)
        towns = boundaries.units(tx, sets[-1].id, (AdminLevel.TOWN,)).dropna(subset="geometry")
    shapes = towns["geometry"].to_numpy(dtype=object)
    codes, names = towns["code"].tolist(), towns["name"].tolist()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=1e-4)
    own = access.visible(np.array(codes, dtype=np.str_), viewer)
    own |= np.array([viewer.scope.prefix.startswith(code) for code in codes], dtype=np.bool_)
    rows = [
        (codes[i], codes[j], names[i], names[j])
        for i, j in sorted(zip(left.tolist(), right.tolist(), strict=True))
        if i < j and (own[i] or own[j])
    ]
    return pd.DataFrame(rows, columns=columns)


def along(
    workspace: Workspace,
    viewer: Viewer,
    codes: Sequence[str],
    *,
    width_m: float = WIDTH_M,
    segment_m: float = SEGMENT_M,
    tolerance_m: float | None = None,
    start: str = "",
    end: str = "",
) -> Along:
    """Figures along the borders of two or more areas of any level. Written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person; at least one area must be (in) the viewer's own, counts of the
            others are not told.
        codes: areas.
        width_m: of the band on each side. Who may not see small counts gets the usual widths.
        segment_m: length of the pieces that are ranked.
        tolerance_m: as ``geo.borders.shared_border``.
        start: first day, ISO; as ``point_events.basis``.
        end: last day, ISO.

    Raises:
        NotAllowedError: none of the areas is the viewer's.
        NotFoundError: no area of a code, or no boundaries.
        RefusedError: fewer than two areas, one twice or inside another, a width or span that
            cannot be told.
        GeometryError: impossible width, length or tolerance.
    """
    access.require(viewer, Action.VIEW)
    wanted = _wanted(codes)
    _require_usual(viewer, width_m, segment_m)
    with workspace.store.read() as tx:
        on = point_events.basis(workspace, tx, viewer, start, end)
        units, around = _units(tx, on, wanted, viewer)
        events = point_events.happened(tx, on)
    found = shared.borders(
        units["geometry"].to_numpy(dtype=object), others=around, tolerance_m=tolerance_m
    )
    if not found:
        raise NotFoundError("border.none", names="、".join(units["name"]))
    kept = _kept(events, wanted, found, width_m)
    made = Along(
        units=units,
        on=on,
        width_m=width_m,
        segment_m=segment_m,
        pairs=tuple(
            _pair(on, units, one, kept[kept["border"] == number], segment_m)
            for number, one in enumerate(found)
        ),
        bands=_bands(units, found, width_m),
        cases=border_cases.figures(on, sites.cases(workspace, viewer), wanted),
        events=_points(on, kept, wanted),
    )
    asked = f"{','.join(wanted)} width={width_m:g} days={on.first}..{on.last}"
    sites.record(workspace, viewer, "border", asked=asked, rows=len(made.pairs))
    return made


def _require_usual(viewer: Viewer, width_m: float, segment_m: float) -> None:
    if not viewer.is_cleared and (width_m not in USUAL_WIDTHS_M or segment_m != SEGMENT_M):
        usual = "、".join(f"{width:g}" for width in USUAL_WIDTHS_M)
        raise RefusedError("border.usual_widths", usual=usual, segment=f"{SEGMENT_M:g}")


def _kept(
    events: pd.DataFrame, wanted: tuple[str, ...], found: Sequence[PairBorder], width_m: float
) -> pd.DataFrame:
    """The events of the areas in the band of their nearest border, each in one."""
    owner = _owner(events["code"], wanted)
    near = shared.nearest([one.border for one in found], events["lon"], events["lat"])
    inside = shared.within(near, width_m) & (owner >= 0)
    return events.assign(owner=owner, border=near.border, distance_m=near.distance_m)[inside]


def _wanted(codes: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(sorted(set(codes)))
    if len(wanted) < 2 or len(wanted) > MOST_UNITS:
        raise RefusedError("border.two_units", most=MOST_UNITS)
    for code in wanted:
        inner = next((one for one in wanted if one != code and one.startswith(code)), None)
        if inner is not None:
            raise RefusedError("border.nested", outer=code, inner=inner)
    return wanted


def _units(
    tx: Tx, on: Basis, wanted: tuple[str, ...], viewer: Viewer
) -> tuple[pd.DataFrame, list[shapely.Geometry]]:
    """The areas, and the micro-grids of others around them (a third unit, whatever its level)."""
    every = boundaries.units(tx, on.set_id)
    grids = every[every["level"] == AdminLevel.MICRO_GRID.value].dropna(subset="geometry")
    rows = [_unit(every, grids, code) for code in wanted]
    units = pd.DataFrame(rows, columns=["code", "name", "level", "geometry"])
    own = viewer.scope.prefix
    units["is_own"] = [code.startswith(own) or own.startswith(code) for code in units["code"]]
    if not units["is_own"].any():
        raise NotAllowedError("border.not_yours", who=viewer.title, names="、".join(units["name"]))
    others = grids[[not code.startswith(wanted) for code in grids["code"]]]
    shapes = others["geometry"].to_numpy(dtype=object)
    tree = shapely.STRtree(shapes)
    near: set[int] = set()
    for shape in units["geometry"]:
        near |= set(tree.query(shapely.boundary(shape).buffer(_AROUND_DEG)).tolist())
    return units, [shapes[i] for i in sorted(near)]


def _unit(every: pd.DataFrame, grids: pd.DataFrame, code: str) -> dict[str, object]:
    own = every[every["code"] == code]
    name = str(own["name"].iloc[0]) if len(own) else ""
    level = str(own["level"].iloc[0]) if len(own) else ""
    shape = own["geometry"].iloc[0] if len(own) else None
    if shape is None:
        parts = grids.loc[grids["code"].str.startswith(code), "geometry"]
        if not len(parts):
            raise NotFoundError("border.no_unit", code=code)
        shape = shapely.union_all(np.array(list(parts), dtype=object))
    return {"code": code, "name": name or code, "level": level, "geometry": shape}


def _owner(codes: pd.Series, wanted: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """Position of the area each event was placed in, -1 for another one."""
    found = np.full(len(codes), -1, dtype=np.int64)
    for number, unit in enumerate(wanted):
        found[codes.str.startswith(unit).to_numpy(dtype=np.bool_)] = number
    return found


def _pair(
    on: Basis, units: pd.DataFrame, one: PairBorder, events: pd.DataFrame, segment_m: float
) -> Pair:
    sides = (one.first, one.second)
    return Pair(
        first=str(units["code"].iloc[one.first]),
        second=str(units["code"].iloc[one.second]),
        border=one.border,
        counts=_counts(on, units, one, events[events["owner"].isin(sides)]),
        pieces=_pieces(on, one.border, events[events["owner"].isin(sides)], segment_m),
    )


def _counts(on: Basis, units: pd.DataFrame, one: PairBorder, events: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for indicator in sorted(set(events["indicator"])):
        of = events[events["indicator"] == indicator]
        row: dict[str, object] = {"indicator": indicator}
        for side, number in (("first", one.first), ("second", one.second)):
            n = float((of["owner"] == number).sum())
            told = n if on.is_exact else point_events.coarse(n)
            row[side] = told if units["is_own"].iloc[number] else NAN
            row[f"{side}_per_km"] = shared.per_km(float(row[side]), one.border.length_m)  # type: ignore[arg-type]
        rows.append(row)
    columns = ["indicator", "first", "second", "first_per_km", "second_per_km"]
    return pd.DataFrame(rows, columns=columns)


def _pieces(on: Basis, border: Border, events: pd.DataFrame, segment_m: float) -> pd.DataFrame:
    """Equal pieces with the events nearest to each, of both sides together."""
    cut = shared.segments(border, segment_m)
    near = shared.nearest_piece(cut, events["lon"], events["lat"], border.crs)
    exact = np.bincount(near.border[near.border >= 0], minlength=len(cut)).astype(np.float64)
    told = exact if on.is_exact else np.array([point_events.coarse(n) for n in exact])
    frame = pd.DataFrame(
        {
            "number": np.arange(1, len(cut) + 1),
            "length_m": shapely.length(cut),
            "events": told,
            "geometry": transform_geometries(cut, border.crs, HOME),
        }
    )
    frame["rank"] = frame["events"].rank(method="min", ascending=False).astype(int)
    return frame.sort_values(["rank", "number"], ignore_index=True)


def _bands(units: pd.DataFrame, found: Sequence[PairBorder], width_m: float) -> Geometries:
    """The places of each area within the width of any of its borders."""
    shapes = units["geometry"].to_numpy(dtype=object)
    zone = found[0].border.crs if found else measuring_crs(shapes)
    parts: list[list[shapely.Geometry]] = [[] for _ in shapes]
    for one in found:
        left, right = shared.bands(one.border, shapes[one.first], shapes[one.second], width_m)
        parts[one.first].append(left)
        parts[one.second].append(right)
    whole = np.array([shapely.union_all(part) for part in parts], dtype=object)
    return transform_geometries(whole, zone, HOME)


def _points(on: Basis, events: pd.DataFrame, wanted: tuple[str, ...]) -> pd.DataFrame:
    shown = events if on.is_exact else events.iloc[:0]
    frame = shown[["lon", "lat", "indicator", "distance_m"]].reset_index(drop=True)
    frame["code"] = [wanted[number] for number in shown["owner"]]
    return frame
