"""Columns of every page on every screen: nothing overlaps, nothing stands on a seam."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.wall_parts.layout import Box, Screen, boxes, columns, row, text_width
from views.wall_parts.rotation import PAGES, Page

HD = Screen(width=1920, height=1080)
UHD = Screen(width=3840, height=2160)
LONG = Screen(width=3840, height=1080, seams=(960, 1920, 2880))
PANELS = Screen(width=1920, height=1080, seams=(640, 1280))
SCREENS = [HD, UHD, LONG, PANELS, Screen(width=3840, height=2160, seams=(960, 1920, 2880))]
# What may lie over a seam: a picture, and the row below it whose parts keep clear by themselves.
PICTURES = {"map", "key", "whole"}
GAPS = st.lists(st.integers(400, 1500), max_size=4)


def crosses(screen: Screen, x: float, width: float) -> bool:
    return any(x < seam < x + width for seam in screen.seams)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_no_column_overlaps_another_or_leaves_the_screen(screen: Screen, page: Page) -> None:
    made = boxes(screen, page)
    for box in made.values():
        assert box.x >= 0 and box.x + box.width <= screen.width
        assert box.y >= 0 and box.y + box.height <= screen.height
    text = {name: box for name, box in made.items() if name not in {"map", "key"}}
    for one, other in combinations(text.values(), 2):
        assert one.x + one.width <= other.x or other.x + other.width <= one.x
    if "map" in made:
        # The map may lie under the free edge of a column, never under its middle.
        middle = made["map"].x + made["map"].width / 2
        assert all(not box.x < middle < box.x + box.width for box in text.values())


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_no_column_of_text_crosses_a_seam(screen: Screen, page: Page) -> None:
    for name, box in boxes(screen, page).items():
        assert name in PICTURES or not crosses(screen, box.x, box.width)


def test_the_wide_overview_stands_where_it_was_drawn() -> None:
    made = boxes(LONG, Page.OVERVIEW)
    drawn = {"left": (48, 448), "second": (504, 924), "right": (2376, 2856), "far": (2928, 3792)}
    for name, (left, right) in drawn.items():
        box = made[name]
        assert (box.x, box.x + box.width) == pytest.approx((left, right), abs=16)


@pytest.mark.parametrize("page", PAGES)
def test_twice_the_screen_is_the_same_page_twice_as_large(page: Page) -> None:
    small, large = boxes(HD, page), boxes(UHD, page)
    assert small.keys() == large.keys()
    for name, box in small.items():
        assert large[name].x == pytest.approx(2 * box.x)
        assert large[name].width == pytest.approx(2 * box.width)


@given(st.integers(1000, 8000), GAPS, st.integers(0, 4000), st.integers(10, 300))
def test_a_box_moved_off_a_seam_crosses_none(width, gaps, x, wide) -> None:
    screen = Screen(width=width, height=1080, seams=tuple(_seams(gaps)))
    right = screen.after(x, wide)
    assert right >= x and not crosses(screen, right, wide)
    left = screen.before(x, wide)
    assert left <= x and not crosses(screen, left - wide, wide)


def _seams(gaps: list[int]) -> list[int]:
    at, found = 0, []
    for gap in gaps:
        at += gap
        found.append(at)
    return found


@given(GAPS, st.lists(st.integers(20, 300), min_size=1, max_size=7), st.booleans())
def test_boxes_of_a_row_keep_their_order_and_clear_of_seams(gaps, widths, leftwards) -> None:
    screen = Screen(width=6000, height=1080, seams=tuple(_seams(gaps)))
    edges = row(screen, widths, 3000, 10, leftwards=leftwards)
    pairs = sorted(zip(edges, widths, strict=True))
    assert all(a + w <= b for (a, w), (b, _) in pairwise(pairs))
    assert not any(crosses(screen, x, width) for x, width in pairs)
    assert edges == sorted(edges, reverse=leftwards)


def test_columns_of_a_table_end_before_a_seam() -> None:
    box = Box(x=48, y=0, width=2800, height=500)
    made = columns(LONG, (44, 18, 14, 16), box)
    assert len(made) == 4
    assert not any(crosses(LONG, x, width) for x, width in made)
    assert all(width > 200 for _, width in made)
    plain = columns(HD, (1, 1), Box(x=0, y=0, width=1000, height=10))
    assert [x for x, _ in plain] == [0, 500]


def test_full_width_signs_are_square() -> None:
    assert text_width("红色网格", 27) == 4 * 27
    assert text_width("12", 100) == pytest.approx(124)
    assert text_width("", 27) == 0
