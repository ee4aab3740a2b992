"""来料 The frames layers ask for, as one viewer may see them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import NotFoundError
from geo.boundaries import level_unions
from geo.crs import to_wgs84
from layers.layer import Frame
from services import geometry, reach, sites, wording
from services.access import Viewer
from services.inputs import event_rules
from services.situation import Situation
from services.workspace import Workspace
from store import boundaries, coverage, events, locations
from vocab import STATES, AdminLevel, Datum
from words import say

# Towns whose outline comes this near to the area are drawn with it; about 3 km.
AROUND_DEG = 0.03
LEVELS = {"紧迫": "urgent", "多跨": "joint", "一般": "normal"}
CLOSED = ("已办结", "办结")
_STATE = {state.value: number for number, state in enumerate(STATES)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """What the frames are made from. ``scope`` was checked; ``seen`` is None without a week."""

    workspace: Workspace
    viewer: Viewer
    version: int
    scope: str
    seen: Situation | None = None
    indicator: str = ""

    @property
    def week(self) -> Situation:
        """The week.

        Raises:
            NotFoundError: none was given.
        """
        if self.seen is None:
            raise NotFoundError("layer.no_week")
        return self.seen


def _units(of: Source) -> pd.DataFrame:
    with of.workspace.store.read() as tx:
        units = boundaries.units(tx, of.version, prefix=of.scope)
    if units.empty:
        raise NotFoundError("boundary.no_grids", area=of.scope)
    drawn = units.dropna(subset="geometry")
    grids = drawn[drawn["level"] == AdminLevel.MICRO_GRID.value]
    bare = [
        level
        for level in (AdminLevel.VILLAGE, AdminLevel.TOWN)
        if not (drawn["level"] == level.value).any()
    ]
    if bare and len(grids):
        unions = level_unions(grids)
        made = unions[unions["level"].isin([level.value for level in bare])]
        drawn = pd.concat([drawn, made], ignore_index=True)
    return drawn[["code", "name", "level", "parent", "geometry"]].reset_index(drop=True)


def _near(of: Source, shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which shapes lie in the area or about 3 km around it."""
    west, south, east, north = geometry.bounds(of.workspace, of.version, of.scope)
    area = shapely.box(west - AROUND_DEG, south - AROUND_DEG, east + AROUND_DEG, north + AROUND_DEG)
    return np.asarray(shapely.intersects(shapes, area), dtype=np.bool_)


def _towns(of: Source) -> pd.DataFrame:
    with of.workspace.store.read() as tx:
        towns = boundaries.units(tx, of.version, (AdminLevel.TOWN,)).dropna(subset="geometry")
    near = _near(of, towns["geometry"].to_numpy(dtype=object))
    return towns.loc[near, ["code", "name", "geometry"]].reset_index(drop=True)


def _sites(of: Source) -> pd.DataFrame:
    every = [sites.sites(of.workspace, of.viewer, kind) for kind in sites.KINDS]
    found = pd.concat(every, ignore_index=True)
    near = _near(of, found["geometry"].to_numpy(dtype=object))
    return found[near].reset_index(drop=True)


def _cases(of: Source) -> pd.DataFrame:
    found = sites.cases(of.workspace, of.viewer)
    points = shapely.points(found["lon"].to_numpy(dtype=float), found["lat"].to_numpy(dtype=float))
    seen = _near(of, points) & (found["day"] <= of.week.period).to_numpy()
    return found[seen].reset_index(drop=True)


def _reach(of: Source) -> pd.DataFrame:
    made = reach.circle(of.workspace, of.viewer, prefix=of.scope).zones
    return pd.DataFrame(
        {
            "minutes": list(made.minutes),
            "is_estimate": made.is_estimate,
            "geometry": list(made.shapes),
        }
    )


def _scores(of: Source) -> pd.DataFrame:
    grids = of.week.grids
    numbers = [_STATE[state] for state in grids["state"]]
    return grids[["code", "level", "p_within_one"]].assign(state=numbers)


def indicators(seen: Situation) -> list[str]:
    """Codes of the indicators whose events can be counted per grid, in the policy's order."""
    return [rule.code for rule in event_rules(seen.policy)]


def chosen(seen: Situation, indicator: str) -> str:
    """The indicator asked for, or the last of the rule's where it has no such one."""
    known = indicators(seen)
    return indicator if indicator in known else known[-1] if known else ""


def _counts(of: Source) -> pd.DataFrame:
    code = chosen(of.week, of.indicator)
    if not code:
        raise NotFoundError("layer.no_counts")
    return of.week.grids[["code"]].assign(count=of.week.grids[f"count13_{code}"])


def _missing(of: Source) -> pd.DataFrame:
    seen = of.week
    codes = seen.grids["code"].to_numpy(dtype=np.str_)
    absent: dict[str, npt.NDArray[np.bool_]] = {}
    with of.workspace.store.read() as tx:
        for rule in event_rules(seen.policy):
            reported = coverage.observed(tx, codes, rule.sources, [seen.first_day], [seen.period])
            absent[wording.short(rule.code)] = ~reported[:, 0]
    table = pd.DataFrame(absent, index=range(len(codes)))
    comma = say("layer.and")
    names = [comma.join(table.columns[row]) for row in table.to_numpy(dtype=bool)]
    return pd.DataFrame({"code": codes, "missing": table.sum(axis=1), "sources": names})


def _events(of: Source) -> pd.DataFrame:
    seen = of.week
    with of.workspace.store.read() as tx:
        placed = locations.counted(tx, of.version, seen.first_day, seen.period, prefix=of.scope)
        known = events.get(tx, placed["pk"].tolist()).dropna(subset=["lon", "lat"])
    lon, lat = (np.array(known[name], dtype=np.float64) for name in ("lon", "lat"))
    datums = known["datum"].to_numpy(dtype=object)
    for name in sorted(set(datums)):
        here = datums == name
        lon[here], lat[here] = to_wgs84(lon[here], lat[here], Datum(name))
    return pd.DataFrame(
        {
            "kind": known["indicator"].to_numpy(),
            "level": [LEVELS.get(level, "normal") for level in known["level"]],
            "is_open": (known["closed_at"].isna() & ~known["status"].isin(CLOSED)).to_numpy(),
            "lon": lon,
            "lat": lat,
        }
    )


LOADERS: dict[Frame, Callable[[Source], pd.DataFrame]] = {
    Frame.UNITS: _units,
    Frame.TOWNS: _towns,
    Frame.SITES: _sites,
    Frame.EVENTS: _events,
    Frame.CASES: _cases,
    Frame.REACH: _reach,
    Frame.SCORES: _scores,
    Frame.COUNTS: _counts,
    Frame.MISSING: _missing,
}


def frames(source: Source, wanted: Iterable[Frame]) -> dict[Frame, pd.DataFrame]:
    """The frames of these names, in the form ``layers.layer.Frame`` states.

    Raises:
        NotFoundError: the area, its stations or its week is not there.
    """
    return {name: LOADERS[name](source) for name in dict.fromkeys(wanted)}
