"""Breaks against brute force, and the one function that classifies."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.classes import (
    SCHEMES,
    class_set,
    classify,
    head_tail,
    level_of,
    natural_breaks,
    quantiles,
    standard_mean,
)

FINITE = st.floats(-1e6, 1e6, allow_nan=False)


def deviation(x: np.ndarray, w: np.ndarray, cuts: np.ndarray) -> float:
    label = np.searchsorted(cuts, x)
    total = 0.0
    for c in range(len(cuts) + 1):
        part, mass = x[label == c], w[label == c]
        if len(part):
            total += float((mass * (part - np.average(part, weights=mass)) ** 2).sum())
    return total


def brute(x: np.ndarray, w: np.ndarray, k: int) -> float:
    unique = np.unique(x)
    return min(
        deviation(x, w, np.array(cuts))
        for cuts in combinations(unique[:-1], min(k, len(unique)) - 1)
    )


@settings(deadline=None, max_examples=80)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5)), min_size=2, max_size=11),
    st.integers(2, 5),
)
def test_breaks_are_the_best_of_all(pairs: list[tuple[int, int]], k: int) -> None:
    x, w = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    cuts = natural_breaks(x, k, w)
    if len(np.unique(x)) < 2:
        assert len(cuts) == 0
        return
    assert len(cuts) == min(k, len(np.unique(x))) - 1
    assert deviation(x, w, cuts) == pytest.approx(brute(x, w, k), abs=1e-9)


def test_weights_mean_repetition() -> None:
    random = np.random.default_rng(2)
    x = np.round(random.gamma(2, 20, 500), 1)
    unique, counts = np.unique(x, return_counts=True)
    np.testing.assert_array_equal(natural_breaks(x, 5), natural_breaks(unique, 5, counts))


@pytest.mark.parametrize("change", [lambda x: x + 1e6, lambda x: x * 1e6, lambda x: x - 1e6])
def test_shift_and_scale_change_no_class(change: object) -> None:
    x = np.random.default_rng(1).gamma(2, 20, 3142)
    moved = change(x)  # type: ignore[operator]
    np.testing.assert_array_equal(
        classify(x, natural_breaks(x, 5)), classify(moved, natural_breaks(moved, 5))
    )


def test_unknown_values_and_empty_weights_are_left_out() -> None:
    cuts = natural_breaks([1, 2, 50, 51, np.nan], 2, [1, 1, 1, 1, 1])
    assert cuts.tolist() == [2.0]
    assert natural_breaks([1, 2, 50], 2, [1, 1, 0]).tolist() == [1.0]
    assert len(natural_breaks([], 5)) == 0
    assert len(natural_breaks([7, 7, 7], 5)) == 0


@given(st.lists(FINITE, min_size=1, max_size=30), st.sets(FINITE, min_size=4, max_size=4))
def test_classes_are_right_closed_and_monotone(values: list[float], edges: set[float]) -> None:
    cuts = sorted(edges)
    got = classify(values, cuts)
    for value, c in zip(values, got, strict=True):
        assert c == sum(value > cut for cut in cuts)
    order = np.argsort(values, kind="stable")
    assert (np.diff(got[order]) >= 0).all()
    assert classify(cuts, cuts).tolist() == [0, 1, 2, 3]
    np.testing.assert_array_equal(level_of(values, cuts), 5 - got)


def test_values_outside_all_cuts_have_the_end_classes() -> None:
    assert level_of([-0.1, 0, 1e9], (10, 20, 30, 40)).tolist() == [5, 5, 1]


def test_an_unknown_value_has_no_class() -> None:
    with pytest.raises(ValueError, match="NaN"):
        classify([1.0, np.nan], (10, 20))


def test_quantiles_cut_into_equal_numbers() -> None:
    x = np.arange(100.0)
    assert np.bincount(classify(x, quantiles(x, 5))).tolist() == [20] * 5


def test_head_and_tail() -> None:
    assert head_tail([1.0, 1.0, 1.0]).tolist() == []
    assert head_tail([]).tolist() == []
    assert head_tail([1.0, 2.0, 3.0, 10.0, np.nan]).tolist() == [4.0]
    # Two neighbours among floats: the mean must not keep both for ever.
    assert len(head_tail([1.0, float(np.nextafter(1.0, 2.0))])) == 1


def test_standard_mean_cuts() -> None:
    np.testing.assert_allclose(standard_mean([1, 2, 3, np.nan]), [0, 1, 3, 4])
    np.testing.assert_allclose(standard_mean([1, 2, 3], [0]), [2])
    assert standard_mean([5.0]).tolist() == [5, 5, 5, 5]


@pytest.mark.parametrize("scheme", sorted(SCHEMES))
@given(st.lists(FINITE | st.just(float("nan")), max_size=30))
def test_class_bounds_and_labels_agree(scheme: str, numbers: list[float]) -> None:
    made = class_set(numbers, scheme, k=3, cuts=(-5.0, 5.0))
    assert len(made.bounds) == len(made.labels) == len(made.cuts) + 1
    assert list(made.cuts) == sorted(set(made.cuts))
    for value, number in zip(numbers, made.classes, strict=True):
        if np.isnan(value):
            assert number == -1
            continue
        low, high = made.bounds[number]
        assert low <= value <= high


def test_closed_side_names_and_weights() -> None:
    assert class_set([1, 2, 3], "fixed", cuts=[2]).classes.tolist() == [0, 0, 1]
    left = class_set([1, 2, 3], "fixed", cuts=[2], closed="left", names=["low", "high"])
    assert left.classes.tolist() == [0, 1, 1]
    assert left.labels == ("low", "high")
    assert left.bounds == ((1.0, 2.0), (2.0, 3.0))
    assert class_set([1, 2, 3], "fixed", cuts=[2]).labels == ("1 – 2", "2 – 3")
    x = np.array([1.0, 2.0, 9.0, np.nan, 10.0])
    weighted = class_set(x, "exact", k=2, weights=[1, 1, 1, 7, 1000])
    assert weighted.classes.tolist() == [0, 0, 1, -1, 1]
    with pytest.raises(ValueError, match="fewer names"):
        class_set([1, 2, 3], "fixed", cuts=[2], names=["one"])
