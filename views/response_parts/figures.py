"""Figures, legend and the place for one more station, as markup; pure, so that it is tested."""

from __future__ import annotations

from collections.abc import Sequence

from layers.backends.reach_map import tone
from layers.theme import INKS, Ground
from services.one_more import OneMore
from services.reach import Circle, Share, Weight
from views.components import format as fmt
from views.components.markup import esc, rect, svg, text
from views.components.sheet import block_title, figures
from views.components.states import notice
from words import say

LEAST_FOR_PERCENT = 20
STATION_SIGN, SITE_SIGN = "★", "☆"
INK = INKS[Ground.LIGHT]


def mark(made: Circle) -> str:
    """直线估算 where it is an estimate, "" else: stands beside everything that shows minutes."""
    return say("reach.estimate") if made.is_estimate else ""


def _of(one: Share, *, is_about: bool) -> str:
    about = "_about" if is_about else ""
    part, whole = fmt.whole(one.part), fmt.whole(one.whole)
    return say(f"reach.page.of_{one.of.value}{about}", part=part, whole=whole)


def _percent(one: Share) -> str:
    """One decimal; all is 100%, and what is not all never reads so."""
    if one.part == one.whole:
        return "100%"
    return f"{fmt.decimal(min(one.value * 100, 99.9))}%"


def figure(one: Share, made: Circle) -> tuple[str, str, str]:
    """Name, share, numerator and denominator; below 20 no percentage."""
    name = say(f"reach.page.{one.of.value}")
    if one.whole != one.whole:
        return name, fmt.NONE, say("reach.page.no_events")
    words = _of(one, is_about=made.is_coarse and one.of is Weight.EVENTS)
    if one.whole < LEAST_FOR_PERCENT:
        short = say("reach.page.few", part=fmt.whole(one.part), whole=fmt.whole(one.whole))
        return name, short, words
    return name, _percent(one), words


def hero(made: Circle) -> str:
    """The share of residents, large; the other two below it, each with its two numbers."""
    _, value, words = figure(made.share(Weight.RESIDENTS), made)
    title = say("reach.page.hero", minutes=made.target)
    parts = [esc(one) for one in (words, mark(made)) if one]
    notes = "".join(f"<span>{one}</span>" for one in parts)
    return (
        f'<div class="ws-hero"><span>{esc(title)}</span>'
        f'<p><b class="ws-share">{esc(value)}</b></p>{notes}</div>'
    )


def shares(made: Circle) -> str:
    """Grids and events within reach."""
    rows = [figure(made.share(of), made) for of in (Weight.GRIDS, Weight.EVENTS)]
    span = ""
    if made.events_from is not None and made.events_to is not None:
        span = fmt.dated_span(made.events_from, made.events_to)
        span = f'<p class="ws-note">{esc(say("reach.page.events_note", span=span))}</p>'
    return f'<div class="ws-stack">{figures(rows)}{span}</div>'


def _swatch(body: str) -> str:
    return svg(body, 34, 20, "", 'width="34" height="20" data-swatch aria-hidden="true"')


def _key_line(body: str, words: str) -> str:
    return f'<div class="ws-keyline">{_swatch(body)}<span>{esc(words)}</span></div>'


def legend(made: Circle, *, has_site: bool) -> str:
    """图例 Tones of the zones, outline of the target, hatch, signs."""
    levels = [*made.zones.minutes]
    body = ""
    for minutes in levels:
        fill = getattr(INK, tone(minutes, levels))
        words = say("reach.page.key_zone", minutes=minutes)
        edge = f'fill="{fill}" stroke="{INK.t3}" stroke-width="1.1"'
        body += _key_line(rect(1, 2, 32, 16, edge), words)
    heavy = rect(2, 4, 30, 12, f'fill="none" stroke="{INK.t1}" stroke-width="2.8" rx="5"')
    body += _key_line(heavy, say("reach.page.key_target", minutes=made.target))
    lines = "".join(
        f'<path d="M{x} 18 L{x + 16} 2" stroke="{INK.edge}" stroke-width="1.5"/>'
        for x in range(-12, 34, 8)
    )
    edge = rect(1, 2, 32, 16, f'fill="none" stroke="{INK.t2}" stroke-width="1.4"')
    body += _key_line(lines + edge, say("reach.page.key_lacking"))
    signs = [(STATION_SIGN, "station")] + [(SITE_SIGN, "site")] * has_site
    for sign, name in signs:
        drawn = text(17, 17, sign, f'text-anchor="middle" font-size="18" fill="{INK.t1}"')
        body += _key_line(drawn, say(f"reach.page.key_{name}"))
    return block_title(say("reach.page.key"), mark(made)) + body


def notices(made: Circle) -> str:
    """What the reader must know first: an estimate, unread roads, stations off the roads."""
    found = ""
    line = made.rule.line
    if made.is_estimate:
        words = say("reach.page.estimate_text", detour=line.detour, speed=line.speed_kmh)
        found += notice(say("reach.page.estimate_title"), words)
    if made.unread_roads:
        title = say("reach.page.unread_title", count=fmt.whole(made.unread_roads))
        found += notice(title, say("reach.page.unread_text"))
    off = made.stations.loc[made.stations["is_off_road"], "name"].tolist()
    if off:
        title = say("reach.page.off_road_title", names=say("reach.page.join").join(off))
        found += notice(title, say("reach.page.off_road_text"))
    return found


def one_more(made: Circle, found: Sequence[OneMore]) -> str:
    """再设一处 Where, and what it adds; how sure that is."""
    head = block_title(say("reach.page.one_more"), mark(made))
    if not found:
        words = say("reach.page.one_more_none", minutes=made.target)
        return f'{head}<p class="ws-sure">{esc(words)}</p>'
    best = found[0]
    about = "_about" if made.is_coarse else ""
    items = [say("reach.page.one_more_grids", count=fmt.whole(len(best.codes)))]
    if best.residents == best.residents:
        items.append(say("reach.page.one_more_residents", count=fmt.whole(best.residents)))
    if best.events == best.events:
        count = fmt.whole(best.events)
        items.append(say(f"reach.page.one_more_events{about}", count=count))
    listed = "".join(f"<li>{esc(item)}</li>" for item in items)
    where = say("reach.page.one_more_text", name=best.name, minutes=made.target)
    sure = say("reach.page.one_more_exact", count=fmt.whole(len(made.grids)))
    return (
        f'{head}<div class="ws-onemore"><p>{esc(where)}</p><ul>{listed}</ul>'
        f'<p class="ws-note">{esc(sure)}</p></div>'
    )


CSS = """<style>
.ws-share{font-size:60px!important}
.ws-stack .ws-figures{grid-auto-flow:row;gap:8px}
.ws-stack .ws-note{margin:6px 0 0}
.ws-keyline{display:flex;align-items:center;gap:10px;font-size:14px;padding:3px 0;color:var(--t1)}
.ws-keyline .ws-svg{width:34px;height:20px;flex:none}
.ws-onemore p{margin:0 0 6px;font-size:15px}
.ws-onemore ul{margin:0 0 8px;padding-left:20px;font-weight:600;font-size:15px}
/* A very wide wall is no taller than a desk: larger letters would push the map out of sight. */
@media(min-width:2500px) and (min-aspect-ratio:5/2){html{zoom:1}
.stElementContainer:has(.stDataFrame){width:100%!important}}
</style>"""
