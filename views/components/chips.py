"""Colour chips, hatch swatches and the key of confidence (等级牌、非颜色、把握)."""

from __future__ import annotations

from collections.abc import Iterable

from layers.risk import FAIR, SURE
from layers.theme import HATCHES, INKS, Palette, palette
from views.components import format as fmt
from views.components.markup import esc, rect, svg
from vocab import COLOURS, STATES, State, colour_of_level
from words import say

LIGHT = palette()
HEXAGON = ((7, 0), (14, 4), (14, 12), (7, 16), (0, 12), (0, 4))


def colour_word(level: int, colours: Palette = LIGHT) -> str:
    """红, 橙, 黄, 蓝, 绿; with the twin palette the fifth is 浅青 or 深青."""
    if level == 5 and colours.is_twin:
        return say(f"ui.colour.green_twin_{colours.ground.value}")
    return say(f"ui.colour.{COLOURS[level - 1].value}")


def level_word(level: int) -> str:
    """高, 较高, 中, 较低, 低."""
    return say(f"ui.level.{level}")


def state_word(state: State) -> str:
    """样本不足, 无数据, 不适用."""
    return say(f"ui.state.{state.value}")


def plain(level: int, state: State = State.OK, colours: Palette = LIGHT) -> str:
    """Chip as text for tables that take no HTML: Ⅱ 橙, or the state's word."""
    colour = colour_of_level(level)
    if state is not State.OK or colour is None:
        return state_word(State.NO_DATA if state is State.OK else state)
    return f"{colour.numeral} {colour_word(level, colours)}"


def chip(
    level: int, state: State = State.OK, colours: Palette = LIGHT, *, big: bool = False
) -> str:
    """等级牌 Ⅱ 橙, big: Ⅱ 橙 较高; a cell without a colour gets its hatch and word."""
    size = " ws-chip-big" if big else ""
    colour = colour_of_level(level)
    if state is not State.OK or colour is None:
        shown = State.NO_DATA if state is State.OK else state
        swatch = hatch_swatch(shown, colours)
        return f'<span class="ws-chip ws-chip-none{size}">{swatch}{esc(state_word(shown))}</span>'
    words = f"<i>{colour.numeral}</i> {esc(colour_word(level, colours))}"
    if big:
        words += f'<span class="ws-chip-word">{esc(level_word(level))}</span>'
    style = f"background:{colours.fill(level)};color:{colours.label(level)}"
    return f'<span class="ws-chip{size}" style="{style}">{words}</span>'


def numeral_chip(level: int, colours: Palette = LIGHT) -> str:
    """A small square with the numeral only, for rows that name the colour beside it."""
    colour = colour_of_level(level)
    if colour is None:
        return hatch_swatch(State.NO_DATA, colours)
    style = f"background:{colours.fill(level)};color:{colours.label(level)}"
    return f'<span class="ws-numeral" style="{style}">{colour.numeral}</span>'


def chip_picture(level: int, state: State, colours: Palette = LIGHT) -> str:
    """The fill as a small SVG file of its own, for table cells; no text, it has no font there."""
    if state is not State.OK or level == 0:
        drawn = hatch_swatch(State.NO_DATA if state is State.OK else state, colours)
        return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    body = rect(0, 0, 30, 20, f'rx="3" fill="{colours.fill(level)}"')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 20" width="30" height="20">'
        f"{body}</svg>"
    )


def hatch_swatch(state: State, colours: Palette = LIGHT, width: int = 30, height: int = 20) -> str:
    """The hatch of a non-colour, drawn line by line (shared pattern ids would clash)."""
    inks = INKS[colours.ground]
    step, stroke = HATCHES[state]
    body = rect(0, 0, width, height, f'fill="{inks.panel}"')
    pen = f'fill="none" stroke="{inks.hatch}" stroke-width="{stroke}"'
    if state is State.NOT_APPLICABLE:
        # A line without length under a round end is a dot.
        pen = pen.replace(f'"{stroke}"', f'"{2 * stroke}" stroke-linecap="round"')
        drawn = "".join(
            f"M{x} {y}h0" for x in range(4, width, int(step)) for y in range(4, height, int(step))
        )
    else:
        gap = step * 2**0.5
        feet = [k * gap + gap / 2 - height for k in range(int((width + height) / gap) + 1)]
        drawn = "".join(f"M{x:.1f} {height}l{height} {-height}" for x in feet)
        if state is State.NO_DATA:
            drawn += "".join(f"M{x:.1f} 0l{height} {height}" for x in feet)
    body += f'<path d="{drawn}" {pen}/>'
    body += rect(0.5, 0.5, width - 1, height - 1, f'fill="none" stroke="{inks.edge}"')
    extra = f'width="{width}" height="{height}" data-swatch=""'
    return svg(body, width, height, state_word(state), extra)


def _hexagon(colour: str, panel: str, kind: int) -> str:
    points = " ".join(f"{x + 1},{y + 1}" for x, y in HEXAGON)
    small = " ".join(f"{8 + (x - 7) * 0.6:.1f},{9 + (y - 8) * 0.6:.1f}" for x, y in HEXAGON)
    outer = panel if kind == 1 else colour
    inner = panel if kind == 2 else colour
    return (
        '<svg class="ws-icon" viewBox="0 0 16 18" width="16" height="18" aria-hidden="true">'
        f'<polygon points="{points}" fill="{outer}"/>'
        f'<polygon points="{small}" fill="{inner}"/></svg>'
    )


def confidence_key(colours: Palette = LIGHT, level: int = 4) -> str:
    """把握 Key: full, inset, ring, for being right within one class."""
    panel, fill = INKS[colours.ground].panel, colours.fill(level)
    words = [esc(say(f"ui.confidence.key_{kind}")) for kind in range(3)]
    items = "".join(
        f"<span>{_hexagon(fill, panel, kind)}{word}</span>" for kind, word in enumerate(words)
    )
    return f'<div class="ws-key">{items}</div>'


def neighbours(cells: Iterable[tuple[str, int, State]], colours: Palette = LIGHT) -> str:
    """相邻网格 A chip and the short name of every neighbour: (name, level, state)."""
    items = ""
    for name, level, state in cells:
        has_colour = state is State.OK and level > 0
        shown = State.NO_DATA if state is State.OK else state
        mark = numeral_chip(level, colours) if has_colour else hatch_swatch(shown, colours)
        items += f"<span>{mark}{esc(name)}</span>"
    return f'<div class="ws-neighbours">{items}</div>'


def states_shown() -> tuple[State, ...]:
    """The three non-colours in the order of the legend."""
    return STATES[1:]


def confidence(shown: float | None, within_one: float | None) -> str:
    """把握 Word and both chances: 把握较大：恰为此色 48%，相差不超过一级 93%."""
    if within_one is None or within_one != within_one:
        return say("ui.confidence.none")
    name = "high" if within_one >= SURE else "fair" if within_one >= FAIR else "low"
    word = say(f"ui.confidence.{name}")
    return say(
        "ui.confidence.both", word=word, shown=fmt.percent(shown), within=fmt.percent(within_one)
    )
