"""所选网格 Grids chosen by a drawn shape or a list, and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from errors import GeometryError
from policy import IndicatorKind
from services import perimeters
from services.access import Viewer
from services.situation import Situation
from services.workspace import Workspace
from vocab import date_of

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Events of one indicator in a selection.

    ``hidden`` grids have a number that may not be told to the viewer; it is not in ``events``.
    """

    indicator: str
    events: int
    hidden: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """所选 What a selection of grids holds in one period.

    Attributes:
        codes: the grids, ascending.
        levels: number of grids per level 0 (no colour) to 5.
        residents: persons, unknown ones left out; of a shape by share of area.
        unknown: grids whose residents nobody knows.
        counts: events per event indicator of the policy, in its order.
        is_drawn: counts and residents are those inside the drawn shape itself.
        without_point: events of the towns around that no shape can hold, for want of a point.
    """

    codes: tuple[str, ...]
    levels: tuple[int, ...]
    residents: float
    unknown: int
    counts: tuple[Counted, ...]
    is_drawn: bool = False
    without_point: int = 0


def polygon(corners: Sequence[Point]) -> shapely.Geometry:
    """What a line drawn by hand encloses; where it crosses itself, each loop.

    Args:
        corners: lon, lat of a ring, not closed.

    Raises:
        GeometryError: it encloses nothing.
    """
    if len(corners) < 3:
        raise GeometryError("perimeter.no_area")
    made = shapely.make_valid(shapely.Polygon(corners))
    parts = shapely.get_parts(made)
    areas = shapely.union_all(parts[shapely.area(parts) > 0])
    if shapely.is_empty(areas):
        raise GeometryError("perimeter.no_area")
    return areas


def inside(shape: shapely.Geometry, centres: Mapping[str, Point]) -> tuple[str, ...]:
    """The codes whose centre lies in the shape or on its edge, ascending."""
    if not centres:
        return ()
    codes = np.array(list(centres), dtype=object)
    points = shapely.points(np.array(list(centres.values()), dtype=np.float64))
    shapely.prepare(shape)
    return tuple(sorted(codes[shapely.covers(shape, points)].tolist()))


def _events(seen: Situation) -> list[str]:
    return [r.code for r in seen.policy.indicators if r.kind is IndicatorKind.EVENTS]


def _sums(grids: pd.DataFrame, codes: Sequence[str]) -> tuple[Counted, ...]:
    """Sums of the numbers the viewer sees grid by grid; so nothing new can be computed."""
    found = []
    for code in codes:
        values = grids[f"count_{code}"].to_numpy(dtype=np.float64)
        shown = np.isfinite(values)
        total = int(values[shown].sum())
        found.append(Counted(indicator=code, events=total, hidden=int((~shown).sum())))
    return tuple(found)


def of_grids(seen: Situation, codes: Sequence[str]) -> Selected:
    """A selection counted grid by grid.

    Args:
        seen: the period for this viewer; what it withholds stays withheld.
        codes: grids; those the period does not know are left out.
    """
    grids = seen.grids[seen.grids["code"].isin(set(codes))]
    people = grids["residents"].to_numpy(dtype=np.float64)
    return Selected(
        codes=tuple(grids["code"]),
        levels=tuple(np.bincount(grids["level"].to_numpy(np.int64), minlength=6).tolist()),
        residents=float(np.nansum(people)),
        unknown=int(np.isnan(people).sum()),
        counts=_sums(grids, _events(seen)),
    )


def of_shape(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    shape: shapely.Geometry,
    centres: Mapping[str, Point],
) -> Selected:
    """The grids with their centre in a drawn shape, and what lies inside the shape itself.

    Who may not see small counts gets the numbers of the whole grids: two shapes that differ by
    one house would tell its events.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        seen: the period for this viewer.
        shape: EPSG:4490 degrees, see :func:`polygon`.
        centres: a point inside each grid, lon/lat.
    """
    whole = of_grids(seen, inside(shape, centres))
    if not viewer.is_cleared:
        return whole
    around = perimeters.drawn(
        workspace,
        viewer,
        shape,
        name="",
        start=date_of(seen.first_day).isoformat(),
        end=date_of(seen.period).isoformat(),
    )
    within = {indicator: rate.inside_events for indicator, rate in around.rates}
    last = around.rings.iloc[-1]
    return Selected(
        codes=whole.codes,
        levels=whole.levels,
        residents=float(last["residents"]),
        unknown=int(last["unknown"]),
        counts=tuple(
            Counted(indicator=code, events=int(within.get(code, 0))) for code in _events(seen)
        ),
        is_drawn=True,
        without_point=around.without_point,
    )
