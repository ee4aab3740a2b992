"""多期小图 The last periods of an area side by side on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from errors import RefusedError
from layers.backends.sheet_cut import Land, cut, fitted
from reports.leaf import Print
from reports.multiples import MOST as MOST
from reports.multiples import Multiples, Period, draw, map_mm
from services import places, printing
from services.access import Viewer
from services.printing import Desk, Printed
from services.situation import Situation
from services.workspace import Workspace
from vocab import date_of
from words import say

KINDS = ("pdf", "png")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which page: the ``weeks`` periods up to ``week``; ``paper`` is A4 or A3."""

    week: str = "latest"
    prefix: str = ""
    weeks: int = MOST
    paper: str = "A4"
    kind: str = "pdf"
    is_twin: bool = False


def make(workspace: Workspace, viewer: Viewer, order: Order) -> Printed:
    """The page as PDF or PNG. Written to the audit.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: the week is not scored.
        RefusedError: an unknown paper or kind of file, or too many or too few periods.
    """
    if not 2 <= order.weeks <= MOST:
        raise RefusedError("multiples.weeks", most=MOST, count=order.weeks)
    paper = printing.paper(order.paper)
    desk = printing.desk(workspace, viewer, order.prefix)
    last = desk.week(order.week)
    seen = _weeks(desk, last, order.weeks)
    place = places.name_of(workspace, last.boundary_set, desk.prefix) or say("map.whole")
    title = say("multiples.title_of", place=place, count=len(seen))
    made_for = Print(
        caption=printing.caption_of(desk, last, title),
        paper=paper,
        is_wide=True,
        is_twin=order.is_twin,
        kind=order.kind,
        made_at=last.made_at,
    )
    made = Multiples(
        made_for=made_for,
        periods=_periods(desk, seen, made_for),
        legend=printing.counts(last.grids, is_twin=order.is_twin),
        note=_note(seen),
    )
    body = draw(made)
    desk.record(f"multiples {order.paper} {order.kind}", last, len(last.grids) * len(seen))
    return Printed(body=body, seen=last, pages=1)


def write(workspace: Workspace, viewer: Viewer, order: Order, out: Path) -> dict[str, Any]:
    """:func:`make` into a file, whole or not at all; its kind is the file's ending.

    Raises:
        RefusedError: an unknown kind, or the file cannot be written; else as :func:`make`.
    """
    kind = printing.kind_of(out, KINDS, say("multiples.title"))
    return printing.write(make(workspace, viewer, replace(order, kind=kind)), out)


def _weeks(desk: Desk, last: Situation, count: int) -> list[Situation]:
    """The scored periods up to the last one, oldest first."""
    with desk.workspace.store.read() as tx:
        known = [period for period in printing.known(tx) if period < last.period]
    earlier = [desk.week(date_of(period).isoformat()) for period in known[-(count - 1) :]]
    return [*earlier, last]


def _periods(desk: Desk, seen: list[Situation], made_for: Print) -> tuple[Period, ...]:
    lands: dict[int, Land] = {}
    made = []
    size = map_mm(made_for)
    for one in seen:
        if one.boundary_set not in lands:
            lands[one.boundary_set] = desk.land(one)
        ground = desk.again(lands[one.boundary_set], one)
        place = fitted(ground, ground.bounds(slice(None)), size, size=0.5 * made_for.size)
        view = printing.view(one, is_twin=made_for.is_twin, marked=False)
        piece = cut(ground, view, place, signed=False)
        made.append(
            Period(
                name=printing.period_name(one),
                map=piece,
                counts=printing.counts(one.grids, is_twin=made_for.is_twin),
                changes=_changes(one),
            )
        )
    return tuple(made)


def _changes(seen: Situation) -> str:
    if not seen.has_previous:
        return ""
    marks = printing.view(seen, is_twin=False).marks
    return say("multiples.changes", risen=marks.count("▲"), fallen=marks.count("▽"))


def _note(seen: list[Situation]) -> str:
    """What a reader has to know: another rule or other borders among the periods."""
    notes = [say("multiples.note")]
    if len({one.policy.hash for one in seen}) > 1:
        notes.append(say("multiples.rules"))
    if len({one.boundary_set for one in seen}) > 1:
        notes.append(say("multiples.borders"))
    return "".join(notes)
