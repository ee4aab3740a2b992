"""响应圈 The page of the response circle: who the stations reach, who not, where one more helps."""

from __future__ import annotations

import streamlit as st

from errors import NotAllowedError, NotFoundError
from services import sites
from services.access import Viewer
from services.reach import LONGEST_MINUTES, Circle, Weight
from services.workspace import current as workspace
from views import cache, session
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.data_parts import data_page
from views.map_parts.places_bar import area_choice
from views.response_parts import figures, picture, uncovered
from views.session import MapState
from words import say


def _empty(viewer: Viewer) -> None:
    steps = [
        (say(f"reach.page.step_{name}"), say(f"reach.page.step_{name}_note"))
        for name in ("stations", "roads", "rule")
    ]
    show(empty(say("reach.page.empty_title"), say("reach.page.empty_note"), steps))
    if data_page.is_open_to(viewer):
        st.page_link("data.py", label=say("nav.data"))


def _asked_minutes() -> float | None:
    """From the address; the rule's target where it says nothing that can be used."""
    text = st.query_params.get("minutes", "")
    if not text.isdigit() or not 0 < int(text) <= LONGEST_MINUTES:
        return None
    return float(text)


def _asked_weight() -> Weight:
    text = st.query_params.get("by", "")
    return Weight(text) if text in list(Weight) else Weight.RESIDENTS


def _choose_minutes(made: Circle) -> None:
    offered = sorted({*made.rule.minutes, made.target})
    key = f"minutes_{made.target:g}"

    def changed() -> None:
        st.query_params["minutes"] = f"{st.session_state[key]:g}"

    st.segmented_control(
        say("reach.page.target"),
        offered,
        default=made.target,
        required=True,
        format_func=lambda one: say("reach.page.within", minutes=one),
        key=key,
        label_visibility="collapsed",
        on_change=changed,
    )


def _choose_weight(by: Weight) -> None:
    key = f"by_{by.value}"

    def changed() -> None:
        st.query_params["by"] = st.session_state[key]

    st.segmented_control(
        say("reach.page.by"),
        list(Weight),
        default=by,
        required=True,
        format_func=lambda one: say(f"reach.page.by_{one.value}"),
        key=key,
        label_visibility="collapsed",
        on_change=changed,
    )


def _audited(viewer: Viewer, made: Circle) -> None:
    """Once per picture, not per drawing of it."""
    seen = (made.scope, made.target, made.boundary_set)
    if st.session_state.get("reach_seen") != seen:
        asked = f"minutes={made.target:g} scope={made.scope}"
        sites.record(workspace(), viewer, "reach", asked=asked, rows=len(made.grids))
        st.session_state["reach_seen"] = seen


def _shown(viewer: Viewer, data: str, state: MapState, made: Circle, prefix: str) -> None:
    by = _asked_weight()
    found = cache.best_site(viewer, data, prefix, made.target, by)
    areas = cache.areas(data, made.boundary_set, viewer.scope.prefix)
    place = next((name for code, name, _ in areas if code == prefix), "")
    head, told = st.columns([900, 996], vertical_alignment="center")
    with head:
        note = say("reach.page.note", minutes=made.target)
        show(page_title(say("nav.response"), note), key="reach_title")
        with st.container(key="toolbar"):
            area, minutes = st.columns([288, 596], vertical_alignment="center")
            with area:
                area_choice(state, prefix, areas)
            with minutes:
                _choose_minutes(made)
    with told:
        show(figures.notices(made), key="reach_notices")
    left, middle, right = st.columns([320, 1050, 526])
    with left, st.container(key="panel_reach"):
        show(
            figures.hero(made) + figures.shares(made) + figures.legend(made, has_site=bool(found)),
            key="reach_figures",
        )
    with middle:
        picture.show_map(data, made, found, prefix, state.grid, place)
    with right:
        with st.container(key="panel_one_more"):
            show(figures.one_more(made, found), key="reach_one_more")
            if not made.uncovered.empty:
                _choose_weight(by)
        with st.container(key="panel_uncovered"):
            uncovered.draw(made, state.grid)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(figures.CSS)
    viewer = session.viewer()
    state = MapState.from_address()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        _empty(viewer)
        return
    own = viewer.scope.prefix
    prefix = state.prefix(cache.home(data, known[-1].boundary_set_id, own), own)
    try:
        made = cache.circle(viewer, data, prefix, _asked_minutes())
    except NotAllowedError:
        show(no_permission(viewer.title, say("nav.response"), say("page.administrator")))
        return
    except NotFoundError as missing:
        if missing.code != "reach.no_stations":
            raise
        _empty(viewer)
        return
    _audited(viewer, made)
    _shown(viewer, data, state, made, prefix)


main()
