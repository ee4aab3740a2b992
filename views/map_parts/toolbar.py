"""Above the map: where, search, week with its neighbours, one week or two, bookmarks."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from services.access import Viewer
from services.situation import Run, Situation
from views import bookmark_menu, cache, session
from views.components import format as fmt
from views.map_parts import compare, grid_list, places_bar
from views.map_parts.band import to_week
from views.map_parts.places_bar import Area, Way
from views.session import MapState
from vocab import AdminLevel, PeriodRule
from words import say

# They go over the line with every run.
MOST_NAMES = 300
ONE, TWO, RULES = "one", "two", "rules"


def _week_label(run: Run, rule: PeriodRule) -> str:
    status = say(f"ui.run.{run.status.value}")
    return say("map.week_option", span=fmt.period_name(rule, run.period), status=status)


def _labels(seen: Situation, known: Sequence[Run]) -> dict[int, str]:
    rule, viewer = seen.policy.period, session.viewer()
    assert viewer is not None  # the shell draws a page for somebody only

    def make() -> dict[int, str]:
        return {run.period: _week_label(run, rule) for run in known}

    return cache.trusted(viewer, cache.data_version(), f"weeks {rule.kind.value}", make)


def week_choice(seen: Situation, state: MapState, known: Sequence[Run]) -> None:
    """The week shown, and the one before and after it by a key."""
    with st.container(key="weeks"):
        _weeks(seen, state, known)


def _weeks(seen: Situation, state: MapState, known: Sequence[Run]) -> None:
    labels = _labels(seen, known)
    order = list(labels)
    at, newest = order.index(seen.period), order[-1]
    st.button(
        say("map.earlier"),
        disabled=at == 0,
        key="week_before",
        shortcut="Alt+Left",
        on_click=lambda: to_week(order[at - 1], state, newest),
        width="stretch",
    )
    key = f"week_{seen.period}"
    st.selectbox(
        say("map.week"),
        order[::-1],
        index=len(order) - 1 - at,
        format_func=labels.__getitem__,
        key=key,
        label_visibility="collapsed",
        placeholder=say("map.week"),
        on_change=lambda: to_week(st.session_state[key], state, newest),
    )
    st.button(
        say("map.later"),
        disabled=at == len(order) - 1,
        key="week_after",
        shortcut="Alt+Right",
        on_click=lambda: to_week(order[at + 1], state, newest),
        width="stretch",
    )


def _search(
    viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str, areas: Sequence[Area]
) -> None:
    """Areas and grids by name or code: an area is entered, of a grid the card is shown.

    Of a large area neither its grids nor its lowest areas are sent to choose from; their names and
    codes can be written.
    """
    places = {code: name for code, name, _ in areas}
    is_large = len(seen.grids) > grid_list.LONG

    def named() -> dict[str, str]:
        grids = seen.grids.iloc[:0] if is_large else seen.grids
        upper = _upper(areas) if is_large else places
        both = upper | dict(zip(grids["code"], grids["name"], strict=True))
        return {code: f"{name} {code}".strip() for code, name in both.items()}

    names = cache.trusted(viewer, data, f"search {seen.boundary_set} {prefix}", named)

    def pick() -> None:
        found = _meant(str(st.session_state["search"] or "").strip(), seen, places)
        st.session_state["search"] = None
        if found in places:
            places_bar.go(state, found)
        elif (seen.grids["code"] == found).any():
            st.session_state["fly"] = found
            state.put(grid=found)

    st.selectbox(
        say("map.search"),
        list(names),
        index=None,
        # What is written by hand is no code of the list.
        format_func=lambda code: names.get(code, code),
        placeholder=say("maptools.search_large" if is_large else "map.search"),
        accept_new_options=is_large,
        key="search",
        label_visibility="collapsed",
        on_change=pick,
        help=None,
    )


def _upper(areas: Sequence[Area]) -> dict[str, str]:
    """Names of the areas by code, without the lowest levels where they are too many to send."""
    levels = [level.value for level in AdminLevel]
    for level in reversed(levels):
        if len(areas) <= MOST_NAMES:
            break
        areas = [one for one in areas if one[2] != level]
    return {code: name for code, name, _ in areas}


def _meant(text: str, seen: Situation, places: dict[str, str]) -> str:
    """The code of what was written: a code as it is, a name where only one place has it."""
    if text in places or not text:
        return text
    named = [code for code, name in places.items() if name == text]
    named = named or seen.grids["code"][seen.grids["name"] == text].tolist()
    return str(named[0]) if len(named) == 1 else text


def _modes(seen: Situation, state: MapState, known: Sequence[Run]) -> None:
    """One week, two beside each other, or the page that compares rules."""
    key = f"mode_{bool(state.compare)}"

    def choose() -> None:
        mode = st.session_state[key]
        if mode != RULES:
            state.put(compare=compare.before(known, seen.period) if mode == TWO else "")

    chosen = st.segmented_control(
        say("maptools.compare.modes"),
        [ONE, TWO, RULES],
        default=TWO if state.compare else ONE,
        format_func=lambda mode: say(f"maptools.compare.{mode}"),
        key=key,
        label_visibility="collapsed",
        on_change=choose,
        disabled=len(known) < 2,
    )
    if chosen == RULES:
        st.switch_page("rules.py")


def draw(
    viewer: Viewer,
    data: str,
    seen: Situation,
    state: MapState,
    prefix: str,
    known: Sequence[Run],
    areas: Sequence[Area],
    found: Way,
) -> None:
    """The row of controls."""
    with st.container(key="toolbar_map"):
        places_bar.draw(found, state)
        _search(viewer, data, seen, state, prefix, areas)
        _weeks(seen, state, known)
        _modes(seen, state, known)
        bookmark_menu.draw("map")
