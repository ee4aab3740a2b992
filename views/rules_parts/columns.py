"""各周颜色 One column per period, its five colours stacked from red at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import INKS, Palette
from services.colour_weeks import ColourWeek
from views.components import format as fmt
from views.components.chips import LIGHT, colour_word
from views.components.markup import line, rect, svg, text
from words import say

WIDTH, HIGH, TOP = 900.0, 300.0, 22.0
# Below this height a figure does not fit into its part.
ROOM = 13.0


def _column(week: ColourWeek, x: float, wide: float, most: int, colours: Palette, name: str) -> str:
    ink = INKS[colours.ground]
    body, foot = "", TOP + HIGH
    for level, count in enumerate(week.counts, 1):
        tall = count / most * HIGH
        if not count:
            continue
        body += rect(x, foot - tall, wide, tall, f'fill="{colours.fill(level)}"')
        body += line(x, foot - tall, x + wide, foot - tall, f'stroke="{ink.seam}"')
        if tall >= ROOM:
            pen = f'text-anchor="middle" font-size="13" fill="{colours.label(level)}"'
            body += text(x + wide / 2, foot - tall / 2 + 4.5, fmt.whole(count), pen)
        foot -= tall
    if week.is_new_rule:
        pen = f'stroke="{ink.t1}" stroke-width="2" stroke-dasharray="4 3"'
        body += line(x - 4, TOP - 8, x - 4, TOP + HIGH, pen)
        pen = f'class="ws-b" font-size="13" fill="{ink.t1}"'
        body += text(x, TOP - 8, say("rules.effect.rule_changed"), pen)
    pen = f'text-anchor="middle" font-size="13" fill="{ink.t2}"'
    if week.is_provisional:
        word = say("rules.effect.provisional")
        body += text(x + wide / 2, TOP + HIGH + 34, word, pen)
    return body + text(x + wide / 2, TOP + HIGH + 18, name, pen)


def columns(weeks: Sequence[ColourWeek], colours: Palette = LIGHT, width: float = WIDTH) -> str:
    """The periods, oldest at the left; a dashed line where another rule took over."""
    most = max((sum(week.counts) for week in weeks), default=0)
    if not most:
        return ""
    step = width / len(weeks)
    body = "".join(
        _column(week, k * step + 6, step - 12, most, colours, fmt.month_day(week.period))
        for k, week in enumerate(weeks)
    )
    newest = say("ui.comma").join(
        f"{colour_word(level, colours)} {count}" for level, count in enumerate(weeks[-1].counts, 1)
    )
    return svg(body, width, TOP + HIGH + 40, say("rules.effect.sentence", counts=newest))
