"""事件 The analyst's page over the events of a span: when, what, where, under one filter."""

from __future__ import annotations

import streamlit as st

from errors import NotAllowedError
from services import event_analysis
from services.access import Viewer
from services.event_analysis import Analysis
from services.situation import Situation
from services.workspace import current as workspace
from views import cache, session
from views.components.controls import controls
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.data_parts import data_page
from views.event_parts import filters, lists, picture
from views.event_parts.matrix import matrix
from views.event_parts.state import EventState
from views.event_parts.style import CSS
from views.map_parts import places_bar
from views.map_parts.style import CSS as PLACES_CSS
from views.session import MapState
from words import say


def _empty(viewer: Viewer) -> None:
    show(empty(say("map.empty_title"), say("map.empty_note"), []))
    if data_page.is_open_to(viewer):
        st.page_link("data.py", label=say("nav.data"))


def _found(
    viewer: Viewer, data: str, seen: Situation, prefix: str, page: MapState, state: EventState
) -> Analysis:
    part = f"events {sorted(state.parts().items())}"
    return cache.weekly(
        viewer,
        data,
        page.week,
        prefix,
        part,
        lambda: event_analysis.analyse(
            workspace(), viewer, seen, prefix, state.chosen, periods=state.periods
        ),
    )


def _shown(data: str, seen: Situation, made: Analysis, state: EventState, prefix: str) -> None:
    if not made.total and not any(one.now for one in made.categories):
        show(empty(say("events.none_title"), say("events.none_note"), []), key="event_none")
        st.button(say("events.clear"), on_click=state.clear, type="primary")
        return
    left, middle, right = st.columns([640, 640, 608])
    with left:
        with st.container(key="panel_matrix"):
            controls(matrix(made), "event_matrix", state.act)
        with st.container(key="panel_course"):
            show(lists.course(made, seen), key="event_course")
        with st.container(key="panel_busiest"):
            controls(lists.grids(made, seen), "event_grids", state.act)
    with middle, st.container(key="panel_event_map"):
        picture.draw(data, seen, made, state, prefix)
    with right, st.container(key="panel_categories"):
        controls(lists.categories(made), "event_categories", state.act)


def _page(viewer: Viewer, data: str, page: MapState, state: EventState) -> None:
    known = cache.periods(viewer, data)
    if not known:
        _empty(viewer)
        return
    own = viewer.scope.prefix
    prefix = page.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    seen = cache.week(viewer, data, page.week, prefix)
    made = _found(viewer, data, seen, prefix, page, state)
    areas = cache.areas(data, seen.boundary_set, own)
    found = places_bar.way(areas, prefix, own, seen.grids["code"])
    show(page_title(say("events.title"), say("events.note")), key="event_title")
    filters.bar(viewer, seen, state, page, known, found)
    filters.lists(viewer, state, made)
    names = dict(zip(seen.grids["code"], seen.grids["name"], strict=True))
    with st.container(key="panel_event_sums"):
        filters.sums(state, made, names)
        filters.notes(made)
    _shown(data, seen, made, state, prefix)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(PLACES_CSS + CSS)
    viewer = session.viewer()
    data = cache.data_version()
    try:
        _page(viewer, data, MapState.from_address(), EventState.from_address())
    except NotAllowedError:
        show(no_permission(viewer.title, say("events.title"), say("page.administrator")))


main()
