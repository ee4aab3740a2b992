"""Shapley contributions against all orders in which indicators can arrive."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.explain import contributions
from analytics.index import overridden, power_mean


def value(
    here: set[int], z: np.ndarray, ref: np.ndarray, w: np.ndarray, p: float, acute: np.ndarray
) -> float:
    mixed = [z[k] if k in here else ref[k] for k in range(len(z))]
    s = sum(w[k] * mixed[k] ** p for k in range(len(z))) ** (1 / p)
    return float(max([s, *(0.7 * z[k] for k in here if acute[k])]))


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 5), st.sampled_from([1.0, 2.0, 3.0]), st.integers(0, 10_000))
def test_mean_over_all_orders(m: int, power: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    z, ref = random.uniform(0, 100, (3, m)), random.uniform(0, 100, m)
    w = random.uniform(0.1, 1, m)
    w /= w.sum()
    acute = random.random((3, m)) > 0.6
    got, start = contributions(z, ref, w, power, acute, 0.7)
    orders = list(permutations(range(m)))
    for g in range(3):
        parts = np.zeros(m)
        for order in orders:
            here: set[int] = set()
            for k in order:
                before = value(here, z[g], ref, w, power, acute[g])
                here.add(k)
                parts[k] += value(here, z[g], ref, w, power, acute[g]) - before
        np.testing.assert_allclose(got[g], parts / len(orders), atol=1e-9)
    assert start == pytest.approx(value(set(), z[0], ref, w, power, acute[0]))


@pytest.mark.parametrize("m", [1, 4, 8])
def test_parts_add_up(m: int) -> None:
    random = np.random.default_rng(m)
    z, ref = random.uniform(0, 100, (200, m)), random.uniform(0, 100, m)
    w = np.full(m, 1 / m)
    acute = random.random((200, m)) > 0.8
    got, start = contributions(z, ref, w, 2.0, acute, 0.7)
    index = overridden(power_mean(z, w, 2.0), z, acute, 0.7)
    np.testing.assert_allclose(got.sum(axis=1), index - start, atol=1e-9, rtol=0)


def test_an_indicator_at_the_reference_or_without_weight_gives_nothing() -> None:
    z = np.array([[50.0, 80.0, 99.0]])
    ref = np.array([50.0, 20.0, 0.0])
    got, _ = contributions(z, ref, np.array([0.5, 0.5, 0.0]), 2.0, np.zeros((1, 3), bool), 0.7)
    assert got[0, 0] == pytest.approx(0)
    assert got[0, 2] == pytest.approx(0)
    assert got[0, 1] > 0
