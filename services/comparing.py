"""Comparisons (对比): each indicator of a period beside the one before and the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.compare import (
    WEEKS_IN_DAYS,
    Alignment,
    Span,
    beginning,
    near_festival,
    year_before,
)
from policy import IndicatorKind, IndicatorRule, Policy
from policy.lunar import Festival, festivals
from services import access, inputs, sharing, wording
from services.access import Action, Viewer
from services.situation import Situation
from services.workspace import Workspace
from store import Tx, boundaries, counts, coverage, events, locations, runs
from vocab import PeriodKind

PERIODS = 13
Floats = npt.NDArray[np.float64]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaChange:
    """One area below: its events now and before; NaN and no word where they may not be shown."""

    code: str
    name: str
    now: float
    before: float
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One indicator. Numbers are NaN where they are unknown, incomplete or may not be shown.

    ``span`` is the part of the period its sources have reported; ``before`` and ``earlier`` are
    counted over windows as long. ``course`` holds the whole periods before, oldest first, and
    ``mean`` theirs. ``previous`` and ``yearly`` are 环比 and 同比 in words.
    """

    indicator: str
    is_amount: bool
    span: Span | None
    now: float
    before: float
    earlier: float
    mean: float
    previous: str
    yearly: str
    course: tuple[float, ...]
    areas: tuple[AreaChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A period's comparisons; ``festival`` names what a window by holiday is aligned on.

    ``earlier`` is the window of last year, None where by holiday no festival is near.
    """

    span: Span
    before: Span
    earlier: Span | None
    alignment: Alignment
    festival: str
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """What all rows share: the transaction, the boundary set, the grids in view, the rule."""

    tx: Tx
    set_id: int
    grids: pd.DataFrame
    policy: Policy
    used: counts.Revisions
    counted: frozenset[str]
    k: int

    @property
    def codes(self) -> npt.NDArray[np.str_]:
        return np.asarray(self.grids["code"], dtype=np.str_)

    def by_day(self, indicator: str, span: Span) -> Floats:
        """Events per grid of the view in a span, shares of what has no point included."""
        window = (self.set_id, [indicator], span.first, span.last)
        placed = locations.tally(self.tx, *window).rename(columns={"n": "amount"})
        rows = pd.concat([placed, sharing.shared(self.tx, *window)])
        total = rows.groupby("code")["amount"].sum() if len(rows) else pd.Series(dtype=float)
        return np.asarray(total.reindex(self.codes).fillna(0.0), dtype=np.float64)

    def by_period(self, indicator: str, periods: Sequence[int]) -> Floats:
        """(G, T) counts of whole periods as the run used them; NaN where none are stored."""
        block = counts.at_revisions(self.tx, self.set_id, [indicator], periods, self.used)
        n = block.n[indicator] + block.estimated.get(indicator, 0.0)
        known = [period in block.revisions[indicator] for period in periods]
        table = np.where(np.array(known, dtype=bool), n, NAN)
        place = np.searchsorted(boundaries.grid_codes(self.tx, self.set_id), self.codes)
        return np.asarray(table[place], dtype=np.float64)

    def share(self, rule: IndicatorRule, span: Span) -> float:
        """Part of the grids whose sources reported every day of a span."""
        seen = coverage.observed(self.tx, self.codes, rule.sources, [span.first], [span.last])
        return float(seen.mean())


def _reported(ground: _Ground, rule: IndicatorRule, whole: Span) -> Span | None:
    """The first days of a period up to the last one reported as widely as the first."""
    first = np.full(whole.days, whole.first)
    last = np.arange(whole.first, whole.last + 1)
    share = coverage.observed(ground.tx, ground.codes, rule.sources, first, last).mean(axis=0)
    if share[0] == 0:
        return None
    return whole.cut(int(last[np.flatnonzero(share == share[0])[-1]]))


def _sum(values: Floats) -> float:
    return float(values.sum()) if np.isfinite(values).all() else NAN


def _shown(value: float, k: int) -> float:
    return NAN if 0 < value < k else value


def _areas(grids: pd.DataFrame, now: Floats, before: Floats, k: int) -> tuple[AreaChange, ...]:
    """Villages of one town, else towns: what happened in each, small counts withheld."""
    level = "village" if grids["town_code"].nunique() < 2 else "town"
    table = pd.DataFrame(
        {"code": grids[f"{level}_code"], "name": grids[level], "now": now, "before": before}
    )
    sums = table.groupby("code", sort=True).agg({"name": "first", "now": "sum", "before": "sum"})
    codes = [str(code) for code in sums.index]
    if k:
        levels = [digits for digits in (9, 6, 4, 2, 0) if digits < max(map(len, codes))]
        for name in ("now", "before"):
            values = sums[name].to_numpy(dtype=np.float64)
            sums[name] = np.where(access.hidden_cells(codes, values, k, levels), NAN, values)
    return tuple(
        AreaChange(
            code=str(row.Index),
            name=str(row.name),
            now=float(row.now),
            before=float(row.before),
            word=wording.direction(row.now, row.before) if row.now + row.before >= 0 else "",
        )
        for row in sums.itertuples()
    )


def _earlier(
    ground: _Ground, rule: IndicatorRule, period: int, wanted: Span | None, alignment: Alignment
) -> float:
    """Events of the window a year before; NaN unless all that reported now reported then."""
    calendar = ground.policy.period
    if wanted is None:
        return NAN
    if rule.code in ground.counted:
        full = ground.share(rule, wanted) == 1
        return float(ground.by_day(rule.code, wanted).sum()) if full else NAN
    # Ready-made counts know whole periods only: 52 weeks back is the same weekday.
    if calendar.kind is PeriodKind.WEEK and alignment is not Alignment.WEEKDAY:
        return NAN
    back = calendar.shift(period, -round(calendar.per_year()))
    return _sum(ground.by_period(rule.code, [back])[:, 0])


def _compared(
    ground: _Ground, rule: IndicatorRule, seen: Situation, alignment: Alignment
) -> Compared:
    calendar = ground.policy.period
    whole = Span(first=seen.first_day, last=seen.period)
    previous = calendar.previous(seen.period)
    span = _reported(ground, rule, whole)
    periods = [calendar.shift(previous, -back) for back in reversed(range(PERIODS))]
    table = ground.by_period(rule.code, [*periods, seen.period])
    now, before = table[:, -1], table[:, -2]
    if span is None:
        now = np.full(len(now), NAN)
    elif span != whole and rule.code in ground.counted:
        begun = beginning(Span(first=calendar.first_day(previous), last=previous), span)
        now, before = (ground.by_day(rule.code, one) for one in (span, begun))
    reach = year_before(span or whole, alignment, festivals(), Festival.SPRING)
    earlier = _earlier(ground, rule, seen.period, reach, alignment)
    course = [_shown(_sum(table[:, t]), ground.k) for t in range(PERIODS)]
    numbers = [_shown(value, ground.k) for value in (_sum(now), _sum(before), earlier)]
    return Compared(
        indicator=rule.code,
        is_amount=False,
        span=span,
        now=numbers[0],
        before=numbers[1],
        earlier=numbers[2],
        mean=float(np.mean(course)),
        previous=wording.change(numbers[0], numbers[1]),
        yearly=wording.change(numbers[0], numbers[2]),
        course=tuple(course),
        areas=_areas(ground.grids, now, before, ground.k) if span is not None else (),
    )


def _population(ground: _Ground, rule: IndicatorRule, seen: Situation, back: int) -> Compared:
    """Residents at the end of the period, of the one before and of the same period last year."""
    calendar = ground.policy.period
    previous = calendar.previous(seen.period)
    periods = [calendar.shift(previous, -n) for n in reversed(range(PERIODS))]
    wanted = np.array([*periods, seen.period, back], dtype=np.int64)
    versions, version_of = inputs.populations(ground.tx, ground.codes, wanted)
    totals = [float(versions[at].residents.sum()) for at in version_of]
    *course, now, earlier = totals
    return Compared(
        indicator=rule.code,
        is_amount=True,
        span=Span(first=seen.first_day, last=seen.period),
        now=now,
        before=course[-1],
        earlier=earlier,
        mean=float(np.mean(course)),
        previous=wording.change(now, course[-1], is_amount=True),
        yearly=wording.change(now, earlier, is_amount=True),
        course=tuple(course),
        areas=(),
    )


def compare(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    alignment: Alignment = Alignment.WEEKDAY,
) -> Comparison:
    """The indicators of ``seen`` beside the period before and the same window last year.

    Whole periods are counted as the run used them, so that they are the numbers of the map; a
    period still running, and windows by date or holiday, are counted by day from the events.

    Args:
        workspace: the data folder.
        viewer: the asking person; small counts are withheld from who is not cleared.
        seen: the period, already narrowed to an area and this viewer.
        alignment: how the window of last year is found.

    Raises:
        NotAllowedError: the role may not look at maps.
    """
    access.require(viewer, Action.VIEW)
    calendar = seen.policy.period
    whole = Span(first=seen.first_day, last=seen.period)
    previous = calendar.previous(seen.period)
    reach = year_before(whole, alignment, festivals(), Festival.SPRING)
    near = near_festival(whole, festivals(), Festival.SPRING)
    with workspace.store.read() as tx:
        run = runs.latest(tx, seen.period)
        assert run is not None  # ``seen`` was made from it
        ground = _Ground(
            tx=tx,
            set_id=seen.boundary_set,
            grids=seen.grids,
            policy=seen.policy,
            used=run.revisions,
            counted=frozenset(events.indicators(tx)),
            k=0 if viewer.is_cleared else seen.policy.suppress_below,
        )
        back = (reach or whole.moved(-WEEKS_IN_DAYS)).last
        rows = [
            _compared(ground, rule, seen, alignment)
            if rule.kind is IndicatorKind.EVENTS
            else _population(ground, rule, seen, back)
            for rule in seen.policy.indicators
        ]
    with workspace.store.begin() as tx:
        asked = f"period={seen.period} alignment={alignment.value}"
        access.record(tx, workspace, viewer, Action.VIEW, "comparison", asked=asked, rows=len(rows))
    return Comparison(
        span=whole,
        before=Span(first=calendar.first_day(previous), last=previous),
        earlier=reach,
        alignment=alignment,
        festival=near[0] if near and alignment is Alignment.HOLIDAY else "",
        rows=tuple(rows),
    )
