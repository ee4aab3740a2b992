"""The map of the events under the filter: grids in steps of ink, never in the five colours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from layers import amounts, week_view
from layers.backends.deck import CELLS_ID
from layers.backends.deck import draw as painted
from layers.map_view import MapUrls, fit
from services.event_analysis import Analysis
from services.situation import Situation
from views import cache
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import block_title
from views.event_parts.matrix import key
from views.event_parts.state import EventState
from words import say

# The narrowest column the map gets: so the whole area is seen on every screen.
WIDTH, HEIGHT = 440, 560


def _clicked(state: EventState, name: str) -> None:
    picked = st.session_state[name].selection.objects.get(CELLS_ID) or []
    if picked:
        state.act("grid", str(picked[0]["properties"]["code"]))


def draw(data: str, seen: Situation, made: Analysis, state: EventState, prefix: str) -> None:
    """The map with its key; a click filters by the grid, a second one takes it back."""
    show(block_title(say("events.map"), say("events.map_note")), key="event_map_title")
    if made.grids is None:
        show(f'<p class="ws-note">{say("events.map_hidden")}</p>', key="event_map_hidden")
        return
    counts = made.grids.set_index("code")["n"]
    steps = amounts.ladder(counts)
    base = amounts.picture(seen.grids["code"], counts, steps)
    view = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={prefix}"),
        window=fit(cache.bounds(data, seen.boundary_set, prefix), WIDTH, HEIGHT),
        cell_m=float(np.sqrt(seen.median_area_m2)),
    )
    at = week_view.row_of(seen.grids["code"], state.chosen.grid)
    view = week_view.ringed(view, seen.grids["code"], at)
    st.pydeck_chart(
        painted(replace(view, selected=at), [base]),
        key="event_map",
        height=HEIGHT,
        on_select=lambda: _clicked(state, "event_map"),
        selection_mode="single-object",
        alt=say(
            "events.map_sentence",
            grids=fmt.whole(int((counts > 0).sum())),
            all=fmt.whole(len(seen.grids)),
        ),
    )
    show(key(steps), key="event_map_key")
