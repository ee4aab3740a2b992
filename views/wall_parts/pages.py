"""What the wall says of the week, as markup; pure, so that it can be tested. Seen from afar."""

from __future__ import annotations

from collections.abc import Sequence

from layers import risk
from layers.theme import Ground, Palette, palette
from services import wording
from services.alarms import Sheet
from services.comparing import Comparison
from services.matters import Row
from services.meetings import Agenda
from services.situation import Change, Situation
from views.components import format as fmt
from views.components.chips import chip, confidence_key
from views.components.course import spark
from views.components.legend import ladder
from views.components.markup import esc
from views.components.ruler import ruler
from views.meeting_parts.tables import SIGNS
from views.wall_parts.layout import Box, Screen, columns, text_width
from vocab import STATES, State
from words import say

DARK = palette(Ground.DARK)
SIGN_UP, SIGN_DOWN, SIGN_SAME = "▲", "▽", "＝"
# The ruler's figures are 13 of its own units; so narrow, they come out as large as the text.
RULER_WIDTH = 236.0
MOST_ALARMS = 3
MATTER_ROW_U, ROOMY_ROW_U = 2.2, 2.96
MATTER_SHARES = (44, 18, 14, 16)


def panel(kind: str, box: Box, body: str) -> str:
    """A part of a page at its place."""
    return f'<section class="ws-wall-{kind}" style="{box.css}">{body}</section>'


def reds(seen: Situation, colours: Palette = DARK) -> str:
    """The count of red grids as the largest figure, what changed, and the legend with counts."""
    now = int((seen.grids["level"] == 1).sum())
    before = int((seen.grids["previous_level"] == 1).sum())
    words = say("map.same")
    if not seen.has_previous:
        words = say("map.first_map")
    elif now != before:
        key = "map.more" if now > before else "map.fewer"
        words = say(key, count=fmt.whole(abs(now - before)))
    moved = say("wall.moved", risen=len(seen.risen), fallen=len(seen.fallen))
    levels = {level: int((seen.grids["level"] == level).sum()) for level in range(1, 6)}
    states = {s: int((seen.grids["state"] == s.value).sum()) for s in STATES if s is not State.OK}
    return (
        f"<h2>{esc(say('map.reds'))}</h2>"
        f'<p class="ws-wall-hero"><b style="color:{colours.fill(1)}">{fmt.whole(now)}</b>'
        f"<span>{esc(say('wall.reds', words=words))}</span></p>"
        f'<p class="ws-wall-moved">{esc(moved)}</p>{ladder(levels, states, colours)}'
    )


def _direction(now: float, before: float) -> str:
    if not now >= 0 or not before >= 0:
        return ""
    return SIGN_SAME if now == before else SIGN_UP if now > before else SIGN_DOWN


def indicators(made: Comparison, span: str, colours: Palette = DARK) -> str:
    """The indicators with unit, direction and thirteen periods; what may not be shown is —."""
    blocks = ""
    # The largest first, the people last: what happened before who lives there.
    for row in sorted(
        made.rows, key=lambda one: (one.is_amount, -(one.now if one.now >= 0 else 0))
    ):
        unit = say("compare.persons" if row.is_amount else "compare.events")
        course = [None if value != value else value for value in (*row.course, row.now)]
        sign = _direction(row.now, row.before)
        change = say("wall.change", sign=sign, change=row.previous).strip()
        drawn = "" if row.is_amount else spark(course, colours)
        blocks += (
            f'<div class="ws-wall-one"><h3>{esc(wording.indicator(row.indicator))}</h3>'
            f"<p><b>{fmt.whole(row.now)}</b> {esc(unit)}{drawn}</p>"
            f"<span>{esc(change)}</span></div>"
        )
    return f"<h4>{esc(say('wall.this_period', span=span))}</h4>{blocks}"


