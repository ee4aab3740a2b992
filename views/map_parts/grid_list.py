"""Below the map: what changed this week, and the list of all grids, linked to the map."""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd
import streamlit as st

from layers.theme import palette
from services import wording
from services.situation import Change, Situation, cause_of
from views.components import format as fmt
from views.components.chips import chip_picture, plain
from views.components.drawing import show
from views.components.legend import changes
from views.components.sheet import block_title
from views.session import MapState
from vocab import State
from words import say

MOST_CHANGES = 6
HEIGHT = 330


def _rows(listed: tuple[Change, ...]) -> list[tuple[str, int, int, str]]:
    return [(one.name, one.from_level, one.to_level, one.reason) for one in listed]


def _changes(seen: Situation, state: MapState) -> None:
    moved = [*seen.risen, *seen.fallen]
    aside = say("map.moved", risen=len(seen.risen), fallen=len(seen.fallen))
    body = changes(_rows(tuple(moved[:MOST_CHANGES])), seen.unchanged, palette(twin=state.is_twin))
    rest = len(moved) - MOST_CHANGES
    with st.container(key="panel_changes", height=HEIGHT + 62):
        more = say("map.changes_more", count=rest) if rest > 0 else ""
        show(block_title(say("map.changes"), aside) + body + f"<p class='ws-note'>{more}</p>")


def _sign(row: object) -> str:
    level, before = row.level, row.previous_level  # type: ignore[attr-defined]
    if level == 0 or before == 0 or level == before:
        return "—"
    return f"▲ {say('ui.rise')}" if level < before else f"▽ {say('ui.fall')}"


def _picture(level: int, state: str, *, is_twin: bool) -> str:
    drawn = chip_picture(level, State(state), palette(twin=is_twin))
    return f"data:image/svg+xml;utf8,{quote(drawn)}"


def table(seen: Situation, state: MapState, chosen: str) -> pd.DataFrame:
    """The list as shown, highest index first; ``code`` is the index."""
    grids = seen.grids.sort_values("index", ascending=False, kind="stable")
    pictures = {
        key: _picture(*key, is_twin=state.is_twin)
        for key in set(zip(grids["level"], grids["state"], strict=True))
    }
    colours = palette(twin=state.is_twin)
    events = [c.removeprefix("count13_") for c in grids if c.startswith("count13_")]
    events = [code for code in events if seen.expects(code)]
    shown = pd.DataFrame(index=grids["code"])
    shown[say("map.column.mark")] = ["●" if code == chosen else "" for code in grids["code"]]
    shown[say("map.column.name")] = grids["name"].to_numpy()
    shown[" "] = [pictures[key] for key in zip(grids["level"], grids["state"], strict=True)]
    shown[say("map.column.colour")] = [
        plain(level, State(state), colours)
        for level, state in zip(grids["level"], grids["state"], strict=True)
    ]
    shown[say("map.column.index")] = grids["index"].round(0).to_numpy()
    shown[say("map.column.confidence")] = [
        fmt.percent(p) if p == p else "—" for p in grids["p_within_one"]
    ]
    shown[say("map.column.change")] = [_sign(row) for row in grids.itertuples(index=False)]
    for code in events:
        column = f"count13_{code}" if seen.is_exact else f"count_{code}"
        values = grids[column].to_numpy()
        # Text where some are hidden: an empty number would read as English.
        shown[wording.short(code)] = values if seen.is_exact else [fmt.whole(v) for v in values]
    shown[say("map.column.people")] = grids["residents"].to_numpy()
    shown[say("map.column.cause")] = [
        wording.indicator(cause_of(row, seen.policy).indicator)
        for row in grids.itertuples(index=False)
    ]
    return shown


def _list(seen: Situation, state: MapState, chosen: str) -> None:
    shown = table(seen, state, chosen)

    def pick() -> None:
        rows = st.session_state[key].selection.rows
        if rows:
            code = str(shown.index[rows[0]])
            st.session_state["fly"] = code
            state.put(grid=code)

    key = f"list_{seen.period}_{state.scope}_{chosen}"
    with st.container(key="panel_list"):
        note = say("map.list_note", count=fmt.whole(len(shown)))
        show(block_title(say("map.list"), note), key="list_title")
        st.dataframe(
            shown,
            hide_index=True,
            height=HEIGHT,
            key=key,
            on_select=pick,
            selection_mode="single-row",
            column_config=_columns(),
        )


def _columns() -> dict[str, object]:
    config = st.column_config
    number = config.NumberColumn(format="%d", width="small")
    return {
        say("map.column.mark"): config.TextColumn(width=36),
        " ": config.ImageColumn(width=44),
        say("map.column.colour"): config.TextColumn(width=84),
        say("map.column.index"): number,
        say("map.column.people"): number,
    }


def draw(seen: Situation, state: MapState, chosen: str) -> None:
    """Changes at the left, the list at the right."""
    left, right = st.columns([380, 812])
    with left:
        _changes(seen, state)
    with right:
        _list(seen, state, chosen)
