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
from words import GAP, say

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


def _faults(viewer: Viewer, number: int | None, *, has_faults: bool) -> None:
    """The refused rows of a batch as a spreadsheet, however long ago it came."""
    st.download_button(
        say("data.check.download"),
        lambda: importing.faults_file(workspace(), viewer, int(number or 0)),
        file_name=f"faults_{number or 0}.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        disabled=not has_faults,
        key="batch_faults",
        on_click="ignore",
        width="stretch",
    )


def _undo(viewer: Viewer, number: int | None, *, is_active: bool) -> None:
    clicked = st.button(say("data.undo"), disabled=not is_active, key="undo", width="stretch")
    if number is None or not clicked:
        return
    try:
        done = importing.undo(workspace(), viewer, number)
    except WusetuError as error:
        st.session_state["undo_note"] = wording.sentence(error)
    else:
        st.session_state["undo_note"] = say("data.undone", batch=done["batch"])
    st.rerun()


def _one(viewer: Viewer, rows: list[dict[str, object]]) -> None:
    """What may be done with one batch: its refused rows taken away, or all of it taken back."""
    known = {int(str(row["id"])): row for row in rows}
    which, faults, undo = st.columns([2, 1, 1], vertical_alignment="bottom")
    number = which.selectbox(
        say("data.batch_which"),
        list(known),
        index=None,
        format_func=lambda one: f"{one}{GAP}{known[one]['file_name']}",
        placeholder=say("data.choose"),
        key="batch_which",
    )
    chosen = {} if number is None else known[number]
    with faults:
        _faults(viewer, number, has_faults=bool(chosen.get("quarantined")))
    with undo:
        _undo(viewer, number, is_active=chosen.get("status") == "active")
    if "undo_note" in st.session_state:
        show(notice(say("data.undo"), st.session_state.pop("undo_note")), key="undo_note_box")


def draw(viewer: Viewer) -> None:
    """The whole panel."""
    rows = intakes.batch_list(workspace(), viewer)
    with st.container(key="panel_batches"):
        show(block_title(say("data.batches")) + _table(rows[:SHOWN]), key="batches_drawing")
        if viewer.may(Action.IMPORT) and rows:
            _one(viewer, rows)
