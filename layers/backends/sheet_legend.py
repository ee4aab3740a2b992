"""图例 Legend of a map sheet: what is drawn, with the number of rows that are drawn so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from layers.backends.sheet_labels import Written, label_pt
from layers.backends.sheet_paper import Place
from layers.backends.sheet_shapes import (
    UNIT,
    Geometries,
    hatch_lines,
    hatch_path,
    line,
    shows_doubt,
    svg,
)
from layers.drawn import Drawn, key_lines
from layers.layer import Look, Mark
from layers.map_view import MapView
from layers.theme import INKS, INSET_SHARE, Inks, palette
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

SWATCH = (7.0, 4.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: a drawing without text or a sign, the words, the count ("" where none).

    ``is_title`` stands alone above its lines; ``sign`` is written in ``ink`` on the drawing.
    """

    words: str
    count: str = ""
    drawing: str = ""
    sign: str = ""
    ink: str = ""
    is_title: bool = False


def legend(
    view: MapView,
    base: tuple[Drawn, Geometries] | None,
    layers: Sequence[tuple[Drawn, Geometries]],
    place: Place,
    names: Written,
) -> list[Line]:
    """All lines, in the order of what weighs most; counts are those of the rows on the map."""
    made = [] if base is None else list(_base(view, *base, place))
    for one, _ in layers:
        made += _inks(view, one, place)
    if names.left_out:
        made.append(Line(words=say("sheet.names_left_out", count=names.left_out), is_title=True))
    return made


def length(layers: Sequence[Drawn]) -> int:
    """About how many lines the legend will have, before the layout is known."""
    lines = 0
    for one in layers:
        if one.layer.style.look is Look.RISK:
            lines += 15
        else:
            lines += 1 + sum(key.count > 0 for key in key_lines(one))
    return lines + 1


def _base(view: MapView, one: Drawn, cells: Geometries, place: Place) -> Iterator[Line]:
    if one.layer.style.look is not Look.RISK:
        yield from _inks(view, one, place)
        return
    digits = one.digits
    total = f"{len(digits):,}"
    yield Line(words=say("sheet.risk", total=total), is_title=True)
    yield from _colours(view, digits)
    yield from _states(view, digits, place)
    if view.marks.strip() and not view.is_stale:
        for sign, key in (("▲", "rise"), ("▽", "fall")):
            words, count = say(f"sheet.{key}"), f"{view.marks.count(sign):,}"
            yield Line(words=words, count=count, sign=sign, ink=INKS[view.ground].t1)
    if shows_doubt(one, cells) and not view.is_stale:
        yield Line(words=say("sheet.doubt"), is_title=True)
        for kind in range(3):
            yield Line(words=say(f"ui.confidence.key_{kind}"), drawing=_doubt(view, kind))


def _colours(view: MapView, digits: str) -> Iterator[Line]:
    inks, colours = INKS[view.ground], palette(view.ground, twin=view.is_twin)
    for colour in COLOURS:
        level = colour.level
        is_twin_green = level == 5 and view.is_twin
        name = f"green_twin_{view.ground.value}" if is_twin_green else colour.value
        fill = inks.grey if view.is_stale else colours.fill(level)
        yield Line(
            words=f"{say(f'ui.colour.{name}')}　{say(f'ui.level.{level}')}",
            count=f"{digits.count(str(level)):,}",
            drawing=_box(f'fill="{fill}"'),
            sign=colour.numeral,
            ink=inks.t1 if view.is_stale else colours.label(level),
        )


def _states(view: MapView, digits: str, place: Place) -> Iterator[Line]:
    for state, digit in DIGIT_OF_STATE.items():
        yield Line(
            words=say(f"ui.state.{state.value}"),
            count=f"{digits.count(digit):,}",
            drawing=state_swatch(state, INKS[view.ground], place.mm_per_px / place.size),
        )


def state_swatch(state: State, inks: Inks, mm_per_px: float) -> str:
    """The hatch of a state in a box."""
    width, height = SWATCH
    lines = hatch_lines(0, 0, width, height, state, mm_per_px)
    inside = shapely.intersection(lines, shapely.box(0, 0, width, height))
    hatch = hatch_path(inside, state, inks, mm_per_px)
    box = _rect(0, f'fill="{inks.panel}" stroke="{inks.edge}" stroke-width="15"')
    return svg(width, height, box + hatch)


def _inks(view: MapView, one: Drawn, place: Place) -> Iterator[Line]:
    lines = key_lines(one)
    shown = [key for key in lines if key.count]
    title = say(one.layer.title)
    if one.layer.style.label_m and not label_pt(one, place):
        yield Line(words=say("sheet.too_small", title=title))
        return
    if not len(one.rows) or (lines and not shown):
        yield Line(words=say("sheet.nothing", title=title))
        return
    if len(lines) > 1:
        yield Line(words=title, is_title=True)
    for key in shown:
        yield Line(
            words=say(key.title),
            count=f"{key.count:,}",
            drawing=_swatch(view, one, key.mark),
            sign=key.mark.symbol,
            ink=getattr(INKS[view.ground], key.mark.ink),
        )


def _swatch(view: MapView, one: Drawn, mark: Mark) -> str:
    inks, px = INKS[view.ground], 0.19
    width, height = SWATCH
    if one.layer.is_base:
        box = _rect(
            0,
            f'fill="{getattr(inks, mark.fill or "panel")}" stroke="{inks.edge}" stroke-width="15"',
        )
        if mark.is_hatched:
            hatch = hatch_lines(0, 0, width, height, State.NO_DATA, px)
            inside = shapely.intersection(hatch, shapely.box(0, 0, width, height))
            box += hatch_path(inside, State.NO_DATA, inks, px)
        return svg(width, height, box)
    if not mark.width_px:
        return ""
    level = np.array([shapely.LineString([(0.6, height / 2), (width - 0.6, height / 2)])])
    return svg(width, height, line(level, mark, inks, px))


def _rect(inset: float, style: str) -> str:
    width, height = (side - 2 * inset for side in SWATCH)
    at = round(inset * UNIT)
    return (
        f'<rect x="{at}" y="{at}" width="{width * UNIT:.0f}" height="{height * UNIT:.0f}" {style}/>'
    )


def _box(style: str) -> str:
    return svg(*SWATCH, _rect(0, style))


def _doubt(view: MapView, kind: int) -> str:
    """Full, inset and ring in blue."""
    inks, fill = INKS[view.ground], palette(view.ground, twin=view.is_twin).fill(4)
    inset = INSET_SHARE * np.sqrt(SWATCH[0] * SWATCH[1])
    outer, inner = (inks.panel, fill) if kind == 1 else (fill, fill if kind == 0 else inks.panel)
    edge = f'fill="{outer}" stroke="{inks.line}" stroke-width="10"'
    return svg(*SWATCH, _rect(0, edge) + _rect(float(inset), f'fill="{inner}"'))
