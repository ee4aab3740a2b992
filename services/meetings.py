"""周情分析会 The weekly meeting: matters, lessons, plan, and closing with the judgement."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from errors import RefusedError
from services import access, judgement, matters, periods, scoring
from services.access import Action, Viewer
from services.matters import Row
from services.placing import period_rule
from services.progress import Progress, part, silent
from services.workspace import Workspace
from store import Tx, meetings, runs
from store import matters as stored
from store.matters import Matter
from store.meetings import Meeting as Meeting
from vocab import RunStatus

# The chapter of a meeting's sentences; the analyst's own, by chapter of the report, are
# :mod:`services.chapter_notes`.
_LESSONS = "lessons"
LONGEST_REMARK = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """One meeting with everything on its table; of a closed one what it closed with.

    ``carried`` are matters of earlier meetings that were open when it began, and those closed
    since the last meeting; ``planned`` came up in it. ``remarks`` are (id, chapter, text, by).
    ``judgement`` is None while it is open, and for who may not see the exact numbers it holds.
    """

    meeting: Meeting
    carried: tuple[Row, ...]
    planned: tuple[Row, ...]
    remarks: tuple[tuple[int, str, str, str], ...]
    judgement: dict[str, Any] | None

    @property
    def lessons(self) -> tuple[str, ...]:
        """The sentences kept."""
        return tuple(text for _, _, text, _ in self.remarks)

    @property
    def closed_now(self) -> int:
        return sum(row.is_closed for row in self.carried)


def convene(
    workspace: Workspace, viewer: Viewer, *, area: str, week: str = "latest", held_on: int = 0
) -> Meeting:
    """The meeting of an area on a scored period; opened when there is none yet.

    Args:
        workspace: the data folder.
        viewer: who opens; anybody who may look gets one that is there.
        area: code of the town or district that meets.
        week: a day of the period, or latest.
        held_on: day number of the meeting; today where 0.

    Raises:
        NotAllowedError: outside the viewer's scope, or there is none and he may not open one.
        NotFoundError: the period is not scored.
        RefusedError: the meeting before is still open.
    """
    scope = access.narrowed(viewer, area)
    with workspace.store.begin() as tx:
        period = periods.scored(tx, week)
        known = meetings.of_period(tx, scope.prefix, period)
        if known is not None:
            return known
        matters.may_plan(viewer, scope.prefix)
        earlier = meetings.listed(tx, scope.prefix)
        if earlier and not earlier[0].is_closed:
            raise RefusedError("meeting.earlier_open", number=earlier[0].number)
        if earlier and earlier[0].period > period:
            raise RefusedError("meeting.backwards", week=periods.shown(period))
        found = meetings.open_one(
            tx,
            area=scope.prefix,
            period=period,
            held_on=held_on or scoring.local_day(workspace, period_rule(tx).time_zone),
            by=viewer.person,
            at=workspace.today,
        )
        access.record(tx, workspace, viewer, Action.PLAN, f"meeting {found}", rows=1)
        return meetings.get(tx, found)


def held(workspace: Workspace, viewer: Viewer, area: str) -> list[Meeting]:
    """The meetings of an area, newest first.

    Raises:
        NotAllowedError: outside the viewer's scope.
    """
    scope = access.narrowed(viewer, area)
    with workspace.store.read() as tx:
        return meetings.listed(tx, scope.prefix)


def agenda(workspace: Workspace, viewer: Viewer, meeting_id: int) -> Agenda:
    """A meeting with its matters and sentences.

    Raises:
        NotAllowedError: its area is not the viewer's.
        NotFoundError: there is none.
    """
    with workspace.store.read() as tx:
        meeting = meetings.get(tx, meeting_id)
        access.narrowed(viewer, meeting.area)
        if meeting.frozen is not None:
            kept = _kept(meeting, meeting.frozen)
            return kept if viewer.is_cleared else replace(kept, judgement=None)
        return _agenda(tx, workspace, meeting)


def _kept(meeting: Meeting, frozen: dict[str, Any]) -> Agenda:
    return Agenda(
        meeting=meeting,
        carried=tuple(Row(**row) for row in frozen["carried"]),
        planned=tuple(Row(**row) for row in frozen["planned"]),
        remarks=tuple(tuple(one) for one in frozen["remarks"]),
        judgement=frozen["judgement"],
    )


def _agenda(tx: Tx, workspace: Workspace, meeting: Meeting) -> Agenda:
    today = scoring.local_day(workspace, period_rule(tx).time_zone)
    planned = stored.born_in(tx, meeting.id)
    return Agenda(
        meeting=meeting,
        carried=tuple(matters.rows(tx, _carried(tx, meeting), today)),
        planned=tuple(matters.rows(tx, planned, today)),
        remarks=tuple(
            (one.id, one.chapter, one.text, one.by) for one in meetings.remarks(tx, meeting.id)
        ),
        judgement=None,
    )


def _carried(tx: Tx, meeting: Meeting) -> list[Matter]:
    """Open matters of earlier meetings, and those closed since the last one or in this one."""
    earlier = [one for one in meetings.listed(tx, meeting.area) if one.period < meeting.period]
    since = (earlier[0].closed_at or 0) if earlier else 0
    born = {one.id for one in earlier}
    found = [
        one for one in stored.listed(tx, meeting.area, closed_since=since) if one.born_in in born
    ]
    last = {step.matter_id: step for step in matters.course(tx, found)}
    # What was closed in an earlier meeting is behind us, even if it closed in the same second.
    return [
        one for one in found if not one.is_closed or last[one.id].meeting_id in (None, meeting.id)
    ]


def remark(workspace: Workspace, viewer: Viewer, meeting_id: int, text: str) -> int:
    """Keep a lesson of an open meeting; returns its id.

    Raises:
        NotAllowedError, NotFoundError.
        RefusedError: empty, too long, or the meeting is closed.
    """
    written = " ".join(text.split())
    if not written or len(written) > LONGEST_REMARK:
        raise RefusedError("meeting.remark_length", longest=LONGEST_REMARK, length=len(written))
    with workspace.store.begin() as tx:
        _open(tx, viewer, meeting_id)
        found = meetings.add_remark(
            tx, meeting_id, _LESSONS, written, by=viewer.person, at=workspace.today
        )
        access.record(tx, workspace, viewer, Action.PLAN, f"remark {found}", rows=1)
    return found


def withdraw_remark(workspace: Workspace, viewer: Viewer, remark_id: int) -> None:
    """Take a sentence out of an open meeting; it stays stored with who and when.

    Raises:
        NotAllowedError, NotFoundError, RefusedError.
    """
    with workspace.store.begin() as tx:
        meeting_id = meetings.withdraw_remark(tx, remark_id, by=viewer.person, at=workspace.today)
        _open(tx, viewer, meeting_id)
        access.record(tx, workspace, viewer, Action.PLAN, f"withdraw remark {remark_id}", rows=1)


def _open(tx: Tx, viewer: Viewer, meeting_id: int) -> Meeting:
    meeting = meetings.get(tx, meeting_id)
    matters.may_plan(viewer, meeting.area)
    if meeting.is_closed:
        raise RefusedError("meeting.is_closed")
    return meeting


def close(
    workspace: Workspace,
    viewer: Viewer,
    meeting_id: int,
    *,
    gap_reason: str = "",
    progress: Progress = silent,
) -> Meeting:
    """Close a meeting: its week is closed, its numbers are frozen, open matters are carried over.

    A week that is provisional is closed first, so that the numbers cannot move afterwards.

    Raises:
        NotAllowedError: the role may not close, or the area is not the viewer's.
        NotFoundError: there is none.
        RefusedError: closed already; or the week cannot be closed (data missing and no reason).
    """
    access.require(viewer, Action.CLOSE)
    with workspace.store.read() as tx:
        meeting = _open(tx, viewer, meeting_id)
        run = runs.latest(tx, meeting.period)
    week = periods.shown(meeting.period)
    if run is None or run.status is not RunStatus.CLOSED:
        scoring.close(
            workspace,
            viewer,
            week=week,
            gap_reason=gap_reason,
            progress=part(progress, 0.0, 0.3),
        )
    said = judgement.of(
        workspace, viewer, week=week, prefix=meeting.area, progress=part(progress, 0.3, 0.95)
    )
    with workspace.store.begin() as tx:
        meeting = _open(tx, viewer, meeting_id)
        made = _agenda(tx, workspace, meeting)
        closing = runs.latest(tx, meeting.period)
        assert closing is not None  # it was closed above
        frozen = {
            "carried": [asdict(row) for row in made.carried],
            "planned": [asdict(row) for row in made.planned],
            "remarks": [list(one) for one in made.remarks],
            "judgement": judgement.as_object(said),
            "snapshot": closing.snapshot_hash,
            "policy": closing.policy_hash,
        }
        meetings.close(
            tx,
            meeting_id,
            run_id=closing.id,
            frozen=frozen,
            by=viewer.person,
            at=workspace.today,
        )
        still = [row.id for row in (*made.carried, *made.planned) if not row.is_closed]
        stored.carry(tx, still)
        access.record(tx, workspace, viewer, Action.CLOSE, f"meeting {meeting_id}", rows=len(still))
        done = meetings.get(tx, meeting_id)
    progress(1.0, week)
    return done
