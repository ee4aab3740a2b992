"""Reliability (可靠性): what was claimed against what held, by tenths of the claim.

Source of the formulas: docs/method.md#reliability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.scores import Scores

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
EDGES = np.arange(1, 10) / 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Judgements whose claim lies in one tenth: how many, mean claim, share that held."""

    judged: int
    said: float
    held: float


def binned(said: Floats, held: Bools, least: int) -> tuple[Bin, ...]:
    """Bins by tenths of the claim, lowest first; those of fewer than ``least`` are left out.

    Args:
        said: claimed chance of each judgement, 0 to 1, no NaN.
        held: whether it held; same shape.
        least: judgements a bin must have to be shown.
    """
    place = np.digitize(said, EDGES)
    bins = []
    for number in np.unique(place):
        mine = place == number
        if mine.sum() >= least:
            share = float(held[mine].mean())
            bins.append(Bin(judged=int(mine.sum()), said=float(said[mine].mean()), held=share))
    return tuple(bins)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Claims:
    """Judgements of one map and whether they stood in a later one; arrays of one length.

    ``exact`` is the chance claimed for the shown colour, ``near`` for one within one class;
    ``same`` and ``close`` say whether the later map shows that colour, or one within one class.
    """

    exact: Floats
    near: Floats
    same: Bools
    close: Bools


def later_claims(now: Scores, later: Scores, rows: npt.NDArray[np.str_]) -> Claims:
    """The coloured grids of ``rows`` that both maps know, compared.

    A later map is no truth: it shares most of its memory with the earlier one, and what it
    shows may have changed. It says whether a judgement stood, not whether it was right.
    """
    _, a, b = np.intersect1d(now.codes, later.codes, assume_unique=True, return_indices=True)
    use = np.isin(now.codes[a], rows) & (now.level[a] > 0) & (later.level[b] > 0)
    a, b = a[use], b[use]
    apart = np.abs(now.level[a].astype(np.int64) - later.level[b].astype(np.int64))
    return Claims(exact=now.p_shown[a], near=now.p_within_one[a], same=apart == 0, close=apart <= 1)


def joined(parts: list[Claims]) -> Claims:
    """Several maps' judgements in one."""
    nothing = Claims(
        exact=np.zeros(0), near=np.zeros(0), same=np.zeros(0, bool), close=np.zeros(0, bool)
    )
    all_parts = [nothing, *parts]
    return Claims(
        exact=np.concatenate([one.exact for one in all_parts]),
        near=np.concatenate([one.near for one in all_parts]),
        same=np.concatenate([one.same for one in all_parts]),
        close=np.concatenate([one.close for one in all_parts]),
    )


def moved(now: Scores, rows: npt.NDArray[np.str_]) -> tuple[int, int]:
    """(grids of ``rows`` coloured in this map and the one before, those that changed colour)."""
    use = np.isin(now.codes, rows) & (now.level > 0) & (now.previous_level > 0)
    return int(use.sum()), int((use & (now.level != now.previous_level)).sum())
