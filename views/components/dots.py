"""实际 ● 一般 ○ Events against the usual as dots: people understand five dots against one."""

from __future__ import annotations

from math import ceil, sqrt

from layers.theme import INKS, Palette
from views.components import format as fmt
from views.components.chips import LIGHT
from views.components.markup import num, svg
from words import say

MOST = 12
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
PITCH = 30.0
RADIUS = 11.0
SLIGHT = 0.05


def unit_of(*values: float) -> int:
    """Events a dot stands for, so that no row has more than twelve; one common unit for a page."""
    most = max([0.0, *values])
    fitting = (step for step in STEPS if most / step <= MOST)
    return next(fitting, ceil(most / MOST))


def sizes(value: float, unit: int) -> list[float]:
    """Shares of a dot's area: whole dots, and a smaller one for what is left."""
    whole, rest = divmod(max(value, 0.0) / unit, 1)
    return [1.0] * int(whole) + ([rest] if rest >= SLIGHT else [])


def _row(shares: list[float], y: float, pen: str, width: float) -> str:
    body = ""
    for k, share in enumerate(shares):
        x = RADIUS + 1 + k * PITCH
        radius = (RADIUS - width / 2) * sqrt(share)
        body += f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(max(radius, 1.5))}" {pen}/>'
    return body


def dots(name: str, actual: float, usual: float, unit: int = 1, colours: Palette = LIGHT) -> str:
    """Two rows of dots: solid for what happened, rings for what is usual.

    A part of an event is a dot of that part of the area.

    Args:
        name: of the indicator, for those who cannot see the drawing.
        actual: events, 0 or more.
        usual: expected events, 0 or more.
        unit: events a dot stands for.
        colours: palette of the ground it lies on.
    """
    ink = INKS[colours.ground]
    full, rings = sizes(actual, unit), sizes(usual, unit)
    body = _row(full, RADIUS + 1, f'fill="{ink.t1}"', 0)
    pen = f'fill="none" stroke="{ink.t2}" stroke-width="2"'
    body += _row(rings, 3 * RADIUS + 11, pen, 2)
    width = PITCH * max(len(full), len(rings), 4)
    high = 4 * RADIUS + 12
    sentence = say("why.dot_sentence", name=name, count=fmt.whole(actual), usual=fmt.decimal(usual))
    size = f'width="{num(width)}" height="{num(high)}"'
    return svg(body, width, high, sentence, size)


def key(unit: int, colours: Palette = LIGHT) -> str:
    """The two marks as text with their words."""
    ink = INKS[colours.ground]

    def mark(pen: str) -> str:
        circle = f'<circle cx="8" cy="8" r="6.5" {pen}/>'
        return (
            f'<svg class="ws-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
            f"{circle}</svg>"
        )

    full = mark(f'fill="{ink.t1}"')
    ring = mark(f'fill="none" stroke="{ink.t2}" stroke-width="1.6"')
    items = f"<span>{full}{say('why.dot_actual')}</span><span>{ring}{say('why.dot_usual')}</span>"
    if unit > 1:
        items += f"<span>{say('why.dot_unit', count=unit)}</span>"
    return f'<div class="ws-key">{items}</div>'
