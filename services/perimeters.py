"""场馆周边 The surroundings of a venue for a span: rings, six themes, funnel, grids, match days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from analytics.match_days import PhaseCount, phase_counts
from analytics.rate_ratio import RateRatio, rate_ratio
from errors import NotFoundError, RefusedError
from geo import perimeters as rings
from geo.crs import HOME, Geometries, transform_geometries
from geo.perimeters import Inside, Perimeter
from services import access, perimeter_tables, point_events, sites
from services.access import Action, Viewer
from services.point_events import Basis
from services.workspace import Workspace
from store import Tx

VENUE_INDICATOR = "venue"
# A zone of this category is a river or a motorway that nobody crosses.
BARRIER = "屏障"
RADII_M = (300.0, 500.0, 1000.0)
MATCH_PERIODS = 13
MATCH_WINDOW = 7
# No degree in China is shorter: nearer venues are never missed.
_METRES_PER_DEG = 60_000.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Around:
    """The surroundings of one venue for one viewer; a number that may not be told is NaN.

    Attributes:
        code, name, category, owner, days: the venue (days: match days as day numbers).
        on: span, boundaries and what they rest on.
        area: rings and their shapes.
        is_cut: a barrier cuts off a part of the rings.
        rings: radius_m, area_km2, whole, part (grids), residents, unknown, events; cumulative.
        themes: theme, total, open, has_open; the six themes first, then others that were sent.
        stages: stage, reached.
        rates: indicator and the ratio of rates inside against the rest of the same towns.
        base: residents inside and in the rest of the same towns.
        phases: () without match days, without clearance, or for a place that is no venue.
        phase_from: first day looked at for the phases.
        grids: code, name, share, is_whole of the grids that the widest ring touches.
        points: lon, lat, theme, is_open, ring of the events; empty without clearance.
        without_point: events of the same towns that no ring can hold.
        shared: events that a nearer venue has.
    """

    code: str
    name: str
    category: str
    owner: str
    days: tuple[int, ...]
    on: Basis
    area: Perimeter
    is_cut: bool
    rings: pd.DataFrame
    themes: pd.DataFrame
    stages: pd.DataFrame
    rates: tuple[tuple[str, RateRatio], ...]
    base: tuple[float, float]
    phases: tuple[PhaseCount, ...]
    phase_from: int
    grids: pd.DataFrame
    points: pd.DataFrame
    without_point: int
    shared: int

    @property
    def total(self) -> float:
        """Venue events inside the widest ring."""
        return float(self.rings["events"].iloc[-1])

    @property
    def open(self) -> float:
        """Those not closed; NaN where that may not be told."""
        return float(self.total - self.stages["reached"].iloc[-1])

    def discs(self) -> Geometries:
        """The rings in EPSG:4490 degrees, narrowest first."""
        return transform_geometries(self.area.discs, self.area.crs, HOME)


def places(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Venues, then zones drawn as perimeters, that the viewer may choose: frame of ``sites``.

    Raises:
        NotAllowedError.
    """
    venues = sites.sites(workspace, viewer, sites.VENUE)
    zones = sites.sites(workspace, viewer, sites.ZONE)
    drawn = zones[(zones["category"] != BARRIER) & ~zones["code"].isin(venues["code"])]
    return pd.concat([venues, drawn], ignore_index=True)


