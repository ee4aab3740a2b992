"""网格事项 Open matters of grids as the meeting of a week left them, for the cards."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services import matters, scoring
from services.matters import Row
from services.placing import period_rule
from services.workspace import Workspace
from store import Tx, meetings
from store import matters as stored
from store.meetings import Meeting

# Lengths of the codes an area with meetings of its own may have.
AREAS = (0, 2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfGrid:
    """Open matters of one grid: those brought along, and those planned in the week's meeting."""

    carried: tuple[Row, ...] = ()
    planned: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfWeek:
    """Matters by grid, and the numbers of the week's meetings by area."""

    by_grid: dict[str, OfGrid]
    numbers: dict[str, int]


def of_week(
    workspace: Workspace, codes: Collection[str], period: int, *, is_newest: bool
) -> OfWeek:
    """The open matters of grids the caller may see.

    A closed meeting gives what it closed with, so that the page stays the same for ever; an open
    one, or none for the newest week, what stands now. An earlier week without a meeting has none.

    Args:
        workspace: the data folder.
        codes: of grids.
        period: the week.
        is_newest: whether no later week is scored.
    """
    areas = sorted({code[:digits] for code in codes for digits in AREAS})
    by_grid: dict[str, OfGrid] = {}
    numbers: dict[str, int] = {}
    with workspace.store.read() as tx:
        today = scoring.local_day(workspace, period_rule(tx).time_zone)
        for area in areas:
            held = meetings.of_period(tx, area, period)
            if held is not None:
                numbers[area] = held.number
            if held is None and not is_newest:
                continue
            carried, planned = _rows(tx, area, held, today)
            for code in {row.place for row in (*carried, *planned)} & set(codes):
                old = by_grid.get(code, OfGrid())
                by_grid[code] = OfGrid(
                    carried=(*old.carried, *_at(carried, code)),
                    planned=(*old.planned, *_at(planned, code)),
                )
    return OfWeek(by_grid=by_grid, numbers=numbers)


def _at(rows: list[Row], code: str) -> tuple[Row, ...]:
    return tuple(row for row in rows if row.place == code and not row.is_closed)


def _rows(tx: Tx, area: str, held: Meeting | None, today: int) -> tuple[list[Row], list[Row]]:
    if held is not None and held.frozen is not None:
        carried, planned = (
            [Row(**row) for row in held.frozen[name]] for name in ("carried", "planned")
        )
        return carried, planned
    found = stored.listed(tx, area)
    born = [one for one in found if held is not None and one.born_in == held.id]
    others = [one for one in found if one not in born]
    carried, planned = (matters.rows(tx, some, today) if some else [] for some in (others, born))
    return carried, planned
