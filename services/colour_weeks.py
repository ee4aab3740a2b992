"""各周颜色 How many grids had each colour in the last periods, and under which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services import access
from services.access import Viewer
from services.card import Reader
from store.runs import Run

COLOURS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ColourWeek:
    """One period: grids per level, worst first, those without a colour, and the rule's hash.

    ``is_new_rule`` marks a map made under another rule than the one before it.
    """

    period: int
    counts: tuple[int, ...]
    uncoloured: int
    rule: str
    is_new_rule: bool
    is_provisional: bool

    @property
    def reds(self) -> int:
        return self.counts[0]


def colour_weeks(
    viewer: Viewer, prefix: str, known: Sequence[Run], read: Reader, count: int
) -> tuple[ColourWeek, ...]:
    """The newest ``count`` periods of an area, oldest first.

    Args:
        viewer: the asking person.
        prefix: code of the area; "" the viewer's own.
        known: the scored periods, oldest first.
        read: gives the columns of a snapshot.
        count: how many periods.

    Raises:
        NotAllowedError: the area is outside the viewer's scope.
    """
    scope = access.narrowed(viewer, prefix)
    first = max(len(known) - count, 0)
    found = []
    for at in range(first, len(known)):
        run = known[at]
        columns = read(run.snapshot_hash)
        codes = columns["codes"].astype(np.str_)
        own = np.char.startswith(codes, scope.prefix) if scope.prefix else np.ones(len(codes), bool)
        numbers = np.bincount(columns["level"][own].astype(np.int64), minlength=COLOURS + 1)
        found.append(
            ColourWeek(
                period=run.period,
                counts=tuple(numbers[1:].tolist()),
                uncoloured=int(numbers[0]),
                rule=run.policy_hash,
                is_new_rule=at > 0 and known[at - 1].policy_hash != run.policy_hash,
                is_provisional=not run.is_closed,
            )
        )
    return tuple(found)