def around(
    workspace: Workspace,
    viewer: Viewer,
    code: str,
    *,
    radii_m: Sequence[float] = RADII_M,
    start: str = "",
    end: str = "",
) -> Around:
    """The surroundings of one venue (or zone) by its code. Written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        code: of the venue or zone.
        radii_m: rising metres; 0 is the shape itself. Who may not see small counts gets the
            usual radii only.
        start: first day, ISO; as ``point_events.basis``.
        end: last day, ISO.

    Raises:
        NotAllowedError: no permission to view.
        NotFoundError: no such venue the viewer may see, or no boundaries.
        RefusedError: radii or span that cannot be told to this viewer.
        GeometryError: impossible radii.
    """
    access.require(viewer, Action.VIEW)
    known = places(workspace, viewer)
    own = known[known["code"] == code]
    if own.empty:
        named = "、".join(f"{one.code} {one.name}" for one in known.itertuples(index=False))
        raise NotFoundError("site.none", code=code, known=named or "—")
    place = own.iloc[0]
    wanted = tuple(float(radius) for radius in radii_m)
    if not viewer.is_cleared and wanted not in (RADII_M, (0.0,)):
        raise RefusedError("perimeter.usual_radii")
    barriers = _barriers(workspace, viewer)
    others = known[(known["kind"] == sites.VENUE) & (place["kind"] == sites.VENUE)]
    with workspace.store.read() as tx:
        on = point_events.basis(workspace, tx, viewer, start, end)
        made = _made(tx, on, place, others, wanted, barriers)
    asked = f"{code} radii={','.join(f'{r:g}' for r in wanted)} days={on.first}..{on.last}"
    sites.record(workspace, viewer, "perimeter", asked=asked, rows=len(made.rings))
    return made


def drawn(
    workspace: Workspace,
    viewer: Viewer,
    shape: shapely.Geometry,
    *,
    name: str,
    radii_m: Sequence[float] = (0.0,),
    start: str = "",
    end: str = "",
) -> Around:
    """A perimeter somebody drew (EPSG:4490 degrees), for those who may see small counts.

    Raises:
        NotAllowedError: who may not see small counts may not draw: two shapes that differ by one
            house would tell its events.
        GeometryError: a shape or radii that cannot be used.
    """
    access.require(viewer, Action.EXACT)
    if not viewer.is_cleared:
        raise RefusedError("perimeter.usual_radii")
    place = pd.Series(
        {
            "kind": "drawn",
            "code": "",
            "name": name,
            "category": "",
            "owner": "",
            "days": (),
            "geometry": shape,
        }
    )
    barriers = _barriers(workspace, viewer)
    none = pd.DataFrame({"code": [], "geometry": []}, dtype=object)
    with workspace.store.read() as tx:
        on = point_events.basis(workspace, tx, viewer, start, end)
        made = _made(tx, on, place, none, tuple(radii_m), barriers)
    asked = f"drawn {shapely.to_wkt(shape, rounding_precision=5)[:200]}"
    sites.record(workspace, viewer, "perimeter", asked=asked, rows=len(made.rings))
    return made


def _barriers(workspace: Workspace, viewer: Viewer) -> list[shapely.Geometry]:
    zones = sites.sites(workspace, viewer, sites.ZONE)
    return list(zones.loc[zones["category"] == BARRIER, "geometry"])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Held:
    """Events of the towns around with the ring each is in; ``own``: no other venue is nearer."""

    events: pd.DataFrame
    ring: npt.NDArray[np.int64]
    own: npt.NDArray[np.bool_]


def _made(
    tx: Tx,
    on: Basis,
    place: pd.Series,
    venues: pd.DataFrame,
    radii: tuple[float, ...],
    barriers: Sequence[shapely.Geometry],
) -> Around:
    area = rings.perimeter(place["geometry"], radii, barriers=barriers)
    free = rings.perimeter(place["geometry"], radii[-1:]) if barriers else area
    units = point_events.grids(tx, on)
    shapes = units["geometry"].to_numpy(dtype=object)
    inside = rings.grids_inside(area, shapes, units["residents"].to_numpy())
    pool = _pool(units["code"], inside, on.pool_digits)
    rank, before = _ranked(area, place, venues, barriers)
    back = on.calendar.shift(on.calendar.containing(on.last), 1 - MATCH_PERIODS)
    first = on.calendar.first_day(back)
    held = _held(rank, before, point_events.happened(tx, on))
    own = held.events[held.own & (held.events["indicator"] == VENUE_INDICATOR)]
    own = own.assign(ring=held.ring[own.index], stage=perimeter_tables.stage_of(own["status"]))
    unplaced = held.events["lon"].isna().to_numpy() & _in_pool(held.events, pool)
    themes, splits_hidden = perimeter_tables.theme_table(on, own)
    return Around(
        code=str(place["code"]),
        name=str(place["name"]),
        category=str(place["category"]),
        owner=str(place["owner"]),
        days=tuple(int(day) for day in place["days"]),
        on=on,
        area=area,
        is_cut=bool(area.areas_m2[-1] < free.areas_m2[-1] * 0.999),
        rings=perimeter_tables.ring_table(on, area, inside, own),
        themes=themes,
        stages=perimeter_tables.stage_table(on, own, splits_hidden=splits_hidden),
        rates=_rates(on, held, pool, inside, units),
        base=_base(inside, units, pool),
        grids=perimeter_tables.grid_table(units, inside),
        points=perimeter_tables.point_table(on, own),
        without_point=int(unplaced.sum()) if on.is_exact else 0,
        shared=_shared(held) if on.is_exact else 0,
        phases=_phases(tx, on, first, place, rank, before),
        phase_from=first,
    )


