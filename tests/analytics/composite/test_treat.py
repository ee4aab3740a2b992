"""Gaps, outliers, logs, roots."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kurtosis, skew

from analytics.composite.fields import read_table
from analytics.composite.steps import Scene
from analytics.composite.treat import KINDS, is_skewed, moments, winsorise
from errors import RefusedError

NAN = np.nan
REGION = np.array([0, 0, 1, 1, 1, 2])


def scene(direction: int = 1, denominator: str = "", **columns: np.ndarray) -> Scene:
    return Scene(
        node="x",
        direction=direction,
        denominator=denominator,
        number=columns.__getitem__,
        groups=lambda name: REGION,
    )


def done(name: str, values: object, where: Scene | None = None, **options: object) -> np.ndarray:
    faults: list[RefusedError] = []
    read = read_table(KINDS[name].fields, options, name, faults)
    assert faults == []
    return KINDS[name].run(np.array(values, dtype=float), read, where or scene())


@given(st.lists(st.floats(-1e3, 1e3), min_size=5, max_size=40, unique=True))
def test_moments_are_those_of_spreadsheets(numbers: list[float]) -> None:
    values = np.array(numbers)
    if values.std() < 1e-3:
        return
    g1, g2 = moments(np.append(values, NAN))
    assert g1 == pytest.approx(skew(values, bias=False), abs=1e-8)
    assert g2 == pytest.approx(kurtosis(values, bias=False), abs=1e-8)


@pytest.mark.parametrize("values", [[1.0, 2, 3], [5.0] * 9, [], [NAN] * 5])
def test_numbers_without_a_shape_are_left_alone(values: list[float]) -> None:
    assert not is_skewed(np.array(values), 2, 3.5)
    np.testing.assert_array_equal(done("treat", values), values)


def test_the_outermost_points_are_drawn_in_until_the_shape_is_good() -> None:
    values = np.array([*range(1, 21), 300.0, 500.0])
    moved, low, high = winsorise(values, most=5)
    assert (low, high) == (0, 2)
    assert moved.max() == 20
    np.testing.assert_array_equal(moved[:20], values[:20])
    np.testing.assert_array_equal(winsorise(-values)[0], -moved)
    assert winsorise(-values)[1:] == (2, 0)
    # One point is enough for this one.
    assert winsorise(np.array([*range(1, 11), 30.0, 100.0]))[0].max() == 30


def test_most_is_a_limit_and_tied_points_go_together() -> None:
    assert winsorise(np.array([*range(1, 31), 900.0, 1000.0]), most=1)[2] == 1
    tied = np.array([*range(1, 41), 900.0, 900.0])
    moved, _, high = winsorise(tied, most=1)
    assert high == 2
    assert moved.max() == 40
    assert winsorise(np.array([*range(1, 31), 800.0, 900.0, 1000.0]), most=None)[2] == 3


def test_a_logarithm_only_where_drawing_in_is_not_enough() -> None:
    values = np.array([*range(1, 31), 900.0, 1000.0])
    where = scene()
    made = done("treat", values, where, most=1)
    np.testing.assert_allclose(made, np.log(values - 1 + 0.01 * 999))
    assert where.notes == {"logged": 1}
    plus = done("treat", values, most=1, log="plus_one")
    np.testing.assert_allclose(plus, np.log(values))
    both = done("treat", values, most=1, log="plus_one", combine=True)
    assert both.max() == pytest.approx(np.log(900))
    stays = done("treat", values, where, most=1, log="none")
    assert stays.max() == 900
    assert where.notes == {"logged": 1, "winsorised_high": 1}


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=40), st.integers(1, 6))
def test_winsorised_numbers_stay_within_and_in_order(numbers: list[float], most: int) -> None:
    values = np.array(numbers)
    moved, low, high = winsorise(values, most=most)
    assert values.min() <= moved.min() and moved.max() <= values.max()
    assert (np.diff(moved[np.argsort(values, kind="stable")]) >= 0).all()
    assert ((moved != values).sum() == 0) == (low + high == 0)


def test_gaps_take_what_their_group_says() -> None:
    values = [1.0, NAN, 4.0, 6.0, NAN, NAN]
    where = scene()
    made = done("fill", values, where, by="mean", group="region")
    # A group that knows nothing stays missing: missing is not zero.
    np.testing.assert_array_equal(made, [1, 1, 4, 6, 5, NAN])
    assert where.notes == {"filled": 2}
    np.testing.assert_array_equal(done("fill", values, by="median")[1], 4)
    np.testing.assert_array_equal(done("fill", values, by="max")[1], 6)
    np.testing.assert_array_equal(done("fill", values, by="value", value=-1)[4], -1)
    np.testing.assert_array_equal(done("fill", values, by="value")[4], 0)


def test_denominators() -> None:
    where = scene(denominator="people", people=np.array([10.0, 0, NAN]))
    made = done("denominator", [5, 5, 5], where, per=1000)
    np.testing.assert_array_equal(made, [500, NAN, NAN])
    assert where.notes == {"zero_denominators": 1}
    other = scene(denominator="people", area=np.array([2.0]))
    np.testing.assert_array_equal(done("denominator", [5], other, column="area"), [2.5])
    np.testing.assert_array_equal(done("denominator", [5.0]), [5])


def test_logs_refuse_what_has_none_or_say_what_it_is() -> None:
    np.testing.assert_allclose(done("log", [1, np.e, NAN]), [0, 1, NAN])
    np.testing.assert_array_equal(done("log", [100, 1000], base="10"), [2, 3])
    np.testing.assert_allclose(done("log", [0, 7], base="2", plus=1), [0, 3])
    np.testing.assert_allclose(done("log", [0, -5, 10], base="10", zero=-9), [-9, -9, 1])
    with pytest.raises(RefusedError) as caught:
        done("log", [0, 1, -2])
    assert caught.value.values == {"node": "x", "count": 2}


def test_roots() -> None:
    np.testing.assert_array_equal(done("root", [-8, 0, 27, NAN]), [-2, 0, 3, NAN])
    np.testing.assert_allclose(done("root", [16], of=4), [2])
    np.testing.assert_allclose(done("root", [-32], of=5), [-2])
    with pytest.raises(RefusedError, match="root_of_negative"):
        done("root", [-1], of=2)


def test_clips() -> None:
    np.testing.assert_array_equal(done("clip", [-1, 2, NAN, 9], low=0, high=5), [0, 2, NAN, 5])
    np.testing.assert_array_equal(done("clip", [-1, 9], low=0), [0, 9])
    np.testing.assert_array_equal(done("clip", [-1, 9]), [-1, 9])
    clipped = done("clip", np.arange(101.0), quantiles=[0.1, 0.9])
    assert (clipped.min(), clipped.max()) == (10, 90)
    np.testing.assert_array_equal(done("clip", [NAN], quantiles=[0.1, 0.9]), [NAN])
