"""Beside the matrix: categories ranked, the course by periods, the busiest grids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from services import wording
from services.event_analysis import Analysis, Category
from services.situation import Situation
from views.components import format as fmt
from views.components.course import bars
from views.components.markup import esc
from views.components.sheet import block_title
from words import say

BUSIEST = 8
WIDE = 620.0


def _button(what: str, value: str, text: str, *, is_on: bool, may: bool) -> str:
    if not may:
        return esc(text)
    return (
        f'<button type="button" class="ws-pick" data-do="{what}" value="{esc(value)}" '
        f'aria-pressed="{str(is_on).lower()}">{esc(text)}</button>'
    )


def _category(one: Category, made: Analysis, most: float) -> str:
    is_on = made.chosen.category == one.category and bool(one.category)
    text = one.category or say("events.no_category")
    name = _button(
        "category",
        f"{one.indicator}/{one.category}",
        text,
        is_on=is_on,
        may=made.is_exact and bool(one.category),
    )
    share = 100 * one.now / most if one.now == one.now and most else 0.0
    count = fmt.whole(one.now) if one.now == one.now else say("events.few")
    kind = "" if is_on or not made.chosen.category else ' class="ws-dim"'
    return (
        f"<tr{kind}><th scope='row'>{name}<small>{esc(wording.short(one.indicator))}</small></th>"
        f'<td class="ws-bar"><i style="width:{share:.1f}%"></i></td>'
        f'<td class="ws-r"><b>{esc(count)}</b></td><td class="ws-r">{esc(one.previous)}</td>'
        f'<td class="ws-r">{esc(one.yearly)}</td></tr>'
    )


def categories(made: Analysis) -> str:
    """Most events first, each with its change; together they are the total."""
    known = [one.now for one in made.categories if one.now == one.now]
    most = max(known, default=0.0)
    body = "".join(_category(one, made, most) for one in made.categories)
    heads = "".join(
        f'<th scope="col"{mark}>{esc(say(key))}</th>'
        for key, mark in (
            ("events.category", ' colspan="2"'),
            ("events.count", ' class="ws-r"'),
            ("compare.previous", ' class="ws-r"'),
            ("compare.yearly", ' class="ws-r"'),
        )
    )
    note = say(
        "events.compared",
        before=fmt.dated_span(made.before.first, made.before.last),
        earlier=fmt.dated_span(made.earlier.first, made.earlier.last),
    )
    return (
        block_title(say("events.categories"))
        + f'<div class="ws-scroll ws-long" tabindex="0"><table class="ws-table ws-ranks">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
        f'<p class="ws-note">{esc(note)}</p>'
    )


def course(made: Analysis, seen: Situation) -> str:
    """The events of each period; one nobody reported is a gap, never a zero."""
    names = [fmt.axis_name(seen.policy.period, period) for period in made.periods]
    counts = [None if np.isnan(value) else int(value) for value in made.course]
    title = block_title(say("events.course"), say("events.course_note"))
    return title + bars(names, counts, say("events.title"), width=WIDE)


def grids(made: Analysis, seen: Situation) -> str:
    """The busiest grids, each a filter; what is not listed is said."""
    title = block_title(say("events.grids"), say("events.grids_note"))
    if made.grids is None:
        return f'{title}<p class="ws-note">{esc(say("events.grids_hidden"))}</p>'
    rows = ranked(made.grids, seen)
    body = "".join(
        f"<tr{'' if row.code == made.chosen.grid or not made.chosen.grid else DIM}>"
        f"<th scope='row'>{_pick(row, made)}</th><td>{esc(row.village)}</td>"
        f'<td class="ws-r"><b>{fmt.whole(row.n)}</b></td>'
        f'<td class="ws-r">{fmt.whole(row.residents)}</td>'
        f'<td class="ws-r">{fmt.decimal(row.rate)}</td></tr>'
        for row in rows.head(BUSIEST).itertuples(index=False)
    )
    heads = "".join(
        f'<th scope="col"{" class=ws-r" if at > 1 else ""}>{esc(say(f"events.{name}"))}</th>'
        for at, name in enumerate(("grid", "village", "count", "residents", "rate"))
    )
    rest = rows.iloc[BUSIEST:]
    note = ""
    if len(rest):
        text = say("events.rest", grids=fmt.whole(len(rest)), count=fmt.whole(rest["n"].sum()))
        note = f'<p class="ws-note">{esc(text)}</p>'
    return (
        f'{title}<table class="ws-table ws-ranks"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>{note}"
    )


DIM = ' class="ws-dim"'


def _pick(row: object, made: Analysis) -> str:
    code, name = str(row.code), str(row.name)
    return _button("grid", code, name, is_on=code == made.chosen.grid, may=True)


def ranked(grids: pd.DataFrame, seen: Situation) -> pd.DataFrame:
    """Grids with events beside their names and people: code, name, village, n, residents, rate.

    ``rate`` is events per thousand residents, NaN where nobody lives.
    """
    known = seen.grids[["code", "name", "village", "residents"]]
    table = grids.merge(known, on="code", how="left")
    table["name"] = table["name"].fillna(table["code"])
    table["village"] = table["village"].fillna("")
    people = table["residents"].where(table["residents"] > 0)
    table["rate"] = 1000 * table["n"] / people
    return table
