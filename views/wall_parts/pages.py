"""What the wall says, as markup; pure, so that it can be tested. Seen from metres away."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import Ground, palette
from services import wording
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
from views.wall_parts.rotation import PAGES, Page
from vocab import STATES, State
from words import say

DARK = palette(Ground.DARK)
SIGN_UP, SIGN_DOWN, SIGN_SAME = "▲", "▽", "＝"


def header(place: str, page: Page, cut_off: str, *, late: str) -> str:
    """Brand and page at the left, the age of the data at the right; late data in reverse."""
    title = say(f"wall.page.{page.value}")
    age = f"{esc(say('ui.cut_off'))} <b>{esc(cut_off)}</b>"
    kind = " ws-wall-late" if late else ""
    words = f" {esc(late)}" if late else ""
    return (
        f'<header class="ws-wall-head"><b>{esc(place)}</b><span>{esc(title)}</span>'
        f'<em class="{kind.strip()}">{age}{words}</em></header>'
    )


def footer(page: Page, share: float, refreshed: str, rule: str, *, is_demo: bool) -> str:
    """The pages with the progress of the present one; refresh, rule and 演示数据 always there."""
    names = "".join(
        f'<span class="{"ws-now" if one is page else ""}">'
        + (f'<i style="width:{share * 100:.0f}%"></i>' if one is page else "")
        + f"{esc(say(f'wall.page.{one.value}'))}</span>"
        for one in PAGES
    )
    demo = f"<strong>{esc(say('ui.demo'))}</strong>" if is_demo else ""
    told = f"<em>{esc(say('wall.refreshed', time=refreshed))}</em><em>{esc(rule)}</em>{demo}"
    return f'<footer class="ws-wall-foot"><nav>{names}</nav><div>{told}</div></footer>'


def reds(seen: Situation) -> str:
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
        f'<section class="ws-wall-reds"><h2>{esc(say("map.reds"))}</h2>'
        f'<p class="ws-wall-hero"><b style="color:{DARK.fill(1)}">{fmt.whole(now)}</b>'
        f"<span>{esc(say('map.unit'))}<br>{esc(words)}</span></p>"
        f'<p class="ws-wall-moved">{esc(moved)}</p>{ladder(levels, states, DARK)}</section>'
    )


def _direction(now: float, before: float) -> str:
    if not now >= 0 or not before >= 0:
        return ""
    return SIGN_SAME if now == before else SIGN_UP if now > before else SIGN_DOWN


def indicators(made: Comparison, span: str) -> str:
    """The indicators with unit, direction and thirteen periods; what may not be shown is —."""
    blocks = ""
    # The largest first, the people last: what happened before who lives there.
    for row in sorted(
        made.rows, key=lambda one: (one.is_amount, -(one.now if one.now >= 0 else 0))
    ):
        unit = say("compare.persons" if row.is_amount else "compare.events")
        course = [None if value != value else value for value in (*row.course, row.now)]
        sign = _direction(row.now, row.before)
        change = say("wall.change", sign=sign, change=row.previous)
        drawn = "" if row.is_amount else spark(course, DARK)
        blocks += (
            f'<div class="ws-wall-one"><h3>{esc(wording.indicator(row.indicator))}</h3>'
            f"<p><b>{fmt.whole(row.now)}</b> {esc(unit)}{drawn}</p>"
            f"<span>{esc(change)}</span></div>"
        )
    title = say("wall.this_period", span=span)
    return f'<section class="ws-wall-four"><h2>{esc(title)}</h2>{blocks}</section>'


def key() -> str:
    """How sure a colour is, by the amount of its fill."""
    return f'<div class="ws-wall-key">{confidence_key(DARK)}</div>'


def change_list(seen: Situation, current: int) -> str:
    """Rising and falling grids; the one spoken of in reverse."""
    groups = ""
    number = 0
    for word, sign, rows in (
        ("wall.risen", SIGN_UP, seen.risen),
        ("wall.fallen", SIGN_DOWN, seen.fallen),
    ):
        body = ""
        for one in rows:
            kind = ' class="ws-now"' if number == current else ""
            body += (
                f"<li{kind}><span>{sign} {esc(one.name)}</span>"
                f"<span>{chip(one.from_level, colours=DARK)} → "
                f"{chip(one.to_level, colours=DARK)}</span></li>"
            )
            number += 1
        groups += f"<h2>{esc(say(word, count=len(rows)))}</h2><ul>{body}</ul>"
    rest = say("ui.changes.rest" if number else "ui.changes.none", count=fmt.whole(seen.unchanged))
    return f'<section class="ws-wall-list">{groups}<p>{esc(rest)}</p></section>'


def changed(seen: Situation) -> tuple[Change, ...]:
    """All grids of the list, in its order."""
    return (*seen.risen, *seen.fallen)


def spoken_of(seen: Situation, current: int) -> str:
    """The grid flown to: name, from and to, how sure, the ruler and why."""
    rows = changed(seen)
    if not rows:
        words = say("ui.changes.none", count=fmt.whole(seen.unchanged))
        return f'<section class="ws-wall-about"><p>{esc(words)}</p></section>'
    one = rows[current]
    grid = next(seen.grids[seen.grids["code"] == one.code].itertuples(index=False))
    number = say("wall.playing", number=current + 1, count=len(rows))
    sure = wording.confidence(float(grid.p_within_one))
    drawn = ruler(float(grid.index), float(grid.previous_index), seen.policy.cuts, DARK)
    return (
        f'<section class="ws-wall-about"><h3>{esc(number)}</h3><h1>{esc(one.name)}</h1>'
        f"<p>{chip(one.from_level, colours=DARK, big=True)} → "
        f"{chip(one.to_level, colours=DARK, big=True)}</p><p>{esc(sure)}</p>{drawn}"
        f"<hr><h3>{esc(say('wall.why'))}</h3><p>{esc(one.reason)}</p></section>"
    )


def _matter(row: Row) -> str:
    state = f"{SIGNS[row.status]} {esc(say(f'matter.state.{row.status}'))}"
    if row.overdue_days:
        words = say("meeting.overdue", days=row.overdue_days)
        state = f'<strong class="ws-late">{esc(words)}</strong>'
    closed = ' class="ws-closed"' if row.is_closed else ""
    return (
        f"<tr{closed}><td>{esc(row.title)}</td><td>{esc(row.owner)}</td>"
        f"<td>{esc(fmt.short_day(row.due_on))}</td><td>{state}</td></tr>"
    )


def matters(made: Agenda | None, most: int = 12) -> str:
    """What the meeting gave out: matter, owner, due day, state; no note, which may name a home."""
    if made is None:
        return f'<section class="ws-wall-matters"><h2>{esc(say("wall.no_meeting"))}</h2></section>'
    rows: Sequence[Row] = (*made.carried, *made.planned)
    late = sum(row.overdue_days > 0 for row in rows)
    title = say(
        "wall.matters",
        number=made.meeting.number,
        count=len(rows),
        closed=sum(row.is_closed for row in rows),
        late=late,
    )
    heads = [say(f"meeting.{name}") for name in ("what", "owner", "due", "state")]
    top = "".join(f'<th scope="col">{esc(one)}</th>' for one in heads)
    body = "".join(_matter(row) for row in rows[:most])
    return (
        f'<section class="ws-wall-matters"><h2>{esc(title)}</h2>'
        f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></section>"
    )


def notice(words: str) -> str:
    """One sentence over everything: the database is away, the data are late."""
    return f'<div class="ws-wall-notice" role="alert">{esc(words)}</div>'
