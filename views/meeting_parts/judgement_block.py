"""三 The judgement: map, colours and what changed, the indicators, hot spots, alarms, last list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from analytics.compare import Alignment
from layers import week_view
from layers.backends.deck import deck
from layers.map_view import MapUrls, MapView, fit
from layers.theme import palette
from services import alarms, listcheck
from services.access import Viewer
from services.meetings import Agenda
from services.situation import Situation
from services.workspace import current as workspace
from views import cache
from views.components.drawing import show
from views.components.legend import map_sentence
from views.meeting_parts import tables
from views.meeting_parts.state import Room
from views.progress import passing_progress
from vocab import STATES, State
from words import say

SMALL = (400, 330)
WIDE = (1840, 820)


def _view(data: str, seen: Situation, prefix: str, size: tuple[int, int], place: str) -> MapView:
    window = fit(cache.bounds(data, seen.boundary_set, prefix), *size)
    made = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={prefix}"),
        window=window,
        cell_m=float(np.sqrt(seen.median_area_m2)),
        all_levels=size == WIDE,
    )
    at = week_view.row_of(seen.grids["code"], place)
    made = week_view.ringed(made, seen.grids["code"], at)
    return replace(made, haloed=at, shows_names=size == WIDE)


def picture(
    data: str, seen: Situation, prefix: str, place: str, *, is_wide: bool, name: str
) -> None:
    """The week's map; the grid of the matter being spoken of has a halo."""
    size = WIDE if is_wide else SMALL
    levels = [int((seen.grids["level"] == level).sum()) for level in range(1, 6)]
    states = [int((seen.grids["state"] == s.value).sum()) for s in STATES if s is not State.OK]
    st.pydeck_chart(
        deck(_view(data, seen, prefix, size, place)),
        key=f"meeting_map_{is_wide}",
        height=size[1],
        alt=map_sentence(name, len(seen.grids), levels, states),
    )


def judgement(
    viewer: Viewer, data: str, made: Agenda, room: Room, seen: Situation, week: str, name: str
) -> None:
    """The whole block for one scored week, as this viewer may see it."""
    area, ws = made.meeting.area, workspace()
    colours = palette()
    frozen = made.meeting.is_closed
    state = "frozen" if frozen else room.state_of(3)
    place = next((row.place for row in made.carried if row.id == room.matter), "")
    with st.container(key=f"agenda_3_{state}"):
        reds = say("meeting.judgement_note", count=int((seen.grids["level"] == 1).sum()))
        head = tables.head(3, say("meeting.judgement"), reds, room.state_of(3), is_frozen=frozen)
        show(head, key="judgement_head")
        left, right = st.columns([4, 5])
        with left:
            picture(data, seen, area, place, is_wide=False, name=name)
        compared = cache.comparison(viewer, data, week, area, seen, Alignment.WEEKDAY)
        with right, st.container(key="judgement_right"):
            show(
                tables.bar(seen, colours)
                + tables.changes(seen, colours)
                + tables.figures(compared.rows),
                key="figures",
            )
        found = cache.pictures(viewer, data, week, area, passing_progress)
        sheet = cache.weekly(
            viewer,
            data,
            week,
            area,
            "alarms",
            lambda: alarms.alarms(ws, viewer, week=week, prefix=area),
        )
        lists = cache.weekly(
            viewer,
            data,
            week,
            area,
            "last list",
            lambda: listcheck.last_lists(ws, viewer, week=week, prefix=area),
        )
        with st.container(key="judgement"):
            show(
                tables.hot(found) + tables.alarm_line(sheet) + tables.last_list(lists),
                key="judged",
            )