def key(seen: Situation, colours: Palette = DARK) -> list[tuple[str, float]]:
    """How sure a colour is, by the amount of its fill, and of how many grids it is sure.

    Each item with its width in u.
    """
    words = [say(f"ui.confidence.key_{kind}") for kind in range(3)]
    items = [(confidence_key(colours), sum(text_width(word, 1) + 1.2 for word in words) + 1.8)]
    sure = risk.sure_share(seen.grids)
    if sure is not None:
        share = say("wall.sure", share=fmt.percent(sure))
        items.append((f"<span>{esc(share)}</span>", text_width(share, 1)))
    return items


def worst(seen: Situation) -> str:
    """Code of the grid with the highest index among the worst coloured ones; "" without any."""
    coloured = seen.grids[seen.grids["level"] > 0]
    if coloured.empty:
        return ""
    first = coloured.sort_values(["level", "index", "code"], ascending=[True, False, True])
    return str(first["code"].iloc[0])


def changed(seen: Situation) -> tuple[Change, ...]:
    """All grids of the list, in its order."""
    return (*seen.risen, *seen.fallen)


def alarm_line(sheet: Sheet | None) -> str:
    """预警 How many, which ones first, how many of them are false: above what changed."""
    if sheet is None or not sheet.alarms:
        return ""
    listed = "".join(f"<p>▲ {esc(one)}</p>" for one in alarm_words(sheet)[:MOST_ALARMS])
    false = fmt.decimal(sum(row[3] for row in sheet.per_indicator))
    title = say("wall.alarms", count=len(sheet.alarms))
    note = say("wall.alarms_false", false=false)
    return (
        f'<div class="ws-wall-alarms"><h2>{esc(title)}<span>{esc(note)}</span></h2>{listed}</div>'
    )


def alarm_words(sheet: Sheet) -> list[str]:
    """One text per alarm: the grid and what there is more of than usual."""
    return [
        say("wall.alarm", name=one.name, indicator=wording.indicator(one.indicator))
        for one in sheet.alarms
    ]


def change_list(
    seen: Situation, current: int | None, most: int = 14, colours: Palette = DARK
) -> str:
    """Rising and falling grids; the one spoken of in reverse.

    Args:
        seen: the week.
        current: place of the grid spoken of in the list; None speaks of none.
        most: rows there is room for; the ones around ``current`` are shown.
        colours: palette of the ground.
    """
    rows = changed(seen)
    start = 0 if current is None else current // most * most
    shown = range(start, min(start + most, len(rows)))
    body = ""
    for word, sign, first, group in (
        ("wall.risen", SIGN_UP, 0, seen.risen),
        ("wall.fallen", SIGN_DOWN, len(seen.risen), seen.fallen),
    ):
        numbers = [number for number in range(first, first + len(group)) if number in shown]
        items = "".join(_change(rows[n], sign, colours, is_now=n == current) for n in numbers)
        if items or not start:
            body += f"<h2>{esc(say(word, count=len(group)))}</h2><ul>{items}</ul>"
    more = len(rows) - len(shown)
    rest = say("ui.changes.rest" if rows else "ui.changes.none", count=fmt.whole(seen.unchanged))
    words = (say("wall.more", count=more) if more else "") + rest
    return f"{body}<p>{esc(words)}</p>"


def _change(one: Change, sign: str, colours: Palette, *, is_now: bool) -> str:
    kind = ' class="ws-now"' if is_now else ""
    return (
        f"<li{kind}><span>{sign} {esc(one.name)}</span>"
        f"<span>{chip(one.from_level, colours=colours)}<i>→</i>"
        f"{chip(one.to_level, colours=colours)}</span></li>"
    )


