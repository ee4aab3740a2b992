from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.backends.sheet_cut import Piece
from layers.backends.sheet_paper import Paper
from layers.map_view import Caption
from reports.change_map import ChangeMap, Moved, Side, _lists, map_mm
from reports.leaf import Print

MADE_FOR = Print(caption=Caption(title="变化"), is_wide=True)
PIECE = Piece(
    width=10, height=10, body="", texts=(), bar=(100, 5), scale=1000, crs="EPSG:4549", rows=()
)
SIDE = Side(name="甲", note="前", map=PIECE, counts=())


def change_map(*sizes, paper=Paper.A4):
    groups, number = [], 0
    for group, size in enumerate(sizes):
        moved = []
        for _ in range(size):
            number += 1
            moved.append(
                Moved(number=str(number), before=(2, "Ⅱ 橙"), after=(1, "Ⅰ 红"), name=f"格{number}")
            )
        groups.append((f"第{group}组", tuple(moved)))
    return ChangeMap(
        made_for=replace(MADE_FOR, paper=paper),
        sides=(SIDE, SIDE),
        groups=tuple(groups),
        title="变色",
        note="",
    )


def columns_of(made):
    first, more = _lists(made)
    return [first, *(column for page in more for column in page)]


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
@given(st.lists(st.integers(0, 300), min_size=1, max_size=3))
def test_the_list_loses_nobody_and_keeps_its_order(paper, sizes):
    lines = [line for column in columns_of(change_map(*sizes, paper=paper)) for line in column]
    numbers = [int(line["number"]) for line in lines if not line["head"]]
    assert numbers == list(range(1, sum(sizes) + 1))
    assert sum(line["head"] for line in lines) == len(sizes)


@given(st.lists(st.integers(0, 120), min_size=1, max_size=3))
def test_no_heading_stands_alone_at_the_end_of_a_column(sizes):
    columns = columns_of(change_map(*sizes))
    assert not any(column[-1]["head"] for column in columns[:-1] if column)


def test_a_short_list_stays_beside_the_maps():
    first, more = _lists(change_map(3, 2))
    assert len(first) == 7 and more == []


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_two_maps_and_the_list_fit_beside_each_other(paper):
    one = replace(MADE_FOR, paper=paper)
    wide, high = map_mm(one)
    assert 2 * wide < one.across
    assert high < one.sides[1]
