"""One week's picture: the same rule for doubt, numerals and marks wherever it is shown."""

import numpy as np
import pandas as pd

from layers import risk, week_view
from layers.map_view import MapUrls, TileSource, Window
from vocab import State

URLS = MapUrls.under("/geometry/1", "?area=33")
NEAR = Window(longitude=120.2, latitude=30.1, zoom=15.0)
FAR = Window(longitude=120.2, latitude=30.1, zoom=8.0)


def grids(**columns):
    table = {
        "code": ["a", "b", "c", "d"],
        "level": [1, 2, 4, 0],
        "state": [State.OK.value] * 3 + [State.NO_DATA.value],
        "p_within_one": [0.9, 0.7, 0.5, np.nan],
        "previous_level": [2, 2, 3, 0],
    }
    return pd.DataFrame(table | columns)


def made(window=NEAR, **options):
    return week_view.of_week(grids(), urls=URLS, window=window, cell_m=300.0, **options)


def test_doubt_is_drawn_where_cells_have_room():
    near, far = made(), made(FAR)
    assert (near.outer, near.inner) == ("1047", "1200")
    assert (far.outer, far.inner) == ("1247", "1240")


def test_tiles_show_no_doubt():
    assert made(tiles=TileSource(version=1)).outer == "1247"


def test_marks_say_what_changed_and_take_the_numeral_away():
    view = made()
    assert view.marks == "▲ ▽ "
    assert risk.numerals(risk.whole(view.outer, view.inner), view.marks) == " Ⅱ  "


def test_all_levels_are_written_when_asked_for():
    still = grids(previous_level=[1, 2, 4, 0])
    few = week_view.of_week(still, urls=URLS, window=NEAR, cell_m=300.0)
    everything = week_view.of_week(still, urls=URLS, window=NEAR, cell_m=300.0, all_levels=True)
    assert few.numerals == "ⅠⅡ   "
    assert everything.numerals == "ⅠⅡⅢⅣⅤ"


def test_the_table_given_is_left_as_it_was():
    table = grids()
    before = table.copy(deep=True)
    week_view.of_week(table, urls=URLS, window=NEAR, cell_m=300.0)
    pd.testing.assert_frame_equal(table, before)


def test_no_grid_is_an_empty_picture():
    view = week_view.of_week(grids().iloc[:0], urls=URLS, window=NEAR, cell_m=300.0)
    assert view.outer == view.inner == view.marks == ""


def test_the_row_of_a_code():
    codes = grids()["code"]
    assert week_view.row_of(codes, "c") == 2
    assert week_view.row_of(codes, "x") is None


def test_cells_not_shown_keep_nothing_and_the_others_everything():
    view = made()
    cut = week_view.only(view, np.array([True, False, True, False]))
    assert (cut.outer, cut.inner) == ("1040", "1000")
    assert cut.marks == "▲ ▽ "
    assert cut.numerals == view.numerals
    assert week_view.only(view, np.ones(4, dtype=bool)) == view


def test_a_ringed_cell_has_an_address_of_its_own():
    view, codes = made(), grids()["code"]
    assert week_view.ringed(view, codes, 2).outlines == {2: f"{URLS.base}/cells.json?area=c"}
    assert week_view.ringed(view, codes, None) is view
