"""周带 The weeks under the map: reds of each, one step by key, play."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from services.access import Viewer
from services.colour_weeks import ColourWeek, colour_weeks
from services.situation import Run, Situation
from views import cache
from views.components import format as fmt
from views.components.week_band import Bar, week_band
from views.session import LATEST, SPANS, MapState
from vocab import date_of


def to_week(period: int, state: MapState, newest: int) -> None:
    """Show another week; the newest one is named "latest", so that a link stays up to date."""
    state.put(week=LATEST if period == newest else date_of(period).isoformat())


def _weeks(
    viewer: Viewer, data: str, prefix: str, known: Sequence[Run], count: int
) -> tuple[ColourWeek, ...]:
    make = partial(colour_weeks, viewer, prefix, known, cache.reader(), count)
    return cache.trusted(viewer, data, f"colours {prefix} {count}", make)


def draw(
    viewer: Viewer,
    data: str,
    seen: Situation,
    state: MapState,
    prefix: str,
    known: Sequence[Run],
) -> None:
    """The band; a week further back than it reaches makes it longer."""
    back = sum(run.period >= seen.period for run in known)
    span = next((one for one in SPANS if one >= max(state.span, back)), SPANS[-1])
    rule, newest = seen.policy.period, known[-1].period
    weeks = _weeks(viewer, data, prefix, known, span)
    by_day = {date_of(one.period).isoformat(): one for one in weeks}
    week_band(
        "band",
        [
            Bar(
                day=day,
                name=fmt.period_name(rule, one.period),
                reds=one.reds,
                is_provisional=one.is_provisional,
            )
            for day, one in by_day.items()
        ],
        date_of(seen.period).isoformat(),
        span,
        SPANS,
        week=lambda day: to_week(by_day[day].period, state, newest),
        choose=lambda wanted: state.put(span=wanted),
    )
