"""跨区域 The page of a border: length, bands on both sides, segments, joint cases, hand-over."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from errors import NotAllowedError
from services import borders
from services.access import Viewer
from services.borders import Along
from services.situation import Run
from services.workspace import current as workspace
from views import cache, session
from views.border_parts import figures, picture
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.data_parts import data_page
from views.map_parts.toolbar import week_choice
from views.session import MapState
from views.venue_parts import choices
from words import say


def _empty(viewer: Viewer) -> None:
    steps = [
        (say(f"border.step_{name}"), say(f"border.step_{name}_note"))
        for name in ("towns", "cases", "week")
    ]
    show(empty(say("border.empty_title"), say("border.empty_note"), steps))
    if data_page.is_open_to(viewer):
        st.page_link("data.py", label=say("nav.data"))


def _pick_pair(pairs: pd.DataFrame, chosen: str) -> None:
    names = {
        f"{row.first}-{row.second}": say(
            "border.pair", first=row.first_name, second=row.second_name
        )
        for row in pairs.itertuples(index=False)
    }
    key = f"pair_{chosen}"

    def changed() -> None:
        st.query_params["pair"] = st.session_state[key]

    st.selectbox(
        say("border.choose"),
        list(names),
        index=list(names).index(chosen),
        format_func=lambda one: names[one],
        key=key,
        label_visibility="collapsed",
        placeholder=say("border.choose"),
        on_change=changed,
    )


def _pick_width(width: float) -> None:
    key = f"width_{width:g}"

    def changed() -> None:
        st.query_params["width"] = f"{st.session_state[key]:g}"

    st.segmented_control(
        say("border.width"),
        borders.USUAL_WIDTHS_M,
        default=width,
        required=True,
        format_func=lambda one: say("border.metres", length=f"{one:g}"),
        key=key,
        label_visibility="collapsed",
        on_change=changed,
    )


def _found(viewer: Viewer, data: str, pair: str, width: float, span: choices.Span) -> Along:
    return cache.trusted(
        viewer,
        data,
        f"border {pair} {width:g} {span.start}..{span.end}",
        lambda: borders.along(
            workspace(),
            viewer,
            pair.split("-"),
            width_m=width,
            start=span.start,
            end=span.end,
        ),
    )


def _shown(viewer: Viewer, data: str, found: Along, state: MapState) -> None:
    own = viewer.scope.prefix
    area = choices.common_area(found.units["code"].tolist(), own)
    seen = cache.week(viewer, data, state.week, area)
    (pair,) = found.pairs[:1]
    left, middle, right = st.columns([440, 1000, 448])
    with left, st.container(key="panel_length"):
        show(figures.hero(found) + figures.sides(found, pair), key="border_sides")
    with middle:
        middles = cache.centres(data, seen.boundary_set, area)
        picture.show_map(seen, found, area, middles, is_twin=state.is_twin)
        show(figures.key(found), key="border_key")
    with right:
        with st.container(key="panel_segments"):
            show(figures.segments(found, pair), key="border_segments")
        with st.container(key="panel_hand_over"):
            show(figures.hand_over(found), key="border_hand_over")
    one, two = st.columns([600, 1288])
    with one, st.container(key="panel_cases"):
        show(figures.cases(found), key="border_cases")
    with two, st.container(key="panel_log"):
        show(figures.log(found), key="border_log")


def _page(
    viewer: Viewer, data: str, state: MapState, pairs: pd.DataFrame, known: list[Run]
) -> None:
    week = cache.week(viewer, data, state.week, viewer.scope.prefix)
    span = choices.span(viewer, week.policy.period, week.period)
    offered = [f"{row.first}-{row.second}" for row in pairs.itertuples(index=False)]
    asked = choices.code("pair")
    pair = asked if asked in offered else offered[0]
    (width,) = choices.numbers("width", (borders.WIDTH_M,), is_free=True)[:1]
    width = width if width in borders.USUAL_WIDTHS_M else borders.WIDTH_M
    show(page_title(say("nav.borders"), say("border.note")), key="border_title")
    with st.container(key="toolbar"):
        one, two, three, four = st.columns([360, 620, 420, 488], vertical_alignment="center")
        with one:
            _pick_pair(pairs, pair)
        with two:
            week_choice(week, state, known)
        with three:
            choices.pick_span(viewer, span.periods)
        with four:
            _pick_width(width)
    _shown(viewer, data, _found(viewer, data, pair, width, span), state)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(figures.CSS + choices.WIDE_CSS)
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    try:
        pairs = borders.choices(workspace(), viewer)
    except NotAllowedError:
        show(no_permission(viewer.title, say("nav.borders"), say("page.administrator")))
        return
    known = cache.periods(viewer, data)
    if pairs.empty or not known:
        _empty(viewer)
        return
    _page(viewer, data, state, pairs, known)


main()
