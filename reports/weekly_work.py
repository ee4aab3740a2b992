"""周报后三章 Matters, risks and plan of a weekly report."""

from __future__ import annotations

from collections.abc import Sequence

from reports.counting import Counter
from reports.document import Block, Paragraph, Run, Runs, Table, Value
from reports.minutes_view import MinutesView
from reports.telling import among, counted, head, note, sentence, table, worded
from reports.weekly_view import AlarmLine, HotLine, MatterLine, WeeklyView
from words import say

# --- 六 -----------------------------------------------------------------------------------


HOT_NAMED = 2


def matters(view: WeeklyView, count: Counter) -> list[Block]:
    """Matter, owner, due day, state, note."""
    if not view.matters:
        return [sentence("report.no_matters")]
    return [
        matter_sentence(view.meeting, view.matters),
        matter_table(count, "matters", view.matters),
    ]


def matter_sentence(meeting: str, lines: Sequence[MatterLine]) -> Paragraph:
    """How many, how many closed, how many late."""
    closed = sum(one.is_closed for one in lines)
    late = sum(one.is_overdue for one in lines)
    return sentence(
        "report.matters",
        meeting=meeting,
        total=counted(len(lines)),
        closed=counted(closed),
        open=counted(len(lines) - closed),
        late=counted(late),
    )


def matter_table(count: Counter, key: str, lines: Sequence[MatterLine]) -> Table:
    """Matters as a table; without notes where none has one."""
    has_notes = any(one.note for one in lines)
    heads = [
        (head("rank"), 0.08),
        (head("matter"), 0.27 if has_notes else 0.4),
        (head("owner"), 0.17),
        (head("due"), 0.15),
        (head("state"), 0.13 if has_notes else 0.2),
    ]
    heads += [(head("note"), 0.2)] if has_notes else []
    rows = [_matter(number, one, has_notes) for number, one in enumerate(lines, start=1)]
    return table(count, key, heads, rows, left=(1, 5))


def _matter(number: int, one: MatterLine, has_notes: bool) -> list[Run | Runs]:
    title = say("report.matter_at", title=one.title, place=one.place)
    row: list[Run | Runs] = [counted(number), title, one.owner, one.due, one.state]
    return [*row, one.note or "—"] if has_notes else row


# --- 七 -----------------------------------------------------------------------------------


def risks(view: WeeklyView, count: Counter) -> list[Block]:
    """The area's level, hot spots in words, fresh clusters, alarms with the expected false."""
    blocks: list[Block] = []
    for line in view.hot:
        blocks.append(sentence("report.level", name=line.name, text=line.level))
        blocks += [Paragraph(runs=(text,)) for text in line.clusters]
    blocks += [_alarm(one) for one in view.alarms]
    if not view.hot:
        return [*blocks, sentence("report.no_hot")] if blocks else [sentence("report.no_hot")]
    return [*blocks, hot_table(view.hot, count), note("report.note_hot")]


def _alarm(one: AlarmLine) -> Paragraph:
    if not one.found.number:
        return sentence("report.no_alarm", name=one.name, tested=one.tested)
    return sentence(
        "report.alarm",
        name=one.name,
        tested=one.tested,
        found=one.found,
        false=one.false,
        grids=among(one.grids),
    )


def hot_table(lines: Sequence[HotLine], count: Counter) -> Table:
    """Grids per word of hot spots, one row per indicator."""
    words = [word for word, _, _ in lines[0].words]
    heads = [(head("indicator"), 0.16)]
    heads += [(word, 0.84 / len(words)) for word in words]
    rows: list[list[Run | Runs]] = [
        [line.name, *(_hot_cell(number, names) for _, number, names in line.words)]
        for line in lines
    ]
    return table(count, "hot", heads, rows)


def _hot_cell(number: Value, names: Sequence[str]) -> Runs:
    if not names:
        return (number,)
    return worded("report.hot_cell", count=number, names=among(names, HOT_NAMED))


# --- 八 -----------------------------------------------------------------------------------


def plan(view: WeeklyView | MinutesView, count: Counter) -> list[Block]:
    """What was planned, and what goes on by itself."""
    still = [one for one in view.matters if not one.is_closed]
    if not view.planned and not still:
        return [sentence("report.no_plan")]
    blocks: list[Block] = [
        sentence("report.plan", count=counted(len(view.planned)), carried=counted(len(still)))
    ]
    if view.planned:
        blocks.append(matter_table(count, "plan", view.planned))
    return blocks
