"""The labels of the classes stay clear of the needle and of each other."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.theme import palette
from views.why_parts.scale import AIR, WIDTH, label_place, scale

CUTS = (30.0, 45.0, 60.0, 78.0)
LABEL = re.compile(r'<text x="([\d.]+)" y="101" [^>]*>([^<]*)</text>')


def room(words: str) -> float:
    return sum(13.0 if char.isascii() else 23.0 for char in words)


def labels(drawn: str) -> list[tuple[float, str]]:
    return [(float(x), words) for x, words in LABEL.findall(drawn)]


@pytest.mark.parametrize("is_twin", [False, True])
@given(index=st.floats(0, 100), reference=st.floats(5, 95))
def test_no_label_lies_under_the_needle_or_over_a_cut(index, reference, is_twin) -> None:
    drawn = scale(index, reference, None, CUTS, palette(twin=is_twin))
    edges = [WIDTH * cut / 100 for cut in (0, *CUTS, 100)]
    needle = index / 100 * WIDTH
    found = labels(drawn)
    assert len(found) == 5
    for (x, words), left, right in zip(found, edges[:-1], edges[1:], strict=True):
        half = room(words) / 2
        assert left <= x - half and x + half <= right
        assert not x - half < needle < x + half


@given(st.floats(0, 900), st.floats(1, 300), st.floats(0, 1000))
def test_a_label_fits_its_room_or_is_left_out(left: float, wide: float, needle: float) -> None:
    place = label_place(left, left + wide, needle, "Ⅱ", "橙")
    if place is None:
        assert wide < 2 * (room("Ⅱ") + 2 * AIR) + 1e-6
        return
    x, words = place
    half = room(words) / 2 + AIR
    assert left - 1e-6 <= x - half and x + half <= left + wide + 1e-6
    assert (
        needle <= x - half + 1e-6 or needle >= x + half - 1e-6 or not (left < needle < left + wide)
    )


def test_without_a_needle_the_label_stands_in_the_middle() -> None:
    assert label_place(100, 300, 900, "Ⅳ", "蓝") == (200, "Ⅳ 蓝")
    # With one it gives way no farther than it must.
    x, words = label_place(100, 300, 210, "Ⅳ", "蓝")
    assert words == "Ⅳ 蓝" and x < 200 and x + room(words) / 2 + AIR == pytest.approx(210)


def test_a_narrow_class_has_its_numeral_only() -> None:
    assert label_place(0, 60, 900, "Ⅲ", "黄") == (30, "Ⅲ")
    assert label_place(0, 60, 30, "Ⅲ", "黄") is None
