"""等级尺 One ruler for index and classes, and the contribution steps (为什么是这个颜色)."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import INKS, Palette
from views.components import format as fmt
from views.components.chips import LIGHT, colour_word
from views.components.markup import esc, line, num, rect, svg, text
from vocab import COLOURS
from words import say

TOP = 100.0
CLOSE = 6.0
WIDTH = 378.0


def edges(cuts: Sequence[float]) -> list[float]:
    """0, the four cut points, 100, and beyond when a cut lies there."""
    return [0.0, *cuts, max(TOP, cuts[-1] * 1.1)]


def _bar(cuts: Sequence[float], colours: Palette, width: float, y: float, high: float) -> str:
    bounds = edges(cuts)
    scale = width / bounds[-1]
    body = ""
    for index in range(5):
        level = 5 - index
        left, right = bounds[index] * scale, bounds[index + 1] * scale
        body += rect(left, y, right - left, high, f'fill="{colours.fill(level)}"')
        if right - left >= 20:
            pen = f'class="ws-b" text-anchor="middle" font-size="13" fill="{colours.label(level)}"'
            body += text((left + right) / 2, y + high / 2 + 5, COLOURS[level - 1].numeral, pen)
    seam = INKS[colours.ground].seam
    for cut in bounds[1:-1]:
        body += line(cut * scale, y, cut * scale, y + high, f'stroke="{seam}" stroke-width="1.5"')
    return body


def _ticks(cuts: Sequence[float], colours: Palette, width: float, y: float) -> str:
    bounds = edges(cuts)
    fill = INKS[colours.ground].t2
    body, last = "", -100.0
    for value in bounds:
        x = value / bounds[-1] * width
        anchor = "start" if value == 0 else "end" if value == bounds[-1] else "middle"
        # Two cut points closer than their figures: the second figure gives way, its seam stays.
        if x - last < 24:
            continue
        pen = f'text-anchor="{anchor}" font-size="13" fill="{fill}"'
        body += text(x, y, fmt.whole(value), pen)
        last = x
    return body


def ruler(
    index: float | None,
    previous: float | None,
    cuts: Sequence[float],
    colours: Palette = LIGHT,
    width: float = WIDTH,
) -> str:
    """等级尺 0-100 with the five classes, worst at the right.

    Args:
        index: this period; None draws the ruler without a needle and says so.
        previous: the period before: a ring, or words when closer than 6 to the needle.
        cuts: the four ascending cut points of the policy.
        colours: palette of the ground it lies on.
        width: drawing width in px.
    """
    ink = INKS[colours.ground]
    top, high = 26.0, 24.0
    body = _bar(cuts, colours, width, top, high) + _ticks(cuts, colours, width, top + high + 17)
    if index is None:
        return svg(body, width, 72, say("ui.ruler.none"))
    end = edges(cuts)[-1]
    x = min(max(index / end, 0), 1) * width
    words = fmt.whole(index)
    note = ""
    if previous is not None and abs(previous - index) < CLOSE:
        note = say("ui.ruler.before", value=fmt.whole(previous))
    elif previous is not None:
        body += _ring(min(max(previous / end, 0), 1) * width, x, previous, colours)
    body += line(x, 20, x, top + high, f'stroke="{ink.t1}" stroke-width="2.5"')
    corners = f"{num(x - 6)},17 {num(x + 6)},17 {num(x)},26"
    body += f'<polygon points="{corners}" fill="{ink.t1}"/>'
    body += _figure(x, words, note, colours, width)
    sentence = say("ui.ruler.sentence", now=words, before=fmt.whole(previous))
    return svg(body, width, 72, sentence)


def _ring(at: float, needle: float, value: float, colours: Palette) -> str:
    ink = INKS[colours.ground]
    body = line(at, 20, needle, 20, f'stroke="{ink.t1}" stroke-width="2"')
    body += f'<circle cx="{num(at)}" cy="20" r="4" fill="{ink.panel}" stroke="{ink.t1}"/>'
    # The figure of last week stays clear of the needle's own.
    side = -1 if at < needle else 1
    anchor = "end" if side < 0 else "start"
    shift = max(0.0, 34 - abs(at - needle)) * side
    return body + text(
        at + shift, 12, fmt.whole(value), f'text-anchor="{anchor}" font-size="13" fill="{ink.t2}"'
    )


def _figure(x: float, words: str, note: str, colours: Palette, width: float) -> str:
    ink = INKS[colours.ground]
    room = 64 if note else 14
    turned = x + room > width
    anchor = "end" if turned else "middle" if x > 12 else "start"
    body = text(x, 12, words, f'class="ws-b" text-anchor="{anchor}" font-size="15" fill="{ink.t1}"')
    if note:
        wide = 9 * len(words)
        at = x - wide - 8 if turned else x + wide / 2 + 5
        anchor = "end" if turned else "start"
        body += text(at, 12, note, f'text-anchor="{anchor}" font-size="13" fill="{ink.t2}"')
    return body


def steps(
    reference: float,
    contributions: Sequence[tuple[str, float]],
    total: float,
    level: int,
    colours: Palette = LIGHT,
    width: float = WIDTH,
) -> str:
    """贡献 From the reference over each indicator to this grid's index, one bar a row.

    Args:
        reference: index of the middle grid.
        contributions: (name of the indicator, points); positive solid, negative outlined.
        total: index of this grid, reference plus all contributions.
        level: 1 to 5 colours the last bar; 0 leaves it ink.
        colours: palette of the ground it lies on.
        width: drawing width in px.
    """
    ink = INKS[colours.ground]
    running = [reference]
    for _, value in contributions:
        running.append(running[-1] + value)
    low, high = min(0.0, *running), max(*running, total, 1.0)
    left, right = 78.0, width - 48
    span = (right - left) / (high - low)

    def at(value: float) -> float:
        return left + (value - low) * span

    row = 27.0
    pen = f'font-size="14" fill="{ink.t2}"'
    body = text(0, 19, say("ui.steps.reference"), pen)
    body += rect(at(0), 7, at(reference) - at(0), 16, f'fill="{ink.edge}"')
    body += _value(at(reference), 20, fmt.whole(reference), ink.t1)
    for k, (name, value) in enumerate(contributions):
        y = (k + 1) * row
        start, end = at(running[k]), at(running[k + 1])
        body += line(start, y - 4, start, y + 23, f'stroke="{ink.edge}" stroke-width="1"')
        style = f'fill="{ink.t1}"' if value >= 0 else f'fill="none" stroke="{ink.t1}"'
        body += text(0, y + 19, name, pen)
        body += rect(min(start, end), y + 7, max(abs(end - start), 2), 16, style)
        body += _value(max(start, end), y + 20, fmt.signed(value), ink.t1)
    y = (len(contributions) + 1) * row
    body += text(0, y + 19, say("ui.steps.total"), f'class="ws-b" font-size="14" fill="{ink.t1}"')
    fill = colours.fill(level) if level else ink.t1
    body += rect(at(0), y + 7, max(at(total) - at(0), 2), 16, f'fill="{fill}"')
    body += _value(at(total), y + 20, fmt.whole(total), ink.t1)
    return svg(body, width, y + 30, steps_sentence(reference, contributions, total))


def _value(x: float, y: float, words: str, fill: str) -> str:
    return text(x + 7, y, words, f'class="ws-b" font-size="14" fill="{fill}"')


def steps_sentence(
    reference: float, contributions: Sequence[tuple[str, float]], total: float
) -> str:
    """The steps as one line of words: 全镇中位 31，信访矛调 +16，…，本网格 54."""
    parts = [f"{say('ui.steps.reference')} {fmt.whole(reference)}"]
    parts += [f"{name} {fmt.signed(value)}" for name, value in contributions]
    parts.append(f"{say('ui.steps.total')} {fmt.whole(total)}")
    return say("ui.comma").join(parts)


def bar_legend(cuts: Sequence[float], colours: Palette = LIGHT) -> str:
    """The ruler alone with the words of the colours, for the rules page."""
    words = " ".join(esc(colour_word(level, colours)) for level in range(5, 0, -1))
    body = _bar(cuts, colours, WIDTH, 0, 24) + _ticks(cuts, colours, WIDTH, 41)
    return svg(body, WIDTH, 46, words)
