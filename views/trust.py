"""方法与可信度 The page on how far the map can be trusted, and by what method it is made."""

from __future__ import annotations

import streamlit as st

from services import (
    access,
    alarms,
    methodcard,
    reliability,
    scorecards,
    selftests,
    sensitivities,
    trials,
    weightsets,
)
from services.access import Viewer
from services.situation import Run
from services.workspace import current as workspace
from views import cache, session
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty
from views.session import MapState
from views.trust_parts import demand_map, story
from views.trust_parts.style import CSS
from words import say


def _empty() -> None:
    show(empty(say("trustpage.title"), say("trustpage.empty"), []))
    st.page_link("map.py", label=say("why.back"))


def _left(viewer: Viewer, data: str, known: list[Run]) -> None:
    ws = workspace()
    kept, calibrated = selftests.last(ws, viewer), trials.last(ws, viewer)
    found = cache.trusted(
        viewer,
        data,
        "standing",
        lambda: reliability.standing(ws, viewer, known, cache.reader()),
    )
    with st.container(key="panel_reliability"):
        show(story.reliability(found, calibrated), key="trust_reliability")
        with st.expander(say("why.numbers.title")):
            show(story.bins_table(found, calibrated), key="trust_bins")
    with st.container(key="panel_flips"):
        show(story.flips(found, kept), key="trust_flips")
    cards = cache.trusted(viewer, data, "cards", lambda: scorecards.cards(ws, viewer))
    with st.container(key="panel_scorecard"):
        show(story.scorecard(cards), key="trust_scorecard")
    with st.container(key="panel_sensitivity"):
        show(story.sensitivity(sensitivities.last(ws, viewer)), key="trust_sensitivity")


def _right(viewer: Viewer, data: str, known: list[Run], sets: weightsets.WeightSets) -> None:
    ws = workspace()
    tested = selftests.last(ws, viewer)
    with st.container(key="panel_selftest"):
        named = selftests.named(ws, viewer, known[-1])
        show(story.selftest(tested, named), key="trust_selftest")
    sheet = cache.trusted(
        viewer, data, "alarms", lambda: alarms.alarms(ws, viewer, prefix=viewer.scope.prefix)
    )
    with st.container(key="panel_alarms"):
        show(story.alarms(sheet), key="trust_alarms")
    with st.container(key="panel_weights"):
        show(story.weights(sets, access.visible(sets.codes, viewer)), key="trust_weights")


def _map(viewer: Viewer, data: str, known: list[Run], sets: weightsets.WeightSets) -> None:
    state = MapState.from_address()
    home = cache.home(data, known[-1].boundary_set_id, viewer.scope.prefix)
    prefix = state.prefix(home, viewer.scope.prefix)
    seen = cache.week(viewer, data, "latest", prefix)
    with st.container(key="panel_demand"):
        demand_map.draw(data, seen, sets, prefix, is_twin=state.is_twin)


def main() -> None:
    """Draw the page for the person signed in."""
    st.html(CSS)
    viewer = session.viewer()
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        _empty()
        return
    ws = workspace()
    sets = cache.weight_sets(viewer, data, known[-1])
    grids = int(access.visible(sets.codes, viewer).sum())
    note = say("trustpage.note", grids=fmt.whole(grids), cut_off=fmt.cut_off(known[-1].period))
    verdict = story.verdict(selftests.last(ws, viewer))
    show(page_title(say("trustpage.title"), note, verdict), key="trust_title")
    left, right = st.columns([1080, 800])
    with left:
        _left(viewer, data, known)
    with right:
        _right(viewer, data, known, sets)
        _map(viewer, data, known, sets)
    with st.container(key="panel_method"):
        show(story.method(methodcard.card(ws, viewer)), key="trust_method")


main()
