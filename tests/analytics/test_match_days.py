"""Days before, on and after a match."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.match_days import PHASES, Phase, phase_counts, phases_of


def test_days_around_one_match():
    assert phases_of(np.arange(5, 16), [10], 2).tolist() == [
        *[-1, -1, -1],
        *[0, 0, 1, 2, 2],
        *[-1, -1, -1],
    ]


def test_a_day_between_two_matches_is_after_the_earlier():
    # 10 and 14: day 12 is equally far from both.
    assert phases_of(np.arange(10, 15), [14, 10, 10], 7).tolist() == [1, 2, 2, 0, 1]


def test_without_matches_there_are_no_phases():
    assert phases_of([1, 2], [], 7).tolist() == [-1, -1]
    found = phase_counts([1, 2], 0, 9, [], 7)
    assert [one.days for one in found] == [0, 0, 0]
    assert math.isnan(found[0].per_day)


def test_a_window_has_a_day():
    with pytest.raises(ValueError, match="at least one day"):
        phases_of([1], [1], 0)


def test_counts_come_with_their_days():
    found = phase_counts([8, 9, 10, 10, 10, 11, 30, -5], 0, 20, [10], 3)
    assert [one.phase for one in found] == list(PHASES)
    assert [(one.days, one.events) for one in found] == [(3, 2), (1, 3), (3, 1)]
    assert found[1].per_day == 3


def test_a_match_outside_the_span_has_its_days_inside():
    found = {one.phase: one for one in phase_counts([0], 0, 9, [-1], 2)}
    assert (found[Phase.AFTER].days, found[Phase.AFTER].events) == (2, 1)
    assert found[Phase.DURING].days == 0


@given(
    st.lists(st.integers(0, 60), max_size=40),
    st.lists(st.integers(-5, 65), max_size=6),
    st.integers(1, 10),
)
def test_no_day_and_no_event_is_counted_twice(events, matches, window):
    found = phase_counts(events, 0, 60, matches, window)
    assert sum(one.days for one in found) <= 61
    near = [e for e in events if any(abs(e - m) <= window for m in matches)]
    assert sum(one.events for one in found) == len(near)
    on = [m for m in set(matches) if 0 <= m <= 60]
    assert found[1].days == len(on)
