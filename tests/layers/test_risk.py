import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers import risk
from layers.layer import Frame
from vocab import DIGIT_OF_STATE, STATES, State


def test_doubt_is_the_amount_of_fill():
    outer, inner = risk.digits([1, 2, 3], [0, 0, 0], [0.80, 0.79, 0.59])
    assert outer == "103"
    assert inner == "120"


def test_states_give_their_digit_outside_and_nothing_inside():
    codes = list(range(len(STATES)))
    outer, inner = risk.digits([3, 0, 0, 0], codes, [1.0, np.nan, np.nan, np.nan])
    assert outer == "3" + "".join(DIGIT_OF_STATE[s] for s in STATES[1:])
    assert inner[0] == "3"
    assert set(inner[1:]) <= {"0", *DIGIT_OF_STATE.values()}


def test_a_state_wins_over_a_level():
    outer, _ = risk.digits([1], [STATES.index(State.NO_DATA)], [0.9])
    assert outer == "7"


def test_hidden_cells_are_dots():
    assert risk.digits([1, 2], [0, 0], [0.9, 0.9], [True, False]) == ("1.", "1.")


def test_unknown_doubt_and_small_cells_are_full():
    assert risk.digits([2], [0], [np.nan]) == ("2", "2")
    assert risk.digits([2], [0], [0.3], show_doubt=False) == ("2", "2")


def test_no_cells_give_empty_texts():
    assert risk.digits([], [], []) == ("", "")


cells = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 3), st.floats(0, 1), st.booleans()), max_size=30
)


@given(cells)
def test_every_cell_has_one_digit_and_never_two_colours(rows):
    levels, states, chances, seen = (list(c) for c in zip(*rows, strict=True)) if rows else [[]] * 4
    outer, inner = risk.digits(levels, states, chances, seen)
    assert len(outer) == len(inner) == len(rows)
    for o, i, level, state, ok in zip(outer, inner, levels, states, seen, strict=True):
        shown = {d for d in o + i if d in "12345"}
        assert shown == ({str(level)} if ok and state == 0 and level else set())


def test_values_hide_codes_without_a_row():
    grids = pd.DataFrame({"code": ["a"], "level": [2], "state": [0], "p_within_one": [0.7]})
    made = risk.values({Frame.SCORES: grids}, pd.Index(["a", "b"]))
    assert made["digit"].tolist() == ["2", "."]
    assert made["outer"].tolist() == ["0", "."]
    assert made["inner"].tolist() == ["2", "."]


def test_numerals_only_where_it_matters():
    assert risk.numerals("12345") == "ⅠⅡ   "
    assert risk.numerals("12345", written=risk.ALL_NUMERALS) == "ⅠⅡⅢⅣⅤ"
    assert risk.numerals("12", "▲ ") == " Ⅱ"
    assert risk.numerals("6.", written=risk.ALL_NUMERALS) == "  "


def test_of_two_digits_the_one_with_a_level_is_the_cells_own():
    assert risk.whole("0306.", "2000.") == "2306."


def test_marks_name_the_direction_of_risk():
    assert risk.marks([1, 3, 2, 0, 2], [2, 2, 2, 2, 0]) == "▲▽   "


def test_geometry_takes_the_lowest_level_in_code_order():
    square = shapely.box(0, 0, 1, 1)
    units = pd.DataFrame(
        {
            "code": ["3", "1", "2"],
            "name": ["c", "a", "b"],
            "level": ["micro_grid", "village", "micro_grid"],
            "geometry": [square, square, square],
        }
    )

    def codes(table):
        return risk.geometry({Frame.UNITS: table})["code"].tolist()

    assert codes(units) == ["2", "3"]
    assert codes(units.iloc[[1]]) == ["1"]
    assert codes(units.iloc[:0]) == []


def test_a_grid_may_keep_another_colour_than_its_index_has():
    grids = pd.DataFrame({"level": [1, 2, 2, 0], "index": [90.0, 91.0, 70.0, np.nan]})
    assert risk.held(grids, (30, 45, 60, 78)).tolist() == [False, True, False, False]


def test_the_share_of_sure_colours_counts_coloured_grids_alone():
    grids = pd.DataFrame({"p_within_one": [0.99, 0.8, 0.79, np.nan]})
    assert risk.sure_share(grids) == pytest.approx(2 / 3)
    assert risk.sure_share(grids.iloc[3:]) is None
