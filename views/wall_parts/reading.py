"""读数 What the wall shows, read in one go; a page whose source is absent is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar
from zoneinfo import ZoneInfo

from analytics.compare import Alignment
from errors import NotAllowedError, NotFoundError, RefusedError
from services import accounts, alarms, borders, meetings, perimeters, scoring, tiling
from services.access import Viewer
from services.alarms import Sheet
from services.borders import Along
from services.comparing import Comparison
from services.meetings import Agenda
from services.perimeters import Around
from services.reach import Circle
from services.situation import Situation
from services.workspace import current as workspace
from views import cache
from views.session import MapState
from views.wall_parts.rotation import Page, Plan
from vocab import Scope, date_of, day_number

ZONE = ZoneInfo("Asia/Shanghai")
# Data of a week are due half a day after it has closed; a week later the next ones are.
GRACE_HOURS = 12
PERIODS = 13
MOST_VENUES, MOST_BORDERS = 6, 6
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """A venue's surroundings, and whether the running period is meant (else the last whole one)."""

    found: Around
    is_live: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What the screen was last able to read, and when.

    ``per_colour`` has the number of grids of each level for the last periods, oldest first,
    None where a period has no map.
    """

    viewer: Viewer
    seen: Situation
    data: str
    week: str
    prefix: str
    name: str
    is_demo: bool
    read_at: dt.datetime
    late_hours: int
    comparison: Comparison
    agenda: Agenda | None
    alarms: Sheet | None = None
    per_colour: tuple[tuple[int, ...] | None, ...] = ()
    venues: tuple[Place, ...] = ()
    borders: tuple[Along, ...] = ()
    circle: Circle | None = None

    @property
    def plan(self) -> Plan:
        """The pages there is something to show on, with how many things each speaks of."""
        seen = self.seen
        numbers = {
            Page.OVERVIEW: 1,
            Page.CHANGES: max(len(seen.risen) + len(seen.fallen), 1),
            Page.VENUES: len(self.venues),
            Page.BORDERS: len(self.borders),
            Page.RESPONSE: int(self.circle is not None),
            Page.MATTERS: int(self.agenda is not None),
        }
        return {page: number for page, number in numbers.items() if number}


def first(viewer: Viewer, state: MapState) -> Shown | None:
    """The week itself: quick, so that a screen is filled at once. None before any week."""
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        return None
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    seen = cache.week(viewer, data, state.week, prefix)
    areas = cache.areas(data, seen.boundary_set, own)
    return Shown(
        viewer=viewer,
        seen=seen,
        data=data,
        week=state.week,
        prefix=prefix,
        name=next((title for code, title, _ in areas if code == prefix), ""),
        is_demo=accounts.is_demo(workspace()),
        read_at=workspace().clock.now().astimezone(ZONE),
        late_hours=late_hours(seen),
        comparison=cache.comparison(viewer, data, state.week, prefix, seen, Alignment.WEEKDAY),
        agenda=_agenda(viewer, seen, prefix),
    )


def late_hours(seen: Situation) -> int:
    """Hours since newer data were due; 0 while the newest are in time."""
    rule = seen.policy.period
    due = scoring.cut_off(rule.following(seen.period), rule.time_zone)
    hours = (workspace().clock.now() - due).total_seconds() / 3600
    return max(0, int(hours)) if hours > GRACE_HOURS else 0


def _agenda(viewer: Viewer, seen: Situation, prefix: str) -> Agenda | None:
    held = meetings.held(workspace(), viewer, prefix)
    latest = next((one for one in held if one.period <= seen.period), None)
    return None if latest is None else meetings.agenda(workspace(), viewer, latest.id)


def whole(made: Shown, *, with_course: bool) -> Shown:
    """The same with alarms and the surroundings, and the course of the colours where asked."""
    viewer, data, prefix = made.viewer, made.data, made.prefix
    sheet = cache.weekly(
        viewer,
        data,
        made.week,
        prefix,
        "alarms",
        lambda: alarms.alarms(workspace(), viewer, week=made.week, prefix=prefix),
    )
    return replace(
        made,
        alarms=sheet,
        per_colour=_course(made) if with_course else (),
        venues=_venues(made),
        borders=_borders(made),
        circle=_circle(made),
    )


def _course(made: Shown) -> tuple[tuple[int, ...] | None, ...]:
    """Grids per colour of the last periods, the present one last."""
    rule = made.seen.policy.period
    scored = {run.period for run in cache.periods(made.viewer, made.data)}
    found: list[tuple[int, ...] | None] = []
    for back in range(PERIODS - 1, -1, -1):
        period = rule.shift(made.seen.period, -back)
        if period not in scored:
            found.append(None)
            continue
        week = date_of(period).isoformat()
        seen = cache.week(made.viewer, made.data, week, made.prefix)
        found.append(tuple(seen.per_colour.values()))
    return tuple(found)


def _or_none(make: Callable[[], Made]) -> Made | None:
    """A source that is absent, or not this screen's, gives no page."""
    try:
        return make()
    except (NotFoundError, NotAllowedError, RefusedError):
        return None


def _venues(made: Shown) -> tuple[Place, ...]:
    # The screen of an area shows the venues of that area.
    viewer = replace(made.viewer, scope=Scope(prefix=made.prefix))
    places = _or_none(lambda: perimeters.places(workspace(), viewer))
    if places is None:
        return ()
    codes = places.loc[places["kind"] == "venue", "code"].tolist()[:MOST_VENUES]
    found = [_or_none(lambda code=code: _venue(viewer, made, str(code))) for code in codes]
    return tuple(one for one in found if one is not None)


def _venue(viewer: Viewer, made: Shown, code: str) -> Place:
    """The running period as soon as something happened in it, else the last whole one."""
    rule = made.seen.policy.period
    today = day_number(workspace().clock.now().astimezone(ZoneInfo(rule.time_zone)).date())
    running = rule.containing(today)
    for period in dict.fromkeys((running, made.seen.period)):
        start, end = (date_of(day).isoformat() for day in (rule.first_day(period), period))
        found = cache.trusted(
            viewer,
            made.data,
            f"wall venue {code} {start}..{end}",
            lambda start=start, end=end: perimeters.around(
                workspace(), viewer, code, start=start, end=end
            ),
        )
        # A count that may not be told is NaN, and something.
        if found.total != 0 or period == made.seen.period:
            break
    return Place(found=found, is_live=period == running)


def _borders(made: Shown) -> tuple[Along, ...]:
    pairs = _or_none(lambda: borders.choices(workspace(), made.viewer))
    if pairs is None:
        return ()
    prefix = made.prefix
    near = [
        (row.first, row.second)
        for row in pairs.itertuples(index=False)
        if any(code.startswith(prefix) or prefix.startswith(code) for code in row[:2])
    ]
    found = [_or_none(lambda pair=pair: _border(made, *pair)) for pair in near[:MOST_BORDERS]]
    return tuple(one for one in found if one is not None)


def _border(made: Shown, one: str, other: str) -> Along:
    seen = made.seen
    start, end = (date_of(day).isoformat() for day in (seen.first_day, seen.period))
    return cache.trusted(
        made.viewer,
        made.data,
        f"wall border {one} {other} {start}..{end}",
        lambda: borders.along(workspace(), made.viewer, (one, other), start=start, end=end),
    )


def _circle(made: Shown) -> Circle | None:
    if len(made.seen.grids) > tiling.ON_DEMAND:
        # All outlines at once would be too much for one picture.
        return None
    return _or_none(lambda: cache.circle(made.viewer, made.data, made.prefix, None))
