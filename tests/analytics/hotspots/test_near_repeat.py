"""Knox: events near in space and time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.hotspots import knox

SPACE, TIME = [3.0, 6.0], [2.0, 5.0, 9.0]


def _by_hand(xy: np.ndarray, days: np.ndarray, metric: str) -> np.ndarray:
    table = np.zeros((3, 4), dtype=np.int64)
    for i in range(len(xy)):
        for j in range(i):
            gap = np.abs(xy[i] - xy[j])
            apart = gap.sum() if metric == "manhattan" else np.hypot(*gap)
            row = sum(apart >= edge for edge in SPACE)
            column = sum(abs(days[i] - days[j]) >= edge for edge in TIME)
            table[row, column] += 1
    return table


EVENTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12)), min_size=0, max_size=18
)


@given(EVENTS, st.sampled_from(["euclidean", "manhattan"]))
def test_every_pair_is_in_one_cell(events: list[tuple[int, int, int]], metric: str) -> None:
    given_ = np.array(events, dtype=np.float64).reshape(-1, 3)
    xy, days = given_[:, :2], given_[:, 2]
    found = knox(xy, days, space_edges_m=SPACE, time_edges_days=TIME, metric=metric, n_perm=3)
    assert (found.observed == _by_hand(xy, days, metric)).all()
    assert found.observed.sum() == len(xy) * (len(xy) - 1) // 2
    assert found.expected.sum() == pytest.approx(found.observed.sum())


def test_bands_are_closed_on_the_left() -> None:
    found = knox([[0, 0], [3, 0]], [0, 2], space_edges_m=[3], time_edges_days=[2], n_perm=0)
    assert found.observed.tolist() == [[0, 0], [0, 1]]
    assert np.isnan(found.p).all()
    same = knox([[0, 0], [0, 0]], [1, 1], space_edges_m=[3], time_edges_days=[2], n_perm=0)
    assert same.observed.tolist() == [[1, 0], [0, 0]]


def test_expectation_is_the_mean_of_permutations() -> None:
    random = np.random.default_rng(4)
    xy, days = random.integers(0, 12, (25, 2)), random.integers(0, 20, 25)
    found = knox(xy, days, space_edges_m=SPACE, time_edges_days=TIME, n_perm=0)
    tables = [_by_hand(xy, random.permutation(days), "euclidean") for _ in range(600)]
    assert np.mean(tables, axis=0) == pytest.approx(found.expected, abs=0.8)


def test_p_counts_permutations_at_least_as_high() -> None:
    """The same permutations by hand."""
    random = np.random.default_rng(4)
    xy, days = random.integers(0, 12, (20, 2)), random.integers(0, 20, 20).astype(np.float64)
    found = knox(xy, days, space_edges_m=SPACE, time_edges_days=TIME, n_perm=49, seed=8)
    again = np.random.default_rng(8)
    higher = sum(
        _by_hand(xy, again.permutation(days), "euclidean") >= found.observed for _ in range(49)
    )
    assert (found.p == (1 + higher) / 50).all()


def test_planted_repeats_are_found() -> None:
    random = np.random.default_rng(5)
    xy, days = random.uniform(0, 4000, (150, 2)), random.uniform(0, 360, 150)
    near = xy[:60] + random.normal(0, 20, (60, 2))
    found = knox(
        np.concatenate([xy, near]),
        np.concatenate([days, days[:60] + random.uniform(0, 6, 60)]),
        space_edges_m=[100, 400],
        time_edges_days=[7, 28],
        n_perm=99,
        seed=1,
    )
    assert found.ratio[0, 0] > 5
    assert found.p[0, 0] == 0.01
    assert found.ratio[2, 2] == pytest.approx(1, abs=0.05)


def test_seeded() -> None:
    random = np.random.default_rng(5)
    xy, days = random.uniform(0, 100, (40, 2)), random.uniform(0, 30, 40)
    first, second, other = (
        knox(xy, days, space_edges_m=[20], time_edges_days=[7], n_perm=99, seed=seed).p
        for seed in (1, 1, 2)
    )
    assert (first == second).all()
    assert (first != other).any()


def test_faults() -> None:
    with pytest.raises(ValueError, match="edges"):
        knox([[0, 0]], [0], space_edges_m=[2, 1], time_edges_days=[1])
    with pytest.raises(ValueError, match="edges"):
        knox([[0, 0]], [0], space_edges_m=[0, 1], time_edges_days=[1])
    with pytest.raises(ValueError, match="a place and a day"):
        knox([[0, 0], [np.nan, 1]], [0, 1], space_edges_m=[1], time_edges_days=[1])
    with pytest.raises(ValueError, match="no such metric"):
        knox([[0, 0]], [0], space_edges_m=[1], time_edges_days=[1], metric="air")  # type: ignore[arg-type]
