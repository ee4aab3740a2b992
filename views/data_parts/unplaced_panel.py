"""Events without a grid: choose one, write a code or click the map, and it is placed."""

from __future__ import annotations

import streamlit as st

from errors import WusetuError
from layers import risk
from layers.backends.deck import CELLS_ID, deck
from layers.map_view import MapUrls, MapView, fit
from services import intakes, wording
from services.access import Viewer
from services.workspace import current as workspace
from views import cache
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import block_title
from views.components.states import notice
from words import say

MAP_SIZE = (720, 320)
MOST = 500


def _map(viewer: Viewer, data: str) -> None:
    """A map without colours to click a grid on; the click goes into the code field."""
    known = cache.periods(viewer, data)
    if not known:
        return
    area = cache.home(data, known[-1].boundary_set_id, viewer.scope.prefix)
    newest = cache.week(viewer, data, "latest", area)
    grids = newest.grids
    numbers = [0] * len(grids)
    outer, inner = risk.digits(numbers, numbers, [1.0] * len(grids))
    names = dict(zip(grids["code"], grids["name"], strict=True))

    def clicked() -> None:
        picked = st.session_state["place_map"].selection.objects.get(CELLS_ID) or []
        if picked:
            code = str(picked[0]["properties"]["code"])
            st.session_state["place_code"] = code
            st.session_state["place_picked"] = names.get(code, code)

    view = MapView(
        urls=MapUrls.under(f"/geometry/{newest.boundary_set}", f"?area={area}"),
        window=fit(cache.bounds(data, newest.boundary_set, area), *MAP_SIZE),
        outer=outer,
        inner=inner,
    )
    st.pydeck_chart(
        deck(view),
        key="place_map",
        height=MAP_SIZE[1],
        on_select=clicked,
        selection_mode="single-object",
    )


def _place(viewer: Viewer, event: int) -> None:
    code, note = st.session_state["place_code"].strip(), st.session_state["place_note"]
    try:
        done = intakes.place(workspace(), viewer, event, code, note=note)
    except WusetuError as error:
        st.session_state["place_result"] = wording.sentence(error)
    else:
        st.session_state["place_result"] = say("data.placed_one", name=done["name"])


def draw(viewer: Viewer, data: str) -> None:
    """The whole panel."""
    rows = intakes.unplaced(workspace(), viewer, most=MOST)
    with st.container(key="panel_unplaced"):
        words = "data.unplaced_many" if len(rows) == MOST else "data.unplaced_note"
        note = say(words, count=fmt.whole(len(rows)))
        show(block_title(say("data.unplaced_title"), "" if len(rows) else note), key="un_title")
        if not len(rows):
            st.caption(say("data.unplaced_none"))
            return
        st.caption(note)
        labels = {
            row.pk: f"{fmt.short_day(row.day)}　{wording.short(row.indicator)}　"
            f"{row.category}　{row.declared}　{say(row.reason)}"
            for row in rows.itertuples(index=False)
        }
        event = st.selectbox(
            say("data.event"),
            list(labels),
            format_func=lambda pk: labels[pk],
            placeholder=say("data.choose"),
            key="place_event",
        )
        code, note_field, button = st.columns([3, 3, 2], vertical_alignment="bottom")
        code.text_input(say("data.place_code"), key="place_code")
        note_field.text_input(say("data.place_note"), key="place_note")
        button.button(
            say("data.place"),
            disabled=not st.session_state["place_code"].strip(),
            on_click=_place,
            args=(viewer, event),
            width="stretch",
            key="place",
        )
        if "place_result" in st.session_state:
            show(notice(say("data.place"), st.session_state.pop("place_result")))
        st.caption(
            say("data.picked", name=st.session_state["place_picked"])
            if "place_picked" in st.session_state
            else say("data.map_pick")
        )
        _map(viewer, data)
