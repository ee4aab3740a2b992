"""Small graphs for the tests of local statistics."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array


def lattice(side: int) -> csr_array:
    """Rook neighbours on a square of side x side places."""
    place = np.arange(side * side).reshape(side, side)
    pairs = np.concatenate(
        [
            np.column_stack([place[:, :-1].ravel(), place[:, 1:].ravel()]),
            np.column_stack([place[:-1].ravel(), place[1:].ravel()]),
        ]
    )
    rows = np.concatenate([pairs[:, 0], pairs[:, 1]])
    columns = np.concatenate([pairs[:, 1], pairs[:, 0]])
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(side**2, side**2))


def pairs_of(n: int, pairs: list[tuple[int, int]]) -> csr_array:
    """A graph of both directions of the pairs."""
    both = pairs + [(b, a) for a, b in pairs]
    rows, columns = zip(*both, strict=True) if both else ((), ())
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(n, n))
