"""Length, sides, segments, cases and hand-over along a border as markup; pure, tested."""

from __future__ import annotations

import pandas as pd

from services import wording
from services.border_cases import LATE_DAYS
from services.borders import Along, Pair
from views.components import format as fmt
from views.components.markup import esc
from views.components.sheet import block_title, figures, table
from vocab import date_of
from words import say

MOST_SEGMENTS, MOST_CASES = 10, 12
FULL = 100.0


def is_known(value: float) -> bool:
    """Whether a number may be told."""
    return value == value


def count(value: float) -> str:
    """A count, or that it may not be told (a larger one may be withheld too)."""
    return fmt.whole(value) if is_known(value) else say("venue.withheld")


def span(found: Along) -> str:
    """2026.11.11—11.17."""
    return fmt.dated_span(found.on.first, found.on.last)


def hero(found: Along) -> str:
    """The length of the border, once, and what it was measured with."""
    (pair,) = found.pairs[:1]
    border = pair.border
    names = say("border.pair", first=found.name(pair.first), second=found.name(pair.second))
    notes = [
        say("border.sides_km", first=_km(border.first_m), second=_km(border.second_m)),
        say("border.tolerance", tolerance=f"{border.tolerance_m:g}", crs=border.crs),
    ]
    below = "".join(f"<span>{esc(note)}</span>" for note in notes)
    return (
        f'<div class="ws-hero"><span>{esc(names)}</span><p><b>{esc(_km(border.length_m))}</b> '
        f"{esc(say('border.km'))}</p>{below}</div>"
    )


def _km(metres: float) -> str:
    return fmt.decimal(metres / 1000)


def _told(found: Along, value: float) -> str:
    if not is_known(value):
        return say("border.not_yours_short")
    return ("" if found.on.is_exact else say("border.about")) + fmt.whole(value)


def sides(found: Along, pair: Pair) -> str:
    """Events in the band on each side, and per km of border."""
    names = [say("border.side", name=found.name(code)) for code in (pair.first, pair.second)]
    per_km = say("border.per_km")
    heads = [say("border.what"), names[0], per_km, names[1], per_km]
    rows = [
        (
            say("border.venue") if row.indicator == "venue" else wording.indicator(row.indicator),
            _told(found, row.first),
            fmt.decimal(row.first_per_km),
            _told(found, row.second),
            fmt.decimal(row.second_per_km),
        )
        for row in pair.counts.itertuples(index=False)
    ]
    title = block_title(say("border.bands", width=f"{found.width_m:g}"), span(found))
    if not rows:
        return f'{title}<p class="ws-sure">{esc(say("border.no_events"))}</p>'
    note = f'<p class="ws-note ws-below">{esc(say("border.bands_note"))}</p>'
    return title + table(heads, rows, (1, 2, 3, 4), is_dense=True) + note


def segments(found: Along, pair: Pair) -> str:
    """The pieces with most events first; ties share a rank."""
    heads = [say(f"border.segment_{name}") for name in ("rank", "number", "length", "events")]
    pieces = pair.pieces[pair.pieces["events"] > 0]
    about = "" if found.on.is_exact else say("border.about")
    rows = [
        (
            fmt.whole(row.rank),
            say("border.segment_name", number=row.number),
            say("border.metres", length=fmt.whole(row.length_m)),
            about + fmt.whole(row.events),
        )
        for row in pieces.head(MOST_SEGMENTS).itertuples(index=False)
    ]
    title = block_title(say("border.segments"), say("border.segments_of", count=len(pair.pieces)))
    if not rows:
        return f'{title}<p class="ws-sure">{esc(say("border.no_events"))}</p>'
    more = len(pieces) - len(rows)
    words = say("border.segments_note") + (say("border.more", count=more) if more else "")
    return title + table(heads, rows, (0, 2, 3)) + f'<p class="ws-note ws-below">{esc(words)}</p>'


