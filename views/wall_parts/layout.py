"""版面 Where everything of the wall stands, by the height of the screen and clear of its seams.

``u`` is a fortieth of the height: a screen three times as wide keeps its sizes and gains columns.
All numbers are pixels of the browser's page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from views.wall_parts.rotation import Page

WIDE = 2.6
MARGIN_U, GAP_U = 1.78, 2.08
TOP_U, MAP_TOP_U, FOOT_U, KEY_U = 4.1, 3.5, 2.6, 2.0
# Room kept free at either side of a seam.
CLEAR_U = 0.45
LEAST_MAP_PX = 320
# A column may give up this much of its width before it moves to the other side of a seam.
LEAST_SHARE = 0.75
# Widths in u of the columns of text: from the left edge, and from the right one inwards.
_USUAL = {
    Page.OVERVIEW: ((("left", 14.8),), (("right", 12.6),)),
    Page.CHANGES: ((("left", 17.6),), (("right", 18.4),)),
    Page.VENUES: ((("left", 17.4),), (("right", 15.8),)),
    Page.BORDERS: ((("left", 17.4),), (("right", 17.4),)),
    Page.RESPONSE: ((("left", 16.4),), (("right", 19.6),)),
    Page.MATTERS: ((), ()),
}
_WIDE = {
    Page.OVERVIEW: ((("left", 14.8), ("second", 15.6)), (("far", 32.0), ("right", 17.8))),
    Page.CHANGES: ((("left", 17.8),), (("far", 32.0), ("right", 18.4))),
    Page.VENUES: ((("left", 17.4),), (("far", 32.0), ("right", 17.8))),
    Page.BORDERS: ((("left", 17.8),), (("far", 32.0), ("right", 17.8))),
    Page.RESPONSE: ((("left", 16.4),), (("far", 32.0), ("right", 19.6))),
    Page.MATTERS: ((), (("far", 32.0),)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """屏幕 The browser's window, and where panels of the screen meet (from the left)."""

    width: int
    height: int
    seams: tuple[int, ...] = ()

    @property
    def u(self) -> float:
        return self.height / 40

    @property
    def is_wide(self) -> bool:
        return self.width / self.height >= WIDE

    @property
    def margin(self) -> float:
        return self.u * MARGIN_U

    def after(self, x: float, width: float) -> float:
        """The first place from ``x`` on where ``width`` crosses no seam."""
        clear = CLEAR_U * self.u
        for seam in self.seams:
            if x < seam + clear and x + width > seam - clear:
                x = seam + clear
        return x

    def before(self, right: float, width: float) -> float:
        """The last right edge up to ``right`` where ``width`` crosses no seam."""
        clear = CLEAR_U * self.u
        for seam in reversed(self.seams):
            if right - width < seam + clear and right > seam - clear:
                right = seam - clear
        return right


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on the screen in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def css(self) -> str:
        return (
            f"left:{self.x:.0f}px;top:{self.y:.0f}px;width:{self.width:.0f}px;"
            f"height:{self.height:.0f}px"
        )


def text_width(text: str, size: float) -> float:
    """About how wide a text is in the product's font: full-width signs are square."""
    wide = sum(unicodedata.east_asian_width(sign) in "WFA" for sign in text)
    return size * (wide + 0.62 * (len(text) - wide))


def boxes(screen: Screen, page: Page) -> dict[str, Box]:
    """The columns of a page by name, and ``map`` between them with ``key`` below it.

    A page of one table has ``whole`` in the place of the map.
    """
    u = screen.u
    left, right = (_WIDE if screen.is_wide else _USUAL)[page]
    top, high = TOP_U * u, screen.height - (TOP_U + FOOT_U + 0.4) * u
    found: dict[str, Box] = {}
    start, end = screen.margin, screen.width - screen.margin
    for name, wanted in left:
        width = _narrowed(screen, start, wanted * u)
        x = screen.after(start, width)
        found[name] = Box(x=x, y=top, width=width, height=high)
        start = x + width + GAP_U * u
    for name, wanted in right:
        mirror = Screen(
            width=screen.width,
            height=screen.height,
            seams=tuple(screen.width - seam for seam in reversed(screen.seams)),
        )
        width = _narrowed(mirror, screen.width - end, wanted * u)
        edge = screen.before(end, width)
        found[name] = Box(x=edge - width, y=top, width=width, height=high)
        end = edge - width - GAP_U * u
    if page is Page.MATTERS:
        found["whole"] = Box(x=start, y=top, width=end - start, height=high)
        return found
    return found | _middle(screen, page, start, end)


def _narrowed(screen: Screen, start: float, width: float) -> float:
    """The width of a column that a seam would cut a little of: so much less of it."""
    clear = CLEAR_U * screen.u
    ends = [seam - clear - start for seam in screen.seams if start + width > seam - clear > start]
    room = min(ends, default=width)
    return room if room >= LEAST_SHARE * width else width


def _middle(screen: Screen, page: Page, start: float, end: float) -> dict[str, Box]:
    u = screen.u
    x, width = start - u, max(end - start + 2 * u, LEAST_MAP_PX)
    top = MAP_TOP_U * u
    below = FOOT_U + (0.4 if page is Page.CHANGES else KEY_U)
    high = max(screen.height - top - below * u, LEAST_MAP_PX)
    found = {"map": Box(x=x, y=top, width=width, height=high)}
    if page is not Page.CHANGES:
        found["key"] = Box(x=start, y=top + high, width=end - start, height=KEY_U * u)
    return found


def row(
    screen: Screen, widths: Sequence[float], start: float, gap: float, *, leftwards: bool = False
) -> list[float]:
    """Left edges of boxes in a row from ``start`` on, none across a seam.

    With ``leftwards`` the row begins at its right edge ``start`` and goes to the left; the edges
    come in the order of ``widths``.
    """
    edges = []
    for width in widths:
        if leftwards:
            right = screen.before(start, width)
            edges.append(right - width)
            start = right - width - gap
        else:
            x = screen.after(start, width)
            edges.append(x)
            start = x + width + gap
    return edges


def columns(screen: Screen, shares: Sequence[float], box: Box) -> list[tuple[float, float]]:
    """(left edge, width) of the columns of a table in a box: each ends before a seam it meets."""
    clear = CLEAR_U * screen.u
    gap = GAP_U / 2 * screen.u
    whole = sum(shares)
    edges = [box.x]
    for share in shares:
        edges.append(edges[-1] + box.width * share / whole)
    found = []
    for x, end in pairwise(edges):
        inside = [seam for seam in screen.seams if x < seam + clear and end > seam - clear]
        if inside:
            # The wider piece beside the seams keeps the text.
            cuts = [x, *(seam - clear for seam in inside), end]
            starts = [x, *(seam + clear for seam in inside)]
            pieces = list(zip(starts, cuts[1:], strict=True))
            x, end = max(pieces, key=lambda piece: piece[1] - piece[0])
        found.append((x, end - x - gap))
    return found
