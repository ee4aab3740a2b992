"""事项 Matters: brought up in a meeting, moved on with who and when, closed with a note."""

from __future__ import annotations

from dataclasses import dataclass

from errors import NotAllowedError, RefusedError
from services import access, scoring
from services.access import Action, Viewer
from services.placing import period_rule
from services.workspace import Workspace
from store import Tx, boundaries, matters, meetings
from store.matters import Matter, Step
from store.meetings import Meeting
from vocab import Scope

OPEN, DOING, CLOSED = "open", "doing", "closed"
STATES = (OPEN, DOING, CLOSED)
LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 80, 400, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is typed about a new matter; ``place`` is a code or "", ``due_on`` a day number."""

    title: str
    owner: str
    due_on: int
    place: str = ""
    kind: str = ""
    event: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A matter as a table shows it; ``note`` is the last thing written about it.

    ``overdue_days`` counts from the due day to the day of looking, 0 for a closed one.
    """

    id: int
    title: str
    kind: str
    place: str
    place_name: str
    event: str
    owner: str
    due_on: int
    age: int
    status: str
    note: str
    overdue_days: int

    @property
    def is_closed(self) -> bool:
        return self.status == CLOSED


def may_plan(viewer: Viewer, area: str) -> None:
    """Let pass who plans for an area.

    Raises:
        NotAllowedError: the role may not, or the area is not his.
    """
    access.require(viewer, Action.PLAN, Scope(prefix=area))


def _text(name: str, value: str, longest: int, *, needed: bool = False) -> str:
    text = " ".join(value.split())
    if needed and not text:
        raise RefusedError(f"matter.needed_{name}")
    if len(text) > longest:
        raise RefusedError("matter.too_long", name=name, longest=longest, length=len(text))
    return text


def _place(tx: Tx, area: str, place: str) -> str:
    if not place:
        return ""
    newest = boundaries.sets(tx)
    codes = set(boundaries.units(tx, newest[-1].id, with_geometry=False)["code"]) if newest else ()
    if place not in codes or not place.startswith(area):
        raise RefusedError("matter.no_place", place=place, area=area)
    return place


def add(workspace: Workspace, viewer: Viewer, meeting_id: int, draft: Draft) -> int:
    """Bring up a matter in an open meeting; returns its id.

    Raises:
        NotAllowedError, NotFoundError.
        RefusedError: something is missing or too long, due before the meeting, a place outside
            the area, or the meeting is closed.
    """
    with workspace.store.begin() as tx:
        held = _open_meeting(tx, viewer, meeting_id)
        title = _text("title", draft.title, LONGEST_TITLE, needed=True)
        owner = _text("owner", draft.owner, LONGEST_NAME, needed=True)
        if draft.due_on < held.held_on:
            raise RefusedError("matter.due_past")
        found = matters.add(
            tx,
            held.id,
            area=held.area,
            title=title,
            kind=_text("kind", draft.kind, LONGEST_NAME),
            place=_place(tx, held.area, draft.place),
            event=_text("event", draft.event, LONGEST_NAME),
            owner=owner,
            due_on=draft.due_on,
            note=_text("note", draft.note, LONGEST_NOTE),
            by=viewer.person,
            at=workspace.today,
        )
        access.record(tx, workspace, viewer, Action.PLAN, f"matter {found}", rows=1)
    return found


def _open_meeting(tx: Tx, viewer: Viewer, meeting_id: int) -> Meeting:
    held = meetings.get(tx, meeting_id)
    may_plan(viewer, held.area)
    if held.is_closed:
        raise RefusedError("meeting.is_closed")
    return held


def move(
    workspace: Workspace,
    viewer: Viewer,
    matter_id: int,
    *,
    status: str,
    note: str = "",
    owner: str = "",
    due_on: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """Write what became of a matter; what is not given stays as it is.

    Raises:
        NotAllowedError, NotFoundError.
        RefusedError: an unknown state, closing without a note, closed already, or the meeting
            it is done in is closed or of another area.
    """
    if status not in STATES:
        raise RefusedError("matter.no_state", status=status)
    with workspace.store.begin() as tx:
        old = matters.get(tx, matter_id)
        may_plan(viewer, old.area)
        if meeting_id is not None and _open_meeting(tx, viewer, meeting_id).area != old.area:
            raise NotAllowedError("access.scope", who=viewer.title, area=old.area)
        written = _text("note", note, LONGEST_NOTE)
        if status == CLOSED and not written:
            raise RefusedError("matter.needed_closing_note")
        matters.change(
            tx,
            matter_id,
            meeting_id=meeting_id,
            status=status,
            owner=_text("owner", owner, LONGEST_NAME) or old.owner,
            due_on=old.due_on if due_on is None else due_on,
            note=written,
            by=viewer.person,
            at=workspace.today,
        )
        access.record(tx, workspace, viewer, Action.PLAN, f"matter {matter_id} {status}", rows=1)


def rows(tx: Tx, found: list[Matter], today: int) -> list[Row]:
    """Matters with the names of their places and their last notes, seen on a day."""
    newest = boundaries.sets(tx)
    names: dict[str, str] = {}
    if newest:
        units = boundaries.units(tx, newest[-1].id, with_geometry=False)
        names = dict(zip(units["code"], units["name"], strict=True))
    notes = {step.matter_id: step.note for step in course(tx, found) if step.note}
    return [
        Row(
            id=one.id,
            title=one.title,
            kind=one.kind,
            place=one.place,
            place_name=names.get(one.place, ""),
            event=one.event,
            owner=one.owner,
            due_on=one.due_on,
            age=one.age,
            status=one.status,
            note=notes.get(one.id, ""),
            overdue_days=0 if one.is_closed else max(today - one.due_on, 0),
        )
        for one in found
    ]


def course(tx: Tx, found: list[Matter]) -> list[Step]:
    """Everything that became of some matters, oldest first."""
    return matters.steps(tx, [one.id for one in found])


def at_place(workspace: Workspace, viewer: Viewer, code: str) -> list[Row]:
    """Open matters of a grid, whichever meeting they belong to, for its card.

    Raises:
        NotAllowedError: outside the viewer's scope.
    """
    scope = access.narrowed(viewer, code)
    with workspace.store.read() as tx:
        today = scoring.local_day(workspace, period_rule(tx).time_zone)
        areas = [scope.prefix[:digits] for digits in range(len(scope.prefix) + 1)]
        found = [one for area in areas for one in matters.listed(tx, area) if one.place == code]
        return rows(tx, found, today)
