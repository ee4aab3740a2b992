"""The list of grids nobody reaches in time."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from services.reach import Circle
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import block_title
from views.response_parts.figures import mark
from words import say

HEIGHT = 500


def table(made: Circle) -> pd.DataFrame:
    """As shown, most residents first; ``code`` is the index. Numbers are texts: none is empty."""
    rows = made.uncovered
    names = dict(zip(made.stations["code"], made.stations["name"], strict=True))
    minutes = [
        fmt.decimal(one) if np.isfinite(one) else say("reach.page.never")
        for one in rows["minutes"].tolist()
    ]
    estimated = "_estimate" if made.is_estimate else ""
    columns: dict[str, object] = {
        say("reach.page.column_name"): rows["name"].to_numpy(),
        say("reach.page.residents"): [fmt.whole(one) for one in rows["residents"].tolist()],
        say(f"reach.page.column_minutes{estimated}"): minutes,
    }
    if not made.is_coarse:
        events = [fmt.whole(one) for one in rows["events"].tolist()]
        columns[say("reach.page.events")] = events
    columns[say("reach.page.column_station")] = [
        names.get(one, fmt.NONE) for one in rows["station"].tolist()
    ]
    return pd.DataFrame(columns, index=pd.Index(rows["code"].to_numpy(), name="code"))


def draw(made: Circle, chosen: str) -> None:
    """The list; a row chosen is ringed on the map."""
    listed = table(made)
    title = say("reach.page.uncovered", minutes=made.target)
    if listed.empty:
        words = say("reach.page.none_lacking_text", minutes=made.target)
        head = block_title(say("reach.page.none_lacking"), mark(made))
        show(f'{head}<p class="ws-sure">{words}</p>', key="uncovered_none")
        return
    note = say("reach.page.uncovered_note", count=fmt.whole(len(listed)))
    aside = f"{note}　{mark(made)}".strip()
    show(block_title(title, aside), key="uncovered_title")
    at = int(listed.index.get_loc(chosen)) if chosen in listed.index else None
    key = f"uncovered_{made.scope}_{made.target:g}_{len(listed)}"

    def pick() -> None:
        rows = st.session_state[key].selection.rows
        st.query_params["grid"] = str(listed.index[rows[0]]) if rows else ""
        if not rows:
            del st.query_params["grid"]

    st.dataframe(
        listed,
        hide_index=True,
        height=HEIGHT,
        key=key,
        on_select=pick,
        selection_mode="single-row",
        selection_default=None if at is None else {"selection": {"rows": [at]}},
    )
