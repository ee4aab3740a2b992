"""The large ruler of the page: five named classes, the middle, and the way to this grid."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import INKS, Palette
from views.components import format as fmt
from views.components.chips import LIGHT, colour_word
from views.components.markup import line, num, rect, svg, text
from views.components.ruler import edges
from vocab import COLOURS
from words import say

WIDTH = 1000.0
TOP, HIGH = 66.0, 54.0
RAIL = TOP - 26
# Room of a Chinese character or numeral, of a Latin letter, and beside a label.
WIDE, SLIM, AIR = 23.0, 13.0, 7.0


def _room(words: str) -> float:
    return sum(SLIM if char.isascii() else WIDE for char in words)


def label_place(
    left: float, right: float, needle: float, numeral: str, word: str
) -> tuple[float, str] | None:
    """Middle and text of a class's label, clear of the needle; None where nothing fits.

    Args:
        left: edge of the class in px.
        right: its other edge.
        needle: where the needle crosses the ruler, in or beside the class.
        numeral: stands alone where the word does not fit.
        word: of the colour.
    """
    middle = (left + right) / 2
    gaps = [(left, right)]
    if left < needle < right:
        gaps = sorted([(left, needle), (needle, right)], key=lambda gap: gap[0] - gap[1])
    for words in (f"{numeral} {word}", numeral):
        for low, high in gaps:
            half = _room(words) / 2 + AIR
            if low + half <= high - half:
                return min(max(middle, low + half), high - half), words
    return None


def _classes(bounds: Sequence[float], needle: float, colours: Palette) -> str:
    body, scale = "", WIDTH / bounds[-1]
    for k in range(5):
        level, left, right = 5 - k, bounds[k] * scale, bounds[k + 1] * scale
        body += rect(left, TOP, right - left, HIGH, f'fill="{colours.fill(level)}"')
        numeral, word = COLOURS[level - 1].numeral, colour_word(level, colours)
        place = label_place(left, right, needle, numeral, word)
        if place is None:
            continue
        pen = f'class="ws-b" text-anchor="middle" font-size="22" fill="{colours.label(level)}"'
        body += text(place[0], TOP + HIGH / 2 + 8, place[1], pen)
    ink = INKS[colours.ground]
    for cut in bounds[1:-1]:
        x = cut * scale
        body += line(x, TOP, x, TOP + HIGH, f'stroke="{ink.seam}" stroke-width="2"')
        pen = f'text-anchor="middle" font-size="19" fill="{ink.t2}"'
        body += text(x, TOP + HIGH + 27, f"{cut:g}", pen)
    return body


def _words(reference: float, index: float, name: str, points: float) -> str:
    """邻里纠纷 +16，其余 −3: they add up to the two whole figures they lie between."""
    own = fmt.signed(points)
    total = float(fmt.whole(index).replace("−", "-")) - float(fmt.whole(reference))
    rest = total - float(own.replace("−", "-"))
    parts = [say("why.step", name=name, points=own)]
    if rest:
        parts.append(say("why.rest", points=fmt.signed(rest)))
    return say("ui.comma").join(parts)


def scale(
    index: float,
    reference: float,
    main: tuple[str, float] | None,
    cuts: Sequence[float],
    colours: Palette = LIGHT,
) -> str:
    """等级尺 with the middle grid, the step of the main indicator and the rest up to this grid.

    Args:
        index: of this grid.
        reference: of the middle grid.
        main: name and points of the indicator the headline names.
        cuts: the four ascending cut points.
        colours: palette of the ground it lies on.
    """
    ink, bounds = INKS[colours.ground], edges(cuts)
    factor = WIDTH / bounds[-1]
    start, end = reference * factor, min(max(index / bounds[-1], 0), 1) * WIDTH
    body = _classes(bounds, end, colours)
    body += line(start, RAIL - 4, start, TOP, f'stroke="{ink.t3}" stroke-width="2"')
    side, shift = ("end", -10) if end >= start else ("start", 10)
    pen = f'text-anchor="{side}" font-size="19" fill="{ink.t2}"'
    body += text(start + shift, RAIL + 6, say("why.middle", value=fmt.whole(reference)), pen)
    body += rect(min(start, end), RAIL - 4, abs(end - start), 8, f'fill="{ink.t1}"')
    body += line(end, RAIL, end, TOP + HIGH, f'stroke="{ink.t1}" stroke-width="3"')
    corners = f"{num(end - 12)},{TOP - 17} {num(end + 12)},{TOP - 17} {num(end)},{TOP}"
    body += f'<polygon points="{corners}" fill="{ink.t1}"/>'
    if main is not None:
        break_at = start + main[1] * factor
        if min(start, end) < break_at < max(start, end):
            pen = f'stroke="{ink.panel}" stroke-width="2"'
            body += line(break_at, RAIL - 4, break_at, RAIL + 4, pen)
        pen = f'text-anchor="middle" font-size="19" fill="{ink.t1}"'
        words = _words(reference, index, *main)
        middle = min(max((start + end) / 2, 130), WIDTH - 130)
        body += text(middle, RAIL - 14, words, pen)
    sentence = say("why.scale", reference=fmt.whole(reference), index=fmt.whole(index))
    return svg(body, WIDTH, TOP + HIGH + 34, sentence)
