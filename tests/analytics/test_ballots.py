"""Weights from votes: means, eigenvectors, and contradictions that are found."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import ballots

SIZES = st.integers(2, 8)


def consistent(weights: np.ndarray) -> np.ndarray:
    return weights[:, None] / weights[None, :]


def upper(matrix: np.ndarray) -> dict[tuple[int, int], float]:
    size = len(matrix)
    return {(i, j): float(matrix[i, j]) for i in range(size) for j in range(i + 1, size)}


@given(SIZES, st.integers(0, 9999))
def test_consistent_judgements_give_back_their_weights(size: int, seed: int) -> None:
    weights = np.random.default_rng(seed).dirichlet(np.full(size, 5.0))
    found = ballots.judged(ballots.matrix_of(size, upper(consistent(weights))))
    np.testing.assert_allclose(found.weights, weights, atol=1e-9)
    assert found.ratio == pytest.approx(0, abs=1e-9)
    assert found.is_consistent


@given(SIZES, st.integers(0, 9999))
def test_the_order_of_the_things_does_not_matter(size: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    said = np.exp(random.uniform(-2, 2, (size, size)))
    matrix = ballots.matrix_of(size, upper(said))
    order = random.permutation(size)
    one, other = ballots.judged(matrix), ballots.judged(matrix[np.ix_(order, order)])
    np.testing.assert_allclose(one.weights[order], other.weights, atol=1e-7)
    assert one.ratio == pytest.approx(other.ratio, abs=1e-7)
    assert one.weights.sum() == pytest.approx(1)


def test_what_the_united_states_drink_as_published() -> None:
    """Saaty 2008: coffee, wine, tea, beer, sodas, milk, water; ratio .022."""
    rows = {
        0: [9, 5, 2, 1, 1, 1 / 2],
        1: [1 / 3, 1 / 9, 1 / 9, 1 / 9, 1 / 9],
        2: [1 / 3, 1 / 4, 1 / 3, 1 / 9],
        3: [1 / 2, 1, 1 / 3],
        4: [2, 1 / 2],
        5: [1 / 3],
    }
    said = {(i, i + 1 + k): value for i, row in rows.items() for k, value in enumerate(row)}
    found = ballots.judged(ballots.matrix_of(7, said))
    published = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    np.testing.assert_allclose(found.weights, published, atol=0.003)
    assert found.ratio == pytest.approx(0.022, abs=0.004)


def test_a_contradiction_is_found_where_it_stands() -> None:
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    said = upper(consistent(weights))
    said[0, 3] = 1 / 9
    found = ballots.judged(ballots.matrix_of(4, said))
    assert not found.is_consistent
    assert found.worst == (0, 3)
    assert found.implied == pytest.approx(4)


def test_two_things_are_always_consistent() -> None:
    found = ballots.judged(ballots.matrix_of(2, {(0, 1): 9.0}))
    assert found.ratio == 0
    np.testing.assert_allclose(found.weights, [0.9, 0.1])


@given(SIZES, st.integers(1, 6), st.integers(0, 9999))
def test_the_group_stays_reciprocal_and_alike_voters_change_nothing(
    size: int, voters: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    matrices = [
        ballots.matrix_of(size, upper(np.exp(random.uniform(-2, 2, (size, size)))))
        for _ in range(voters)
    ]
    group = ballots.together(matrices)
    np.testing.assert_allclose(group * group.T, np.ones((size, size)), atol=1e-12)
    np.testing.assert_allclose(ballots.together([group, group]), group, atol=1e-12)


def test_points_are_averaged_and_every_voter_counts_the_same() -> None:
    given_points = np.array([[50.0, 50.0], [500.0, 0.0]])
    np.testing.assert_allclose(ballots.mean_points(given_points), [0.75, 0.25])


@pytest.mark.parametrize("points", [np.zeros((0, 2)), [[0, 0]], [[-1, 101]]])
def test_points_that_are_no_vote_are_refused(points) -> None:
    with pytest.raises(ValueError, match="points"):
        ballots.mean_points(np.asarray(points, dtype=float))


@pytest.mark.parametrize(
    "pairs",
    [
        {(0, 1): 2.0},
        {(0, 1): 2.0, (1, 0): 0.5, (1, 2): 1.0},
        {(0, 0): 1.0, (0, 1): 1.0, (1, 2): 1.0},
        {(0, 1): 0.0, (0, 2): 1.0, (1, 2): 1.0},
    ],
)
def test_incomplete_or_impossible_comparisons_are_refused(pairs) -> None:
    with pytest.raises(ValueError):
        ballots.matrix_of(3, pairs)
