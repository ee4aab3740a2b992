"""Shapes and lists of grids in an address: there and back without loss."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from views.map_parts.place_text import (
    MOST_CODES,
    MOST_CORNERS,
    codes_of,
    codes_text,
    ring,
    shape_points,
    shape_text,
)

SAFE = re.compile(r"[0-9A-Za-z._-]*")
POINTS = st.lists(
    st.tuples(st.floats(73, 135), st.floats(3, 54)), min_size=2, max_size=MOST_CORNERS
)
# Codes of one level have one length; an address may mix levels.
CODES = st.sets(st.from_regex(r"33[0-9]{4}|33[0-9]{7}|33[0-9]{13}", fullmatch=True), max_size=60)


def test_a_box_is_two_corners_and_a_drawing_is_all_of_them():
    text = shape_text([(120.1865, 30.1123), (120.1985, 30.1203)])
    assert text == "12018650.3011230_1200.800"
    assert shape_points(text) == ((120.1865, 30.1123), (120.1985, 30.1203))
    drawn = [(120.0, 30.0), (120.01, 30.0), (120.0, 30.01), (120.0, 30.0)]
    assert shape_text(drawn) == "12000000.3000000_1000.0_-1000.1000"


def test_a_box_has_four_corners_on_the_map():
    assert ring(((1, 2), (3, 4))) == ((1, 2), (3, 2), (3, 4), (1, 4))
    three = ((1.0, 2.0), (3.0, 2.0), (3.0, 4.0))
    assert ring(three) == three


@given(POINTS)
def test_a_shape_comes_back_to_the_metre(points):
    text = shape_text(points)
    found = shape_points(text)
    assert SAFE.fullmatch(text)
    assert shape_text(found) == text
    for lon, lat in found:
        assert min(max(abs(lon - x), abs(lat - y)) for x, y in points) <= 0.51e-5


@given(st.text(max_size=40))
def test_nonsense_is_no_shape(text):
    found = shape_points(text)
    assert found == () or shape_points(shape_text(found)) == found


@pytest.mark.parametrize(
    "points",
    [
        [],
        [(120.0, 30.0)],
        [(120.0, 30.0), (120.0, 30.0)],
        [(120.0, 30.0), (120.0, 30.5)],
        [(120.0, 30.0), (121.0, 30.0), (122.0, 30.0)],
        [(500.0, 30.0), (120.0, 31.0)],
        [(120.0 + k / 1000, 30.0 + k * k / 1000) for k in range(MOST_CORNERS + 1)],
    ],
)
def test_what_encloses_nothing_or_is_too_much_is_no_shape(points):
    assert shape_text(points) == ""


@given(CODES)
def test_codes_come_back_sorted_and_once(codes):
    text = codes_text(codes)
    assert SAFE.fullmatch(text)
    assert codes_of(text) == tuple(sorted(codes, key=lambda code: (len(code), code)))
    assert codes_text(codes_of(text)) == text


def test_codes_of_one_village_are_short():
    codes = [f"330109106201{n:03d}" for n in range(1, 41)]
    assert codes_text(codes[:3]) == "330109106201001.2.3"
    assert len(codes_text(codes)) < 120


@pytest.mark.parametrize("text", ["", ".", "330..1", "a b", "<script>", "网格", "1." * MOST_CODES])
def test_nonsense_is_no_list(text):
    assert codes_of(text) == ()
