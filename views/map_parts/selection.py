"""所选 What is selected - by a shape in the address or by a list - and its figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import streamlit as st

from layers.theme import palette
from services import selecting, wording
from services.access import Viewer
from services.selecting import Selected
from services.situation import Situation
from services.workspace import current as workspace
from views import cache
from views.components import format as fmt
from views.components.chips import colour_word, numeral_chip, state_word
from views.components.controls import controls
from views.components.markup import esc
from views.map_parts.place_text import Point, ring, shape_points, shape_text
from views.session import DIGITS, MapState
from vocab import DIGIT_OF_STATE, State
from words import say

TURN = "selection_turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What the page shows of a selection; None where nothing is selected."""

    found: Selected | None = None

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.found.codes) if self.found else frozenset()


def turn() -> None:
    """The list takes its ticks from the address again."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def drawn(state: MapState, corners: list[Point]) -> None:
    """Take a shape drawn on the map into the address."""
    text = shape_text(corners)
    if text:
        turn()
        state.put(shape=text, picked=())


def clear(state: MapState) -> None:
    """Select nothing."""
    turn()
    state.put(shape="", picked=())


def selected(viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str) -> Selection:
    """The selection of the address, counted; kept, so that a drawn shape is audited once."""
    if state.picked:
        return Selection(found=selecting.of_grids(seen, state.picked))
    if not state.shape:
        return Selection()
    centres = cache.centres(data, seen.boundary_set, prefix)
    shape = selecting.polygon(ring(shape_points(state.shape)))

    def make() -> Selected:
        return selecting.of_shape(workspace(), viewer, seen, shape, centres)

    part = f"shape {state.shape}"
    return Selection(found=cache.weekly(viewer, data, state.week, prefix, part, make))


def kept(grids: pd.DataFrame, only: str) -> npt.NDArray[np.bool_]:
    """Which grids a filter leaves; all where there is none."""
    if not only:
        return np.ones(len(grids), dtype=np.bool_)
    states = {state: number in only for state, number in DIGIT_OF_STATE.items()}
    coloured = grids["level"].isin([int(one) for one in only]).to_numpy()
    other = np.array([states.get(State(one), False) for one in grids["state"]], dtype=np.bool_)
    return np.where(grids["level"].to_numpy() > 0, coloured, other)


def filter_words(only: str, *, is_twin: bool) -> str:
    """红、橙: the colours and states a filter leaves."""
    colours = palette(twin=is_twin)
    words = [colour_word(level, colours) for level in range(1, 6) if str(level) in only]
    words += [state_word(state) for state, number in DIGIT_OF_STATE.items() if number in only]
    return say("maptools.filter.join").join(words)


def toggled(only: str, one: str) -> str:
    """The filter after a row of the legend was switched; all of them is none."""
    wanted = set(only) ^ {one}
    kept = "".join(character for character in DIGITS if character in wanted)
    return "" if kept == DIGITS else kept


def _chips(found: Selected, state: MapState) -> str:
    colours = palette(twin=state.is_twin)
    return "".join(
        f"<span>{numeral_chip(level, colours)} <b>{fmt.whole(found.levels[level])}</b></span>"
        for level in range(1, 6)
        if found.levels[level]
    )


def _counts(found: Selected) -> str:
    parts = []
    for one in found.counts:
        key = "maptools.selected.at_least" if one.hidden else "maptools.selected.events"
        name, count = wording.indicator(one.indicator), fmt.whole(one.events)
        parts.append(f"<span>{esc(name)} <b>{esc(say(key, count=count))}</b></span>")
    return "".join(parts)


def _notes(found: Selected) -> str:
    notes = [say(f"maptools.selected.{'exact' if found.is_drawn else 'by_grid'}")]
    hidden = max((one.hidden for one in found.counts), default=0)
    for key, number in (
        ("hidden", hidden),
        ("without_point", found.without_point),
        ("unknown", found.unknown),
    ):
        if number:
            notes.append(say(f"maptools.selected.{key}", count=fmt.whole(number)))
    return esc(say("ui.comma").join(notes))


def strip(found: Selected, state: MapState) -> str:
    """The figures of a selection, with the way to end it."""
    title = say("maptools.selected.title", count=fmt.whole(len(found.codes)))
    if not found.codes:
        title = say("maptools.selected.none" if state.shape else "maptools.selected.stays")
    word = "people_share" if found.is_drawn else "people"
    people = say("maptools.selected.persons", count=fmt.whole(found.residents))
    return (
        f'<div class="ws-strip" role="status"><b>{esc(title)}</b>{_chips(found, state)}'
        f"<span>{esc(say(f'maptools.selected.{word}'))} <b>{esc(people)}</b></span>"
        f'{_counts(found)}<p class="ws-note">{_notes(found)}</p>'
        f'<button type="button" data-do="clear">{esc(say("maptools.selected.clear"))}</button>'
        "</div>"
    )


def draw(selection: Selection, state: MapState) -> None:
    """The figures on the map, so that the list stays where it is; nothing without a selection."""
    if selection.found is not None:
        with st.container(key="panel_selected"):
            controls(strip(selection.found, state), "selected", lambda *_: clear(state))
