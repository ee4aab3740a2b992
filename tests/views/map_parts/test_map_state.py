"""State of the map page: the address says all of it, and nonsense in it says nothing."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from services.bookmarks import checked_link
from views.bookmark_menu import address
from views.map_parts.place_text import shape_text
from views.session import AREAS, DIGITS, SPANS, MapState

SHAPE = shape_text([(120.18, 30.09), (120.2, 30.09), (120.19, 30.1)])
DAYS = st.dates().map(str).filter(lambda day: len(day) == 10)
CODES = st.sets(st.from_regex(r"330109106[0-9]{6}", fullmatch=True), max_size=30)


@st.composite
def states(draw) -> MapState:
    shape = draw(st.sampled_from(["", SHAPE]))
    digits = draw(st.sets(st.sampled_from(DIGITS)))
    return MapState(
        week=draw(st.one_of(st.just("latest"), DAYS)),
        scope=draw(st.sampled_from(["", "all", "33", "330109106"])),
        grid=draw(st.sampled_from(["", "330109106201001"])),
        is_twin=draw(st.booleans()),
        shows_levels=draw(st.booleans()),
        shape=shape,
        picked=() if shape else tuple(sorted(draw(CODES))),
        only="".join(digit for digit in DIGITS if digit in digits),
        compare=draw(st.one_of(st.just(""), DAYS)),
        span=draw(st.sampled_from(SPANS)),
        side=draw(st.sampled_from(["", AREAS])),
    )


@given(states())
def test_what_the_address_says_is_the_state(state):
    assert MapState.of(state.parts()) == state


def test_the_usual_state_is_an_empty_address():
    assert not any(MapState().parts().values())
    assert MapState.of({}) == MapState()


@given(st.dictionaries(st.sampled_from(sorted(MapState().parts())), st.text(max_size=30)))
def test_nonsense_is_left_aside_and_what_is_left_is_plain(query):
    state = MapState.of(query)
    assert MapState.of(state.parts()) == state


def test_a_shape_and_a_list_exclude_each_other():
    both = MapState.of({"shape": SHAPE, "grids": "330109106201001.2"})
    assert both.shape == SHAPE and both.picked == ()
    broken = MapState.of({"shape": "12.x", "grids": "330109106201001.2"})
    assert broken.shape == "" and len(broken.picked) == 2


def test_only_known_lengths_colours_and_sides():
    odd = MapState.of({"span": "14", "only": "9a21", "side": "x", "compare": "yesterday"})
    assert odd == MapState(only="12")


@given(states())
def test_every_state_makes_a_link_that_may_be_handed_on(state):
    query = {name: value for name, value in state.parts().items() if value}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(streamlit, "query_params", query)
        link = address("map")
    assert checked_link(link) == link
    assert link.startswith("/?") or link == "/"
    assert MapState.of(dict(parse_qsl(urlsplit(link).query))) == state
