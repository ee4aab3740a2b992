"""What the wall says of venues, borders and the response circle, as markup; pure.

No colour of risk stands in these panels, no single event, and no count below the limit.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from layers.backends.reach_map import tone
from layers.theme import INKS, Ground
from services import wording
from services.border_cases import LATE_DAYS
from services.borders import Along, Pair
from services.perimeters import Around
from services.reach import Circle, Share, Weight
from views.components import format as fmt
from views.components.icons import icon
from views.components.markup import esc, rect, svg
from views.response_parts.figures import STATION_SIGN, figure, mark
from views.venue_parts.figures import THEME_ICONS, count, is_known, radius
from views.wall_parts.layout import text_width
from words import say

MOST_UNCOVERED, MOST_SEGMENTS = 9, 5
INK = INKS[Ground.DARK]
# A theme is looked after while something is open, and being worked on once much is.
BUSY = 5
SWATCH_U = 1.8


# --- venue ----------------------------------------------------------------------------------


def venue(found: Around) -> str:
    """The venue, whether there is a match, and its six themes with ○ ◐ ●."""
    played = [day for day in sorted(found.days) if found.on.first <= day <= found.on.last]
    parts = [esc(say("venue.dot").join(text for text in (found.category, found.owner) if text))]
    if played:
        days = say("venue.join").join(fmt.short_day(day) for day in played)
        parts.append(esc(say("venue.match_on", days=days)))
    note = "<br>".join(part for part in parts if part)
    body = "".join(
        _theme(number, row) for number, row in enumerate(found.themes.head(6).itertuples())
    )
    return f'<h1>{esc(found.name)}</h1><h3>{note}</h3><ul class="ws-wall-themes">{body}</ul>'


def theme_state(total: float, opened: float, *, has_open: bool) -> tuple[str, str]:
    """○ ◐ ● and its words; a number that may not be told leaves 有未办结."""
    if is_known(total) and total == 0:
        return "○", say("venue.none")
    if not has_open:
        return "○", say("venue.all_closed")
    if not is_known(opened):
        return "◐", say("venue.has_open")
    return ("●" if opened >= BUSY else "◐"), say("venue.open_of", count=fmt.whole(opened))


def _theme(number: int, row: object) -> str:
    drawn = icon(THEME_ICONS[number] if number < len(THEME_ICONS) else "file", 24)
    sign, words = theme_state(row.total, row.open, has_open=row.has_open)  # type: ignore[attr-defined]
    total = row.total  # type: ignore[attr-defined]
    below = f"<span>{esc(count(total))}</span>" if is_known(total) and total else ""
    strong = "" if sign == "○" else ' class="ws-now"'
    name = esc(row.theme)  # type: ignore[attr-defined]
    return f"<li{strong}>{drawn}<div><b>{name}</b>{below}</div><em>{sign} {esc(words)}</em></li>"


def handling(found: Around, *, is_live: bool) -> str:
    """触发 to 办结 as bars, and what is not closed yet as the figure of the page."""
    widest = radius(found.area.radii_m[-1])
    span = fmt.dated_span(found.on.first, found.on.last)
    kind = "wall.venue_live" if is_live else "wall.venue_span"
    head = f"<h2>{esc(say('venue.funnel'))}</h2><h3>{esc(say(kind, span=span, ring=widest))}</h3>"
    return head + _funnel(found.stages) + _open(found)


def _funnel(stages: pd.DataFrame) -> str:
    reached = stages["reached"].tolist()
    whole = max([value for value in reached if is_known(value)], default=0.0)
    body = ""
    for row in stages.itertuples(index=False):
        share = row.reached / whole * 100 if is_known(row.reached) and whole else 0.0
        is_last = row.stage == stages["stage"].iloc[-1]
        kinds = ("ws-last " if is_last else "") + ("" if is_known(row.reached) else "ws-unknown")
        bar = f'<u class="{kinds.strip()}"><i style="width:{share:.1f}%"></i></u>'
        body += f"<li><span>{esc(row.stage)}</span><b>{esc(count(row.reached))}</b>{bar}</li>"
    return f'<ul class="ws-wall-funnel">{body}</ul>'


def _open(found: Around) -> str:
    if is_known(found.open) and found.open > 0:
        words = esc(say("wall.not_closed")).replace("|", "<br>")
        return (
            f'<p class="ws-wall-hero"><b>{fmt.whole(found.open)}</b>'
            f"<span>{esc(say('venue.unit'))}<br>{words}</span></p>"
        )
    some = bool(found.themes["has_open"].any())
    words = say("venue.has_open" if some else "wall.nothing_open")
    return f'<p class="ws-wall-said">{esc(words)}</p>'


def _texts(words: Sequence[str]) -> list[tuple[str, float]]:
    """Items of a key that are words alone, each with its width in u."""
    return [(f"<span>{esc(text)}</span>", text_width(text, 1)) for text in words]


def venue_key() -> list[tuple[str, float]]:
    """Below the ring map."""
    words = (
        "◆ " + say("venue.key_place"),
        say("venue.key_outside"),
        say("venue.key_no_points"),
    )
    return _texts(words)


# --- border ---------------------------------------------------------------------------------


def border(found: Along) -> str:
    """Its length as the figure of the page, then what happened on either side, per km."""
    (pair,) = found.pairs[:1]
    names = say("border.pair", first=found.name(pair.first), second=found.name(pair.second))
    title = say("border.bands", width=f"{found.width_m:g}")
    length = fmt.decimal(pair.length_km)
    return (
        f"<h1>{esc(names)}</h1><h3>{esc(say('wall.border_length'))}</h3>"
        f'<p class="ws-wall-hero"><b>{esc(length)}</b><span>{esc(say("border.km"))}</span></p>'
        f"<h2>{esc(title)}</h2>{_sides(found, pair)}"
    )


def _sides(found: Along, pair: Pair) -> str:
    heads = (found.name(pair.first), found.name(pair.second))
    body = "".join(f"<b>{esc(name)}</b>" for name in heads)
    rows = f"<li><span></span>{body}</li>"
    for row in pair.counts.itertuples(index=False):
        name = say("wall.venue") if row.indicator == "venue" else wording.short(row.indicator)
        cells = "".join(
            f"<span><b>{esc(_told(value))}</b>{esc(_density(per_km))}</span>"
            for value, per_km in ((row.first, row.first_per_km), (row.second, row.second_per_km))
        )
        rows += f"<li><span>{esc(name)}</span>{cells}</li>"
    if pair.counts.empty:
        return f"<p>{esc(say('border.no_events'))}</p>"
    return f'<ul class="ws-wall-sides">{rows}</ul><p>{esc(say("wall.border_note"))}</p>'


def _told(value: float) -> str:
    return say("border.about") + fmt.whole(value) if is_known(value) else fmt.NONE


def _density(value: float) -> str:
    return say("wall.per_km", count=fmt.decimal(value)) if is_known(value) else ""


def along(found: Along) -> str:
    """The pieces with most events, and the joint cases, each once."""
    (pair,) = found.pairs[:1]
    pieces = pair.pieces[pair.pieces["events"] > 0].head(MOST_SEGMENTS)
    items = "".join(
        f"<li><i>{fmt.whole(row.rank)}</i>"
        f"<span>{esc(say('border.segment_name', number=row.number))}</span>"
        f"<b>{esc(say('wall.about_events', count=fmt.whole(row.events)))}</b></li>"
        for row in pieces.itertuples(index=False)
    )
    whole = say("border.segments_of", count=len(pair.pieces))
    listed = f'<ul class="ws-wall-ranks">{items}</ul>'
    if pieces.empty:
        listed = f"<p>{esc(say('border.no_events'))}</p>"
    return f"<h2>{esc(say('border.segments'))}</h2><h3>{esc(whole)}</h3>{listed}{_cases(found)}"


def _cases(found: Along) -> str:
    made = found.cases
    rows = (
        (say("wall.case_total"), made.total),
        (say("border.case_accepted"), made.accepted),
        (say("border.case_open"), made.total - made.closed),
        (say("wall.case_late", days=LATE_DAYS), made.late),
    )
    items = "".join(f"<li><span>{esc(name)}</span><b>{esc(count(n))}</b></li>" for name, n in rows)
    until = say("border.until", day=fmt.short_day(found.on.last))
    title = say("border.cases")
    return f'<h2>{esc(title)}</h2><h3>{esc(until)}</h3><ul class="ws-wall-facts">{items}</ul>'


def border_key(found: Along) -> list[tuple[str, float]]:
    """Below the border map."""
    words = [say(f"border.key_{name}", width=f"{found.width_m:g}") for name in ("line", "band")]
    return _texts(words)


# --- response circle ------------------------------------------------------------------------


def reached(made: Circle) -> str:
    """Share of the residents within reach as the figure of the page; the grids and events."""
    _, value, words = figure(made.share(Weight.RESIDENTS), made)
    number, sign = (value[:-1], "%") if value.endswith("%") else (value, "")
    rest = "".join(_share(made.share(of), made) for of in (Weight.GRIDS, Weight.EVENTS))
    estimate = f'<strong class="ws-framed">{esc(mark(made))}</strong>' if mark(made) else ""
    return (
        f"<h2>{esc(say('reach.page.hero', minutes=made.target))}</h2>"
        f'<p class="ws-wall-hero ws-wall-share"><b>{esc(number)}</b><span>{sign}</span></p>'
        f"<p>{esc(words)}</p>{estimate}{rest}"
    )


def _share(one: Share, made: Circle) -> str:
    name, value, words = figure(one, made)
    return (
        f'<div class="ws-wall-one"><h3>{esc(name)}</h3><p><b>{esc(value)}</b></p>{esc(words)}</div>'
    )


def uncovered(made: Circle) -> str:
    """The grids nobody reaches in time, most residents first."""
    rows = made.uncovered
    title = say("reach.page.uncovered", minutes=made.target)
    if rows.empty:
        words = say("reach.page.none_lacking_text", minutes=made.target)
        return f"<h2>{esc(say('reach.page.none_lacking'))}</h2><p>{esc(words)}</p>"
    items = ""
    for row in rows.head(MOST_UNCOVERED).itertuples(index=False):
        minutes = say("reach.page.never")
        if np.isfinite(row.minutes):
            minutes = _minutes(row.minutes, made.target)
        people = say("wall.persons", count=fmt.whole(row.residents))
        items += (
            f"<li><span>{esc(row.name)}</span><span>{esc(people)}</span><b>{esc(minutes)}</b></li>"
        )
    note = say("reach.page.uncovered_note", count=fmt.whole(len(rows)))
    more = len(rows) - MOST_UNCOVERED
    rest = f"<p>{esc(say('wall.more', count=more))}</p>" if more > 0 else ""
    return (
        f"<h2>{esc(title)}</h2><h3>{esc(note)}　{esc(mark(made))}</h3>"
        f'<ul class="ws-wall-lacking">{items}</ul>{rest}'
    )


def _minutes(value: float, target: float) -> str:
    """One decimal; what is hardly more than the target never reads as the target."""
    if round(value, 1) <= target:
        return say("wall.over", minutes=f"{target:g}")
    return say("reach.page.within", minutes=float(fmt.decimal(value)))


def _swatch(body: str) -> str:
    return svg(body, 30, 20, "", 'data-swatch=""')


def reach_key(made: Circle) -> list[tuple[str, float]]:
    """Below the map: tones of the zones, the hatch, the sign of a station."""
    levels = [*made.zones.minutes]
    drawn = []
    for minutes in levels:
        fill = getattr(INK, tone(minutes, levels, Ground.DARK))
        edge = f'fill="{fill}" stroke="{INK.t3}" stroke-width="1"'
        drawn.append((rect(1, 2, 28, 16, edge), say("reach.page.key_zone", minutes=minutes)))
    lines = "".join(
        f'<path d="M{x} 18 L{x + 16} 2" stroke="{INK.edge}" stroke-width="1.5"/>'
        for x in range(-12, 30, 8)
    )
    edge = rect(1, 2, 28, 16, f'fill="none" stroke="{INK.t2}" stroke-width="1.4"')
    drawn.append((lines + edge, say("reach.page.key_lacking")))
    items = [
        (
            f"<span>{_swatch(body)}{esc(words)}</span>",
            text_width(words, 1) + SWATCH_U,
        )
        for body, words in drawn
    ]
    return items + _texts([f"{STATION_SIGN} {say('reach.page.key_station')}"])
