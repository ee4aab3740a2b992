"""Changes as they are printed, against fractions."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare import count_change, percent_change, point_change


def half_up(share: Fraction) -> float:
    size = Fraction(floor(abs(share) * 10 + Fraction(1, 2)), 10)
    return float(size if share >= 0 else -size)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_percent_is_exact_and_half_up(now: int, before: int) -> None:
    assert percent_change(now, before) == half_up(Fraction(now - before, before) * 100)


def test_ties_go_up_where_floats_would_go_down() -> None:
    assert percent_change(103, 80) == 28.8
    assert percent_change(57, 80) == -28.8


def test_base_of_zero_has_no_change() -> None:
    assert percent_change(5, 0) is None
    with pytest.raises(ValueError, match="negative"):
        percent_change(5, -1)


def test_small_counts_have_no_percentage() -> None:
    assert count_change(40, 19) is None
    assert count_change(40, 20) == 100.0
    assert count_change(20, 20) == 0.0


def test_shares_change_in_points() -> None:
    assert point_change(0.62, 0.40) == 22.0
    assert point_change(0.0825, 0.08) == 0.3
    assert point_change(0.08, 0.0825) == -0.3
