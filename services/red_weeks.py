"""周带 How many grids were red in each of the last periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from services import access
from services.access import Viewer
from services.card import Reader
from store.runs import Run


@dataclass(frozen=True, slots=True, kw_only=True)
class RedWeek:
    """One period: its last day, the number of red grids, whether it may still change."""

    period: int
    reds: int
    is_provisional: bool


def red_weeks(
    viewer: Viewer, prefix: str, known: Sequence[Run], read: Reader, count: int
) -> tuple[RedWeek, ...]:
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
    found = []
    for run in known[-count:]:
        columns = read(run.snapshot_hash)
        codes = columns["codes"].astype(np.str_)
        own = np.char.startswith(codes, scope.prefix) if scope.prefix else np.True_
        reds = int(((columns["level"] == 1) & own).sum())
        found.append(RedWeek(period=run.period, reds=reds, is_provisional=not run.is_closed))
    return tuple(found)