def cases(found: Along) -> str:
    """Joint cases: each once, by theme; what a sum over the areas would make of them."""
    made = found.cases
    heads = [say(f"border.case_{name}") for name in ("theme", "total", "accepted", "open")]
    rows = [
        (
            row.theme,
            count(row.total),
            fmt.whole(row.accepted),
            fmt.whole(row.open),
        )
        for row in made.themes.itertuples(index=False)
    ]
    rows.append(
        (
            say("border.case_sum"),
            count(made.total),
            count(made.accepted),
            count(made.total - made.closed),
        )
    )
    note = ""
    if is_known(made.listed) and made.listed:
        note = say("border.once", total=fmt.whole(made.total), listed=fmt.whole(made.listed))
    return (
        block_title(say("border.cases"), say("border.until", day=fmt.short_day(found.on.last)))
        + table(heads, rows, (1, 2, 3))
        + (f'<p class="ws-note ws-below">{esc(note)}</p>' if note else "")
    )


def hand_over(found: Along) -> str:
    """Accepted share, waiting time and how many wait too long."""
    made = found.cases
    waiting = made.total - made.accepted
    wait = say("venue.withheld")
    if is_known(made.median_wait):
        wait = say("border.days", days=fmt.decimal(made.median_wait))
    elif found.on.is_exact:
        wait = fmt.NONE
    items = [
        (say("border.waiting"), count(waiting), say("border.waiting_note")),
        (
            say("border.late"),
            count(made.late),
            say("border.late_note", days=LATE_DAYS),
        ),
        (say("border.accepted_in"), wait, say("border.accepted_note")),
    ]
    return block_title(say("border.hand_over")) + figures(items)


def _day(value: object) -> str:
    if pd.isna(value):
        return fmt.NONE
    day = date_of(int(value))  # type: ignore[call-overload]
    return f"{day.year}.{day.month}.{day.day}"


def _place(found: Along, code: str) -> str:
    own = next((unit for unit in found.units["code"] if code.startswith(unit)), "")
    return found.name(own) if own else code or fmt.NONE


def log(found: Along) -> str:
    """The hand-over log: who found it, who has it, since when it stands where it stands."""
    title = block_title(say("border.log"), say("border.log_note"))
    shown = found.cases.log
    if shown.empty:
        words = say("border.log_none" if found.on.is_exact else "border.log_withheld")
        return f'{title}<p class="ws-sure">{esc(words)}</p>'
    heads = [
        say(f"border.log_{name}")
        for name in ("case", "theme", "found", "way", "accepted", "closed", "step", "age")
    ]
    body = ""
    for row in shown.head(MOST_CASES).itertuples(index=False):
        way = say(
            "border.way", first=_place(found, row.found_in), second=_place(found, row.handed_to)
        )
        step = say(f"border.step.{row.step}")
        tag = f' <b class="ws-late">{esc(say("border.late_tag"))}</b>' if row.is_late else ""
        cells = (row.case, row.theme, _day(row.day), way, _day(row.accepted_day))
        body += "<tr>" + "".join(f"<td>{esc(cell)}</td>" for cell in cells)
        body += f"<td>{esc(_day(row.closed_day))}</td><td>{esc(step)}{tag}</td>"
        body += f'<td class="ws-r">{esc(say("border.days", days=row.age))}</td></tr>'
    top = "".join(f'<th scope="col">{esc(head)}</th>' for head in heads[:-1])
    top += f'<th scope="col" class="ws-r">{esc(heads[-1])}</th>'
    more = len(shown) - MOST_CASES
    note = say("border.more", count=more) if more > 0 else ""
    return (
        f'{title}<div class="ws-scroll"><table class="ws-table"><thead><tr>{top}</tr></thead>'
        f'<tbody>{body}</tbody></table></div><p class="ws-note ws-below">{esc(note)}</p>'
    )


def key(found: Along) -> str:
    """图例 Below the map."""
    names = ("line", "band", "case", "outside")
    parts = [say(f"border.key_{name}", width=f"{found.width_m:g}") for name in names]
    return f'<div class="ws-key">{"".join(f"<span>{esc(part)}</span>" for part in parts)}</div>'


CSS = """<style>
.ws-late{background:#17202A;color:#fff;padding:1px 7px;border-radius:3px;font-size:13px}
.st-key-panel_log .ws-table td{padding:7px 10px!important;font-size:14px;white-space:nowrap}
.st-key-panel_log .ws-table th{padding:7px 10px!important;white-space:nowrap}
.st-key-panel_hand_over .ws-figures{grid-auto-flow:row;gap:8px}
</style>"""
