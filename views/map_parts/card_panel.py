"""Right of the map: one grid - colour, how sure, why, its half year, its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from layers.theme import palette
from services import card, grid_cards, wording
from services.access import Action, Viewer
from services.card import GridCard
from services.grid_cards import Order
from services.situation import Run, Situation
from services.workspace import current as workspace
from views import cache
from views.components import format as fmt
from views.components.chips import chip, colour_word, confidence, neighbours
from views.components.course import bars, course
from views.components.drawing import show
from views.components.markup import esc
from views.components.ruler import ruler, steps
from views.components.sheet import block_title, table
from views.session import MapState
from vocab import State, date_of
from words import say


def _head(made: GridCard, seen: Situation, state: MapState, *, is_worst: bool) -> str:
    row, colours = made.grid, palette(twin=state.is_twin)
    tag = f'<span class="ws-worst">{esc(say("map.worst"))}</span>' if is_worst else ""
    people = say("map.persons", code=row.code, count=fmt.whole(row.residents))
    head = (
        f'<div class="ws-card-head"><h2>{esc(row.name)}</h2>{tag}'
        f'<p class="ws-note">{esc(people)}</p></div>'
    )
    badge = chip(int(row.level), State(row.state), colours, big=True)
    if row.level == 0:
        return f"{head}{badge}<p>{esc(say(f'map.state.{row.state}'))}</p>"
    since = say("map.since", colour=colour_word(int(row.level), colours), count=made.since)
    sure = confidence(row.p_shown, row.p_within_one)
    return f'{head}{badge}<p class="ws-sure">{esc(sure)}<br>{esc(since)}</p>'


def _why(made: GridCard, seen: Situation, state: MapState) -> str:
    row, colours = made.grid, palette(twin=state.is_twin)
    if row.level == 0:
        return ""
    before = None if np.isnan(row.previous_index) else float(row.previous_index)
    title = say("map.why", colour=say("card.colour_of", word=colour_word(int(row.level), colours)))
    parts = [(wording.indicator(one.indicator), one.points) for one in made.causes]
    sentences = "".join(f"<p>{esc(text)}</p>" for text in made.sentences)
    return (
        ruler(float(row.index), before, seen.policy.cuts, colours)
        + block_title(title)
        + steps(float(row.reference), parts, float(row.index), int(row.level), colours)
        + f'<div class="ws-sentences">{sentences}</div>'
    )


def _names(made: GridCard, seen: Situation) -> list[str]:
    return [fmt.axis_name(seen.policy.period, period) for period in made.course.periods]


def _course(made: GridCard, seen: Situation, state: MapState) -> str:
    way, colours = made.course, palette(twin=state.is_twin)
    values = [None if np.isnan(v) else float(v) for v in way.index]
    body = block_title(say("map.half_year"))
    body += course(_names(made, seen), values, way.level.tolist(), seen.policy.cuts, colours)
    main = next((one.indicator for one in made.causes if one.indicator in way.counts), None)
    if main is None or np.isnan(way.counts[main]).all():
        return body
    counts = [None if np.isnan(v) else float(v) for v in way.counts[main]]
    name = wording.indicator(main)
    return body + block_title(say("map.counts", name=name)) + bars(_names(made, seen), counts, name)


def _raw(made: GridCard, seen: Situation) -> str:
    row = made.grid
    rows = []
    for one in made.causes:
        if one.expected is None:
            continue
        rows.append(
            (
                wording.indicator(one.indicator),
                fmt.whole(getattr(row, f"count_{one.indicator}")),
                fmt.whole(one.count),
                fmt.decimal(one.expected),
            )
        )
    heads = ["", say("map.this_week"), say("map.recent"), say("map.usual")]
    note = "" if seen.is_exact else f'<p class="ws-note">{esc(say("map.hidden"))}</p>'
    return block_title(say("map.raw")) + table(heads, rows, right=(1, 2, 3)) + note


def _around(made: GridCard, state: MapState) -> str:
    cells = [
        (row.name, int(row.level), State(row.state))
        for row in made.neighbours.itertuples(index=False)
    ]
    return block_title(say("map.neighbours")) + neighbours(cells, palette(twin=state.is_twin))


def _ways_on(viewer: Viewer, seen: Situation, chosen: str, *, is_twin: bool) -> None:
    """The same grid in other words, and on paper for who may take it along."""
    if st.button(say("why.open"), key="why_open", width="stretch"):
        st.switch_page("why.py", query_params={**st.query_params, "grid": chosen})
    if not viewer.may(Action.EXPORT):
        return
    week = date_of(seen.period).isoformat()
    order = Order(week=week, prefix=chosen, codes=(chosen,), is_twin=is_twin)
    st.download_button(
        say("maptools.card.print"),
        # Made only when somebody asks for it.
        data=lambda: grid_cards.make(workspace(), viewer, order).body,
        file_name=say("maptools.card.file", code=chosen, week=week),
        mime="application/pdf",
        help=say("maptools.card.note"),
        key="print_card",
        on_click="ignore",
        width="stretch",
    )


def draw(
    viewer: Viewer,
    data: str,
    seen: Situation,
    state: MapState,
    prefix: str,
    chosen: str,
    known: Sequence[Run],
) -> None:
    """The card of the chosen grid in one drawing."""
    is_worst = chosen != state.grid

    def drawn() -> list[str]:
        made = card.card(
            workspace(),
            viewer,
            seen,
            chosen,
            neighbours=cache.neighbours(data, seen.boundary_set).get(chosen, []),
            known=known,
            read=cache.reader(),
            is_new=False,
        )
        head = _head(made, seen, state, is_worst=is_worst) + _why(made, seen, state)
        rest = _course(made, seen, state) + _raw(made, seen) + _around(made, state)
        return [f'<div>{head}</div><div class="ws-card-more">{rest}</div>']

    shown = (seen.snapshot, chosen)
    if st.session_state.get("shown") != shown:
        card.shown(workspace(), viewer, chosen)
        st.session_state["shown"] = shown
    part = f"card {chosen} {is_worst} {state.is_twin}"
    (markup,) = cache.drawing(viewer, data, state.week, prefix, part, drawn)
    # The style sheet lays the ways on between the two halves of the drawing.
    with st.container(key="card"):
        show(markup, key="grid_drawing")
        _ways_on(viewer, seen, chosen, is_twin=state.is_twin)
