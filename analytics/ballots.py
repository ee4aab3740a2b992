"""Weights from votes (投票定权): 100 points shared out, or pairs compared (AHP).

Source of the formulas: docs/method.md#votes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
# Saaty's mean consistency index of random judgements, by the number of things compared.
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41)
MOST_INCONSISTENT = 0.10
STRONGEST = 9.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """Weights of one comparison of pairs and how well its judgements agree.

    ``ratio`` is the consistency ratio; ``worst`` the pair (i, j) that agrees least with the other
    judgements, ``implied`` how many times as important as j these make i.
    """

    weights: Floats
    ratio: float
    worst: tuple[int, int]
    implied: float

    @property
    def is_consistent(self) -> bool:
        return self.ratio <= MOST_INCONSISTENT


def mean_points(points: Floats) -> Floats:
    """(m,) weights adding up to 1 from (voters, m) points; every voter counts the same.

    Raises:
        ValueError: no voter, a negative number, or a row without points.
    """
    if not len(points) or (points < 0).any() or not (points.sum(axis=1) > 0).all():
        raise ValueError("points must be 0 or more and not all 0")
    shares = points / points.sum(axis=1, keepdims=True)
    return np.asarray(shares.mean(axis=0))


def matrix_of(size: int, pairs: dict[tuple[int, int], float]) -> Floats:
    """(m, m) reciprocal matrix from one judgement for every pair, either way round.

    Raises:
        ValueError: a pair is missing, stands twice, or is no positive number.
    """
    matrix = np.eye(size)
    for (i, j), times in pairs.items():
        if i == j or (j, i) in pairs or not times > 0:
            raise ValueError(f"not a judgement: {i}, {j}, {times}")
        matrix[i, j], matrix[j, i] = times, 1 / times
    if len(pairs) != size * (size - 1) // 2:
        raise ValueError("a pair is missing")
    return matrix


def judged(matrix: Floats) -> Judged:
    """Principal eigenvector and consistency ratio (lambda - m)/(m - 1)/RI of a reciprocal matrix.

    Args:
        matrix: (m, m), m up to 8; a[i, j] = how many times as important i is as j.
    """
    size = len(matrix)
    values, vectors = np.linalg.eig(matrix)
    place = int(np.argmax(values.real))
    weights = np.abs(vectors[:, place].real)
    weights = weights / weights.sum()
    index = (float(values[place].real) - size) / max(size - 1, 1)
    usual = RANDOM_INDEX[size]
    implied = _implied(matrix)
    gap = np.triu(np.abs(np.log(matrix / implied)), 1)
    i, j = (int(at) for at in np.unravel_index(int(gap.argmax()), gap.shape))
    return Judged(
        weights=weights,
        # Two things cannot be compared inconsistently.
        ratio=max(index / usual, 0.0) if usual else 0.0,
        worst=(i, j),
        implied=float(implied[i, j]),
    )


def _implied(matrix: Floats) -> Floats:
    """What the other judgements make of each pair: the geometric mean of a[i, k] a[k, j]."""
    size = len(matrix)
    if size < 3:
        return matrix
    logs = np.log(matrix)
    row, column = logs.sum(axis=1)[:, None], logs.sum(axis=0)[None, :]
    # The way over i or j is the judgement itself.
    return np.asarray(np.exp((row + column - 2 * logs) / (size - 2)))


def together(matrices: list[Floats]) -> Floats:
    """The group's matrix: geometric mean of every judgement; it stays reciprocal."""
    return np.asarray(np.exp(np.mean([np.log(one) for one in matrices], axis=0)))