def _ranked(
    area: Perimeter, place: pd.Series, venues: pd.DataFrame, barriers: Sequence[shapely.Geometry]
) -> tuple[list[Perimeter], int]:
    """The perimeters that may overlap this one, by code, and the position of this one."""
    shapes = venues["geometry"].to_numpy(dtype=object)
    near = shapely.dwithin(shapes, place["geometry"], 2 * area.radii_m[-1] / _METRES_PER_DEG)
    if area.radii_m[0] == 0:
        near &= shapely.area(shapes) > 0
    others = venues[near & (venues["code"] != place["code"]).to_numpy()]
    made = [rings.perimeter(one, area.radii_m, barriers=barriers) for one in others["geometry"]]
    before = int((others["code"] < place["code"]).sum())
    return [*made[:before], area, *made[before:]], before


def _pool(codes: pd.Series, inside: Inside, digits: int) -> tuple[str, ...]:
    touched = codes[inside.share[-1] > 0]
    return tuple(sorted({code[:digits] for code in touched}))


def _in_pool(frame: pd.DataFrame, pool: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    inside = [code.startswith(pool) for code in frame["code"]] if pool else [False] * len(frame)
    return np.array(inside, dtype=np.bool_)


def _held(rank: Sequence[Perimeter], place: int, events: pd.DataFrame) -> _Held:
    lon, lat = events["lon"].to_numpy(), events["lat"].to_numpy()
    ring, _ = rings.rings_of(rank[place], lon, lat)
    owner, _ = rings.owners(rank, lon, lat)
    return _Held(events=events, ring=ring, own=(ring >= 0) & (owner == place))


def _shared(held: _Held) -> int:
    is_venue = (held.events["indicator"] == VENUE_INDICATOR).to_numpy(dtype=np.bool_)
    return int((is_venue & (held.ring >= 0) & ~held.own).sum())


def _base(inside: Inside, units: pd.DataFrame, pool: tuple[str, ...]) -> tuple[float, float]:
    known = np.nan_to_num(units["residents"].to_numpy(dtype=np.float64))
    people = float((inside.share[-1] * known).sum())
    return people, float(known[_in_pool(units, pool)].sum()) - people


def _rates(
    on: Basis, held: _Held, pool: tuple[str, ...], inside: Inside, units: pd.DataFrame
) -> tuple[tuple[str, RateRatio], ...]:
    """Each indicator inside the widest ring against the rest of the same towns."""
    people, rest = _base(inside, units, pool)
    here = _in_pool(held.events, pool) & held.events["lon"].notna().to_numpy()
    found = []
    for indicator in sorted(set(held.events["indicator"][here])):
        of = here & (held.events["indicator"] == indicator).to_numpy()
        within = int((of & (held.ring >= 0)).sum())
        made = rate_ratio(within, int(of.sum()) - within, people, rest)
        found.append((indicator, made if on.is_exact else perimeter_tables.coarsened(made)))
    return tuple(found)


def _phases(
    tx: Tx, on: Basis, first: int, place: pd.Series, rank: Sequence[Perimeter], number: int
) -> tuple[PhaseCount, ...]:
    if not on.is_exact or not len(place["days"]):
        return ()
    events = point_events.happened(tx, point_events.spanned(on, first), [VENUE_INDICATOR])
    days = events["day"].to_numpy()[_held(rank, number, events).own]
    return phase_counts(days, first, on.last, place["days"], MATCH_WINDOW)
