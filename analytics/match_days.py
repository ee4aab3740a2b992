"""赛前赛中赛后 Events on match days, before and after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class Phase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


PHASES: tuple[Phase, ...] = tuple(Phase)


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseCount:
    """Events of one phase and the days it lasted in the span looked at."""

    phase: Phase
    days: int
    events: int

    @property
    def per_day(self) -> float:
        """Events a day; NaN where the span holds no such day."""
        return self.events / self.days if self.days else float("nan")


def phases_of(days: npt.ArrayLike, match_days: Sequence[int], window: int) -> Ints:
    """Phase of each day: 0 before, 1 on, 2 after a match day, -1 farther off than ``window``.

    A day between two matches goes with the nearer one, on a tie it is after the earlier one: no
    day is counted twice.

    Args:
        days: day numbers, any shape.
        match_days: day numbers, any order.
        window: days before and after that count, 1 or more.

    Raises:
        ValueError: a window below 1.
    """
    if window < 1:
        raise ValueError("a window has at least one day")
    given = np.asarray(days, dtype=np.int64)
    if not len(match_days):
        return np.full(given.shape, -1, dtype=np.int64)
    matches = np.unique(np.asarray(match_days, dtype=np.int64))
    apart = given[..., None] - matches
    # Ascending matches: argmin takes the earlier one on a tie, and that makes it "after".
    nearest = np.take_along_axis(apart, np.abs(apart).argmin(-1)[..., None], -1)[..., 0]
    phase = np.sign(nearest) + 1
    return np.where(np.abs(nearest) <= window, phase, -1).astype(np.int64)


def phase_counts(
    event_days: npt.ArrayLike, first: int, last: int, match_days: Sequence[int], window: int
) -> tuple[PhaseCount, ...]:
    """Events before, on and after match days within a span, with the days of each.

    Args:
        event_days: day number of each event; those outside the span are left out.
        first: first day of the span.
        last: last day of the span.
        match_days: day numbers; those outside the span still have days around them in it.
        window: days before and after that count.
    """
    days = np.arange(first, last + 1, dtype=np.int64)
    events = np.asarray(event_days, dtype=np.int64)
    inside = events[(events >= first) & (events <= last)]
    of_days = phases_of(days, match_days, window)
    of_events = phases_of(inside, match_days, window)
    return tuple(
        PhaseCount(
            phase=phase,
            days=int((of_days == number).sum()),
            events=int((of_events == number).sum()),
        )
        for number, phase in enumerate(PHASES)
    )
