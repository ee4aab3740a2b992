"""Legend ladder with counts, and the list of what changed (图例、变化)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from layers.theme import Palette
from views.components import format as fmt
from views.components.chips import (
    LIGHT,
    chip,
    colour_word,
    hatch_swatch,
    level_word,
    numeral_chip,
    state_word,
    states_shown,
)
from views.components.markup import esc
from vocab import DIGIT_OF_STATE, State
from words import say


def ladder(
    levels: Mapping[int, int],
    states: Mapping[State, int],
    colours: Palette = LIGHT,
    *,
    only: str | None = None,
) -> str:
    """图例 Chip, words, bar and number of cells for five colours, then the three hatches.

    Args:
        levels: number of cells per level 1 to 5; a missing level is 0.
        states: number of cells per non-colour; a missing state is 0.
        colours: palette of the ground it lies on.
        only: digits of the colours and states that are shown, "" all; with it each row is a
            switch (``data-do="only"``). None draws a legend that is only read.
    """
    most = max([*levels.values(), 1])
    rows = ""
    for level in range(1, 6):
        number = levels.get(level, 0)
        share = f"{number / most * 100:.0f}%"
        words = (
            f'{esc(colour_word(level, colours))}<span class="ws-gap"></span>'
            f"{esc(level_word(level))}"
        )
        rows += (
            f"<tr{_dimmed(str(level), only)}><td>{numeral_chip(level, colours)}</td>"
            f'<th scope="row">{_switch(str(level), words, only)}</th>'
            f'<td class="ws-track"><i style="width:{share}"></i></td>'
            f'<td class="ws-n">{fmt.whole(number)}</td></tr>'
        )
    for state in states_shown():
        digit = DIGIT_OF_STATE[state]
        rows += (
            f"<tr{_dimmed(digit, only)}><td>{hatch_swatch(state, colours)}</td>"
            f'<th scope="row" colspan="2">{_switch(digit, esc(state_word(state)), only)}</th>'
            f'<td class="ws-n">{fmt.whole(states.get(state, 0))}</td></tr>'
        )
    return f'<table class="ws-ladder" aria-label="{esc(say("ui.legend"))}">{rows}</table>'


def _dimmed(digit: str, only: str | None) -> str:
    return ' class="ws-dim"' if only and digit not in only else ""


def _switch(digit: str, words: str, only: str | None) -> str:
    """The words of a row, as a button where rows are switches."""
    if only is None:
        return words
    is_on = "true" if digit in only else "false"
    return (
        f'<button type="button" class="ws-switch" data-do="only" value="{digit}" '
        f'aria-pressed="{is_on}">{words}</button>'
    )


def change_row(name: str, before: int, now: int, reason: str, colours: Palette = LIGHT) -> str:
    """A grid that rose or fell: ▲ solid or ▽ hollow, name, from → to, reason in words."""
    rises = 0 < now < before
    sign, word = ("▲", "ui.rise") if rises else ("▽", "ui.fall")
    return (
        f'<div class="ws-change"><span class="ws-sign">{sign} {esc(say(word))}</span>'
        f"<b>{esc(name)}</b><span>{chip(before, colours=colours)} → "
        f'{chip(now, colours=colours)}</span><span class="ws-note">{esc(reason)}</span></div>'
    )


def changes(
    rows: Iterable[tuple[str, int, int, str]], unchanged: int, colours: Palette = LIGHT
) -> str:
    """本周变化 Rows of (name, before, now, reason), ended by 其余 547 个网格颜色未变."""
    body = "".join(change_row(*row, colours=colours) for row in rows)
    rest = say("ui.changes.rest" if body else "ui.changes.none", count=fmt.whole(unchanged))
    return f'<div class="ws-changes">{body}<p class="ws-note">{esc(rest)}</p></div>'


def map_sentence(place: str, total: int, levels: Sequence[int], states: Sequence[int]) -> str:
    """The map for those who cannot see it: 义桥镇，560 个网格：红 9，橙 41，…，样本不足 11，…

    Args:
        place: name of the area.
        total: number of cells.
        levels: cells per level Ⅰ to Ⅴ, five numbers.
        states: cells per non-colour in the order of the legend, three numbers.
    """
    parts = [f"{colour_word(k + 1)} {fmt.whole(n)}" for k, n in enumerate(levels)]
    pairs = zip(states_shown(), states, strict=True)
    parts += [f"{state_word(state)} {fmt.whole(n)}" for state, n in pairs]
    joined = say("ui.comma").join(parts)
    return say("ui.map_sentence", place=place, total=fmt.whole(total), parts=joined)
