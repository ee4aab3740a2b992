"""Drawings of the page: claims against what held, flips per week, figures against bounds."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from layers.theme import INKS, Palette
from views.components import format as fmt
from views.components.chips import LIGHT
from views.components.markup import esc, line, num, rect, svg, text

# name, whether solid, and (judged, said, held) of each bin
Series = tuple[str, bool, Sequence[tuple[int, float, float]]]
SIDE, LEFT, TOP, BELOW = 300.0, 44.0, 12.0, 44.0
LARGEST = 11.0


def _frame(ink_line: str, ink_text: str, across: str, upward: str) -> str:
    body = rect(LEFT, TOP, SIDE, SIDE, f'fill="none" stroke="{ink_line}"')
    for tick in (0, 20, 40, 60, 80, 100):
        x, y = LEFT + SIDE * tick / 100, TOP + SIDE * (1 - tick / 100)
        pen = f'font-size="13" fill="{ink_text}"'
        body += text(x, TOP + SIDE + 17, tick, f'{pen} text-anchor="middle"')
        body += text(LEFT - 7, y + 4.5, tick, f'{pen} text-anchor="end"')
    pen = f'font-size="13" fill="{ink_text}"'
    body += text(LEFT + SIDE, TOP + SIDE + 37, across, f'{pen} text-anchor="end"')
    body += text(LEFT + 8, TOP + 18, upward, pen)
    return body


def _dot(x: float, y: float, radius: float, pen: str) -> str:
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" {pen}/>'


def reliability(
    series: Sequence[Series],
    across: str,
    upward: str,
    sentence: str,
    colours: Palette = LIGHT,
) -> str:
    """可靠性图 What held against what was claimed, in percent; the diagonal is a kept word.

    Args:
        series: name, solid or open dots, bins; the area of a dot grows with its judgements.
        across: name of the claim.
        upward: name of what held.
        sentence: the drawing in words.
        colours: palette of the ground it lies on.
    """
    ink = INKS[colours.ground]
    body = _frame(ink.line, ink.t3, across, upward)
    diagonal = f'stroke="{ink.edge}" stroke-width="1.5" stroke-dasharray="4 4"'
    body += line(LEFT, TOP + SIDE, LEFT + SIDE, TOP, diagonal)
    most = max([judged for _, _, bins in series for judged, _, _ in bins], default=1)
    for _, is_solid, bins in series:
        places = [(LEFT + SIDE * said, TOP + SIDE * (1 - held)) for _, said, held in bins]
        path = "".join(f"{'L' if k else 'M'}{num(x)} {num(y)}" for k, (x, y) in enumerate(places))
        body += f'<path d="{path}" fill="none" stroke="{ink.t2}" stroke-width="1.6"/>'
        for (judged, _, _), (x, y) in zip(bins, places, strict=True):
            radius = max(LARGEST * sqrt(judged / most), 3.5)
            fill = ink.t1 if is_solid else ink.panel
            pen = f'fill="{fill}" stroke="{ink.t1}" stroke-width="1.5"'
            body += _dot(x, y, radius, pen)
    return svg(body, LEFT + SIDE + 14, TOP + SIDE + BELOW, sentence)


def key(series: Sequence[tuple[str, bool]], colours: Palette = LIGHT) -> str:
    """The key of the dots, beside their names."""
    ink = INKS[colours.ground]
    items = ""
    for name, is_solid in series:
        fill = ink.t1 if is_solid else ink.panel
        dot = _dot(8, 8, 6, f'fill="{fill}" stroke="{ink.t1}" stroke-width="1.5"')
        drawn = svg(dot, 16, 16, name, 'width="16" height="16"')
        items += f"<span>{drawn}{esc(name)}</span>"
    return f'<div class="ws-key">{items}</div>'


def flips(
    weeks: Sequence[tuple[int, float, bool]],
    bound: float | None,
    bound_name: str,
    sentence: str,
    colours: Palette = LIGHT,
) -> str:
    """变色率 One bar a week from 0; the dashed line is the bound of worlds without change.

    Args:
        weeks: (period, share or NaN, whether rule or boundary were new), oldest first.
        bound: share, None where no self test gave one.
        bound_name: its label.
        sentence: the drawing in words.
        colours: palette of the ground it lies on.
    """
    ink = INKS[colours.ground]
    width, high, left, top = 1010.0, 130.0, 52.0, 26.0
    known = [share for _, share, _ in weeks if share == share]
    most = max([*known, bound or 0.0, 1e-6]) * 1.1
    room = (width - left) / max(len(weeks), 1)

    def y(share: float) -> float:
        return top + high * (1 - share / most)

    body = line(left, top + high + 0.5, width, top + high + 0.5, f'stroke="{ink.line}"')
    for k, (period, share, is_new) in enumerate(weeks):
        x = left + k * room
        fill = ink.t1 if k == len(weeks) - 1 else ink.edge
        if share != share:
            pen = f'fill="none" stroke="{ink.edge}" stroke-dasharray="2 2"'
            body += rect(x + 3, top + high - 9, room - 8, 9, pen)
        else:
            body += rect(x + 3, y(share), room - 8, top + high - y(share), f'fill="{fill}"')
        if is_new:
            pen = f'fill="none" stroke="{ink.t1}" stroke-width="1.5"'
            body += _dot(x + room / 2 - 1, top + high + 10, 4, pen)
        elif k % 4 == (len(weeks) - 1) % 4:
            pen = f'font-size="13" text-anchor="middle" fill="{ink.t3}"'
            body += text(x + room / 2 - 1, top + high + 18, fmt.month_day(period), pen)
    pen = f'font-size="13" text-anchor="end" fill="{ink.t3}"'
    peak = max([*known, 0.0])
    body += text(left - 8, y(peak) + 5, f"{100 * peak:.1f}%", pen)
    body += text(left - 8, top + high + 4, "0", pen)
    if bound is not None:
        pen = f'stroke="{ink.t1}" stroke-width="1.5" stroke-dasharray="6 4"'
        body += line(left, y(bound), width, y(bound), pen)
        pen = f'font-size="14" text-anchor="end" fill="{ink.t1}" paint-order="stroke" '
        pen += f'stroke="{ink.panel}" stroke-width="4"'
        body += text(width, y(bound) - 7, bound_name, pen)
    return svg(body, width, top + high + 26, sentence)


def against(figure: float, bound: float, sentence: str, colours: Palette = LIGHT) -> str:
    """界限 One figure as a bar, its bound as a stroke; over the bound the bar is hatched."""
    ink = INKS[colours.ground]
    width, high = 660.0, 26.0
    scale = width / max(figure * 1.15, bound * 1.6, 1e-9)
    body = rect(0, 8, width, 12, f'fill="{ink.track}"')
    body += rect(0, 8, figure * scale, 12, f'fill="{ink.t1}"')
    body += line(bound * scale, 1, bound * scale, 26, f'stroke="{ink.t1}" stroke-width="3"')
    return svg(body, width, high, sentence)


def tenths(shares: Sequence[float], sentence: str, colours: Palette = LIGHT) -> str:
    """十等分 Ten bars that should all reach the dashed tenth."""
    ink = INKS[colours.ground]
    width, high = 300.0, 62.0
    most = max([*shares, 0.2])
    room = width / 10
    body = "".join(
        rect(
            k * room + 2,
            high * (1 - share / most),
            room - 4,
            high * share / most,
            f'fill="{ink.edge}"',
        )
        for k, share in enumerate(shares)
    )
    at = high * (1 - 0.1 / most)
    pen = f'stroke="{ink.t1}" stroke-width="1.5" stroke-dasharray="5 4"'
    body += line(0, at, width, at, pen)
    return svg(body, width, high + 2, sentence)
