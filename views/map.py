"""五色图 The map page: the week's map, what changed, the list of grids and one grid's card."""

from __future__ import annotations

import streamlit as st

from services.situation import Situation
from views import cache, session
from views.components.drawing import show
from views.components.states import empty
from views.map_parts import card_panel, grid_list, layer_panel, left_panel, picture, toolbar
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


def _chosen(seen: Situation, state: MapState) -> str:
    """The grid whose card is shown: the one asked for, else the one with the highest index."""
    codes = seen.grids["code"]
    if state.grid and (codes == state.grid).any():
        return state.grid
    coloured = seen.grids[seen.grids["level"] > 0]
    return str(coloured.loc[coloured["index"].idxmax(), "code"]) if len(coloured) else codes.iloc[0]


def main() -> None:
    """Draw the page for the person signed in."""
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        _empty()
        return
    newest = known[-1].boundary_set_id
    prefix = state.prefix(cache.home(data, newest, viewer.scope.prefix), viewer.scope.prefix)
    seen = cache.week(viewer, data, state.week, prefix)
    chosen = _chosen(seen, state)
    areas = cache.areas(data, seen.boundary_set, viewer.scope.prefix)
    toolbar.draw(seen, state, prefix, known, areas)
    layers = layer_panel.chosen(viewer, data, seen, prefix)
    left, middle, right = st.columns([288, 1192, 416])
    with left:
        left_panel.draw(seen, state)
        layer_panel.draw(viewer, seen, prefix, layers)
    with middle:
        picture.draw(data, seen, state, prefix, chosen, layers)
        grid_list.draw(viewer, data, seen, state, prefix, chosen)
    with right:
        card_panel.draw(viewer, data, seen, state, chosen, known)


main()
