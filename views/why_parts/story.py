"""The page's text and drawings from one frozen answer; pure, so that it can be tested."""

from __future__ import annotations

from collections.abc import Sequence

from layers.theme import Palette
from services import wording
from services.why import Why
from views.components import format as fmt
from views.components.chips import chip, neighbours
from views.components.dots import dots, key, unit_of
from views.components.markup import esc
from views.why_parts.scale import scale
from vocab import State
from words import say

Neighbour = tuple[str, int, State]


def _paragraphs(sentences: Sequence[str]) -> str:
    return "".join(f"<p>{esc(sentence)}</p>" for sentence in sentences)


def top(made: Why, cuts: Sequence[float], around: Sequence[Neighbour], colours: Palette) -> str:
    """Place and colour, the sentence, the ruler; the neighbours at the right."""
    row = made.grid
    level, state = int(row.level), State(row.state)
    people = say("why.persons", code=row.code, count=fmt.whole(row.residents))
    body = (
        f'<div class="ws-why-place">{chip(level, state, colours, big=True)}'
        f"<span>{esc(row.village)} {esc(row.name)}</span>"
        f'<span class="ws-note">{esc(people)}</span></div>'
        f"<h1>{esc(made.headline)}</h1>"
        f'<div class="ws-why-notes">{_paragraphs(made.notes)}</div>'
    )
    if level:
        named = {one.indicator: one.points for one in made.causes}
        main = (wording.indicator(made.main), named[made.main]) if made.main else None
        drawn = scale(float(row.index), float(row.reference), main, cuts, colours)
        body += f'<div class="ws-why-scale">{drawn}</div>'
    side = ""
    if around:
        title = f"<h2>{esc(say('why.neighbours'))}</h2>"
        side = f'<aside class="ws-why-side">{title}{neighbours(around, colours)}</aside>'
    return f'<section class="ws-why ws-why-top"><div>{body}</div>{side}</section>'


def _dots(made: Why, colours: Palette) -> str:
    """Dots where counts may be seen, else the same comparison in words."""
    shown = [one for one in made.pairs if one.actual is not None and one.usual is not None]
    missing = [one for one in made.pairs if one not in shown]
    if not shown:
        words = _paragraphs([one.sentence for one in made.pairs if one.sentence])
        note = f'<p class="ws-note">{esc(say("why.hidden"))}</p>'
        return f"<h2>{esc(say('why.dots_words'))}</h2>{words}{note}"
    unit = unit_of(*[v for one in shown for v in (one.actual, one.usual) if v is not None])
    body = ""
    for one in shown:
        count = say("why.dot_count", name=one.name, count=fmt.whole(one.actual))
        usual = say("why.dot_usual_count", usual=fmt.decimal(one.usual))
        drawn = dots(one.name, one.actual or 0.0, one.usual or 0.0, unit, colours)
        note = f'<p class="ws-note">{esc(usual)}</p>'
        body += f"<div><h3>{esc(count)}</h3>{drawn}{note}</div>"
    for one in missing:
        body += f"<div><h3>{esc(say('why.dot_none', name=one.name))}</h3></div>"
    title = f"<h2>{esc(say('why.dots'))}</h2>"
    return f'{title}<div class="ws-why-dots">{body}</div>{key(unit, colours)}'


def _column(title: str, big: str, notes: Sequence[str]) -> str:
    head = f"<h2>{esc(title)}</h2>" if title else ""
    return f'<div>{head}<div class="ws-why-big">{esc(big)}</div>{_paragraphs(notes)}</div>'


def bottom(made: Why, colours: Palette, beside: str = "") -> str:
    """Dots, how sure, what would change it; the last line says whether the rule changed.

    ``beside`` says what the colour would be under other rules.
    """
    return (
        '<section class="ws-why"><hr class="ws-why-rule"><div class="ws-why-three">'
        f"<div>{_dots(made, colours)}</div>"
        + _column(say("why.confidence"), made.sure, made.sure_notes)
        + _column(made.turn_title, made.turn, made.turn_notes)
        + f'</div><div class="ws-why-foot">{esc(made.rule + beside)}</div></section>'
    )
