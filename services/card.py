"""One grid's card (网格卡): its colour, why, its course over half a year, its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import NotFoundError
from policy import IndicatorKind
from services import access, wording
from services.access import Action, Viewer
from services.situation import Situation, named_cause
from services.wording import Cause
from services.workspace import Workspace
from store import runs, snapshots

WEEKS = 26
Columns = Mapping[str, npt.NDArray[Any]]
Reader = Callable[[str], Columns]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """Up to 26 periods, oldest first; NaN and level 0 where the grid had none.

    ``counts`` holds each event indicator's number per period, NaN where it may not be shown.
    """

    periods: tuple[int, ...]
    index: npt.NDArray[np.float64]
    level: npt.NDArray[np.int64]
    counts: Mapping[str, npt.NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridCard:
    """Everything the card says about one grid in one period.

    ``grid`` is the row of ``Situation.grids``; ``causes`` are ordered by their points, largest
    first; ``since`` counts the periods the grid has shown this colour, this one included.
    """

    grid: Any
    causes: tuple[Cause, ...]
    sentences: tuple[str, ...]
    course: Course
    since: int
    neighbours: pd.DataFrame


def reader(workspace: Workspace) -> Reader:
    """Reads a snapshot's columns from the store; a page wraps it in its cache."""

    def read(snapshot: str) -> Columns:
        with workspace.store.read() as tx:
            return snapshots.get(tx, snapshot)[0]

    return read


def _place(columns: Columns, code: str) -> int:
    codes = columns["codes"]
    at = int(np.searchsorted(codes, code))
    return at if at < len(codes) and codes[at] == code else -1


def course(
    past: list[runs.Run], code: str, seen: Situation, read: Reader, *, exact: bool
) -> Course:
    """The grid's way through ``past`` (oldest first) from their immutable snapshots."""
    size = len(past)
    index, level = np.full(size, np.nan), np.zeros(size, dtype=np.int64)
    names = [r.code for r in seen.policy.indicators if r.kind is IndicatorKind.EVENTS]
    places = {r.code: at for at, r in enumerate(seen.policy.indicators)}
    counts = {name: np.full(size, np.nan) for name in names}
    for number, run in enumerate(past):
        columns = read(run.snapshot_hash)
        at = _place(columns, code)
        if at < 0:
            continue
        index[number] = columns["index"][at] if exact else np.round(columns["index"][at])
        level[number] = columns["level"][at]
        for name in names if exact else ():
            if places[name] < columns["count"].shape[1]:
                counts[name][number] = columns["count"][at, places[name]]
    index[level == 0] = np.nan
    return Course(
        periods=tuple(run.period for run in past), index=index, level=level, counts=counts
    )


def _since(levels: npt.NDArray[np.int64]) -> int:
    back = levels[::-1]
    other = np.flatnonzero(back != back[0])
    return int(other[0]) if len(other) else len(back)


def shown(workspace: Workspace, viewer: Viewer, code: str) -> None:
    """Write to the audit that a grid's exact counts are shown; nothing where they are not."""
    if viewer.is_cleared:
        with workspace.store.begin() as tx:
            access.record(tx, workspace, viewer, Action.EXACT, f"grid {code}", rows=1)


def card(
    workspace: Workspace,
    viewer: Viewer,
    seen: Situation,
    code: str,
    *,
    neighbours: list[str],
    known: Sequence[runs.Run],
    read: Reader | None = None,
    is_new: bool = True,
) -> GridCard:
    """Put together one grid's card; showing exact counts is written to the audit.

    Args:
        workspace: the data folder.
        viewer: the asking person.
        seen: the week, already filtered for this viewer.
        code: a grid of ``seen``.
        neighbours: codes of the adjacent grids.
        known: the scored periods, oldest first.
        read: a cached snapshot reader; the store itself where absent.
        is_new: False when the same card is drawn again, or :func:`shown` is called.

    Raises:
        NotFoundError: the grid is not among those the viewer sees.
    """
    found = seen.grids[seen.grids["code"] == code]
    if found.empty:
        raise NotFoundError("grid.unknown", code=code)
    row = next(found.itertuples(index=False))
    past = [run for run in known if run.period <= seen.period][-WEEKS:]
    causes = sorted(
        (named_cause(row, seen.policy, rule.code) for rule in seen.policy.indicators),
        key=lambda one: -np.nan_to_num(one.points),
    )
    way = course(past, code, seen, read or reader(workspace), exact=viewer.is_cleared)
    if is_new:
        shown(workspace, viewer, code)
    return GridCard(
        grid=row,
        causes=tuple(causes),
        sentences=tuple(wording.cause(one) for one in causes[:2] if one.points > 0),
        course=way,
        since=_since(way.level) if len(past) else 0,
        neighbours=seen.grids[seen.grids["code"].isin(neighbours)][
            ["code", "name", "level", "state"]
        ],
    )
