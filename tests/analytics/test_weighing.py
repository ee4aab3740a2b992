"""Moving the named weight takes a grid exactly to its cut, and less does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.classes import classify
from analytics.index import overridden, power_mean
from analytics.weighing import NOBODY, robust, to_next_class

CUTS = (30.0, 45.0, 60.0, 78.0)


def moved(weights: np.ndarray, giver: int, receiver: int, amount: float) -> np.ndarray:
    changed = weights.copy()
    changed[giver] -= amount
    changed[receiver] += amount
    return changed


@settings(deadline=None, max_examples=60)
@given(st.integers(2, 6), st.sampled_from([1.0, 2.0, 3.0]), st.booleans(), st.integers(0, 9999))
def test_the_amount_is_exact(m: int, power: float, is_up: bool, seed: int) -> None:
    random = np.random.default_rng(seed)
    z, weights = random.uniform(0, 100, (20, m)), random.dirichlet(np.ones(m))
    acute = random.random((20, m)) > 0.8
    shift = to_next_class(z, weights, power, CUTS, acute, 0.7, is_up=is_up)
    for g in np.flatnonzero(shift.giver != NOBODY):
        here = int(classify(power_mean(z[g], weights, power), CUTS))
        for part, step in ((1 - 1e-6, 0), (1 + 1e-6, 1 if is_up else -1)):
            amount = float(shift.amount[g]) * part
            other = moved(weights, shift.giver[g], shift.receiver[g], amount)
            s = overridden(
                np.atleast_1d(power_mean(z[g], np.clip(other, 0, 1), power)),
                z[g : g + 1],
                acute[g : g + 1],
                0.7,
            )
            assert int(classify(s, CUTS)[0]) == here + step
        assert 0 <= shift.amount[g] <= weights[shift.giver[g]]


def test_smallest_gives_to_largest_and_back() -> None:
    z, even = np.array([[10.0, 50.0, 80.0]]), np.full(3, 1 / 3)
    none = np.zeros((1, 3), dtype=np.bool_)
    s2 = (10**2 + 50**2 + 80**2) / 3
    up = to_next_class(z, even, 2.0, CUTS, none, 0.7, is_up=True)
    assert (up.giver[0], up.receiver[0]) == (0, 2)
    assert up.amount[0] == pytest.approx((60**2 - s2) / (80**2 - 10**2))
    down = to_next_class(z, even, 2.0, CUTS, none, 0.7, is_up=False)
    assert (down.giver[0], down.receiver[0]) == (2, 0)
    assert down.amount[0] == pytest.approx((s2 - 45**2) / (80**2 - 10**2))


def test_the_next_giver_is_asked_and_then_nobody() -> None:
    z = np.array([[10.0, 40.0, 80.0]])
    none = np.zeros((1, 3), dtype=np.bool_)
    short = to_next_class(z, np.array([0.01, 0.59, 0.4]), 2.0, CUTS, none, 0.7, is_up=True)
    assert (short.giver[0], short.receiver[0]) == (1, 2)
    alike = to_next_class(
        np.full((1, 3), 50.0), np.full(3, 1 / 3), 2.0, CUTS, none, 0.7, is_up=True
    )
    assert alike.giver[0] == NOBODY
    assert np.isnan(alike.amount[0])


def test_there_is_nothing_above_red_or_below_green() -> None:
    even = np.full(2, 0.5)
    none = np.zeros((1, 2), dtype=np.bool_)
    red = to_next_class(np.array([[80.0, 100.0]]), even, 2.0, CUTS, none, 0.7, is_up=True)
    green = to_next_class(np.array([[1.0, 5.0]]), even, 2.0, CUTS, none, 0.7, is_up=False)
    assert red.giver[0] == green.giver[0] == NOBODY


def test_an_override_cannot_be_weighed_away() -> None:
    z, even = np.array([[5.0, 90.0]]), np.full(2, 0.5)
    on = np.array([[False, True]])
    for is_up in (True, False):
        plain = to_next_class(z, even, 2.0, CUTS, ~on & False, 0.7, is_up=is_up)
        held = to_next_class(z, even, 2.0, CUTS, on, 0.7, is_up=is_up)
        assert plain.giver[0] != NOBODY
        # .7 x 90 = 63 stands above the cut below (60), but not above the index itself (63.7).
        assert (held.giver[0] == NOBODY) == (not is_up)


def test_robust_is_the_same_under_all_weights() -> None:
    sets = [np.array([1, 1, 2]), np.array([1, 2, 2])]
    assert robust(sets, 1).tolist() == [True, False, False]
