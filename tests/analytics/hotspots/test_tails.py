"""How rare a maximum is."""

from __future__ import annotations

import numpy as np
import pytest

from analytics.hotspots import gumbel_p, recurrence_interval, simulated_p


def test_counted_p_is_one_more_of_one_more() -> None:
    maxima = np.array([1.0, 2.0, 3.0, 4.0])
    assert simulated_p([5, 4, 2.5, 0], maxima).tolist() == [0.2, 0.4, 0.6, 1.0]


def test_equal_but_for_rounding_counts_as_equal() -> None:
    assert simulated_p([0.1 + 0.2], np.array([0.3]))[0] == 1.0


def test_gumbel_tail_of_gumbel_maxima() -> None:
    random = np.random.default_rng(1)
    maxima = random.gumbel(5, 1.5, 200_000)
    for p in (0.5, 0.05, 0.001):
        score = 5 - 1.5 * np.log(-np.log1p(-p))
        assert gumbel_p([score], maxima)[0] == pytest.approx(p, rel=0.05)


def test_tail_reaches_below_the_simulations() -> None:
    maxima = np.random.default_rng(1).gumbel(5, 1.0, 199)
    assert simulated_p([30], maxima)[0] == 1 / 200
    assert 0 < gumbel_p([30], maxima)[0] < 1e-6


@pytest.mark.parametrize("maxima", [[], [2.0], [2.0, 2.0]])
def test_no_tail_without_spread(maxima: list[float]) -> None:
    assert np.isnan(gumbel_p([3.0], np.array(maxima))).all()


def test_no_p_without_simulations() -> None:
    assert np.isnan(simulated_p([3.0], np.array([]))).all()


def test_recurrence() -> None:
    found = recurrence_interval([0.02, 1.0, 0.0, np.nan])
    assert found[:3].tolist() == [50.0, 1.0, np.inf]
    assert np.isnan(found[3])
