"""Dots for actual against usual, the ruler with its steps, and the page's text."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.theme import palette
from services.telling import Pair
from views.components.dots import MOST, dots, key, sizes, unit_of
from views.why_parts.scale import scale
from views.why_parts.story import bottom

LIGHT = palette()
CUTS = (30.0, 45.0, 60.0, 78.0)


def circles(drawn: str) -> list[float]:
    return [float(found) for found in re.findall(r'<circle [^>]*r="([\d.]+)"', drawn)]


def test_five_against_one_is_five_dots_and_one_ring():
    drawn = dots("x", 5, 1)
    assert drawn.count("<circle") == 6
    assert drawn.count('fill="none"') == 1
    assert 'role="img"' in drawn
    assert "5" in re.search(r'aria-label="([^"]*)"', drawn)[1]


@given(st.floats(0, 5000), st.floats(0, 5000))
def test_no_row_is_longer_than_twelve_and_the_areas_add_up(actual, usual):
    unit = unit_of(actual, usual)
    for value in (actual, usual):
        shares = sizes(value, unit)
        assert len(shares) <= MOST
        assert abs(sum(shares) - value / unit) < 0.051
    assert dots("x", actual, usual, unit).count("<circle") == len(sizes(actual, unit)) + len(
        sizes(usual, unit)
    )


def test_beyond_all_steps_there_is_still_a_unit():
    assert unit_of(50_000) * MOST >= 50_000
    assert unit_of() == 1


def test_a_part_of_an_event_is_a_smaller_ring():
    whole, part = circles(dots("x", 0, 1.25))
    assert part == pytest.approx(whole / 2, abs=0.1)
    assert circles(dots("x", 0, 0)) == []


def test_the_name_is_escaped_and_the_unit_is_said():
    assert "<b>" not in dots("<b>", 1, 1)
    assert "5" in key(5)
    assert key(1).count("<svg") == 2


def figures(drawn: str) -> list[int]:
    return [int(n.replace("\u2212", "-")) for n in re.findall(r"[+\u2212]\d+", drawn)]


@given(st.floats(5, 95), st.floats(5, 95), st.floats(-40, 40))
def test_the_steps_add_up_to_the_whole_figures(reference, index, points):
    drawn = scale(index, reference, ("x", points), CUTS, LIGHT)
    low, high = (int(n) for n in re.findall(r"\d+", re.search(r'aria-label="([^"]*)"', drawn)[1]))
    assert sum(figures(drawn)) == high - low


def test_a_ruler_without_a_named_cause_has_no_step():
    assert figures(scale(50.0, 39.0, None, CUTS, LIGHT)) == []
    assert "39" in scale(50.0, 39.0, None, CUTS, LIGHT)


def told(**changes):
    plain = {
        "pairs": (),
        "sure": "93%",
        "sure_notes": ("a",),
        "turn_title": "t",
        "turn": "b",
        "turn_notes": ("c",),
        "rule": "r",
    }
    return SimpleNamespace(**(plain | changes))


def pair(actual, usual, name="n"):
    return Pair(indicator="x", name=name, sentence="words only", actual=actual, usual=usual)


def test_hidden_counts_become_words():
    drawn = bottom(told(pairs=(pair(None, None),)), LIGHT)
    assert "words only" in drawn
    assert "<circle" not in drawn


def test_an_indicator_without_report_is_named():
    drawn = bottom(told(pairs=(pair(3.0, 1.0), pair(None, 1.0, "<other>"))), LIGHT)
    assert "&lt;other&gt;" in drawn
    assert "words only" not in drawn
    # Four in the rows, two in the key.
    assert drawn.count("<circle") == 6
