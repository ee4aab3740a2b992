"""外框 What every page of the wall has: brand, age, the pages, and the cards over all of them."""

from __future__ import annotations

from collections.abc import Sequence

from layers.map_view import Window
from views.components import format as fmt
from views.components.icons import brand_mark, icon
from views.components.markup import esc
from views.wall_parts.layout import Box, Screen, row, text_width
from views.wall_parts.rotation import Page, Plan, Rotation
from words import say

BRAND_U, TITLE_U, AGE_U = 1.55, 1.1, 1.1
NAV_GAP_U, NAV_U = 1.1, 1.0
KEY_GAP_U = 0.9
# Kilometres a scale bar may stand for, and how long it may be.
BARS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
BAR_U = 5.2


def header(screen: Screen, place: str, page: Page, age: tuple[str, str], *, late: str) -> str:
    """Brand and page at the left, the age of the data at the right; late data in reverse.

    Args:
        screen: its seams are kept clear.
        place: name of the product's place.
        page: the present one.
        age: what kind of age, and which.
        late: words of late data, "" for data in time.
    """
    u = screen.u
    title = say(f"wall.page.{page.value}")
    width = text_width(place, BRAND_U * u) + text_width(title, TITLE_U * u) + 4.2 * u
    left = screen.after(screen.margin, width)
    words = " ".join(part for part in (*age, late) if part)
    span = text_width(words, AGE_U * u) + 2 * u
    right = screen.before(screen.width - screen.margin, span)
    kind = ' class="ws-wall-late"' if late else ""
    after = f" {esc(late)}" if late else ""
    return (
        f'<div style="left:{left:.0f}px">{brand_mark()}<b>{esc(place)}</b><i></i>'
        f'<span>{esc(title)}</span></div><em style="right:{screen.width - right:.0f}px">'
        f"<span{kind}>{esc(age[0])} <b>{esc(age[1])}</b>{after}</span></em>"
    )


def footer(screen: Screen, plan: Plan, rotation: Rotation, now: float, told: Sequence[str]) -> str:
    """The pages with the progress of the present one; refresh, rule and 演示数据 always there.

    Args:
        screen: its seams are kept clear.
        plan: the pages that are shown.
        rotation: the present one, and since when.
        now: seconds of the rotation's clock.
        told: what stands at the right, the last one framed where it is the demo's mark.
    """
    u = screen.u
    names = {one: say(f"wall.page.{one.value}") for one in plan}
    widths = [text_width(name, NAV_U * u) + 0.2 * u for name in names.values()]
    edges = row(screen, widths, screen.margin, NAV_GAP_U * u)
    nav = ""
    for (one, name), x, wide in zip(names.items(), edges, widths, strict=True):
        is_now = one is rotation.page
        bar = _progress(rotation, now, plan) if is_now else ""
        kind = ' class="ws-now"' if is_now else ""
        place = f"left:{x:.0f}px;width:{wide:.0f}px"
        nav += f'<span{kind} style="{place}">{bar}{esc(name)}</span>'
    sizes = [text_width(text, u) + (1.4 if text == say("ui.demo") else 0.2) * u for text in told]
    start = screen.width - screen.margin
    places = row(screen, sizes[::-1], start, 0.9 * u, leftwards=True)[::-1]
    right = ""
    for text, x, wide in zip(told, places, sizes, strict=True):
        kind = ' class="ws-framed"' if text == say("ui.demo") else ""
        right += f'<em{kind} style="left:{x:.0f}px;width:{wide:.0f}px">{esc(text)}</em>'
    # The browser leaves the bar alone while its key stays.
    stands = "still" if rotation.is_paused else "moves"
    key = f"{rotation.page} {rotation.since:.0f} {stands} {len(plan)} {screen.width}"
    return f'<nav data-key="{key}">{nav}</nav><div>{right}</div>'


def _progress(rotation: Rotation, now: float, plan: Plan) -> str:
    """A bar the browser itself lets grow, so that nothing is sent for it."""
    length, gone = rotation.length(plan), rotation.gone(now)
    still = ' class="ws-still"' if rotation.is_paused else ""
    return (
        f'<i{still} style="animation-duration:{length:.0f}s;animation-delay:-{gone:.1f}s;'
        f'--gone:{rotation.share(now, plan):.3f}"></i>'
    )


def notice(words: str) -> str:
    """One sentence over everything: the database is away."""
    return f'<div class="ws-wall-card" role="alert"><h2>{esc(words)}</h2></div>'


def late_card(hours: int, due: str) -> str:
    """数据已过期 What is missing, since when, and what not to do."""
    title = say("wall.late_title", hours=fmt.whole(hours))
    return (
        f'<div class="ws-wall-card" role="alert">{icon("warning", 24)}<div><h2>{esc(title)}</h2>'
        f"<p>{esc(say('wall.late_due', due=due))}<br>{esc(say('wall.late_do'))}</p></div></div>"
    )


def news_card(title: str, lines: Sequence[str], note: str) -> str:
    """预警 What is new, over any page, ink on light; it enters once and does not move."""
    items = "".join(f"<li>{esc(line)}</li>" for line in lines)
    below = f"<p>{esc(note)}</p>" if note else ""
    return (
        f'<div class="ws-wall-card ws-wall-news" role="alert">{icon("warning", 24)}<div>'
        f"<h2>{esc(title)}</h2><ul>{items}</ul>{below}</div></div>"
    )


def key_row(screen: Screen, box: Box, window: Window, items: Sequence[tuple[str, float]]) -> str:
    """Below a map: its key from the left, the scale bar at the right, nothing across a seam.

    Args:
        screen: its seams are kept clear.
        box: where the row may stand; what does not fit into it is left out.
        window: what the map shows.
        items: markup of each item with its width in u.
    """
    u = screen.u
    widths = [width * u for _, width in items]
    edges = row(screen, widths, box.x, KEY_GAP_U * u)
    end = box.x
    parts = ""
    for (item, _), x, wide in zip(items, edges, widths, strict=True):
        if x + wide > box.x + box.width:
            break
        end = x + wide
        place = f"left:{x:.0f}px;top:{box.y:.0f}px"
        parts += f'<section class="ws-wall-key" style="{place}">{item}</section>'
    right = Box(x=end, y=box.y, width=box.x + box.width - end, height=box.height)
    return parts + scale_bar(screen, right, window)


def scale_bar(screen: Screen, box: Box, window: Window) -> str:
    """比例尺 A round number of kilometres as a line."""
    u = screen.u
    px_per_km = window.px_per_m * 1000
    fitting = [km for km in BARS_KM if u <= km * px_per_km <= BAR_U * u]
    if not fitting:
        return ""
    km = fitting[-1]
    words = say("wall.km", km=f"{km:g}") if km >= 1 else say("wall.m", m=f"{km * 1000:g}")
    wide = km * px_per_km
    room = max(wide, text_width(words, u))
    right = screen.before(box.x + box.width, room)
    if right - room < box.x + u:
        return ""
    return (
        f'<section class="ws-wall-scale" style="left:{right - wide:.0f}px;top:{box.y:.0f}px;'
        f'width:{wide:.0f}px">{esc(words)}<i></i></section>'
    )
