"""The filter of colours, the strip of figures, what the list does with ticks and clicks."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import streamlit
from hypothesis import given
from hypothesis import strategies as st

from services.selecting import Counted, Selected
from views.map_parts import grid_list, selection
from views.map_parts.selection import Selection, filter_words, kept, strip, toggled
from views.session import DIGITS, MapState
from vocab import DIGIT_OF_STATE, State

GRIDS = pd.DataFrame(
    {
        "level": [1, 2, 5, 0, 0],
        "state": [State.OK.value] * 3 + [State.NO_DATA.value, State.SMALL_SAMPLE.value],
    }
)
FOUND = Selected(
    codes=("a", "b"),
    levels=(0, 1, 1, 0, 0, 0),
    residents=1234.4,
    unknown=0,
    counts=(Counted(indicator="alert", events=12), Counted(indicator="petition", events=3)),
)


def test_a_filter_keeps_colours_and_states_by_their_digit():
    assert kept(GRIDS, "").all()
    assert kept(GRIDS, "12").tolist() == [True, True, False, False, False]
    no_data = DIGIT_OF_STATE[State.NO_DATA]
    assert kept(GRIDS, f"5{no_data}").tolist() == [False, False, True, True, False]


@given(st.sets(st.sampled_from(DIGITS)), st.sampled_from(DIGITS))
def test_switching_twice_is_where_one_was(digits, one):
    only = "".join(digit for digit in DIGITS if digit in digits)
    again = toggled(toggled(only, one), one)
    assert again == ("" if only == DIGITS else only)


def test_all_of_them_is_no_filter():
    assert toggled(DIGITS[:-1], DIGITS[-1]) == ""


def test_a_filter_is_named_in_the_words_of_the_legend():
    assert filter_words("12", is_twin=False) == "红、橙"
    assert filter_words("57", is_twin=True) == "浅青、无数据"


def test_the_strip_says_what_was_counted_and_how():
    html = strip(FOUND, MapState(picked=("a", "b")))
    for words in ("所选 2 个网格", "1,234 人", "有效警情 <b>12 件", "合计", "清除所选"):
        assert words in html
    drawn = Selected(
        codes=("a",),
        levels=(0, 1, 0, 0, 0, 0),
        residents=10.0,
        unknown=2,
        counts=FOUND.counts,
        is_drawn=True,
        without_point=4,
    )
    html = strip(drawn, MapState(shape="x"))
    for words in ("按面积折算", "落在圈里", "4 件没有坐标", "2 个网格人口不详"):
        assert words in html


def test_withheld_numbers_are_said_to_be_withheld():
    counts = (Counted(indicator="alert", events=5, hidden=3),)
    html = strip(
        Selected(codes=("a",), levels=(1, 0, 0, 0, 0, 0), residents=1, unknown=0, counts=counts),
        MapState(picked=("a",)),
    )
    assert "至少 5 件" in html and "3 个网格件数少，不公开" in html


def test_nothing_inside_is_said_too():
    none = Selected(codes=(), levels=(0,) * 6, residents=0, unknown=0, counts=())
    assert "圈里没有网格" in strip(none, MapState(shape="x"))
    assert "不在这一范围" in strip(none, MapState(picked=("z",)))


# --- the list -----------------------------------------------------------------------------

ROWS = pd.DataFrame({"n": range(4)}, index=pd.Index(["a", "b", "c", "d"], name="code"))


@pytest.fixture
def put(monkeypatch):
    told: list[dict[str, object]] = []
    monkeypatch.setattr(MapState, "put", lambda self, **new: told.append(new))
    monkeypatch.setattr(streamlit, "session_state", {})
    return told


def heard(rows=(), cells=()):
    return SimpleNamespace(rows=list(rows), cells=list(cells))


def test_ticks_select(put):
    grid_list.act(ROWS, heard(rows=[0, 2]), MapState(), Selection())
    assert put == [{"picked": ("a", "c"), "shape": ""}]


def test_ticks_in_a_drawn_shape_make_a_list_of_it(put):
    state = MapState(shape="x")
    grid_list.act(ROWS, heard(rows=[0]), state, Selection(found=FOUND))
    assert put == [{"picked": ("a",), "shape": ""}]


def test_what_is_selected_but_not_listed_stays_selected(put):
    state = MapState(picked=("a", "b"))
    grid_list.act(ROWS.loc[["b", "c"]], heard(rows=[0, 1]), state, Selection(found=FOUND))
    assert put == [{"picked": ("a", "b", "c"), "shape": ""}]


def test_a_click_on_a_cell_opens_the_card_and_selects_nothing(put):
    grid_list.act(ROWS, heard(rows=[0, 1], cells=[(3, "n")]), MapState(), Selection(found=FOUND))
    assert put == [{"grid": "d"}]
    assert streamlit.session_state["fly"] == "d"


def test_the_list_stays_as_it_is_when_it_was_clicked_itself(put):
    assert grid_list.head("b") == "b"
    streamlit.session_state[grid_list.CLICKED] = "c"
    assert grid_list.head("c") == "b"
    assert grid_list.head("d") == "d"


def test_a_shape_too_small_to_stand_in_the_address_changes_nothing(put):
    selection.drawn(MapState(), [(120.0, 30.0), (120.0, 30.0)])
    assert put == []
    selection.drawn(MapState(), [(120.0, 30.0), (120.1, 30.1)])
    assert put[0]["shape"] and put[0]["picked"] == ()


def test_the_mask_has_a_row_per_grid():
    assert kept(GRIDS, "8").dtype == np.bool_ and len(kept(GRIDS, "8")) == len(GRIDS)


def test_clearing_ends_the_selection_and_the_ticks(put):
    selection.clear(MapState(shape="x"))
    assert put == [{"shape": "", "picked": ()}]
    assert streamlit.session_state[selection.TURN] == 1


def test_a_list_keeps_the_ticks_it_began_with(put):
    assert grid_list.first_ticks("a", [1]) == [1]
    assert grid_list.first_ticks("a", [1, 3]) == [1]
    assert grid_list.first_ticks("b", [3]) == [3]
