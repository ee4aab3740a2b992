"""Above the map: area, search, week with its neighbours, palette."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from services.situation import Run, Situation
from views.components import format as fmt
from views.session import EVERYTHING, MapState
from vocab import date_of
from words import say


def _week_label(run: Run, seen: Situation) -> str:
    status = say(f"ui.run.{run.status.value}")
    name = fmt.period_name(seen.policy.period, run.period)
    return say("map.week_option", span=name, status=status)


def _to_week(period: int, state: MapState, newest: int) -> None:
    state.put(week="latest" if period == newest else date_of(period).isoformat())


def week_choice(seen: Situation, state: MapState, known: Sequence[Run]) -> None:
    """The week shown, and the one before and after it by a key."""
    order = [run.period for run in known]
    at = order.index(seen.period)
    newest = order[-1]
    before, pick, after = st.columns([4, 7, 4], gap="small")
    before.button(
        say("map.earlier"),
        disabled=at == 0,
        key="week_before",
        shortcut="Alt+Left",
        on_click=lambda: _to_week(order[at - 1], state, newest),
        width="stretch",
    )
    labels = {run.period: _week_label(run, seen) for run in known}
    key = f"week_{seen.period}"
    pick.selectbox(
        say("map.week"),
        order[::-1],
        index=len(order) - 1 - at,
        format_func=lambda period: labels[period],
        key=key,
        label_visibility="collapsed",
        placeholder=say("map.week"),
        on_change=lambda: _to_week(st.session_state[key], state, newest),
    )
    after.button(
        say("map.later"),
        disabled=at == len(order) - 1,
        key="week_after",
        shortcut="Alt+Right",
        on_click=lambda: _to_week(order[at + 1], state, newest),
        width="stretch",
    )


def area_choice(state: MapState, prefix: str, areas: Sequence[tuple[str, str, str]]) -> None:
    """The area shown, among those the viewer may see."""
    names = {EVERYTHING: say("map.whole")} | {code: name for code, name, _ in areas}
    depth = {code: level for code, _, level in areas}
    codes = list(names)
    at = EVERYTHING if state.scope == EVERYTHING else prefix
    key = f"scope_{at}"
    st.selectbox(
        say("map.scope"),
        codes,
        index=codes.index(at) if at in names else 0,
        format_func=lambda code: ("　" if depth.get(code) == "village" else "") + names[code],
        key=key,
        label_visibility="collapsed",
        placeholder=say("map.scope"),
        on_change=lambda: state.put(scope=st.session_state[key], grid=""),
    )


def _search(seen: Situation, state: MapState) -> None:
    names = dict(zip(seen.grids["code"], seen.grids["name"], strict=True))

    def pick() -> None:
        if st.session_state["search"]:
            st.session_state["fly"] = st.session_state["search"]
            state.put(grid=st.session_state["search"])
            st.session_state["search"] = None

    st.selectbox(
        say("map.search"),
        list(names),
        index=None,
        format_func=lambda code: f"{names.get(code, '')} {code}",
        placeholder=say("map.search"),
        key="search",
        label_visibility="collapsed",
        on_change=pick,
        help=None,
    )


def _levels(column: DeltaGenerator, state: MapState) -> None:
    key = f"levels_{state.shows_levels}"
    column.toggle(
        say("map.levels"),
        value=state.shows_levels,
        key=key,
        on_change=lambda: state.put(shows_levels=st.session_state[key]),
    )


def draw(
    seen: Situation,
    state: MapState,
    prefix: str,
    known: Sequence[Run],
    areas: Sequence[tuple[str, str, str]],
) -> None:
    """The row of controls."""
    with st.container(key="toolbar"):
        area, search, week, _, levels, twin = st.columns(
            [288, 340, 560, 340, 160, 160], vertical_alignment="center"
        )
        with area:
            area_choice(state, prefix, areas)
        with search:
            _search(seen, state)
        with week:
            week_choice(seen, state, known)
        _levels(levels, state)
        key = f"twin_{state.is_twin}"
        twin.toggle(
            say("map.twin"),
            value=state.is_twin,
            key=key,
            on_change=lambda: state.put(is_twin=st.session_state[key]),
        )
