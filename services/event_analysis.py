"""事件分析 When, what and where the events of a span happened, under one filter, for one viewer.

The database counts; what a viewer may be told is decided here. Who sees no small counts is told
sums in tens, filtered by indicator only, and nothing of single grids
(docs/decisions/0146-events-in-tens.md).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.compare import WEEKS_IN_DAYS, Span
from services import access, inputs, wording
from services.access import Action, Viewer
from services.point_events import coarse
from services.situation import Situation
from services.workspace import Workspace
from store import Tx, coverage, event_counts
from store.event_counts import Chosen, Ground, Tables
from vocab import PeriodRule

__all__ = ["SPANS", "Analysis", "Category", "Chosen", "analyse", "offsets", "window"]

SPANS = (1, 4, 8, 13, 52)
DAYS, HOURS = 7, 24
DAY_SECONDS = 86_400
NAN = float("nan")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One category now, in the span before and in the same span last year.

    ``previous`` and ``yearly`` are 环比 and 同比 in words; NaN and — where a span was not fully
    reported or may not be told.
    """

    indicator: str
    category: str
    now: float
    before: float
    earlier: float
    previous: str
    yearly: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Analysis:
    """The events of a span under a filter. Numbers are NaN where they may not be told.

    Attributes:
        span, before, earlier: the days counted, and those compared with.
        chosen: the filter as it was applied.
        is_narrowed: parts of the filter asked for were left out, for they may not be used.
        is_exact: exact numbers; otherwise tens.
        total, placed: events, and those that lie in a micro-grid.
        midnight: events at 0:00 sharp, most of them dates without a time of day.
        matrix: shape (7, 24), Monday first; without the filter's own weekday and hours.
        categories: most events first; without the filter's own category.
        periods, course, reported: the periods of the span, their events (NaN where nobody
            reported), the share of grids whose sources had reported all of the period.
        grids: code, n of the grids with events, most first; None where it may not be told.
            Without the filter's own grid.
        indicators, ways, levels: what may be chosen, with its events: (value, n); a way is
            (source, channel, n).
    """

    span: Span
    before: Span
    earlier: Span
    chosen: Chosen
    is_narrowed: bool
    is_exact: bool
    total: float
    placed: float
    midnight: float
    matrix: Floats
    categories: tuple[Category, ...]
    periods: tuple[int, ...]
    course: Floats
    reported: Floats
    grids: pd.DataFrame | None
    indicators: tuple[tuple[str, float], ...]
    ways: tuple[tuple[str, str, float], ...]
    levels: tuple[tuple[str, float], ...]

    @property
    def unplaced(self) -> float:
        return self.total - self.placed


def window(calendar: PeriodRule, period: int, periods: int) -> Span:
    """So many whole periods up to and with ``period``."""
    return Span(first=calendar.first_day(calendar.shift(period, 1 - periods)), last=period)


