"""大屏 The wall: full-bleed pages that rotate over one map, all day, without a hand."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np
import streamlit as st

from analytics.compare import Alignment
from layers import week_view
from layers.backends.deck import deck
from layers.map_view import MapUrls, MapView, Window, fit
from layers.theme import Ground
from services import accounts, meetings, scoring, situation
from services.access import Viewer
from services.meetings import Agenda
from services.situation import Situation
from services.workspace import current as workspace
from views import cache, session
from views.components import format as fmt
from views.components.drawing import show
from views.session import MapState
from views.wall_parts import pages, viewport
from views.wall_parts.rotation import Page, Rotation, seconds_of
from views.wall_parts.style import CSS
from words import say

TICK = 2
# Data of a week are due half a day after it has closed; a week later the next ones are.
GRACE_HOURS = 12
CLOSE_UP = 15.0
ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the screen was last able to read."""

    seen: Situation
    data: str
    prefix: str
    name: str
    agenda: Agenda | None


def _read(viewer: Viewer, state: MapState) -> Shown | None:
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        return None
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    seen = cache.week(viewer, data, state.week, prefix)
    areas = cache.areas(data, seen.boundary_set, own)
    held = meetings.held(workspace(), viewer, prefix)
    latest = next((one for one in held if one.period <= seen.period), None)
    agenda = None if latest is None else meetings.agenda(workspace(), viewer, latest.id)
    name = next((title for code, title, _ in areas if code == prefix), "")
    return Shown(seen=seen, data=data, prefix=prefix, name=name, agenda=agenda)


def _late_hours(seen: Situation) -> int:
    """Hours since newer data were due; 0 while the newest are in time."""
    rule = seen.policy.period
    due = scoring.cut_off(rule.following(seen.period), rule.time_zone)
    hours = (workspace().clock.now() - due).total_seconds() / 3600
    return max(0, int(hours)) if hours > GRACE_HOURS else 0


def _frame(page: Page, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, width and height of the map in pixels, by the height of the screen."""
    top, bottom = round(height * 0.085), round(height * 0.07)
    left, right = {
        Page.OVERVIEW: (0.40, 0.38),
        Page.CHANGES: (0.58, 0.58),
        Page.MATTERS: (0.0, 0.0),
    }[page]
    x, y = round(left * height), round(right * height)
    return x, top, max(width - x - y, 320), max(height - top - bottom, 320)


def _view(shown: Shown, page: Page, current: int, size: tuple[int, int], *, late: bool) -> MapView:
    seen, data = shown.seen, shown.data
    whole = fit(cache.bounds(data, seen.boundary_set, shown.prefix), *size)
    window, halo = whole, None
    rows = pages.changed(seen)
    if page is Page.CHANGES and rows:
        code = rows[current].code
        halo = week_view.row_of(seen.grids["code"], code)
        x, y = cache.centres(data, seen.boundary_set, shown.prefix)[code]
        zoom = max(CLOSE_UP + np.log2(size[1] / 900), whole.zoom)
        window = Window(longitude=x, latitude=y, zoom=float(zoom), turn=current + 1)
    made = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={shown.prefix}"),
        window=window,
        cell_m=float(np.sqrt(seen.median_area_m2)),
        all_levels=page is Page.CHANGES,
    )
    return replace(made, ground=Ground.DARK, haloed=halo, is_stale=late)


def _map(shown: Shown, page: Page, current: int, screen: tuple[int, int], *, late: bool) -> None:
    left, top, width, height = _frame(page, *screen)
    is_hidden = "visibility:hidden;" if page is Page.MATTERS else ""
    st.html(
        f"<style>.st-key-wall_map{{{is_hidden}left:{left}px;top:{top}px;width:{width}px!important;"
        f"height:{height}px}}</style>"
    )
    with st.container(key="wall_map"):
        st.pydeck_chart(
            deck(_view(shown, page, current, (width, height), late=late)),
            key="wall_deck",
            height=height,
        )


def _panels(viewer: Viewer, shown: Shown, state: MapState, page: Page, current: int) -> str:
    seen = shown.seen
    if page is Page.MATTERS:
        return pages.matters(shown.agenda)
    if page is Page.CHANGES:
        return pages.change_list(seen, current) + pages.spoken_of(seen, current)
    made = cache.comparison(viewer, shown.data, state.week, shown.prefix, seen, Alignment.WEEKDAY)
    span = fmt.span(seen.first_day, seen.period)
    return pages.reds(seen) + pages.indicators(made, span) + pages.key()


def _keys(kept: Rotation) -> None:
    """Left, right and space; out of sight, because nobody has a mouse here."""

    def pause() -> None:
        kept.is_paused = not kept.is_paused

    with st.container(key="keys"):
        back, onward, hold = st.columns(3)
        back.button(
            say("wall.back"),
            shortcut="Left",
            key="wall_back",
            on_click=lambda: kept.step(-1, time.monotonic()),
        )
        onward.button(
            say("wall.onward"),
            shortcut="Right",
            key="wall_onward",
            on_click=lambda: kept.step(1, time.monotonic()),
        )
        hold.button(say("wall.pause"), shortcut="Space", key="wall_pause", on_click=pause)


@st.fragment(run_every=TICK)
def _turning(viewer: Viewer, screen: tuple[int, int]) -> None:
    state = MapState.from_address()
    kept: Rotation = st.session_state["rotation"]
    is_away = situation.pulse(workspace())["status"] != "ok"
    shown: Shown | None = st.session_state.get("wall_shown")
    if not is_away:
        shown = _read(viewer, state)
        st.session_state["wall_shown"] = shown
    if shown is None:
        show(pages.notice(say("wall.away" if is_away else "wall.nothing")), key="wall_notice")
        return
    now = time.monotonic()
    seen = shown.seen
    changes = len(pages.changed(seen))
    kept.turn(now, changes)
    current = kept.shown(now, changes)
    hours = _late_hours(seen)
    _map(shown, kept.page, current, screen, late=hours > 0)
    clock = workspace().clock.now().astimezone(ZoneInfo(ZONE))
    rule = say("ui.run.rule", version=seen.policy.version)
    with st.container(key="wall"):
        show(
            pages.header(
                f"{shown.name}{say('ui.product')}",
                kept.page,
                fmt.cut_off(seen.period),
                late=say("wall.late", hours=hours) if hours else "",
            )
            + _panels(viewer, shown, state, kept.page, current)
            + (pages.notice(say("wall.away")) if is_away else "")
            + pages.footer(
                kept.page,
                kept.share(now, changes),
                clock.strftime("%H:%M:%S"),
                rule,
                is_demo=accounts.is_demo(workspace()) if not is_away else seen.demo,
            ),
            key="wall_panels",
        )


def main() -> None:
    """Draw the wall for whoever is signed in on the screen's machine."""
    st.html(CSS)
    viewer = session.viewer()
    if "rotation" not in st.session_state:
        seconds = seconds_of(st.query_params.get("rotate", ""))
        st.session_state["rotation"] = Rotation(seconds=seconds, since=time.monotonic())
    _keys(st.session_state["rotation"])
    _turning(viewer, viewport.size())


main()
