"""Icons (图标): own drawings in a 24 box, 1.7 line, round ends, no fill; always with a word."""

from __future__ import annotations

from layers.theme import Ground, palette
from views.components.markup import esc, svg
from words import say

PATHS: dict[str, str] = {
    "map": '<path d="M3 6.5 9 4l6 2.5L21 4v13.5L15 20l-6-2.5L3 20zM9 4v13.5M15 6.5V20"/>',
    "grid": '<path d="M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6"/>',
    "file": '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
    "upload": '<path d="M12 16V4M7 9l5-5 5 5M4 17v3h16v-3"/>',
    "download": '<path d="M12 4v12M7 11l5 5 5-5M4 17v3h16v-3"/>',
    "print": '<path d="M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0'
    ' 0 0 6 6l1-1"/>',
    "close": '<path d="m5 5 14 14M19 5 5 19"/>',
    "left": '<path d="m15 5-7 7 7 7"/>',
    "right": '<path d="m9 5 7 7-7 7"/>',
    "eye": '<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/>'
    '<circle cx="12" cy="12" r="3"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7.5a4 4 0 0 1 8 0V11"/>',
    "warning": '<path d="M12 3.5 22 20.5H2zM12 10v5M12 17.6v.4"/>',
    "database": '<ellipse cx="12" cy="5.5" rx="8" ry="3"/><path d="M4 5.5v13c0 1.7 3.6 3 8 3s8-1.3'
    ' 8-3v-13M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"/>',
    "check": '<path d="m5 12.5 5 5L19.5 7"/>',
    "pin": '<path d="M12 21.5s7-7 7-12a7 7 0 0 0-14 0c0 5 7 12 7 12z"/>'
    '<circle cx="12" cy="9.5" r="2.4"/>',
    "marquee": '<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M11 4h2M11 20h2M4 11v2M20 11v2"/>',
    "pen": '<path d="m4 20 1.2-4.6L16.6 4 20 7.4 8.6 18.8zM14 6.6l3.4 3.4"/>',
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "pause": '<path d="M8 5v14M16 5v14"/>',
    "bookmark": '<path d="M6.5 3.5h11v17L12 16l-5.5 4.5z"/>',
    "air": '<path d="M3 8.5h11a3 3 0 1 0-3-3M3 12.5h15.5a2.8 2.8 0 1 1-2.8 2.8M3 16.5h8a2.5 2.5 0'
    ' 1 1-2.5 2.5"/>',
    "water": '<path d="M12 3s6.5 7 6.5 11.5a6.5 6.5 0 0 1-13 0C5.5 10 12 3 12 3z"/>',
    "clean": '<path d="M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7.2 21h9.6L18 6.5M10 10.5v6.5M14 10.5v6.5"/>',
    "traffic": '<path d="M4 16.5v-4l2.2-6h11.6l2.2 6v4zM4 12.5h16M6.5 16.5v2.5M17.5 16.5v2.5"/>'
    '<circle cx="7.5" cy="14.5" r=".6"/><circle cx="16.5" cy="14.5" r=".6"/>',
    "trade": '<path d="M4 10v10h16V10M3 9.5 5 4h14l2 5.5c0 1.5-1.3 2.5-3 2.5s-3-1-3-2.5c0 1.5-1.3'
    ' 2.5-3 2.5S9 11 9 9.5C9 11 7.7 12 6 12s-3-1-3-2.5zM10 20v-5h4v5"/>',
    "fire": '<path d="M12 3c1 4 6 6 6 11a6 6 0 0 1-12 0c0-2.5 1.5-4 2.5-6 .8 1.6 1.4 2.2 2.5 2.5'
    'C11.5 8 11 6 12 3z"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "undo": '<path d="M4 9h10a5.5 5.5 0 0 1 0 11H8M8 4.5 3.5 9 8 13.5"/>',
    "leave": '<path d="M14 4h6v16h-6M3.5 12H15M11 7.5l4.5 4.5-4.5 4.5"/>',
}


# The pen of ``ws-line``, for the style sheets of the pages and of the sign-in.
PEN = (
    ".ws-line{fill:none;stroke:currentColor;stroke-width:1.7;stroke-linecap:round;"
    "stroke-linejoin:round}"
)


def icon(name: str, size: int = 18) -> str:
    """One icon as decoration; the word beside it carries the meaning.

    Raises:
        KeyError: no such icon.
    """
    return (
        f'<svg class="ws-icon ws-line" viewBox="0 0 24 24" width="{int(size)}" '
        f'height="{int(size)}" aria-hidden="true">{PATHS[name]}</svg>'
    )


def brand_mark(size: int = 28, ground: Ground = Ground.DARK) -> str:
    """标志 Five bars, worst first and tallest: the only ornament with colour."""
    heights = (28, 23, 18.5, 13, 8)
    bars = "".join(
        f'<rect x="{index * 6}" y="{28 - height}" width="4.4" height="{height}" fill="{fill}"/>'
        for index, (height, fill) in enumerate(zip(heights, palette(ground).fills, strict=True))
    )
    extra = f'width="{int(size)}" height="{int(size)}" xmlns="http://www.w3.org/2000/svg"'
    return svg(bars, 28.4, 28, say("ui.product"), extra)


def brand(place: str) -> str:
    """Mark and name on the dark ground, e.g. 义桥镇五色图; the mark is a file of its own."""
    mark = '<img src="/assets/mark_dark.svg" width="28" height="28" alt="">'
    return f'<span class="ws-brand">{mark}<b>{esc(place)}</b></span>'
