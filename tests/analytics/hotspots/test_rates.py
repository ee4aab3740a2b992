"""Rates drawn towards their pool."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hotspots import empirical_bayes
from tests.analytics.hotspots.graphs import lattice, pairs_of

AREAS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5_000)), min_size=2, max_size=20)


@given(AREAS)
def test_between_the_own_rate_and_the_pooled_one(areas: list[tuple[int, int]]) -> None:
    e, b = np.array(areas, dtype=np.float64).T
    rates, pooled = empirical_bayes(e, b), e.sum() / b.sum()
    own = e / b
    assert (rates >= np.minimum(own, pooled) - 1e-12).all()
    assert (rates <= np.maximum(own, pooled) + 1e-12).all()


def test_by_hand() -> None:
    e, b = np.array([0.0, 40.0, 10.0]), np.array([100.0, 200.0, 700.0])
    r, m = e / b, 0.05
    spread = (b * (r - m) ** 2).sum() / 1000
    a = spread - m / (1000 / 3)
    w = a / (a + m / b)
    assert empirical_bayes(e, b) == pytest.approx(w * r + (1 - w) * m)


def test_no_more_spread_than_chance_gives_the_pooled_rate() -> None:
    assert empirical_bayes([1, 0, 1], [10, 11, 12]) == pytest.approx([2 / 33] * 3)


def test_nobody_at_risk_gets_the_pooled_rate_and_the_missing_nothing() -> None:
    rates = empirical_bayes([3, 0, np.nan, 40], [100, 0, 50, 100])
    assert rates[1] == pytest.approx(43 / 200)
    assert np.isnan(rates[2])
    assert np.isfinite(rates[[0, 3]]).all()


def test_a_neighbourhood_is_a_pool_of_its_own() -> None:
    e, b = np.array([0.0, 50.0, 10.0, 80.0]), np.array([100.0, 200.0, 700.0, 400.0])
    graph = pairs_of(4, [(0, 1), (2, 3)])
    rates = empirical_bayes(e, b, graph)
    assert rates[:2] == pytest.approx(empirical_bayes(e[:2], b[:2]))
    assert rates[2:] == pytest.approx(empirical_bayes(e[2:], b[2:]))


def test_weights_of_the_graph_do_not_matter_and_it_stays_as_it_is() -> None:
    random = np.random.default_rng(1)
    e, b, graph = random.poisson(5, 25), random.integers(100, 900, 25), lattice(5)
    before = graph.toarray()
    assert empirical_bayes(e, b, graph * 0.25) == pytest.approx(empirical_bayes(e, b, graph))
    assert (graph.toarray() == before).all()


def test_an_island_is_its_own_pool() -> None:
    rates = empirical_bayes([5, 50, 20], [100, 100, 100], pairs_of(3, [(1, 2)]))
    assert rates[0] == pytest.approx(0.05)


def test_negative_is_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        empirical_bayes([-1, 2], [10, 10])
