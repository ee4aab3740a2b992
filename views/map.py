"""五色图 The map page: the week's map, what changed, the list of grids and one grid's card."""

from __future__ import annotations

import streamlit as st

from services.access import Viewer
from services.situation import Situation
from views import cache, session
from views.components.drawing import show
from views.components.states import empty
from views.map_parts import (
    band,
    card_panel,
    compare,
    grid_list,
    layer_panel,
    left_panel,
    picture,
    places_bar,
    selection,
    toolbar,
)
from views.map_parts.style import CSS
from views.session import MapState
from words import say


def _empty() -> None:
    show(
        empty(
            say("map.empty_title"),
            say("map.empty_note"),
            [
                (say(f"map.step_{name}"), say(f"map.step_{name}_note"))
                for name in ("boundaries", "events", "policy")
            ],
        )
    )
    st.page_link("data.py", label=say("nav.data"))


def _chosen(viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str) -> str:
    """The grid whose card is shown: the one asked for, else the one with the highest index."""
    if state.grid and (seen.grids["code"] == state.grid).any():
        return state.grid
    return cache.part(viewer, data, state.week, prefix, "worst", lambda: seen.worst)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(CSS)
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        _empty()
        return
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    seen = cache.week(viewer, data, state.week, prefix)
    then = compare.other(viewer, data, state, prefix)
    grid = _chosen(viewer, data, seen, state, prefix)
    areas = cache.areas(data, seen.boundary_set, own)
    found = cache.part(
        viewer,
        data,
        state.week,
        prefix,
        "way",
        lambda: places_bar.way(areas, prefix, own, seen.grids["code"]),
    )
    toolbar.draw(viewer, data, seen, state, prefix, known, areas, found)
    layers = layer_panel.chosen(viewer, data, seen, prefix)
    chosen = selection.selected(viewer, data, seen, state, prefix)
    below = grid_list.Below(
        viewer=viewer,
        data=data,
        prefix=prefix,
        grid=grid,
        chosen=chosen,
        found=found,
        then=then,
    )
    # One grid of the style sheet instead of columns: each block costs every run as much as a text.
    with st.container(key="map_page"):
        left_panel.draw(viewer, data, seen, state, prefix, layers)
        with st.container(key="middle"):
            with st.container(key="middle_map"):
                shown = picture.Shown(grid=grid, chosen=chosen)
                picture.draw(viewer, data, seen, state, prefix, shown, layers, known, then)
                band.draw(viewer, data, seen, state, prefix, known)
            with st.container(key="middle_list"):
                grid_list.draw(seen, state, below)
        card_panel.draw(viewer, data, seen, state, prefix, grid, known)


main()
