"""Goalposts, power mean and override against plain arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.index import goalposted, overridden, power_mean, transformed
from policy import Transform

PLAIN = {Transform.LINEAR: lambda x: x, Transform.SQRT: math.sqrt, Transform.LOG: math.log1p}
POSITIVE = st.floats(0, 50, allow_nan=False)


@given(st.lists(POSITIVE, min_size=1, max_size=20), POSITIVE, POSITIVE, st.sampled_from(Transform))
def test_goalposts(values: list[float], one: float, other: float, kind: Transform) -> None:
    lo, hi = min(one, other), max(one, other)
    got = goalposted(values, lo, hi, kind)
    h = PLAIN[kind]
    for value, z in zip(values, got, strict=True):
        width = h(hi) - h(lo)
        plain = 0.0 if width <= 0 else 100 * min(max((h(value) - h(lo)) / width, 0), 1)
        assert z == pytest.approx(plain, abs=1e-6)
        assert 0 <= z <= 100


def test_transform_keeps_linear_values() -> None:
    assert transformed([0.0, 4.0], Transform.LINEAR).tolist() == [0.0, 4.0]


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=8), st.sampled_from([1.0, 2.0, 3.5]), st.data()
)
def test_power_mean(z: list[float], power: float, data: st.DataObject) -> None:
    raw = data.draw(st.lists(st.floats(0.1, 10), min_size=len(z), max_size=len(z)))
    weights = np.array(raw) / sum(raw)
    got = power_mean(np.array([z]), weights, power)[0]
    plain = sum(w * x**power for w, x in zip(weights, z, strict=True)) ** (1 / power)
    assert got == pytest.approx(plain, abs=1e-9)
    assert min(z) - 1e-6 <= got <= max(z) + 1e-6


def test_power_two_lets_the_worst_count_more() -> None:
    z = np.array([[0.0, 100.0]])
    assert power_mean(z, np.array([0.5, 0.5]), 2)[0] > power_mean(z, np.array([0.5, 0.5]), 1)[0]


def test_override_only_for_flagged_indicators() -> None:
    z = np.array([[90.0, 10.0], [90.0, 10.0], [90.0, 10.0]])
    acute = np.array([[True, False], [False, True], [False, False]])
    s = np.array([40.0, 40.0, 40.0])
    assert overridden(s, z, acute, 0.7) == pytest.approx([63.0, 40.0, 40.0])
