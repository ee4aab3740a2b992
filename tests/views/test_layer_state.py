"""State of the layer panel: what the address says, what a switch does to it."""

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from layers import discover
from views.map_parts.layer_state import FULL, LEAST, LayerState

ALL = discover()
BY_CODE = {layer.code: layer for layer in ALL}
EXTRA = [layer.code for layer in ALL if not layer.is_on]


@pytest.fixture
def address(monkeypatch):
    query: dict[str, str] = {}
    monkeypatch.setattr(streamlit, "query_params", query)
    return query


def read(query, **values) -> LayerState:
    query.clear()
    query.update(values)
    return LayerState.from_address(ALL)


def test_an_empty_address_is_the_usual_picture(address):
    state = read(address)
    assert state == LayerState()
    assert [layer.code for layer in ALL if state.shows(layer, ALL)] == ["risk", "villages", "towns"]


def test_the_address_lists_what_is_on_off_and_faint(address):
    state = read(address, layers="venues,borders.60,-villages")
    assert state.on == ("venues", "borders")
    assert state.off == {"villages"}
    assert (state.strength("borders"), state.strength("venues")) == (60, FULL)
    assert state.text() == "venues,borders.60,-villages"


def test_what_cannot_be_is_left_aside(address):
    state = read(address, layers="venues,venues,heat.40,-venues,risk,nothing,borders.7,cases.1x")
    assert state.on == ("venues", "heat", "borders", "cases")
    assert state.faint == () and not state.off


def test_a_layer_is_switched_on_where_it_usually_lies(address):
    state = read(address, layers="borders,events").switched(BY_CODE["venues"], ALL)
    assert state.on == ("borders", "venues", "events")
    assert state.switched(BY_CODE["venues"], ALL).on == ("borders", "events")


def test_usual_layers_are_switched_off_and_on_again(address):
    state = LayerState().switched(BY_CODE["risk"], ALL)
    assert state.off == {"risk"} and not state.shows(BY_CODE["risk"], ALL)
    assert state.switched(BY_CODE["risk"], ALL) == LayerState()


def test_of_the_bases_one_is_drawn(address):
    risk, heat = BY_CODE["risk"], BY_CODE["heat"]
    state = LayerState().switched(heat, ALL)
    assert state.shows(heat, ALL) and not state.shows(risk, ALL)
    back = state.switched(risk, ALL)
    assert back.shows(risk, ALL) and not back.shows(heat, ALL)
    assert read(address, layers="heat,-risk").switched(risk, ALL) == LayerState()


def test_raising_swaps_with_the_one_above(address):
    state = read(address, layers="venues,borders,events")
    assert state.raised("venues").on == ("borders", "venues", "events")
    assert state.raised("events") == state
    assert state.raised("nothing") == state


def test_strength_stays_in_its_bounds(address):
    state = read(address, layers="venues")
    assert state.dimmed("venues", 60).text() == "venues.60"
    assert state.dimmed("venues", 60).dimmed("venues", 100) == state
    assert state.dimmed("venues", 1).strength("venues") == LEAST


def test_put_writes_and_clears_the_address(address):
    read(address, layers="venues", indicator="alert", week="2026-11-10")
    LayerState.from_address(ALL).switched(BY_CODE["venues"], ALL).put()
    assert address == {"indicator": "alert", "week": "2026-11-10"}


states = st.builds(
    LayerState,
    on=st.lists(st.sampled_from(EXTRA), unique=True).map(tuple),
    off=st.frozensets(st.sampled_from(["risk", "villages", "towns"])),
    faint=st.just(()),
    indicator=st.sampled_from(["", "alert"]),
)


@given(states)
def test_an_address_read_back_is_the_same_state(state):
    before = streamlit.query_params
    streamlit.query_params = {}
    try:
        state.put()
        assert LayerState.from_address(ALL) == state
    finally:
        streamlit.query_params = before
