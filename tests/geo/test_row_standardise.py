"""Rows that add up to 1."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.boundaries import row_standardise


def test_rows_add_up_and_islands_stay_empty() -> None:
    graph = csr_array(np.array([[0.0, 2, 6], [5, 0, 0], [0, 0, 0]]))
    found = row_standardise(graph)
    assert found.toarray().tolist() == [[0, 0.25, 0.75], [1, 0, 0], [0, 0, 0]]
    # The graph given is as it was.
    assert graph.toarray()[0].tolist() == [0, 2, 6]


def test_whole_numbers_become_shares() -> None:
    graph = csr_array(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]]))
    assert row_standardise(graph).sum(axis=1).tolist() == [1, 1, 1]
    assert row_standardise(csr_array((0, 0))).shape == (0, 0)


def test_negative_weights_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        row_standardise(csr_array(np.array([[0.0, -1], [1, 0]])))
