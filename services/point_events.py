"""事件点 Single events with their points for a span of days, and what may be told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import NotAllowedError, NotFoundError, RefusedError
from policy import Policy
from services import access, placing, policies
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, boundaries, events, locations, population, runs
from vocab import AdminLevel, PeriodRule, date_of, day_number

Floats = npt.NDArray[np.float64]
# What holds where no rule is in force yet: the defaults of every rule.
SUPPRESS_BELOW = 5
POOL_DIGITS = 9
# Sums that could be laid beside the counts of single grids are told in tens.
COARSE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What figures of a span rest on: boundary set, days, the limit of small counts.

    ``snapshot`` and ``rule`` are those of the newest scored period up to ``last`` ("" where
    nothing is scored). ``is_exact``: the viewer sees small counts. Grids with the same first
    ``pool_digits`` of their code are compared with each other.
    """

    set_id: int
    first: int
    last: int
    calendar: PeriodRule
    k: int
    is_exact: bool
    prefix: str
    pool_digits: int
    snapshot: str
    rule: str

    @property
    def days(self) -> int:
        return self.last - self.first + 1


def day_of(text: str) -> int:
    """A written day (2026-11-17) as a day number.

    Raises:
        RefusedError: not a date.
    """
    try:
        return day_number(dt.date.fromisoformat(text))
    except ValueError as error:
        raise RefusedError("period.unreadable", text=text) from error


def basis(workspace: Workspace, tx: Tx, viewer: Viewer, start: str = "", end: str = "") -> Basis:
    """The span asked for and the boundaries that held in it.

    Args:
        workspace: the data folder.
        tx: a reading transaction.
        viewer: the asking person. Who may not see small counts gets whole single periods only:
            the difference of two spans would tell what each of them withholds.
        start: first day, ISO; "" the first day of the period of ``end``.
        end: last day, ISO; "" the newest scored period, or the last closed one before today.

    Raises:
        NotAllowedError: no permission to view.
        NotFoundError: no boundaries yet.
        RefusedError: no date, a span that ends before it begins, or not a whole period.
    """
    access.require(viewer, Action.VIEW)
    calendar = placing.period_rule(tx)
    known = runs.listed(tx)
    if end:
        last = day_of(end)
    elif known:
        last = max(run.period for run in known)
    else:
        last = calendar.previous(calendar.containing(_today(workspace, calendar)))
    first = day_of(start) if start else calendar.first_day(calendar.containing(last))
    if first > last:
        raise RefusedError("around.span", start=str(date_of(first)), end=str(date_of(last)))
    whole = calendar.containing(last) == last and calendar.first_day(last) == first
    if not viewer.is_cleared and not whole:
        raise RefusedError("around.whole_period")
    run = max((r for r in known if r.period <= last), key=lambda r: r.period, default=None)
    rule: Policy | None = policies.by_hash(tx, run.policy_hash).policy if run else None
    return Basis(
        set_id=run.boundary_set_id if run else _newest(tx),
        first=first,
        last=last,
        calendar=calendar,
        k=rule.suppress_below if rule else SUPPRESS_BELOW,
        is_exact=viewer.is_cleared,
        prefix=viewer.scope.prefix,
        pool_digits=rule.pool_digits if rule else POOL_DIGITS,
        snapshot=run.snapshot_hash if run else "",
        rule=rule.version if rule else "",
    )


def _today(workspace: Workspace, calendar: PeriodRule) -> int:
    return day_number(workspace.clock.now().astimezone(ZoneInfo(calendar.time_zone)).date())


def spanned(on: Basis, first: int) -> Basis:
    """The same with an earlier (or later) first day, for those who may see small counts."""
    if not on.is_exact:
        raise NotAllowedError("around.whole_period")
    return replace(on, first=first)


def _newest(tx: Tx) -> int:
    sets = boundaries.sets(tx)
    if not sets:
        raise NotFoundError("boundary.no_grids", area="")
    return sets[-1].id


def happened(tx: Tx, on: Basis, indicators: Sequence[str] = ()) -> pd.DataFrame:
    """The placed events of the span in the viewer's area, oldest first.

    Args:
        tx: a reading transaction.
        on: span and area.
        indicators: only these; empty for all.

    Returns:
        pk, code (micro-grid), indicator, category, status, day, lon, lat (EPSG:4490, NaN for an
        event that came without a point).
    """
    found = locations.counted(
        tx, on.set_id, on.first, on.last, indicators=indicators, prefix=on.prefix
    )
    points = events.get(tx, found["pk"].tolist())[["pk", "lon", "lat"]]
    joined = found.merge(points, on="pk", how="left", validate="1:1")
    wanted = ["pk", "code", "indicator", "category", "status", "day", "lon", "lat"]
    return joined.sort_values(["day", "pk"], ignore_index=True)[wanted]


def grids(tx: Tx, on: Basis) -> pd.DataFrame:
    """The micro-grids of the viewer's area: code, name, geometry, residents (NaN unknown)."""
    units = boundaries.units(tx, on.set_id, (AdminLevel.MICRO_GRID,), on.prefix)
    units = units[["code", "name", "geometry"]].dropna(subset="geometry").reset_index(drop=True)
    people = population.at(tx, on.last, on.prefix).set_index("code")["residents"]
    units["residents"] = people.reindex(units["code"]).to_numpy(dtype=np.float64)
    return units


def coarse(value: float) -> float:
    """A sum in tens, half up; NaN stays NaN."""
    return float(np.floor(value / COARSE + 0.5) * COARSE)


def partition(on: Basis, counts: Floats) -> Floats:
    """Counts that together make a published total, small ones withheld as NaN.

    Withheld are counts from 1 to below the limit, and further ones until none of the hidden can
    be computed from the total; all of them where even that does not hide one.
    """
    if on.is_exact:
        return counts
    cells = [str(number) for number in range(len(counts))]
    hidden = access.hidden_cells(cells, counts, on.k, levels=(0,))
    return np.where(hidden, np.nan, counts)


def total(on: Basis, counts: Floats) -> float:
    """The sum of counts, NaN where it is small and may not be told."""
    whole = float(np.nansum(counts))
    return float("nan") if not on.is_exact and 0 < whole < on.k else whole


def cascade(on: Basis, reached: Floats) -> Floats:
    """Counts that each hold the next one, withheld where a difference would tell a small number.

    Args:
        on: span and viewer.
        reached: falling counts, e.g. of events that came to each step.
    """
    if on.is_exact:
        return reached
    shown = np.full(len(reached), np.nan)
    last = np.inf
    for step, count in enumerate(reached):
        gap = last - count
        if not 0 < count < on.k and not 0 < gap < on.k:
            shown[step] = last = count
    return shown
