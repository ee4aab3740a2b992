"""Themes, funnel, rings, rates and match days of a venue as markup; pure, so that it is tested."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.rate_ratio import RateRatio
from services import wording
from services.perimeters import MATCH_WINDOW, Around
from views.components import format as fmt
from views.components.icons import icon
from views.components.markup import esc
from views.components.sheet import block_title, table
from views.components.states import notice
from words import say

THEME_ICONS = ("air", "water", "clean", "traffic", "trade", "fire")
FULL_TURN = 100.0


def is_known(value: float) -> bool:
    """Whether a number may be told."""
    return value == value


def count(value: float) -> str:
    """A count with its unit, or that it may not be told (a larger one may be withheld too)."""
    return say("venue.count", count=fmt.whole(value)) if is_known(value) else say("venue.withheld")


def span(found: Around) -> str:
    """2026.11.11—11.17."""
    return fmt.dated_span(found.on.first, found.on.last)


def head(found: Around) -> str:
    """The venue with its kind, owner and whether a match falls into the span."""
    played = [day for day in sorted(found.days) if found.on.first <= day <= found.on.last]
    parts = [text for text in (found.category, found.owner) if text]
    if played:
        days = say("venue.join").join(fmt.short_day(day) for day in played)
        parts.append(say("venue.match_on", days=days))
    note = say("venue.dot").join(parts)
    return (
        f'<div class="ws-venue"><h2>{esc(found.name)}</h2>'
        f'<p class="ws-note">{esc(note or found.code)}</p></div>'
    )


def _state(found: Around, total: float, opened: float, has_open: bool) -> tuple[str, str]:
    """Sign and words of a theme: ○ nothing open, ◐ / ● something is."""
    if is_known(total) and total == 0:
        return "○", say("venue.none")
    if not has_open:
        return "○", say("venue.all_closed")
    if not is_known(opened):
        return "●", say("venue.has_open")
    return "●", say("venue.open_of", count=fmt.whole(opened))


def themes(found: Around) -> str:
    """六类 One line per theme: icon, name, how many, whether something is open."""
    body = ""
    for number, row in enumerate(found.themes.itertuples(index=False)):
        drawn = icon(THEME_ICONS[number], 26) if number < len(THEME_ICONS) else icon("file", 26)
        sign, words = _state(found, row.total, row.open, row.has_open)
        strong = " ws-now" if sign == "●" else ""
        body += (
            f'<li class="ws-theme{strong}">{drawn}<div><b>{esc(row.theme)}</b>'
            f"<span>{esc(count(row.total))}</span></div><em>{sign} {esc(words)}</em></li>"
        )
    return f'{block_title(say("venue.themes"), span(found))}<ul class="ws-themes">{body}</ul>'


def hero(found: Around) -> str:
    """How many are not closed yet: the second thing to be seen after the map."""
    if is_known(found.open):
        number, unit = fmt.whole(found.open), say("venue.unit")
    elif found.themes["has_open"].any():
        number, unit = say("venue.some"), ""
    else:
        number, unit = "0", say("venue.unit")
    total = say("venue.of_total", count=count(found.total), span=span(found))
    return (
        f'<div class="ws-hero"><span>{esc(say("venue.open"))}</span><p><b>{esc(number)}</b>'
        f" {esc(unit)}</p><span>{esc(total)}</span></div>"
    )


def funnel(found: Around) -> str:
    """触发-识别-派发-办结 as flat bars over their track; the last one darker."""
    reached = found.stages["reached"].tolist()
    whole = max([value for value in reached if is_known(value)], default=0.0)
    body = ""
    for row in found.stages.itertuples(index=False):
        is_last = row.stage == found.stages["stage"].iloc[-1]
        share = row.reached / whole * FULL_TURN if is_known(row.reached) and whole else 0.0
        bar = f'<i{" class=ws-last" if is_last else ""} style="width:{share:.1f}%"></i>'
        words = f"<span>{esc(row.stage)}</span><b>{esc(count(row.reached))}</b>"
        body += f'<div class="ws-step">{words}<u>{bar}</u></div>'
    return f'{block_title(say("venue.funnel"), span(found))}<div class="ws-funnel">{body}</div>'


def radius(metres: float) -> str:
    """300 米; a drawn perimeter has none."""
    return say("venue.inside_shape") if metres == 0 else say("venue.radius", radius=f"{metres:g}")


def rings(found: Around) -> str:
    """Each ring: area, grids, residents by area share, events; cumulative."""
    heads = [
        say(f"venue.ring_{name}") for name in ("radius", "area", "grids", "residents", "events")
    ]
    rows = []
    for row in found.rings.itertuples(index=False):
        people = fmt.whole(row.residents)
        if row.unknown:
            people = say("venue.known_only", residents=people, grids=row.unknown)
        rows.append(
            (
                radius(row.radius_m),
                f"{row.area_km2:.2f}",
                say("venue.grids", whole=fmt.whole(row.whole), part=fmt.whole(row.part)),
                people,
                count(row.events),
            )
        )
    notes = [say("venue.ring_note")]
    if found.shared:
        notes.append(say("venue.shared", count=fmt.whole(found.shared)))
    if found.without_point:
        notes.append(say("venue.without_point", count=fmt.whole(found.without_point)))
    note = f'<p class="ws-note ws-below">{esc("".join(notes))}</p>'
    return (
        block_title(say("venue.rings"), say("venue.cumulative"))
        + table(heads, rows, (1, 3, 4))
        + note
    )


def _ratio(found: Around, rate: RateRatio) -> str:
    if not rate.is_enough:
        return say("venue.few")
    decimals = 2 if found.on.is_exact else 1
    low, high = (f"{value:.{decimals}f}" for value in (rate.low, rate.high))
    return say("venue.ratio", ratio=f"{rate.ratio:.{decimals}f}", low=low, high=high)


def _verdict(rate: RateRatio) -> str:
    if not rate.is_enough:
        return fmt.NONE
    if rate.low > 1:
        return say("venue.more")
    return say("venue.fewer") if rate.high < 1 else say("venue.same")


def rates(found: Around) -> str:
    """Inside the widest ring against the rest of the same towns, per resident, with interval."""
    heads = [say(f"venue.rate_{name}") for name in ("what", "inside", "rest", "ratio", "verdict")]
    about = "" if found.on.is_exact else say("venue.about")
    rows = [
        (
            say("venue.events") if indicator == "venue" else wording.indicator(indicator),
            about + fmt.whole(rate.inside_events),
            about + fmt.whole(rate.rest_events),
            _ratio(found, rate),
            _verdict(rate),
        )
        for indicator, rate in found.rates
    ]
    people, rest = (fmt.whole(value) for value in found.base)
    note = say("venue.rate_note", inside=people, rest=rest)
    return (
        block_title(say("venue.rates"), radius(found.area.radii_m[-1]))
        + table(heads, rows, (1, 2))
        + f'<p class="ws-note ws-below">{esc(note)}</p>'
    )


def match_days(found: Around) -> str:
    """Before, on and after match days: events a day, with the days they are counted on."""
    title = block_title(
        say("venue.match"), fmt.dated_span(found.phase_from, found.on.last) if found.phases else ""
    )
    if not found.phases:
        words = say("venue.match_withheld" if found.days else "venue.no_match_days")
        return f'{title}<p class="ws-sure">{esc(words)}</p>'
    heads = [say(f"venue.match_{name}") for name in ("phase", "days", "events", "daily")]
    rows = [
        (
            say(f"venue.phase.{one.phase.value}"),
            fmt.whole(one.days),
            fmt.whole(one.events),
            fmt.decimal(one.per_day),
        )
        for one in found.phases
    ]
    note = say("venue.match_note", window=MATCH_WINDOW)
    return title + table(heads, rows, (1, 2, 3)) + f'<p class="ws-note ws-below">{esc(note)}</p>'


def notices(found: Around) -> str:
    """What the reader must know first: a barrier that cuts the rings."""
    if not found.is_cut:
        return ""
    return notice(say("venue.cut_title"), say("venue.cut_text"))


def key(found: Around, *, shows_points: bool) -> str:
    """图例 Below the map: signs of events, what the missing colour means."""
    parts: Sequence[str] = (
        ["◆ " + say("venue.key_place"), say("venue.key_points")]
        if shows_points
        else ["◆ " + say("venue.key_place"), say("venue.key_no_points")]
    )
    spans = "".join(f"<span>{esc(part)}</span>" for part in [*parts, say("venue.key_outside")])
    return f'<div class="ws-key">{spans}</div>'


CSS = """<style>
.ws-venue h2{font-size:26px!important;font-weight:700;margin:0;padding:0;line-height:1.25}
.ws-venue p{margin:4px 0 0}
.stHtml .ws-themes,.ws-themes{list-style:none;margin:4px 0 0;padding:0}
.ws-theme{display:flex;align-items:center;gap:12px;padding:11px 0;margin:0;
border-bottom:1px solid var(--line);color:var(--t1)}
.ws-theme:last-child{border-bottom:0}
.ws-theme .ws-icon{color:var(--t2)}
.ws-theme div{flex:1;min-width:0}
.ws-theme b{display:block;font-weight:600;font-size:15px}
.ws-theme span{color:var(--t2);font-size:14px}
.ws-theme em{font-style:normal;white-space:nowrap;font-size:14px;color:var(--t2)}
.ws-theme.ws-now em{color:var(--t1);font-weight:600}
.ws-funnel{display:flex;flex-direction:column;gap:10px;margin-top:4px}
.ws-step{display:grid;grid-template-columns:1fr auto;gap:3px 8px;font-size:15px}
.ws-step b{font-weight:600}
.ws-step u{grid-column:1/-1;height:12px;background:var(--track);display:block}
.ws-step i{display:block;height:12px;background:var(--t3)}
.ws-step i.ws-last{background:var(--t1)}
</style>"""
