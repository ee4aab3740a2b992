"""Changes as they are printed, against fractions."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.compare import (
    Alignment,
    Span,
    beginning,
    count_change,
    near_festival,
    percent_change,
    point_change,
    year_before,
)
from policy.lunar import Festival, festivals
from vocab import date_of, day_number


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


DAYS = festivals()


def day(text: str) -> int:
    return day_number(dt.date.fromisoformat(text))


def span(first: str, last: str) -> Span:
    return Span(first=day(first), last=day(last))


def earlier(window: Span, alignment: Alignment) -> Span:
    found = year_before(window, alignment, DAYS, Festival.SPRING)
    assert found is not None
    return found


spans = st.builds(
    lambda first, length: Span(first=first, last=first + length),
    st.integers(day("2007-01-01"), day("2039-12-01")),
    st.integers(0, 30),
)


@given(spans, st.sampled_from(Alignment))
def test_windows_of_last_year_are_as_long_and_a_year_away(window: Span, how: Alignment) -> None:
    found = year_before(window, how, DAYS, Festival.SPRING)
    if found is None:
        assert how is Alignment.HOLIDAY
        return
    assert found.days == window.days
    # A lunar festival moves by at most nineteen days against its date.
    assert 345 <= window.first - found.first <= 386


@given(spans)
def test_by_weekday_the_weekdays_are_the_same(window: Span) -> None:
    found = earlier(window, Alignment.WEEKDAY)
    assert date_of(found.first).weekday() == date_of(window.first).weekday()


def test_by_date_the_leap_day_takes_the_last_of_february() -> None:
    assert earlier(span("2024-02-23", "2024-02-29"), Alignment.DATE) == span(
        "2023-02-22", "2023-02-28"
    )
    assert earlier(span("2026-11-11", "2026-11-17"), Alignment.DATE) == span(
        "2025-11-11", "2025-11-17"
    )


def test_by_holiday_the_week_of_the_spring_festival_meets_its_fellow() -> None:
    # New year's day 2026 is 17 February, 2025 it was 29 January: 384 days.
    week = span("2026-02-11", "2026-02-17")
    assert earlier(week, Alignment.HOLIDAY) == span("2025-01-23", "2025-01-29")
    # Four days from the dragon boat festival of 19 June; a year before it was on 31 May.
    assert earlier(span("2026-06-10", "2026-06-16"), Alignment.HOLIDAY) == span(
        "2025-05-22", "2025-05-28"
    )


def test_far_from_every_festival_there_is_no_fellow() -> None:
    assert near_festival(span("2026-11-11", "2026-11-17"), DAYS, Festival.SPRING) is None
    window = span("2026-11-11", "2026-11-17")
    assert year_before(window, Alignment.HOLIDAY, DAYS, Festival.SPRING) is None


def test_the_nearest_festival_counts() -> None:
    # 1 October 2025 lies inside, mid-autumn (6 October) is outside by one day.
    assert near_festival(span("2025-09-29", "2025-10-05"), DAYS, Festival.SPRING) == (
        Festival.NATIONAL,
        2025,
    )


def test_a_running_period_is_cut_equally() -> None:
    running = span("2026-11-01", "2026-11-30").cut(day("2026-11-17"))
    assert running == span("2026-11-01", "2026-11-17")
    assert beginning(span("2026-10-01", "2026-10-31"), running) == span("2026-10-01", "2026-10-17")
    long = span("2026-03-01", "2026-03-31")
    assert beginning(span("2026-02-01", "2026-02-28"), long).days == 28
    with pytest.raises(ValueError, match="not begun"):
        running.cut(day("2026-10-31"))