def offsets(zone: str, span: Span) -> list[tuple[int, int]]:
    """How far the local clock is ahead of UTC over a span: (until, seconds), the last for ever.

    Changes of the clock are found to the second; a zone without any gives one entry.
    """
    clock = ZoneInfo(zone)

    def ahead(second: int) -> int:
        there = dt.datetime.fromtimestamp(second, clock).utcoffset()
        assert there is not None  # a zone always has one
        return int(there.total_seconds())

    start, end = (span.first - 1) * DAY_SECONDS, (span.last + 2) * DAY_SECONDS
    found, at = [], start
    for day in range(start, end, DAY_SECONDS):
        low, high = day, day + DAY_SECONDS
        if ahead(low) == ahead(high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if ahead(middle) == ahead(at) else (low, middle)
        found.append((high, ahead(at)))
        at = high
    return [*found, (2**62, ahead(end))]


def _allowed(viewer: Viewer, chosen: Chosen) -> Chosen:
    return chosen if viewer.is_cleared else Chosen(indicator=chosen.indicator)


def _told(values: npt.ArrayLike, viewer: Viewer, k: int) -> Floats:
    """Counts as the viewer may know them: exact, or withheld below ``k`` and else in tens."""
    counts = np.asarray(values, dtype=np.float64)
    if viewer.is_cleared:
        return counts
    tens = np.array([coarse(value) for value in counts.ravel().tolist()]).reshape(counts.shape)
    return np.where((counts > 0) & (counts < k), NAN, tens)


def _one(value: float, viewer: Viewer, k: int) -> float:
    return float(_told([value], viewer, k)[0])


def _matrix(found: Tables) -> Floats:
    matrix = np.zeros((DAYS, HOURS))
    matrix[found.matrix["weekday"], found.matrix["hour"]] = found.matrix["n"]
    return matrix


class _Reports:
    """Which part of the area's grids had reported a span."""

    def __init__(self, tx: Tx, seen: Situation, chosen: Chosen) -> None:
        rules = inputs.event_rules(seen.policy)
        named = [rule for rule in rules if chosen.indicator in ("", rule.code)]
        sources = {source for rule in named for source in rule.sources}
        if chosen.source:
            sources = {chosen.source}
        self._tx, self._sources = tx, sorted(sources)
        self._codes = seen.grids["code"].to_numpy(dtype=np.str_)

    def shares(self, spans: Sequence[Span]) -> Floats:
        """For each span; 1 for events no source is known for."""
        if not self._sources:
            return np.ones(len(spans))
        first, last = [one.first for one in spans], [one.last for one in spans]
        seen = coverage.observed(self._tx, self._codes, self._sources, first, last)
        return np.asarray(seen.mean(axis=0), dtype=np.float64)


def _categories(
    now: pd.DataFrame, others: Sequence[pd.DataFrame | None], viewer: Viewer, k: int
) -> tuple[Category, ...]:
    keys = ["indicator", "category"]
    table = now.set_index(keys)["n"].rename("now").to_frame()
    for name, other in zip(("before", "earlier"), others, strict=True):
        if other is None:
            table[name] = NAN
            continue
        beside = other.set_index(keys)["n"].rename(name)
        table = table.join(beside, how="outer")
        table[name] = table[name].fillna(0.0)
    table["now"] = table["now"].fillna(0.0)
    table = table.sort_values("now", ascending=False, kind="stable")
    shown = {name: _told(table[name], viewer, k) for name in ("now", "before", "earlier")}
    return tuple(
        Category(
            indicator=str(indicator),
            category=str(category),
            now=float(shown["now"][at]),
            before=float(shown["before"][at]),
            earlier=float(shown["earlier"][at]),
            previous=_change(shown["now"][at], shown["before"][at], viewer),
            yearly=_change(shown["now"][at], shown["earlier"][at], viewer),
        )
        for at, (indicator, category) in enumerate(table.index)
    )


def _change(now: float, before: float, viewer: Viewer) -> str:
    """In percent from exact numbers; tens carry no percentage, only a direction."""
    if viewer.is_cleared or np.isnan(now + before):
        return wording.change(float(now), float(before))
    return wording.direction(now, before)


def _course(
    found: Tables, calendar: PeriodRule, periods: Sequence[int], reported: Floats
) -> Floats:
    days = found.days["day"].to_numpy(dtype=np.int64)
    n = found.days["n"].to_numpy(dtype=np.float64)
    held = np.searchsorted(np.array(periods), calendar.last_days(days))
    counts = np.bincount(held, weights=n, minlength=len(periods)).astype(np.float64)
    return np.where((reported == 0) & (counts == 0), NAN, counts)


def _pairs(table: pd.DataFrame, viewer: Viewer, k: int) -> list[tuple[str, float]]:
    told = _told(table["n"], viewer, k).tolist()
    pairs = zip(table.iloc[:, 0].tolist(), told, strict=True)
    return [(str(value), float(n)) for value, n in pairs if value]


def _ways(table: pd.DataFrame, viewer: Viewer) -> tuple[tuple[str, str, float], ...]:
    if not viewer.is_cleared:
        return ()
    rows = table.itertuples(index=False)
    return tuple((str(one.source), str(one.channel), float(one.n)) for one in rows)


def _grids(table: pd.DataFrame, viewer: Viewer) -> pd.DataFrame | None:
    if not viewer.is_cleared:
        return None
    kept = table[table["code"] != ""]
    return kept.sort_values(["n", "code"], ascending=[False, True], ignore_index=True)


def analyse(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    prefix: str,
    chosen: Chosen,
    *,
    periods: int = 1,
) -> Analysis:
    """Count the events of some periods up to the one of ``seen``; written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        seen: the last period, already narrowed to the area and this viewer.
        prefix: the area.
        chosen: the filter.
        periods: how many whole periods.

    Raises:
        NotAllowedError: the area is not the viewer's.
        RefusedError: no area code.
    """
    scope = access.narrowed(viewer, prefix)
    applied = _allowed(viewer, chosen)
    calendar, k = seen.policy.period, seen.policy.suppress_below
    span = window(calendar, seen.period, periods)
    before = window(calendar, calendar.shift(seen.period, -periods), periods)
    earlier = span.moved(-WEEKS_IN_DAYS)
    order = tuple(calendar.between(span.first, span.last))
    each = [Span(first=calendar.first_day(one), last=one) for one in order]

    with workspace.store.read() as tx:
        shares, found, others = _read(
            tx, seen, scope.prefix, applied, (*each, span, before, earlier)
        )
    _record(workspace, viewer, scope.prefix, span, applied, int(found.total))
    return Analysis(
        span=span,
        before=before,
        earlier=earlier,
        chosen=applied,
        is_narrowed=applied != chosen,
        is_exact=viewer.is_cleared,
        total=_one(found.total, viewer, k),
        placed=_one(found.placed, viewer, k) if viewer.is_cleared else NAN,
        midnight=_one(found.midnight, viewer, k),
        matrix=_told(_matrix(found), viewer, k),
        categories=_categories(found.categories, others, viewer, k),
        periods=order,
        course=_told(_course(found, calendar, order, shares), viewer, k),
        reported=shares,
        grids=_grids(found.grids, viewer),
        indicators=tuple(_pairs(found.indicators, viewer, k)),
        ways=_ways(found.ways, viewer),
        levels=tuple(_pairs(found.levels, viewer, k)) if viewer.is_cleared else (),
    )


def _ground(seen: Situation, prefix: str, span: Span) -> Ground:
    return Ground(
        set_id=seen.boundary_set,
        first=span.first,
        last=span.last,
        prefix=prefix,
        offsets=offsets(seen.policy.period.time_zone, span),
    )


def _read(
    tx: Tx, seen: Situation, prefix: str, chosen: Chosen, spans: Sequence[Span]
) -> tuple[Floats, Tables, list[pd.DataFrame | None]]:
    """The shares reported of the single periods, the counts, and the categories compared with.

    ``spans`` end with the span, the one before and last year's; one of which less was reported
    has no categories.
    """
    *reported, now, then, year = _Reports(tx, seen, chosen).shares(spans).tolist()
    span, before, earlier = spans[-3:]

    def beside(one: Span, share: float) -> pd.DataFrame | None:
        is_like = 0 < share >= now
        return event_counts.by_category(tx, _ground(seen, prefix, one), chosen) if is_like else None

    first = beside(before, then)
    others = [first, first if earlier == before else beside(earlier, year)]
    return np.array(reported), event_counts.tables(tx, _ground(seen, prefix, span), chosen), others


def _record(
    workspace: Workspace, viewer: Viewer, prefix: str, span: Span, chosen: Chosen, rows: int
) -> None:
    parts = {name: getattr(chosen, name) for name in Chosen.__slots__}
    asked = [f"{name}={value}" for name, value in parts.items() if value not in ("", None)]
    with workspace.store.begin() as tx:
        access.record(
            tx,
            workspace,
            viewer,
            Action.EXACT if viewer.is_cleared else Action.VIEW,
            "event analysis",
            asked=" ".join([f"scope={prefix} days={span.first}..{span.last}", *asked]),
            rows=rows,
        )
