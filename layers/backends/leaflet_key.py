"""Search, legend and switches beside the exported map, as HTML of which every value is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from layers.backends.leaflet_data import DASHES
from layers.drawn import Drawn, key_lines
from layers.layer import Look, Mark
from layers.map_view import MapView
from layers.theme import HATCHES, INKS, Inks, palette
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

_SIDE = 8


def aside(view: MapView, order: Sequence[Drawn]) -> str:
    """Search, the ladder of the five colours, a switch and a legend for each layer."""
    search = html.escape(say("layer.export.search"))
    parts = [f'<input type="search" id="search" placeholder="{search}" aria-label="{search}">']
    parts.append('<ul id="found"></ul>')
    if any(one.layer.style.look is Look.RISK for one in order):
        risk = next(one for one in order if one.layer.style.look is Look.RISK)
        parts.append(f"<h2>{html.escape(say('layer.export.legend'))}</h2>{_ladder(view, risk)}")
    parts.append(f"<h2>{html.escape(say('layer.export.layers'))}</h2>")
    parts += [_switch(view, one) for one in reversed(order)]
    return f"<aside>{''.join(parts)}</aside>"


def _switch(view: MapView, one: Drawn) -> str:
    code, title = one.layer.code, html.escape(say(one.layer.title))
    rows = [
        (_swatch(line.mark, INKS[view.ground]), say(line.title), line.count)
        for line in key_lines(one)
    ]
    key = _table(rows) if len(rows) > 1 or (rows and rows[0][1] != say(one.layer.title)) else ""
    note = f'<p class="note">{html.escape(one.note)}</p>' if one.note else ""
    return (
        f'<div class="layer"><label><input type="checkbox" id="switch-{code}" checked>{title}'
        f"</label>{key}{note}</div>"
    )


def _table(rows: Iterable[tuple[str, str, int]]) -> str:
    body = "".join(
        f"<tr><td>{picture}</td><td>{html.escape(words)}</td><td>{count:,}</td></tr>"
        for picture, words, count in rows
    )
    return f'<table class="key">{body}</table>'


def _ladder(view: MapView, risk: Drawn) -> str:
    """Five colours and three hatches with the number of cells of each."""
    colours, digits = palette(view.ground, twin=view.is_twin), risk.digits
    rows = []
    for colour in COLOURS:
        level = colour.level
        picture = _box(
            f'<rect width="34" height="22" rx="3" fill="{colours.fill(level)}"/>'
            f'<text x="17" y="16" text-anchor="middle" font-size="13" '
            f'fill="{colours.label(level)}">{colour.numeral}</text>'
        )
        words = f"{colour_word(view, level)}　{say(f'ui.level.{level}')}"
        rows.append((picture, words, digits.count(str(level))))
    for state in HATCHES:
        picture = _box(f'<rect width="34" height="22" fill="url(#hatch-{state.value})"/>')
        rows.append((picture, say(f"ui.state.{state.value}"), digits.count(DIGIT_OF_STATE[state])))
    return _table(rows)


def colour_word(view: MapView, level: int) -> str:
    """红, 橙, 黄, 蓝, 绿; with the twin palette the fifth is 浅青 or 深青."""
    if level == len(COLOURS) and view.is_twin:
        return say(f"ui.colour.green_twin_{view.ground.value}")
    return say(f"ui.colour.{COLOURS[level - 1].value}")


def _swatch(mark: Mark, inks: Inks) -> str:
    body = ""
    area = '<rect x="2" y="2" width="30" height="18" '
    if mark.fill:
        body += f'{area}fill="{getattr(inks, mark.fill)}" stroke="{inks.line}"/>'
    if mark.is_hatched:
        body += f'{area}fill="url(#hatch-{State.NO_DATA.value})"/>'
    if mark.width_px:
        body += (
            f'<line x1="3" y1="11" x2="31" y2="11" stroke="{getattr(inks, mark.line)}" '
            f'stroke-width="{mark.width_px}" stroke-linecap="round" '
            f'stroke-dasharray="{DASHES[mark.dash]}"/>'
        )
    if mark.symbol:
        body += (
            f'<text x="17" y="17" text-anchor="middle" font-size="{min(mark.size_px, 20)}" '
            f'fill="{getattr(inks, mark.ink)}">{html.escape(mark.symbol)}</text>'
        )
    return _box(body)


def _box(body: str) -> str:
    return f'<svg width="34" height="22">{body}</svg>'


def hatches(inks: Inks) -> str:
    """Patterns of the three non-colours for cells and legend."""
    forms = {
        State.SMALL_SAMPLE: f'<path d="M-2 2l4-4M0 {_SIDE}l{_SIDE}-{_SIDE}M6 10l4-4"/>',
        State.NO_DATA: f'<path d="M0 0l{_SIDE} {_SIDE}M0 {_SIDE}l{_SIDE}-{_SIDE}"/>',
        State.NOT_APPLICABLE: f'<circle cx="4" cy="4" r="0.8" fill="{inks.hatch}"/>',
    }
    patterns = "".join(
        f'<pattern id="hatch-{state.value}" width="{_SIDE}" height="{_SIDE}" '
        f'patternUnits="userSpaceOnUse"><rect width="{_SIDE}" height="{_SIDE}" '
        f'fill="{inks.panel}"/><g stroke="{inks.hatch}" stroke-width="1.4" fill="none">{form}</g>'
        "</pattern>"
        for state, form in forms.items()
    )
    return f'<svg width="0" height="0" style="position:absolute"><defs>{patterns}</defs></svg>'
