"""Bins of claims, judgements that stood, flips."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analytics import reliability

CODES = np.array(["a", "b", "c", "d"])


def a_map(levels, *, before=None, codes=CODES):
    size = len(codes)
    return SimpleNamespace(
        codes=np.array(codes),
        level=np.array(levels, dtype=np.int8),
        previous_level=np.array(before or levels, dtype=np.int8),
        p_shown=np.linspace(0.3, 0.9, size),
        p_within_one=np.linspace(0.5, 1.0, size),
    )


@given(st.integers(0, 9999), st.integers(1, 400))
def test_bins_hold_every_judgement_once(seed: int, size: int) -> None:
    random = np.random.default_rng(seed)
    said = random.random(size)
    held = random.random(size) < said
    bins = reliability.binned(said, held, 1)
    assert sum(one.judged for one in bins) == size
    assert abs(sum(one.judged * one.held for one in bins) - held.sum()) < 1e-9
    assert abs(sum(one.judged * one.said for one in bins) - said.sum()) < 1e-9
    assert [one.said for one in bins] == sorted(one.said for one in bins)


def test_thin_bins_are_left_out() -> None:
    said = np.array([0.05] * 3 + [0.95] * 9)
    bins = reliability.binned(said, said > 0.5, 5)
    assert [(one.judged, one.held) for one in bins] == [(9, 1.0)]
    assert reliability.binned(np.zeros(0), np.zeros(0, bool), 1) == ()


def test_a_tenth_belongs_to_the_bin_it_begins() -> None:
    bins = reliability.binned(np.array([0.1, 0.19, 0.2, 1.0]), np.ones(4, bool), 1)
    assert [one.judged for one in bins] == [2, 1, 1]


def test_only_coloured_grids_of_both_maps_and_of_the_rows_are_compared() -> None:
    now, later = a_map([1, 2, 3, 0]), a_map([1, 4, 5, 2])
    claims = reliability.later_claims(now, later, CODES[:3])
    assert claims.same.tolist() == [True, False, False]
    assert claims.close.tolist() == [True, False, False]
    assert claims.exact.tolist() == now.p_shown[:3].tolist()
    one = reliability.later_claims(now, later, CODES[1:2])
    assert len(one.exact) == len(one.near) == 1


def test_maps_of_other_grids_meet_where_they_can() -> None:
    later = a_map([2, 3], codes=["b", "x"])
    claims = reliability.later_claims(a_map([1, 1, 1, 1]), later, CODES)
    assert claims.same.tolist() == [False]
    assert claims.close.tolist() == [True]


def test_joining_nothing_gives_nothing_and_joining_keeps_all() -> None:
    assert len(reliability.joined([]).exact) == 0
    one = reliability.later_claims(a_map([1, 2, 3, 4]), a_map([1, 2, 3, 4]), CODES)
    both = reliability.joined([one, one])
    assert len(both.exact) == len(both.close) == 8
    assert both.same.all()


def test_flips_count_grids_with_a_colour_before_and_after() -> None:
    now = a_map([1, 2, 0, 4], before=[2, 2, 3, 0])
    assert reliability.moved(now, CODES) == (2, 1)
    assert reliability.moved(now, CODES[1:]) == (1, 0)
