"""网格对比 Two to four grids side by side: colour, reasons, figures, course, open matters."""

from __future__ import annotations

from functools import partial

import streamlit as st

from errors import NotAllowedError
from layers.theme import palette
from services import grid_compare
from services.access import Viewer
from services.grid_compare import FEWEST
from services.workspace import current as workspace
from views import cache, session
from views.compare_parts import choice, columns
from views.compare_parts.style import CSS
from views.components.chips import colour_word
from views.components.controls import controls
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.data_parts import data_page
from views.map_parts.toolbar import week_choice
from views.session import MapState
from words import say


def _empty(viewer: Viewer) -> None:
    show(empty(say("map.empty_title"), say("map.empty_note"), []))
    if data_page.is_open_to(viewer):
        st.page_link("data.py", label=say("nav.data"))


def _page(viewer: Viewer, data: str, state: MapState) -> None:
    known = cache.periods(viewer, data)
    if not known:
        _empty(viewer)
        return
    own = viewer.scope.prefix
    seen = cache.week(viewer, data, state.week, own)
    asked = choice.asked(state)
    chosen = choice.kept(seen, asked)
    near = cache.neighbours(data, seen.boundary_set)
    show(page_title(say("gridcompare.title"), say("gridcompare.note")), key="compare_title")
    with st.container(key="toolbar"):
        left, right = st.columns([1280, 620], vertical_alignment="center")
        with left:
            choice.draw(seen, state, chosen, lambda code: near.get(code, []))
        with right:
            week_choice(seen, state, known)
    show(columns.gone(asked, chosen), key="compare_gone")
    if len(chosen) < FEWEST:
        names = dict(zip(seen.grids["code"], seen.grids["name"], strict=True))
        picked = say("gridcompare.and").join(str(names[code]) for code in chosen)
        title = say("gridcompare.chosen", names=picked) if chosen else ""
        show(
            empty(title or say("gridcompare.choose_title"), say("gridcompare.choose_note"), []),
            key="compare_empty",
        )
        return
    mark = (seen.snapshot, chosen)
    colours = palette(twin=state.is_twin)
    made = grid_compare.compare(
        workspace(),
        viewer,
        seen,
        chosen,
        neighbours=near,
        known=known,
        read=cache.reader(),
        word=partial(colour_word, colours=colours),
        is_new=st.session_state.get("compared") != mark,
    )
    st.session_state["compared"] = mark
    with st.container(key="panel_compare_order"):
        show(columns.order(made), key="compare_order")
    controls(
        columns.columns(made, seen, colours),
        "compare_columns",
        partial(choice.act, state, chosen),
    )


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(CSS)
    viewer = session.viewer()
    try:
        _page(viewer, cache.data_version(), MapState.from_address())
    except NotAllowedError:
        show(no_permission(viewer.title, say("gridcompare.title"), say("page.administrator")))


main()
