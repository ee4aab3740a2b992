"""图层图例 The mark of a layer as a small drawing, and its lines of legend."""

from __future__ import annotations

from collections.abc import Iterable

from layers.drawn import KeyLine
from layers.layer import Dash, Mark
from layers.theme import INKS, Ground, Inks
from views.components import format as fmt
from views.components.markup import esc
from words import say

WIDTH, HEIGHT = 34, 22
_DASHES = {
    Dash.SOLID: "",
    Dash.DASHED: "6 4",
    Dash.DOTTED: "0.1 4.5",
    Dash.CHAIN: "9 4 0.1 4 0.1 4",
}


def swatch(mark: Mark, ground: Ground = Ground.LIGHT) -> str:
    """A mark in a box of 34 x 22: its fill, its line or its symbol."""
    inks = INKS[ground]
    body = ""
    if mark.fill:
        body += (
            f'<rect x="4" y="3" width="26" height="16" fill="{getattr(inks, mark.fill)}" '
            f'stroke="{inks.line}"/>'
        )
    if mark.is_hatched:
        body += _hatch(inks)
    if mark.width_px:
        body += (
            f'<line x1="3" y1="11" x2="31" y2="11" stroke="{getattr(inks, mark.line)}" '
            f'stroke-width="{mark.width_px}" stroke-linecap="round" '
            f'stroke-dasharray="{_DASHES[mark.dash]}"/>'
        )
    if mark.symbol:
        size = min(mark.size_px, 22)
        body += (
            f'<text x="17" y="{11 + size * 0.36:.1f}" text-anchor="middle" '
            f'font-size="{size}" fill="{getattr(inks, mark.ink)}">{esc(mark.symbol)}</text>'
        )
    return (
        f'<svg class="ws-svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true">{body}</svg>'
    )


def _hatch(inks: Inks) -> str:
    lines = "".join(
        f'<path d="M{x} 19l16-16M{x} 3l16 16" stroke="{inks.hatch}" stroke-width="1.2"/>'
        for x in (4, 9, 14)
    )
    return f'<svg x="0" y="0" width="{WIDTH}" height="{HEIGHT}">{lines}</svg>'


def legend(lines: Iterable[KeyLine], note: str = "") -> str:
    """The lines of one layer: mark, words, how many; then what has to be said besides."""
    rows = "".join(
        f"<li>{swatch(line.mark)}<span>{esc(say(line.title))}</span>"
        f"<b>{fmt.whole(line.count)}</b></li>"
        for line in lines
    )
    below = f'<p class="ws-note">{esc(note)}</p>' if note else ""
    return f'<ul class="ws-layer-key">{rows}</ul>{below}'


def unavailable(reason: str) -> str:
    """本图层暂不可用 and why."""
    return (
        f'<p class="ws-layer-off" role="status"><b>{esc(say("layer.off"))}</b>'
        f"<span>{esc(reason)}</span></p>"
    )
