"""出口 The week as it may leave the house: who asks for what, and where it can be traced to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from errors import NotFoundError
from services import access, day_names, numerals, periods, places, scoring, situation
from services.access import Action, Viewer
from services.situation import Situation
from services.workspace import Workspace
from store import Tx, runs
from vocab import METHOD_VERSION, RunStatus
from words import GAP, say

LATEST = "latest"
SHOWN_HASH = 12
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody wants to take away.

    ``week`` is a day of a scored period, or latest: the last CLOSED one, for only that one does
    not move any more. ``layers`` are codes of map layers besides colours, villages and towns.
    """

    week: str = LATEST
    prefix: str = ""
    layers: tuple[str, ...] = ()
    is_twin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outgoing:
    """An order that was let pass, with its week as an export sees it.

    ``asker`` is the person, ``viewer`` the same with small counts withheld, narrowed to the area.
    """

    workspace: Workspace
    asker: Viewer
    viewer: Viewer
    order: Order
    seen: Situation
    place: str

    @property
    def prefix(self) -> str:
        return self.viewer.scope.prefix

    @property
    def week(self) -> str:
        """ISO date of the last day."""
        return periods.shown(self.seen.period)

    @property
    def made_at(self) -> dt.datetime:
        """When the week was calculated: the time of every file, so that equal weeks are equal."""
        zone = ZoneInfo(self.seen.policy.period.time_zone)
        return dt.datetime.fromtimestamp(self.seen.made_at, zone)


def of(workspace: Workspace, viewer: Viewer, order: Order) -> Outgoing:
    """Let an order pass and read its week.

    Raises:
        NotAllowedError: the role may not export, or the area is not the viewer's.
        NotFoundError: no such week; for latest, none was closed yet.
        RefusedError: no date, no area code.
    """
    scope = access.narrowed(viewer, order.prefix)
    access.require(viewer, Action.EXPORT, scope)
    with workspace.store.read() as tx:
        week = closed_week(tx) if order.week == LATEST else order.week
    outside = replace(viewer, purpose="export")
    seen = situation.view(workspace, outside, week=week, prefix=scope.prefix)
    name = places.name_of(workspace, seen.boundary_set, scope.prefix)
    return Outgoing(
        workspace=workspace,
        asker=viewer,
        viewer=replace(outside, scope=scope),
        order=replace(order, week=periods.shown(seen.period), prefix=scope.prefix),
        seen=seen,
        place=name or say("map.whole"),
    )


def closed_week(tx: Tx) -> str:
    """The last closed period.

    Raises:
        NotFoundError: none is closed.
    """
    closed = [run.period for run in runs.listed(tx) if run.status is RunStatus.CLOSED]
    if not closed:
        raise NotFoundError("export.none_closed")
    return periods.shown(max(closed))


def record(out: Outgoing, what: str, rows: int) -> None:
    """Put one export on record: who took what, how many rows."""
    asked = f"week={out.week} scope={out.prefix} layers={','.join(out.order.layers)}"
    with out.workspace.store.begin() as tx:
        access.record(
            tx, out.workspace, out.asker, Action.EXPORT, f"export {what}", asked=asked, rows=rows
        )


def title(out: Outgoing) -> str:
    """义桥镇五色图　2026年11月17日."""
    return say("export.title", place=out.place, day=day_names.day(out.seen.period))


def facts(out: Outgoing) -> Facts:
    """Label and text of everything an export can be traced by, in the order of reading."""
    seen = out.seen
    policy = seen.policy
    run = say("ui.run.revision", status=say(f"ui.run.{seen.status}"), revision=seen.revision)
    rows = {
        "demo": say("ui.demo") if seen.demo else "",
        "place": f"{out.place} {out.prefix}".strip(),
        "period": say(
            "export.span", first=day_names.day(seen.first_day), last=day_names.day(seen.period)
        ),
        "cut_off": day_names.end_of(policy.period, seen.period),
        "run": run,
        "gap": seen.gap_reason,
        "grids": numerals.whole(len(seen.grids)),
        "policy": say("export.policy", name=policy.name, version=policy.version),
        "policy_hash": policy.hash,
        "snapshot": seen.snapshot,
        "method": METHOD_VERSION,
        "made": day_names.dated_moment(out.made_at),
        "withheld": withheld(out),
        "warnings": say("ui.comma").join(seen.warnings),
    }
    return tuple((say(f"export.fact.{name}"), text) for name, text in rows.items() if text)


def withheld(out: Outgoing) -> str:
    """What is not told, in words."""
    return say("export.withheld", limit=out.seen.policy.suppress_below)


def stamp(out: Outgoing) -> str:
    """One line that goes on every page: 演示数据　数据截至 …　规则 …　快照 …."""
    seen = out.seen
    parts = [
        say("ui.demo") if seen.demo else "",
        say("sheet.cut_off", moment=day_names.end_of(seen.policy.period, seen.period)),
        say(
            "sheet.rule",
            version=seen.policy.version,
            hash=seen.policy.hash[:SHOWN_HASH],
            status=say(f"ui.run.{seen.status}"),
        ),
        say("sheet.snapshot", hash=seen.snapshot[:SHOWN_HASH]),
    ]
    return GAP.join(part for part in parts if part)


def utc_seconds(seen: Situation) -> dt.datetime:
    """The moment of making without a zone, UTC, as office files store it."""
    return dt.datetime.fromtimestamp(seen.made_at, dt.UTC).replace(tzinfo=None)


def cut_off_moment(seen: Situation) -> str:
    """The cut-off as an ISO moment."""
    return scoring.cut_off(seen.period, seen.policy.period.time_zone).isoformat()
