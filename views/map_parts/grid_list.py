"""Below the map: what changed this week, and the list of all grids, linked to the map."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from layers.theme import palette
from policy import Policy
from services import wording
from services.access import Viewer
from services.situation import Change, Situation
from views import cache
from views.components import format as fmt
from views.components.chips import plain
from views.components.drawing import show
from views.components.legend import changes
from views.components.sheet import block_title
from views.session import MapState
from vocab import State
from words import say

MOST_CHANGES = 6
HEIGHT = 330
VISIBLE_ROWS = 8


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


def _signs(grids: pd.DataFrame) -> list[str]:
    rise, fall = f"▲ {say('ui.rise')}", f"▽ {say('ui.fall')}"
    pairs = zip(grids["level"].tolist(), grids["previous_level"].tolist(), strict=True)
    return [
        "—" if 0 in (now, before) or now == before else rise if now < before else fall
        for now, before in pairs
    ]


def _picture(level: int, state: str, *, is_twin: bool) -> str:
    return f"/assets/chips/{'twin' if is_twin else 'plain'}/{level if level else state}.svg"


def _causes(grids: pd.DataFrame, policy: Policy) -> list[str]:
    codes = [rule.code for rule in policy.indicators]
    points = np.nan_to_num(grids[[f"part_{code}" for code in codes]].to_numpy())
    names = [wording.indicator(code) for code in codes]
    return [names[at] for at in points.argmax(axis=1)]


def table(seen: Situation, state: MapState) -> pd.DataFrame:
    """The list as shown, highest index first; ``code`` is the index."""
    grids = seen.grids.sort_values("index", ascending=False, kind="stable")
    kinds = list(zip(grids["level"].tolist(), grids["state"].tolist(), strict=True))
    colours = palette(twin=state.is_twin)
    pictures = {kind: _picture(*kind, is_twin=state.is_twin) for kind in set(kinds)}
    words = {kind: plain(kind[0], State(kind[1]), colours) for kind in set(kinds)}
    events = [c.removeprefix("count13_") for c in grids if c.startswith("count13_")]
    columns: dict[str, object] = {
        say("map.column.name"): grids["name"].to_numpy(),
        " ": [pictures[kind] for kind in kinds],
        say("map.column.colour"): [words[kind] for kind in kinds],
        say("map.column.index"): grids["index"].round(0).to_numpy(),
        say("map.column.confidence"): [
            fmt.percent(p) if p == p else "—" for p in grids["p_within_one"].tolist()
        ],
        say("map.column.change"): _signs(grids),
    }
    for code in filter(seen.expects, events):
        column = f"count13_{code}" if seen.is_exact else f"count_{code}"
        values = grids[column].to_numpy()
        # Text where some are hidden: an empty number would read as English.
        columns[wording.short(code)] = values if seen.is_exact else [fmt.whole(v) for v in values]
    columns[say("map.column.people")] = grids["residents"].to_numpy()
    columns[say("map.column.cause")] = _causes(grids, seen.policy)
    return pd.DataFrame(columns, index=pd.Index(grids["code"].to_numpy(), name="code"))


def with_chosen_in_sight(listed: pd.DataFrame, chosen: str) -> tuple[pd.DataFrame, int | None]:
    """The list and the row of the chosen grid; below the visible rows it is brought to the top."""
    if chosen not in listed.index:
        return listed, None
    at = int(listed.index.get_loc(chosen))
    if at < VISIBLE_ROWS:
        return listed, at
    order = [at, *range(at), *range(at + 1, len(listed))]
    return listed.iloc[order], 0


def _list(
    viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str, chosen: str
) -> None:
    listed = cache.listing(
        viewer,
        data,
        state.week,
        prefix,
        is_twin=state.is_twin,
        make=lambda: table(seen, state),
    )
    shown, at = with_chosen_in_sight(listed, chosen)

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
            selection_default=None if at is None else {"selection": {"rows": [at]}},
            column_config=_columns(),
        )


def _columns() -> dict[str, object]:
    config = st.column_config
    number = config.NumberColumn(format="%d", width="small")
    return {
        " ": config.ImageColumn(width=44),
        say("map.column.colour"): config.TextColumn(width=84),
        say("map.column.index"): number,
        say("map.column.people"): number,
    }


def draw(
    viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str, chosen: str
) -> None:
    """Changes at the left, the list at the right."""
    left, right = st.columns([380, 812])
    with left:
        _changes(seen, state)
    with right:
        _list(viewer, data, seen, state, prefix, chosen)
