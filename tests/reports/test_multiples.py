import pytest

from layers.backends.sheet_paper import Paper
from layers.map_view import Caption
from reports.leaf import Counted, Print
from reports.multiples import COLUMNS, FOOT_MM, MOST, ROWS, _short, map_mm
from vocab import State


@pytest.mark.parametrize("paper", [Paper.A4, Paper.A3])
def test_fifteen_places_fit_and_two_are_for_the_legend(paper):
    one = Print(caption=Caption(), paper=paper, is_wide=True)
    wide, high = map_mm(one)
    width, height = one.sides
    assert COLUMNS * wide < one.across < width
    assert ROWS * high < height - FOOT_MM
    assert MOST == COLUMNS * ROWS - 2
    assert wide > 40 * one.size and high > 30 * one.size


def line(level, count, state=State.OK):
    return Counted(level=level, state=state, sign="Ⅱ" if level else "—", words="", count=count)


def test_what_has_no_colour_is_counted_together():
    lines = [line(2, 1200), line(0, 3, State.NO_DATA), line(0, 4, State.SMALL_SAMPLE)]
    made = _short(lines, is_twin=False)
    assert [one["count"] for one in made] == ["1,200", "7"]
    assert made[1]["chip"]["fill"] == ""


def test_all_with_a_colour_leave_no_dash():
    assert [one["count"] for one in _short([line(2, 5)], is_twin=False)] == ["5"]
