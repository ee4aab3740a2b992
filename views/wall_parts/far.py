"""宽屏右列 What a screen three times as wide as high has beside every page: the longer view.

Bars are drawn as shapes of our own and not by a chart library: they fade with their page, carry a
hatch where a period has no map, and leave nothing behind in the browser's memory.
"""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import INKS, Ground, Palette
from services import wording
from services.alarms import Sheet
from services.meetings import Agenda
from views.components import format as fmt
from views.components.chips import chip, colour_word
from views.components.markup import esc, line, rect, svg
from views.wall_parts.pages import DARK
from words import say

WIDTH, HIGH = 620.0, 110.0
GAP = 6.0
LEVELS = (1, 2, 3)
MOST_ALARMS = 3


def bars(counts: Sequence[int | None], level: int, colours: Palette = DARK) -> str:
    """13 周 One bar a period from zero, the present one in the colour it counts.

    Args:
        counts: grids of the level, oldest first; None where the period has no map.
        level: 1 to 5.
        colours: palette of the ground.
    """
    ink = INKS[Ground.DARK]
    known = [value for value in counts if value is not None]
    most = max(known, default=0) or 1
    room = (WIDTH + GAP) / max(len(counts), 1)
    body = ""
    for number, value in enumerate(counts):
        x = number * room
        if value is None:
            pen = f'fill="none" stroke="{ink.edge}" stroke-width="2" stroke-dasharray="4 4"'
            body += rect(x + 1, HIGH - 26, room - GAP - 2, 24, pen)
            continue
        tall = value / most * (HIGH - 4)
        fill = colours.fill(level) if number == len(counts) - 1 else ink.t3
        body += rect(x, HIGH - tall, room - GAP, tall, f'fill="{fill}"')
    body += line(0, HIGH, WIDTH, HIGH, f'stroke="{ink.line}" stroke-width="2"')
    sentence = say(
        "ui.bars.sentence",
        name=colour_word(level, colours),
        count=len(counts),
        total=fmt.whole(sum(known)),
        last=fmt.whole(counts[-1] if counts else None),
    )
    return svg(body, WIDTH, HIGH + 1, sentence)


def column(
    course: Sequence[tuple[int, ...] | None],
    sheet: Sheet | None,
    agenda: Agenda | None,
    colours: Palette = DARK,
) -> str:
    """Thirteen periods of red, orange and yellow; alarms with the false ones; the last meeting."""
    return _course(course, colours) + _alarms(sheet) + _matters(agenda)


def _course(course: Sequence[tuple[int, ...] | None], colours: Palette) -> str:
    if not course:
        return ""
    rows = ""
    for level in LEVELS:
        counts = [None if one is None else one[level - 1] for one in course]
        rows += (
            f"<li>{chip(level, colours=colours)}{bars(counts, level, colours)}"
            f"<b>{fmt.whole(counts[-1])}</b></li>"
        )
    title = say("wall.course", count=len(course))
    return (
        f"<h2>{esc(title)}<span>{esc(say('wall.course_note'))}</span></h2>"
        f'<ul class="ws-wall-course">{rows}</ul>'
    )


def _alarms(sheet: Sheet | None) -> str:
    if sheet is None:
        return ""
    if not sheet.alarms:
        return f"<h2>{esc(say('wall.no_alarms'))}</h2>"
    false = fmt.decimal(sum(row[3] for row in sheet.per_indicator))
    items = "".join(
        f"<li><span>▲ {esc(one.name)}</span><span>{esc(wording.indicator(one.indicator))}</span>"
        f"<em>{esc(say('wall.alarm_window', count=one.window))}</em></li>"
        for one in sheet.alarms[:MOST_ALARMS]
    )
    more = len(sheet.alarms) - MOST_ALARMS
    rest = f"<p>{esc(say('wall.more', count=more))}</p>" if more > 0 else ""
    title = say("wall.alarms", count=len(sheet.alarms))
    note = say("wall.alarms_false", false=false)
    head = f"<h2>{esc(title)}<span>{esc(note)}</span></h2>"
    return f'{head}<ul class="ws-wall-listed">{items}</ul>{rest}'


def _matters(agenda: Agenda | None) -> str:
    if agenda is None:
        return ""
    rows = (*agenda.carried, *agenda.planned)
    title = say("wall.given_out", number=agenda.meeting.number)
    words = say(
        "wall.given_out_note",
        count=len(rows),
        closed=sum(row.is_closed for row in rows),
        late=sum(row.overdue_days > 0 for row in rows),
    )
    return f'<div class="ws-wall-given"><h2>{esc(title)}</h2><b>{esc(words)}</b></div>'
