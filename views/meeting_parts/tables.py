"""The blocks of the agenda as tables and sentences; pure, so that they can be tested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layers.theme import Palette
from services import alarms, wording
from services.comparing import Compared
from services.hotspots import Picture
from services.listcheck import LastList
from services.matters import Row
from services.meetings import Agenda
from services.situation import Situation
from views.components import format as fmt
from views.components.chips import numeral_chip
from views.components.markup import esc
from vocab import COLOURS
from words import say

SIGNS = {"open": "○", "doing": "◐", "closed": "✓"}


def head(block: int, title: str, note: str, state: str, *, is_frozen: bool = False) -> str:
    """The head of a block: numeral, title, what is in it, and how far it is."""
    word = say("meeting.frozen" if is_frozen else f"meeting.block.{state}")
    kind = "frozen" if is_frozen else state
    numeral = say("meeting.numerals")[block - 1]
    return (
        f'<div class="ws-agenda ws-agenda-{kind}"><b><i>{numeral}</i>{esc(title)}</b>'
        f"<span>{esc(note)}</span><em>{esc(word)}</em></div>"
    )


def _state(row: Row) -> str:
    if row.overdue_days:
        words = say("meeting.overdue", days=row.overdue_days)
        return f'<strong class="ws-late">{esc(words)}</strong>'
    return f"{SIGNS[row.status]} {esc(say(f'matter.state.{row.status}'))}"


def matter_table(rows: Sequence[Row], chosen: int = 0) -> str:
    """Matters with place, owner, due day, age and state; the note in a line below the title."""
    heads = [say(f"meeting.{name}") for name in ("what", "place", "owner", "due", "age", "state")]
    top = "".join(f'<th scope="col">{esc(one)}</th>' for one in heads)
    body = ""
    for row in rows:
        kinds = " ".join(
            name
            for name, is_on in (("ws-closed", row.is_closed), ("ws-chosen", row.id == chosen))
            if is_on
        )
        note = f"<span>{esc(row.note)}</span>" if row.note else ""
        body += (
            f'<tr class="{kinds}"><td><b>{esc(row.title)}</b>{note}</td>'
            f"<td>{esc(row.place_name or say('meeting.everywhere'))}</td>"
            f"<td>{esc(row.owner)}</td><td>{esc(fmt.short_day(row.due_on))}</td>"
            f'<td class="ws-r">{row.age}</td><td>{_state(row)}</td></tr>'
        )
    if not rows:
        return f'<p class="ws-quiet">{esc(say("meeting.no_matters"))}</p>'
    return f'<table class="ws-matters"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def lessons(texts: Iterable[str]) -> str:
    """The lessons, numbered."""
    body = "".join(f"<li>{esc(text)}</li>" for text in texts)
    none = f'<p class="ws-quiet">{esc(say("meeting.no_lessons"))}</p>'
    return f'<ol class="ws-lessons">{body}</ol>' if body else none


def bar(seen: Situation, colours: Palette) -> str:
    """Number of grids per colour side by side, worst first."""
    levels = [int((seen.grids["level"] == level).sum()) for level in range(1, 6)]
    body = "".join(
        f'<span style="background:{colours.fill(n)};color:{colours.label(n)}">'
        f"<i>{COLOURS[n - 1].numeral}</i> {fmt.whole(levels[n - 1])}</span>"
        for n in range(1, 6)
    )
    moved = say("meeting.moved", risen=len(seen.risen), fallen=len(seen.fallen))
    rest = say("meeting.unchanged", count=fmt.whole(seen.unchanged))
    return f'<div class="ws-bar">{body}</div><p><b>{esc(moved)}</b>{esc(rest)}</p>'


def figures(rows: Sequence[Compared]) -> str:
    """The four indicators with 环比 and 同比."""
    heads = ["", say("meeting.now"), say("compare.previous"), say("compare.yearly")]
    top = "".join(f'<th scope="col">{esc(one)}</th>' for one in heads)
    body = "".join(
        f"<tr><td>{esc(wording.indicator(row.indicator))}</td>"
        f'<td class="ws-r"><b>{esc(fmt.whole(row.now))}</b></td>'
        f"<td>{esc(row.previous)}</td><td>{esc(row.yearly)}</td></tr>"
        for row in rows
    )
    return f'<table class="ws-four"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def changes(seen: Situation, colours: Palette, most: int = 8) -> str:
    """Grids that rose or fell with from and to, side by side, the worst first."""
    listed = [("▲", one) for one in seen.risen] + [("▽", one) for one in seen.fallen]
    body = "".join(
        f'<li title="{esc(one.reason)}">{sign} {esc(one.name)} '
        f"{numeral_chip(one.from_level, colours)}→{numeral_chip(one.to_level, colours)}</li>"
        for sign, one in listed[:most]
    )
    if len(listed) > most:
        body += f"<li>{esc(say('meeting.changes_more', count=len(listed) - most))}</li>"
    return f'<ul class="ws-moves">{body}</ul>'


def hot(found: Iterable[Picture]) -> str:
    """Hot spots by word over all indicators, and the clusters as sentences."""
    found = list(found)
    counts: dict[str, int] = {}
    for one in found:
        for word, grids in one.words.items():
            counts[word.value] = counts.get(word.value, 0) + len(grids)
    words = "　".join(
        say("meeting.word", word=say(f"hotspot.word.{name}"), count=count)
        for name, count in counts.items()
    )
    clusters = "".join(
        f"<li>{esc(cluster.sentence)}</li>" for one in found for cluster in one.clusters[:1]
    )
    return f"<p>{esc(say('meeting.hot'))}　<b>{esc(words)}</b></p><ul>{clusters}</ul>"


def alarm_line(sheet: alarms.Sheet) -> str:
    """How many alarms, and how many of them are expected to be false."""
    false = sum(row[3] for row in sheet.per_indicator)
    words = say("meeting.alarms", count=len(sheet.alarms), false=fmt.decimal(false))
    return f"<p>{esc(words)}</p>"


def last_list(lists: Sequence[LastList]) -> str:
    """What last week's list was worth, per indicator."""
    texts = [
        say(
            "meeting.last_list",
            name=wording.indicator(one.indicator),
            events=fmt.whole(one.events),
            hits=fmt.whole(one.hits),
            plain=fmt.whole(one.plain),
            best=fmt.whole(one.best),
        )
        for one in lists
        if one.events is not None
    ]
    if not texts:
        return f"<p>{esc(say('meeting.no_list'))}</p>"
    share = fmt.percent(lists[0].area_share)
    words = say("meeting.join").join(texts)
    return f"<p>{esc(say('meeting.last_lists', share=share, texts=words))}</p>"


def carried_note(made: Agenda) -> str:
    """6 件，办结 4 件."""
    return say("meeting.carried_note", count=len(made.carried), closed=made.closed_now)
