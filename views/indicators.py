"""四项指标 The indicators of a week beside the week before and the same days of last year."""

from __future__ import annotations

import streamlit as st

from analytics.compare import Alignment
from services.comparing import Comparison
from views import cache, session
from views.components.drawing import show
from views.components.states import empty
from views.indicator_parts.hotspots import hotspots
from views.indicator_parts.operations import operations
from views.indicator_parts.tables import areas, indicators
from views.map_parts.places_bar import area_choice
from views.map_parts.toolbar import week_choice
from views.progress import passing_progress
from views.session import MapState
from words import say


def _alignment() -> Alignment:
    """From the address; by weekday where it says nothing that is known."""
    asked = st.query_params.get("align", "")
    return Alignment(asked) if asked in list(Alignment) else Alignment.WEEKDAY


def _choose(current: Alignment) -> None:
    key = f"align_{current.value}"

    def changed() -> None:
        st.query_params["align"] = st.session_state[key]

    st.segmented_control(
        say("compare.align"),
        list(Alignment),
        default=current,
        required=True,
        format_func=lambda one: say(f"compare.by.{one.value}"),
        key=key,
        label_visibility="collapsed",
        on_change=changed,
    )


def _shown(made: Comparison) -> None:
    for one in made.rows:
        if one.areas:
            with st.container(key=f"panel_areas_{one.indicator}"):
                show(areas(one), key=f"areas_{one.indicator}")


def main() -> None:
    """Draw the page for the person signed in."""
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        show(empty(say("map.empty_title"), say("map.empty_note"), []))
        st.page_link("data.py", label=say("nav.data"))
        return
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    seen = cache.week(viewer, data, state.week, prefix)
    alignment = _alignment()
    with st.container(key="toolbar"):
        left, middle, right, _ = st.columns([288, 560, 420, 640], vertical_alignment="center")
        with left:
            area_choice(state, prefix, cache.areas(data, seen.boundary_set, own))
        with middle:
            week_choice(seen, state, known)
        with right:
            _choose(alignment)
    made = cache.comparison(viewer, data, state.week, prefix, seen, alignment)
    with st.container(key="panel_indicators"):
        show(indicators(made, seen), key="indicators")
    hot, operated = st.columns(2)
    with hot, st.container(key="panel_hotspots"):
        found = cache.pictures(viewer, data, state.week, prefix, passing_progress)
        show(hotspots(found), key="hotspots")
    with operated, st.container(key="panel_operations"):
        show(operations(cache.outcomes(viewer, data)), key="operations")
    _shown(made)


main()
