"""周报事项 Matters and the plan of a week's meeting, and the analyst's sentences on the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reports.weekly_view import CHAPTERS, MatterLine
from services import chapter_notes, day_names, meetings
from services.matters import CLOSED, Row
from services.meetings import Meeting
from services.outgoing import Outgoing
from words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the meeting gives a report; everything empty where none was held so far."""

    meeting: str
    matters: tuple[MatterLine, ...]
    planned: tuple[MatterLine, ...]
    notes: Mapping[str, tuple[str, ...]]


def said(out: Outgoing) -> Said:
    """Of the meeting on the week; before it is opened, what the one before left open."""
    held = meetings.held(out.workspace, out.viewer, out.prefix)
    known = [one for one in held if one.period <= out.seen.period]
    if not known:
        return Said(meeting="", matters=(), planned=(), notes=written(out))
    made = meetings.agenda(out.workspace, out.viewer, known[0].id)
    if known[0].period == out.seen.period:
        return Said(
            meeting=_name("report.meeting", known[0]),
            matters=lines(made.carried, known[0].held_on),
            planned=lines(made.planned, known[0].held_on),
            notes=written(out),
        )
    left = [row for row in (*made.carried, *made.planned) if not row.is_closed]
    return Said(
        meeting=_name("report.meeting_before", known[0]),
        matters=lines(left, out.seen.period + 1),
        planned=(),
        notes=written(out),
    )


def _name(key: str, one: Meeting) -> str:
    return say(key, number=one.number, day=day_names.short_day(one.held_on))


def lines(rows: Sequence[Row], on: int) -> tuple[MatterLine, ...]:
    """Matters as they stood on a day (day number), never on the day of printing."""
    return tuple(_line(row, on) for row in rows)


def _line(row: Row, on: int) -> MatterLine:
    is_overdue = row.status != CLOSED and row.due_on < on
    state = say(f"matter.state.{row.status}")
    return MatterLine(
        title=row.title,
        place=row.place_name or say("report.everywhere"),
        owner=row.owner,
        due=day_names.short_day(row.due_on),
        state=say("report.overdue", state=state, days=on - row.due_on) if is_overdue else state,
        is_closed=row.is_closed,
        is_overdue=is_overdue,
        note=row.note,
    )


def written(out: Outgoing) -> dict[str, tuple[str, ...]]:
    """The analyst's paragraphs on the week by chapter, in the order of the chapters."""
    notes = chapter_notes.read(out.workspace, out.viewer, week=out.week, prefix=out.prefix)
    found = {chapter: tuple(notes.text(chapter).splitlines()) for chapter in CHAPTERS}
    return {chapter: texts for chapter, texts in found.items() if texts}
