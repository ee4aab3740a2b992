"""Ranges, ranks, directions, rounding, classes."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.composite.fields import read_table
from analytics.composite.normalise import KINDS, alike, ranked, rounded
from analytics.composite.steps import Scene
from errors import RefusedError

NAN = np.nan
DECIMALS = st.integers(-(10**9), 10**9)


def done(
    name: str, values: object, groups: object = None, direction: int = 1, **options: object
) -> np.ndarray:
    faults: list[RefusedError] = []
    read = read_table(KINDS[name].fields, options, name, faults)
    assert faults == []
    scene = Scene(
        node="x",
        direction=direction,
        denominator="",
        number=lambda _: np.zeros(0),
        groups=lambda _: np.array(groups),
    )
    return KINDS[name].run(np.array(values, dtype=float), read, scene)


@given(DECIMALS, st.integers(1, 6), st.integers(0, 5))
def test_rounding_is_that_of_the_written_number(whole: int, digits: int, places: int) -> None:
    value = float(Decimal(whole).scaleb(-digits))
    written = Decimal(repr(value))
    step = Decimal(1).scaleb(-places)
    for half, rule in (("up", ROUND_HALF_UP), ("even", ROUND_HALF_EVEN)):
        assert rounded(np.array([value]), places, half)[0] == float(written.quantize(step, rule))


@pytest.mark.parametrize(
    ("value", "places", "half", "expected"),
    [
        (2.45, 1, "up", 2.5),
        (2.45, 1, "even", 2.4),
        (1.005, 2, "up", 1.01),
        (0.1 + 0.2 + 0.15, 1, "up", 0.5),
        (-2.5, 0, "up", -3),
        (-2.5, 0, "even", -2),
        (2.4499999, 1, "up", 2.4),
        (0.66669, 4, "down", 0.6666),
        # 0.3 is written so although its binary form may lie below it.
        (0.1 + 0.2, 1, "down", 0.3),
        (1250, -2, "up", 1300),
        (1250, -2, "even", 1200),
        (NAN, 1, "up", NAN),
    ],
)
def test_rounding_cases(value: float, places: int, half: str, expected: float) -> None:
    np.testing.assert_array_equal(rounded(np.array([value]), places, half), [expected])


def test_equal_decimals_are_equal_for_ranks() -> None:
    sums = np.array([0.1 + 0.2, 0.3, 0.7 - 0.4, 0.4])
    assert len(np.unique(sums)) > 2
    assert ranked(sums, "min").tolist() == [1, 1, 1, 4]
    large = np.array([1e300, -1e-300, 0.0, 123456789.0123])
    np.testing.assert_allclose(alike(large), large, rtol=1e-11)
    assert alike(np.array([1.0 + 1e-9]))[0] != 1.0


@pytest.mark.parametrize(
    ("of", "ties", "expected"),
    [
        ("n-1", "min", [0, 1 / 3, 1 / 3, 1, NAN]),
        ("n-1", "mean", [0, 0.5, 0.5, 1, NAN]),
        ("n-1", "max", [0, 2 / 3, 2 / 3, 1, NAN]),
        ("n", "min", [0.25, 0.5, 0.5, 1, NAN]),
        ("n", "max", [0.25, 0.75, 0.75, 1, NAN]),
    ],
)
def test_percent_ranks(of: str, ties: str, expected: list[float]) -> None:
    made = done("percent_rank", [1, 5, 5, 9, NAN], of=of, ties=ties)
    np.testing.assert_allclose(made, expected)


def test_percent_rank_within_groups_and_of_one() -> None:
    made = done("percent_rank", [3, 1, 2, 7, NAN], [0, 0, 0, 1, 1], group="state")
    np.testing.assert_array_equal(made, [1, 0, 0.5, 0, NAN])


def test_one_minus_rank_is_not_rank_of_minus() -> None:
    values = [1, 1, 2]
    one_minus = done("complement", done("percent_rank", values))
    of_minus = done("percent_rank", done("negate", values))
    assert one_minus.tolist() == [1, 1, 0]
    assert of_minus.tolist() == [0.5, 0.5, 0]


def test_direction_turns_only_what_points_down() -> None:
    assert done("direction", [1, 2]).tolist() == [1, 2]
    assert done("direction", [1, 2], direction=-1).tolist() == [-1, -2]
    assert done("direction", [1, 2], direction=-1, by="complement", of=10).tolist() == [9, 8]


def test_ranks() -> None:
    assert done("rank", [5, 9, 5, NAN][:3]).tolist() == [1, 3, 1]
    assert done("rank", [5, 9, 5], descending=True, ties="mean").tolist() == [2.5, 1, 2.5]


def test_ranges() -> None:
    np.testing.assert_array_equal(done("min_max", [2, 4, NAN, 6], to=[0, 100]), [0, 50, NAN, 100])
    made = done("min_max", [1, 3, 10, 20], [0, 0, 1, 1], to=[1, 5], group="state")
    assert made.tolist() == [1, 5, 1, 5]
    assert done("min_max", [7, 7], to=[3, 9]).tolist() == [3, 3]
    assert done("min_max", [5, 10], low=0).tolist() == [0.5, 1]
    assert done("min_max", [5, 10], high=25, low=5).tolist() == [0, 0.25]


def test_goalposts_turn_and_cut() -> None:
    assert done("goalposts", [-5, 5, 20], low=0, high=10, to=[0, 10]).tolist() == [0, 5, 10]
    assert done("goalposts", [-5, 5, 20], low=0, high=10, to=[10, 0]).tolist() == [10, 5, 0]
    assert done("goalposts", [20], low=0, high=10, clip=False).tolist() == [2]
    np.testing.assert_array_equal(done("goalposts", [NAN], low=0, high=10), [NAN])


def test_z_scores_and_lines() -> None:
    made = done("z_score", [1, 2, 3, NAN], mean=10, sd=2)
    np.testing.assert_allclose(made, [8, 10, 12, NAN])
    np.testing.assert_allclose(done("z_score", [1, 3], ddof=0), [-1, 1])
    assert done("z_score", [4, 4], mean=10).tolist() == [10, 10]
    assert done("z_score", [4], mean=10).tolist() == [10]
    assert done("linear", [1, 2], a=0.5, b=2).tolist() == [2.5, 4.5]


def test_flags() -> None:
    np.testing.assert_array_equal(done("flag", [0.9, 0.91, NAN], above=0.9), [0, 1, NAN])
    np.testing.assert_array_equal(done("flag", [0.9], above=0.9, inclusive=True), [1])


def test_classes_with_a_number_set_apart() -> None:
    values = [0, 1, 1.1, 5, 5.2, 9, NAN, 0]
    made = done("classes", values, scheme="exact", k=3, apart=0)
    np.testing.assert_array_equal(made, [0, 1, 1, 2, 2, 3, NAN, 0])
    fixed = done("classes", [2, 3.5, 9], scheme="fixed", cuts=[2, 3.5], closed="left")
    assert fixed.tolist() == [2, 3, 3]
    grouped = done("classes", [1, 2, 10, 20], [0, 0, 1, 1], scheme="quantile", k=2, group="g")
    assert grouped.tolist() == [1, 2, 1, 2]


@given(st.lists(st.floats(-1e6, 1e6) | st.just(NAN), min_size=1, max_size=30))
def test_every_normaliser_keeps_what_is_missing_missing(numbers: list[float]) -> None:
    for name in ("min_max", "z_score", "percent_rank", "rank", "linear", "negate", "complement"):
        made = done(name, numbers)
        np.testing.assert_array_equal(np.isnan(made), np.isnan(numbers))