def spoken_of(seen: Situation, current: int, colours: Palette = DARK) -> str:
    """The grid flown to: name, from and to, how sure, the ruler and why."""
    rows = changed(seen)
    if not rows:
        return f"<p>{esc(say('ui.changes.none', count=fmt.whole(seen.unchanged)))}</p>"
    one = rows[current]
    grid = next(seen.grids[seen.grids["code"] == one.code].itertuples(index=False))
    number = say("wall.playing", number=current + 1, count=len(rows))
    sure = wording.confidence(float(grid.p_within_one))
    before = float(grid.previous_index)
    drawn = ruler(
        float(grid.index),
        before if before == before else None,
        seen.policy.cuts,
        colours,
        RULER_WIDTH,
    )
    return (
        f"<h3>{esc(number)}</h3><h1>{esc(one.name)}</h1>"
        f'<p class="ws-wall-from">{chip(one.from_level, colours=colours, big=True)}<i>→</i>'
        f"{chip(one.to_level, colours=colours, big=True)}</p><p>{esc(sure)}</p>{drawn}"
        f"<hr><h3>{esc(say('wall.why'))}</h3>{_parts(seen, grid)}<p>{esc(one.reason)}</p>"
    )


def _parts(seen: Situation, grid: object) -> str:
    """贡献 What each indicator adds to the index, against the middle grid; whole points."""
    rules = seen.policy.indicators
    parts = [(rule.code, float(getattr(grid, f"part_{rule.code}"))) for rule in rules]
    known = [(code, value) for code, value in parts if value == value]
    most = max([abs(value) for _, value in known], default=0.0) or 1.0
    body = ""
    for code, value in sorted(known, key=lambda one: -one[1]):
        kind = ' class="ws-less"' if value < 0 else ""
        bar = f'<u><i{kind} style="width:{abs(value) / most * 100:.0f}%"></i></u>'
        name = esc(wording.indicator(code))
        body += f"<li><span>{name}</span>{bar}<b>{esc(fmt.signed(value))}</b></li>"
    return f'<ul class="ws-wall-parts">{body}</ul>'


def _matter(row: Row, places: Sequence[tuple[float, float]], box: Box) -> str:
    state = f"{SIGNS[row.status]} {esc(say(f'matter.state.{row.status}'))}"
    if row.overdue_days:
        words = say("meeting.overdue", days=row.overdue_days)
        state = f'<strong class="ws-late">{esc(words)}</strong>'
    cells = (esc(row.title), esc(row.owner), esc(fmt.short_day(row.due_on)), state)
    closed = " ws-closed" if row.is_closed else ""
    return f'<li class="ws-wall-row{closed}">{_cells(cells, places, box)}</li>'


def _cells(cells: Sequence[str], places: Sequence[tuple[float, float]], box: Box) -> str:
    return "".join(
        f'<span style="left:{x - box.x:.0f}px;width:{wide:.0f}px">{cell}</span>'
        for cell, (x, wide) in zip(cells, places, strict=True)
    )


def matters(made: Agenda, screen: Screen, box: Box) -> str:
    """What the meeting gave out: matter, owner, due day, state; no note, which may name a home."""
    rows: Sequence[Row] = (*made.carried, *made.planned)
    title = say(
        "wall.matters",
        number=made.meeting.number,
        count=len(rows),
        closed=sum(row.is_closed for row in rows),
        late=sum(row.overdue_days > 0 for row in rows),
    )
    is_roomy = (len(rows) + 2) * ROOMY_ROW_U * screen.u <= box.height
    most = int(box.height / screen.u / MATTER_ROW_U) - 3
    # What is late and what is open stands before what is done.
    ordered = sorted(rows, key=lambda row: (row.is_closed, -row.overdue_days, row.due_on))
    places = columns(screen, MATTER_SHARES, box)
    heads = [esc(say(f"meeting.{name}")) for name in ("what", "owner", "due", "state")]
    body = f'<li class="ws-wall-row ws-wall-heads">{_cells(heads, places, box)}</li>'
    body += "".join(_matter(row, places, box) for row in ordered[:most])
    more = len(rows) - most
    rest = f"<p>{esc(say('wall.more', count=more))}</p>" if more > 0 else ""
    kind = ' class="ws-wall-roomy"' if is_roomy else ""
    return f"<h2>{esc(title)}</h2><ul{kind}>{body}</ul>{rest}"
