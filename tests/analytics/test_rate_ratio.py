"""Inside against the rest, held against binomial intervals and simulation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.compare import PERCENT_FROM
from analytics.rate_ratio import rate_ratio

counts = st.integers(PERCENT_FROM, 5000)
bases = st.floats(1, 1e6)


def test_equal_bases_give_the_binomial_interval():
    found = rate_ratio(30, 60, 1000, 1000)
    exact = stats.binomtest(30, 90).proportion_ci(method="exact")
    assert found.ratio == 0.5
    assert found.low == pytest.approx(exact.low / (1 - exact.low), rel=1e-9)
    assert found.high == pytest.approx(exact.high / (1 - exact.high), rel=1e-9)


@given(counts, counts, bases, bases)
def test_the_ratio_lies_in_its_interval_and_turns_over(x, y, a, b):
    one, two = rate_ratio(x, y, a, b), rate_ratio(y, x, b, a)
    assert one.is_enough and one.low < one.ratio < one.high
    assert one.ratio * two.ratio == pytest.approx(1)
    assert one.low * two.high == pytest.approx(1)


@given(counts, counts, bases, bases, st.floats(0.01, 100))
def test_the_unit_of_the_base_does_not_matter(x, y, a, b, factor):
    one, two = rate_ratio(x, y, a, b), rate_ratio(x, y, a * factor, b * factor)
    assert two.ratio == pytest.approx(one.ratio)
    assert (two.low, two.high) == pytest.approx((one.low, one.high))


@pytest.mark.parametrize(("x", "y"), [(19, 500), (500, 19), (0, 0), (0, 4000)])
def test_few_events_give_counts_only(x, y):
    found = rate_ratio(x, y, 10, 10)
    assert not found.is_enough
    assert math.isnan(found.low) and math.isnan(found.high)
    assert (found.inside_events, found.rest_events) == (x, y)


def test_no_base_gives_counts_only():
    assert not rate_ratio(30, 30, 0, 100).is_enough
    assert not rate_ratio(30, 30, 100, 0).is_enough


@pytest.mark.parametrize("wrong", [(-1, 3, 1, 1), (1, 3, -1, 1)])
def test_negative_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="not negative"):
        rate_ratio(*wrong)


def test_the_interval_covers_at_least_95_of_100():
    random = np.random.default_rng(8)
    truth, hits = 1.7, 0
    for inside, rest in zip(random.poisson(40 * truth, 400), random.poisson(160, 400), strict=True):
        found = rate_ratio(int(inside), int(rest), 1, 4)
        hits += found.low <= truth <= found.high
    assert hits >= 0.935 * 400
