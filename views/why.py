"""换个说法 The page that explains one grid's colour to a reader who is no statistician."""

from __future__ import annotations

from functools import partial

import streamlit as st

from layers.theme import palette
from services import weightsets, why
from services.workspace import current as workspace
from views import cache, session
from views.components.chips import colour_word
from views.components.drawing import show
from views.components.states import empty
from views.session import MapState
from views.why_parts.numbers_panel import numbers_panel
from views.why_parts.story import bottom, top
from views.why_parts.style import CSS
from vocab import State
from words import say


def _back() -> None:
    st.page_link("map.py", label=say("why.back"), query_params=dict(st.query_params))


def _unchosen() -> None:
    show(empty(say("why.title"), say("why.choose"), []))
    _back()


def _shown(state: MapState) -> None:
    viewer = session.viewer()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        _unchosen()
        return
    newest = known[-1].boundary_set_id
    prefix = state.prefix(cache.home(data, newest, viewer.scope.prefix), viewer.scope.prefix)
    seen = cache.week(viewer, data, state.week, prefix)
    colours = palette(twin=state.is_twin)
    mark = (seen.snapshot, state.grid)
    made = why.explain(
        workspace(),
        viewer,
        seen,
        state.grid,
        known=known,
        read=cache.reader(),
        word=partial(colour_word, colours=colours),
        is_new=st.session_state.get("explained") != mark,
    )
    st.session_state["explained"] = mark
    run = next(one for one in known if one.period == seen.period)
    sets = cache.weight_sets(viewer, data, run)
    beside = weightsets.beside(
        sets, state.grid, int(made.grid.level), partial(colour_word, colours=colours)
    )
    near = cache.neighbours(data, seen.boundary_set).get(state.grid, [])
    around = [
        (row.name, int(row.level), State(row.state))
        for row in seen.grids[seen.grids["code"].isin(near)].itertuples(index=False)
    ]
    with st.container(key="why"):
        show(
            top(made, seen.policy.cuts, around, colours) + bottom(made, colours, beside),
            key="why_story",
        )
        with st.expander(say("why.numbers.title")):
            show(numbers_panel(made, seen), key="why_numbers")
        _back()


def main() -> None:
    """Draw the page for the person signed in and the grid of the address."""
    st.html(CSS)
    state = MapState.from_address()
    if state.grid:
        _shown(state)
    else:
        _unchosen()


main()
