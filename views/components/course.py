"""Lines and bars over the periods (走势): index, counts, and the small line of a table row."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import INKS, Palette
from views.components import format as fmt
from views.components.chips import LIGHT
from views.components.markup import line, num, rect, svg, text
from views.components.ruler import edges
from words import say

WIDTH = 378.0


def _path(points: Sequence[tuple[float, float] | None], attributes: str) -> str:
    """A line that breaks at gaps: missing is not zero and is never bridged."""
    commands, is_open = [], False
    for point in points:
        if point is None:
            is_open = False
            continue
        commands.append(f"{'L' if is_open else 'M'}{num(point[0])} {num(point[1])}")
        is_open = True
    return f'<path d="{"".join(commands)}" fill="none" {attributes}/>'


def _dots(points: Sequence[tuple[float, float]], across: float, ink: str) -> str:
    """Dots of one ink as one drawing: lines without length under round ends."""
    drawn = "".join(f"M{num(x)} {num(y)}h0" for x, y in points)
    return f'<path d="{drawn}" stroke="{ink}" stroke-width="{across}" stroke-linecap="round"/>'


def course(
    periods: Sequence[int | str],
    index: Sequence[float | None],
    levels: Sequence[int],
    cuts: Sequence[float],
    colours: Palette = LIGHT,
    width: float = WIDTH,
) -> str:
    """走势 The index over the periods with the class band at the left.

    Args:
        periods: last day numbers or ready names, ascending; as long as ``index`` and ``levels``.
        index: index values, None where there is none: the line breaks.
        levels: 0 to 5; the points carry the colour that was shown then.
        cuts: the four cut points.
        colours: palette of the ground it lies on.
        width: drawing width in px.
    """
    ink = INKS[colours.ground]
    top, high, left = 6.0, 150.0, 36.0
    bounds = edges(cuts)

    def y(value: float) -> float:
        return top + high * (1 - min(max(value / bounds[-1], 0), 1))

    body = ""
    for k in range(5):
        fill = f'fill="{colours.fill(5 - k)}"'
        body += rect(0, y(bounds[k + 1]) + 0.7, 6, y(bounds[k]) - y(bounds[k + 1]) - 1.4, fill)
    for cut in cuts:
        body += line(left - 4, y(cut), width, y(cut), f'stroke="{ink.line}" stroke-width="1"')
        body += text(10, y(cut) + 4.5, fmt.whole(cut), f'font-size="12" fill="{ink.t3}"')
    last = max(len(periods) - 1, 1)
    xs = [left + 6 + (width - left - 14) * k / last for k in range(len(periods))]
    points = [None if value is None else (x, y(value)) for x, value in zip(xs, index, strict=True)]
    body += _path(points, f'stroke="{ink.t1}" stroke-width="1.8" stroke-linejoin="round"')
    by_fill: dict[str, list[tuple[float, float]]] = {}
    for point, level in zip(points[:-1], levels[:-1], strict=True):
        if point is not None:
            by_fill.setdefault(colours.fill(level) if level else ink.panel, []).append(point)
    body += _dots([point for some in by_fill.values() for point in some], 8.1, ink.t1)
    body += "".join(_dots(some, 5.5, fill) for fill, some in by_fill.items())
    if points and points[-1] is not None:
        fill = colours.fill(levels[-1]) if levels[-1] else ink.panel
        body += (
            f'<circle cx="{num(points[-1][0])}" cy="{num(points[-1][1])}" r="5" '
            f'fill="{fill}" stroke="{ink.t1}" stroke-width="1.3"/>'
        )
    body += _ends(periods, left, width, top + high + 18, ink.t3, ink.t1)
    known = [value for value in index if value is not None]
    sentence = say("ui.course.none")
    if known:
        sentence = say(
            "ui.course.sentence",
            count=len(periods),
            low=fmt.whole(min(known)),
            high=fmt.whole(max(known)),
            last=fmt.whole(known[-1]),
        )
    return svg(body, width, top + high + 24, sentence)


def _name(period: int | str) -> str:
    return period if isinstance(period, str) else fmt.short_day(period)


def _ends(
    periods: Sequence[int | str], left: float, width: float, y: float, first: str, last: str
) -> str:
    if not periods:
        return ""
    body = text(left, y, _name(periods[0]), f'font-size="12" fill="{first}"')
    if len(periods) > 1:
        pen = f'font-size="12" text-anchor="end" fill="{last}"'
        body += text(width, y, _name(periods[-1]), pen)
    return body


def bars(
    periods: Sequence[int | str],
    counts: Sequence[int | None],
    name: str,
    colours: Palette = LIGHT,
    width: float = WIDTH,
) -> str:
    """件数 Counts per period from 0, the last one dark; a missing period is a hatched stump."""
    ink = INKS[colours.ground]
    high = 44.0
    known = [value for value in counts if value is not None]
    most = max([*known, 1])
    room = (width - 36) / max(len(counts), 1)
    # The figure is the height of the tallest bar; it stands at its top.
    body = text(0, 11, fmt.whole(most), f'font-size="12" fill="{ink.t3}"')
    body += line(36, high + 0.5, width, high + 0.5, f'stroke="{ink.line}"')
    across, earlier = max(room - 3, 1.5), ""
    for k, value in enumerate(counts):
        x = 36 + k * room + 1
        if value is None:
            pen = f'fill="none" stroke="{ink.edge}" stroke-dasharray="2 2"'
            body += rect(x, high - 9, across, 9, pen)
            continue
        tall = value / most * (high - 2)
        if k == len(counts) - 1:
            body += rect(x, high - tall, across, tall, f'fill="{ink.t1}"')
        elif value:
            earlier += f"M{num(x)} {num(high)}v{num(-tall)}h{num(across)}V{num(high)}z"
    body += f'<path d="{earlier}" fill="{ink.edge}"/>'
    body += _ends(periods, 36, width, high + 16, ink.t3, ink.t1)
    sentence = say(
        "ui.bars.sentence",
        name=name,
        count=len(counts),
        total=fmt.whole(sum(known)),
        last=fmt.whole(counts[-1] if counts else None),
    )
    return svg(body, width, high + 20, sentence)


def spark(values: Sequence[float | None], colours: Palette = LIGHT) -> str:
    """A small line with its mean dashed and the last point solid."""
    ink = INKS[colours.ground]
    width, high = 96.0, 24.0
    known = [value for value in values if value is not None]
    if not known:
        return svg("", width, high, say("ui.course.none"))
    low, most = min(known), max(known)
    reach = (most - low) or 1.0
    step = (width - 10) / max(len(values) - 1, 1)

    def y(value: float) -> float:
        return high - 4 - (value - low) / reach * (high - 8)

    points = [None if v is None else (3 + k * step, y(v)) for k, v in enumerate(values)]
    mean = y(sum(known) / len(known))
    body = line(3, mean, width - 4, mean, f'stroke="{ink.edge}" stroke-dasharray="2 3"')
    body += _path(points, f'stroke="{ink.t2}" stroke-width="1.6"')
    if points[-1] is not None:
        x, at = points[-1]
        body += f'<circle cx="{num(x)}" cy="{num(at)}" r="3" fill="{ink.t1}"/>'
    sentence = say(
        "ui.course.sentence",
        count=len(values),
        low=fmt.whole(low),
        high=fmt.whole(most),
        last=fmt.whole(known[-1]),
    )
    return svg(body, width, high, sentence, f'width="{num(width)}" height="{num(high)}"')
