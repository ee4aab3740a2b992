import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.backends.sheet_paper import Paper
from layers.map_view import Caption
from reports.atlas import (
    COLUMNS,
    INDEX_FIRST,
    INDEX_MORE,
    ROWS_BELOW,
    ROWS_ON_PAGE,
    Entry,
    _columns,
    _entry,
    index_mm,
    index_pages,
    map_mm,
    pages_of,
    starts,
)
from reports.leaf import Print

sizes = st.lists(st.integers(1, 600), min_size=1, max_size=200)


@given(sizes)
def test_villages_follow_each_other_after_the_index(grids):
    first = starts(grids)
    assert first[0] == index_pages(len(grids)) + 1
    for k in range(1, len(grids)):
        assert first[k] - first[k - 1] == pages_of(grids[k - 1])


@given(st.integers(1, 2000))
def test_an_index_has_room_for_its_villages(villages):
    pages = index_pages(villages)
    room = INDEX_FIRST + (pages - 1) * INDEX_MORE
    assert room >= villages
    assert pages == 1 or room - INDEX_MORE < villages


@given(st.integers(1, 2000))
def test_a_village_has_room_for_its_grids(grids):
    pages = pages_of(grids)
    room = COLUMNS * (ROWS_BELOW + (pages - 1) * ROWS_ON_PAGE)
    assert room >= grids
    assert pages == 1 or room - COLUMNS * ROWS_ON_PAGE < grids


@given(st.integers(0, COLUMNS * ROWS_BELOW))
def test_grids_run_down_the_columns(count):
    entries = [{"number": str(k)} for k in range(count)]
    made = _columns(entries, ROWS_BELOW)
    assert len(made) == COLUMNS
    assert [entry for column in made for entry in column] == entries
    assert all(len(column) <= ROWS_BELOW for column in made)


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_maps_take_the_width_and_leave_room_below(paper):
    one = Print(caption=Caption(), paper=paper)
    for wide, high in (map_mm(one), index_mm(one)):
        assert wide == one.across
        assert one.sides[1] * 0.3 < high < one.sides[1] * 0.7


def test_a_grid_without_colour_keeps_its_words():
    one = Entry(number="07", level=0, words="无数据", mark="", index="—")
    assert _entry(one, is_twin=False)["chip"] == {"fill": "", "ink": "#4A5561", "words": "无数据"}
