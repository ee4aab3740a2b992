"""The batches, newest first, and taking one back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import streamlit as st

from errors import WusetuError
from services import importing, intakes, wording
from services.access import Action, Viewer
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.sheet import block_title, table
from views.components.states import notice
from words import say

SHOWN = 12


def _table(rows: list[dict[str, object]]) -> str:
    zone = ZoneInfo("Asia/Shanghai")
    sums = ["placed_column", "unplaced_column", "quarantined_column"]
    heads = ["batch", "kind", "file", "rows", *sums, "time", "by"]
    body = [
        [
            str(row["id"]),
            say(f"data.kind_{row['kind']}"),
            str(row["file_name"]),
            fmt.whole(row["rows_read"]),
            fmt.whole(row["placed"]),
            fmt.whole(row["unplaced"]),
            fmt.whole(row["quarantined"]),
            fmt.moment(dt.datetime.fromtimestamp(int(row["received_at"]), zone)),
            say(f"data.status_{row['status']}"),
        ]
        for row in rows
    ]
    words = [say(f"data.{name}") for name in heads[:-1]] + [say("data.result")]
    return table(words, body, right=(3, 4, 5, 6))


def _undo(viewer: Viewer, rows: list[dict[str, object]]) -> None:
    active = {int(row["id"]): str(row["file_name"]) for row in rows if row["status"] == "active"}
    which, button = st.columns([3, 1], vertical_alignment="bottom")
    number = which.selectbox(
        say("data.undo_which"),
        list(active),
        index=None,
        format_func=lambda one: f"{one}　{active[one]}",
        placeholder=say("data.choose"),
        key="undo_which",
    )
    if button.button(say("data.undo"), disabled=number is None, key="undo", width="stretch"):
        try:
            done = importing.undo(workspace(), viewer, number)
        except WusetuError as error:
            show(notice(say("data.undo"), wording.sentence(error)))
        else:
            st.session_state["undo_note"] = say("data.undone", batch=done["batch"])
            st.rerun()
    if "undo_note" in st.session_state:
        show(notice(say("data.undo"), st.session_state.pop("undo_note")))


def draw(viewer: Viewer) -> None:
    """The whole panel."""
    rows = intakes.batch_list(workspace(), viewer)
    with st.container(key="panel_batches"):
        show(block_title(say("data.batches")) + _table(rows[:SHOWN]), key="batches_drawing")
        if viewer.may(Action.IMPORT) and rows:
            _undo(viewer, rows)
