"""小图 Ruler, steps and course of one grid as drawings without text, and the texts on them.

All lengths are millimetres. Everything reads in black and white: classes carry their numerals,
steps up are solid and steps down outlined, a line breaks where there is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from layers.backends.sheet_labels import width_mm
from layers.backends.sheet_paper import MM_PER_PT
from layers.backends.sheet_shapes import UNIT
from layers.theme import INKS, Inks, Palette
from vocab import COLOURS
from words import say

TOP = 100.0
NARROW = 5.0
CLOSE = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text: a point at its left end, middle or right end, and in the middle of its height."""

    x: float
    y: float
    text: str
    pt: float
    ink: str
    side: str = "middle"
    weight: int = 400
    halo: str = ""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, north, east, south of the room it takes."""
        wide, half = width_mm(self.text, self.pt), self.pt * MM_PER_PT * 0.5
        west = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.side] * wide
        return west, self.y - half, west + wide, self.y + half


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A drawing of this size; ``body`` goes into ``sheet_shapes.svg``."""

    width: float
    height: float
    body: str
    texts: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is drawn and as it is printed."""

    value: float
    words: str


def edges(cuts: Sequence[float]) -> list[float]:
    """0, the four cut points, 100, and beyond when a cut lies there."""
    return [0.0, *cuts, max(TOP, cuts[-1] * 1.1)]


def rect(x: float, y: float, width: float, height: float, style: str) -> str:
    """A rectangle; ``style`` are attributes of SVG."""
    sides = (round(side * UNIT) for side in (x, y, width, height))
    left, top, across, down = sides
    return f'<rect x="{left}" y="{top}" width="{across}" height="{down}" {style}/>'


def line(x1: float, y1: float, x2: float, y2: float, ink: str, width: float = 0.25) -> str:
    """A straight line."""
    ends = " ".join(f"{end * UNIT:.0f}" for end in (x1, y1, x2, y2))
    return (
        f'<path d="M{ends}" fill="none" stroke="{ink}" stroke-width="{width * UNIT:.0f}" '
        'stroke-linejoin="round"/>'
    )


def ruler(
    cuts: Sequence[float],
    index: Number | None,
    before: Number | None,
    colours: Palette,
    width: float,
) -> Figure:
    """等级尺 0 to 100 with the five classes, worst at the right, and where the grid stands.

    Args:
        cuts: the four ascending cut points of the policy.
        index: this period; None draws no needle.
        before: the period before, a ring, or words where it lies close to the needle.
        colours: the palette.
        width: of the drawing.
    """
    inks, bounds = INKS[colours.ground], edges(cuts)
    top, high, scale = 8.0, 6.6, width / bounds[-1]
    body, texts = "", []
    for k in range(5):
        left, right = bounds[k] * scale, bounds[k + 1] * scale
        body += rect(left, top, right - left, high, f'fill="{colours.fill(5 - k)}"')
        if right - left > NARROW:
            ink, numeral = colours.label(5 - k), COLOURS[4 - k].numeral
            middle = (left + right) / 2
            texts.append(Words(x=middle, y=top + high / 2, text=numeral, pt=9, ink=ink, weight=600))
    for cut in cuts:
        body += line(cut * scale, top, cut * scale, top + high, inks.seam, 0.4)
    texts += _ticks(bounds, scale, top + high + 3.2, inks.t2)
    if index is not None:
        drawn, said = _needle(index, before, scale, bounds[-1], width, colours)
        body += drawn
        texts += said
    return Figure(width=width, height=top + high + 6.0, body=body, texts=tuple(texts))


def _ticks(bounds: Sequence[float], scale: float, y: float, ink: str) -> list[Words]:
    made: list[Words] = []
    for value in bounds:
        side = "start" if value == 0 else "end" if value == bounds[-1] else "middle"
        one = Words(x=value * scale, y=y, text=f"{value:g}", pt=8.5, ink=ink, side=side)
        # Two cut points closer than their figures: the second figure gives way, its seam stays.
        if not made or made[-1].box[2] + 1 < one.box[0]:
            made.append(one)
    return made


def _needle(
    index: Number,
    before: Number | None,
    scale: float,
    end: float,
    width: float,
    colours: Palette,
) -> tuple[str, list[Words]]:
    inks = INKS[colours.ground]
    x = min(max(index.value, 0.0), end) * scale
    body = line(x, 6.2, x, 14.6, inks.t1, 0.8)
    corners = " ".join(f"{at * UNIT:.0f}" for at in (x - 1.7, 5.0, x + 1.7, 5.0, x, 7.8))
    body += f'<polygon points="{corners}" fill="{inks.t1}"/>'
    side = "start" if x < 6 else "end" if x > width - 6 else "middle"
    figure = Words(x=x, y=2.4, text=index.words, pt=11.5, ink=inks.t1, side=side, weight=700)
    texts = [figure]
    if before is None:
        return body, texts
    if abs(before.value - index.value) < CLOSE:
        words, (west, _, east, _) = say("ui.ruler.before", value=before.words), figure.box
        turned = east + 2 + width_mm(words, 9) > width
        at, side = (west - 1.6, "end") if turned else (east + 1.6, "start")
        texts.append(Words(x=at, y=2.5, text=words, pt=9, ink=inks.t2, side=side))
        return body, texts
    at = min(max(before.value, 0.0), end) * scale
    body += line(at, 5.6, x, 5.6, inks.t1, 0.45)
    body += (
        f'<circle cx="{at * UNIT:.0f}" cy="560" r="130" fill="{inks.panel}" '
        f'stroke="{inks.t1}" stroke-width="45"/>'
    )
    words = say("ui.ruler.before", value=before.words)
    half, clear = width_mm(words, 9) / 2, 0.5 * width_mm(index.words, 11.5) + 2
    # Its words stay beside the needle's figure and inside the drawing.
    away = min(at, x - clear - half) if at < x else max(at, x + clear + half)
    away = min(max(away, half), width - half)
    texts.append(Words(x=away, y=2.5, text=words, pt=9, ink=inks.t2))
    return body, texts


def steps(
    reference: Number,
    parts: Sequence[tuple[str, Number]],
    total: Number,
    level: int,
    colours: Palette,
    size: tuple[float, float],
) -> Figure:
    """贡献 From the middle grid's index over each indicator to this grid's, one bar a row.

    Args:
        reference: index of the middle grid.
        parts: name and points of each indicator, as signed numbers.
        total: index of this grid.
        level: 1 to 5 colours the last bar.
        colours: the palette.
        size: width and greatest height of the drawing.
    """
    inks, width = INKS[colours.ground], size[0]
    row = min(6.6, size[1] / (len(parts) + 2))
    pt = min(10.0, row * 1.52)
    running = [reference.value]
    for _, part in parts:
        running.append(running[-1] + part.value)
    low, high = min(0.0, *running), max(*running, total.value, 1.0)
    names = [say("ui.steps.reference"), *(name for name, _ in parts), say("ui.steps.total")]
    left = max(width_mm(name, pt) for name in names) + 3
    scale = (width - left - width_mm("+100", pt) - 2) / (high - low)

    def at(value: float) -> float:
        return left + (value - low) * scale

    bars = [_Bar(start=at(0), end=at(reference.value), fill=inks.edge, words=reference.words)]
    for k, (_, part) in enumerate(parts):
        start, end = sorted((at(running[k]), at(running[k + 1])))
        fill, edge = (inks.t1, "") if part.value >= 0 else (inks.panel, inks.t1)
        end = max(end, start + 0.5)
        bars.append(_Bar(start=start, end=end, fill=fill, edge=edge, words=part.words))
    fill, end = colours.fill(level) if level else inks.edge, max(at(total.value), at(0) + 0.5)
    bars.append(_Bar(start=at(0), end=end, fill=fill, edge=inks.t1, words=total.words))
    joints = [at(value) for value in running]
    return _stairs(bars, names, joints, inks, (width, row, pt))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bar:
    """One row of the steps."""

    start: float
    end: float
    fill: str
    words: str
    edge: str = ""


def _stairs(
    bars: Sequence[_Bar],
    names: Sequence[str],
    joints: Sequence[float],
    inks: Inks,
    sizes: tuple[float, float, float],
) -> Figure:
    """The bars one below the other, a thin line from the end of each to the next."""
    width, row, pt = sizes
    high = row * 0.58
    body, texts = "", []
    for k, (bar, name) in enumerate(zip(bars, names, strict=True)):
        y = k * row
        if k:
            joint = joints[k - 1]
            body += line(joint, y - row + high, joint, y + high * 0.4, inks.edge, 0.2)
        style = f'fill="{bar.fill}"'
        if bar.edge:
            style += f' stroke="{bar.edge}" stroke-width="30"'
        body += rect(bar.start, y + (row - high) / 2, bar.end - bar.start, high, style)
        is_last, middle = k == len(bars) - 1, y + row / 2
        ink, weight = (inks.t1, 700) if is_last else (inks.t2, 400)
        texts.append(Words(x=0, y=middle, text=name, pt=pt, ink=ink, side="start", weight=weight))
        number = Words(x=bar.end + 1.6, y=middle, text=bar.words, pt=pt, ink=inks.t1, side="start")
        texts.append(replace(number, weight=600))
    return Figure(width=width, height=row * len(bars), body=body, texts=tuple(texts))


def course(
    index: Sequence[float | None],
    levels: Sequence[int],
    ends: tuple[str, str],
    cuts: Sequence[float],
    colours: Palette,
    size: tuple[float, float],
) -> Figure:
    """走势 The index over the periods, the classes as a band at the left.

    Args:
        index: oldest first; None breaks the line.
        levels: 0 to 5, the colour shown then.
        ends: names of the first and the last period.
        cuts: the four cut points.
        colours: the palette.
        size: of the drawing.
    """
    inks, bounds, (width, height) = INKS[colours.ground], edges(cuts), size
    top, deep, left = 1.0, height - 7.0, 15.0

    def y(value: float) -> float:
        return top + deep * (1 - min(max(value / bounds[-1], 0.0), 1.0))

    body, texts = "", []
    for k in range(5):
        low, high = y(bounds[k]), y(bounds[k + 1])
        body += rect(0, high + 0.15, 4.6, low - high - 0.3, f'fill="{colours.fill(5 - k)}"')
        if low - high > 3.4:
            middle, ink = (low + high) / 2, colours.label(5 - k)
            numeral = COLOURS[4 - k].numeral
            texts.append(Words(x=2.3, y=middle, text=numeral, pt=7.5, ink=ink, weight=600))
    last = 100.0
    for cut in cuts:
        body += line(left - 1.5, y(cut), width, y(cut), inks.line)
        if last - y(cut) > 3.6:
            last = y(cut)
            texts.append(
                Words(x=left - 2.6, y=last, text=f"{cut:g}", pt=8, ink=inks.t3, side="end")
            )
    xs = [left + 1.5 + (width - left - 4) * k / max(len(index) - 1, 1) for k in range(len(index))]
    points = [None if v is None else (x, y(v)) for x, v in zip(xs, index, strict=True)]
    body += _way(points, inks.t1)
    if not any(points):
        middle, none = (left + width) / 2, say("ui.course.none")
        texts.append(Words(x=middle, y=top + deep / 2, text=none, pt=9, ink=inks.t2))
    for k, (point, level) in enumerate(zip(points, levels, strict=True)):
        if point is not None:
            fill = colours.fill(level) if level else inks.panel
            radius = 1.5 if k == len(points) - 1 else 1.0
            body += (
                f'<circle cx="{point[0] * UNIT:.0f}" cy="{point[1] * UNIT:.0f}" '
                f'r="{radius * UNIT:.0f}" fill="{fill}" stroke="{inks.t1}" stroke-width="35"/>'
            )
    foot = height - 2.2
    texts.append(Words(x=left, y=foot, text=ends[0], pt=8.5, ink=inks.t3, side="start"))
    if len(index) > 1:
        texts.append(Words(x=width, y=foot, text=ends[1], pt=8.5, ink=inks.t1, side="end"))
    return Figure(width=width, height=height, body=body, texts=tuple(texts))


def _way(points: Sequence[tuple[float, float] | None], ink: str) -> str:
    """A line that breaks at gaps: missing is not zero and is never bridged."""
    commands, is_open = "", False
    for point in points:
        if point is None:
            is_open = False
            continue
        commands += f"{'L' if is_open else 'M'}{point[0] * UNIT:.0f} {point[1] * UNIT:.0f}"
        is_open = True
    return (
        f'<path d="{commands}" fill="none" stroke="{ink}" stroke-width="50"/>' if commands else ""
    )
