"""One column per grid, row by row, so that like stands beside like; pure, so that it is tested."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from layers.theme import Palette
from services import wording
from services.grid_compare import Beside, Comparison
from services.situation import Situation
from views.components import format as fmt
from views.components.chips import chip, confidence, neighbours
from views.components.course import course
from views.components.markup import esc
from views.components.ruler import ruler, steps
from views.components.sheet import table
from vocab import State
from words import say

WEEKS = 13
WIDE = 420.0


def _head(one: Beside, seen: Situation, colours: Palette) -> str:
    row = one.card.grid
    remove = say("gridcompare.remove", name=row.name)
    people = say("map.persons", code=row.code, count=fmt.whole(row.residents))
    return (
        f'<div class="ws-beside-head"><h2>{esc(row.name)}</h2>'
        f'<button type="button" data-do="remove" value="{esc(row.code)}" title="{esc(remove)}" '
        f'aria-label="{esc(remove)}">×</button>'
        f'<p class="ws-note">{esc(row.village)} · {esc(people)}</p></div>'
        + chip(int(row.level), State(row.state), colours, big=True)
    )


def _index(one: Beside, seen: Situation, colours: Palette) -> str:
    row = one.card.grid
    if one.likely is None:
        return f'<p class="ws-note">{esc(say("gridcompare.likely_none"))}</p>'
    before = None if np.isnan(row.previous_index) else float(row.previous_index)
    low, high = (fmt.whole(value) for value in one.likely)
    return (
        ruler(float(row.index), before, seen.policy.cuts, colours, width=WIDE)
        + f'<p class="ws-sure"><b>{esc(say("gridcompare.likely", low=low, high=high))}</b><br>'
        f"{esc(confidence(row.p_shown, row.p_within_one))}</p>"
    )


def _said(one: Beside, seen: Situation, colours: Palette) -> str:
    return (
        f'<p class="ws-beside-said">{esc(one.difference)}</p>'
        f'<p class="ws-note">{esc(one.standing)}</p>'
    )


def _why(one: Beside, seen: Situation, colours: Palette) -> str:
    row = one.card.grid
    body = f"<p>{esc(one.headline)}</p>"
    if not row.level:
        return body
    parts = [(wording.indicator(cause.indicator), cause.points) for cause in one.card.causes]
    drawn = steps(
        float(row.reference), parts, float(row.index), int(row.level), colours, width=WIDE
    )
    return body + drawn


def _numbers(one: Beside, seen: Situation, colours: Palette) -> str:
    row = one.card.grid
    causes = {cause.indicator: cause for cause in one.card.causes}
    rows = []
    for rule in seen.policy.indicators:
        cause = causes[rule.code]
        if cause.expected is None:
            share = "" if cause.measure is None else fmt.percent(cause.measure)
            rows.append((wording.indicator(rule.code), fmt.whole(row.residents), share, ""))
            continue
        rows.append(
            (
                wording.indicator(rule.code),
                fmt.whole(getattr(row, f"count_{rule.code}")),
                fmt.whole(cause.count),
                fmt.decimal(cause.expected),
            )
        )
    heads = ["", *[say(f"gridcompare.{name}") for name in ("now", "recent", "usual")]]
    note = "" if seen.is_exact else f'<p class="ws-note">{esc(say("gridcompare.hidden"))}</p>'
    return table(heads, rows, right=(1, 2, 3)) + note


def _course(one: Beside, seen: Situation, colours: Palette) -> str:
    way = one.card.course
    names = [fmt.axis_name(seen.policy.period, period) for period in way.periods[-WEEKS:]]
    index = [None if np.isnan(value) else float(value) for value in way.index[-WEEKS:]]
    return course(names, index, way.level[-WEEKS:].tolist(), seen.policy.cuts, colours, width=WIDE)


def _around(one: Beside, seen: Situation, colours: Palette) -> str:
    cells = [
        (row.name, int(row.level), State(row.state))
        for row in one.card.neighbours.itertuples(index=False)
    ]
    if not cells:
        return f'<p class="ws-note">{esc(say("gridcompare.no_neighbours"))}</p>'
    return neighbours(cells, colours)


def _matters(one: Beside, seen: Situation, colours: Palette) -> str:
    if not one.matters:
        return f'<p class="ws-note">{esc(say("gridcompare.no_matters"))}</p>'
    items = "".join(
        f"<li>{esc(_matter(row.title, row.owner, row.due_on))}</li>" for row in one.matters
    )
    return f"<ul>{items}</ul>"


def _matter(title: str, owner: str, due_on: int) -> str:
    return say("gridcompare.matter", title=title, owner=owner, due=fmt.short_day(due_on))


_ROWS: tuple[tuple[str, Callable[[Beside, Situation, Palette], str]], ...] = (
    ("", _head),
    ("", _index),
    ("differing", _said),
    ("steps", _why),
    ("indicators", _numbers),
    ("course", _course),
    ("neighbours_of", _around),
    ("matters", _matters),
)


def columns(made: Comparison, seen: Situation, colours: Palette) -> str:
    """All rows, each with one cell per grid under one title."""
    body = ""
    for name, draw in _ROWS:
        title = f"<h3>{esc(say(f'gridcompare.{name}'))}</h3>" if name else ""
        cells = "".join(f"<div>{draw(one, seen, colours)}</div>" for one in made.grids)
        body += f'<section class="ws-beside-row">{title}{cells}</section>'
    return f'<div class="ws-beside" style="--n:{len(made.grids)}">{body}</div>'


def order(made: Comparison) -> str:
    """What may be said of the order, as the sentence of the page."""
    return f'<p class="ws-beside-order">{esc(made.order)}</p>'


def gone(asked: Sequence[str], kept: Sequence[str]) -> str:
    """How many grids of the address were left out; "" where none."""
    count = len(set(asked) - set(kept))
    return f'<p class="ws-note">{esc(say("gridcompare.gone", count=count))}</p>' if count else ""
