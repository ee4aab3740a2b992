"""What has arrived per source and week; calculate and close."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from errors import WusetuError
from services import arrivals, intakes, scoring, wording
from services.access import Action, Viewer
from services.situation import Run
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title, facts, table
from views.components.states import notice
from views.progress import page_progress
from vocab import RunStatus, date_of
from words import say

MOST_NAMES = 12


def _source(name: str) -> str:
    try:
        return say(f"source.{name}")
    except KeyError:
        return name


def _coverage(viewer: Viewer, known: Sequence[Run]) -> str:
    periods, rows = intakes.coverage_table(workspace(), viewer, known[-1].period)
    heads = [say("data.source"), *[fmt.month_day(period) for period in periods]]
    body = [[_source(source), *signs] for source, signs in rows.items()]
    title = block_title(say("data.coverage"), say("data.coverage_note"))
    return title + table(heads, body, is_dense=True)


def _arrivals(viewer: Viewer, run: Run) -> str:
    """Silent grids and late events of the newest period, source by source."""
    lines = []
    for one in arrivals.arrivals(workspace(), viewer, run.period):
        name = _source(one.source)
        if one.silent:
            names = say("ui.comma").join(one.silent[:MOST_NAMES])
            if len(one.silent) > MOST_NAMES:
                names = say("data.silent.names", names=names)
            count = fmt.whole(len(one.silent))
            lines.append((say("data.silent.count", source=name, count=count), names))
        if one.late:
            lines.append((say("data.silent.late", source=name, count=fmt.whole(one.late)), ""))
    note = say("data.silent.note", period=fmt.short_day(run.period))
    if not lines:
        return block_title(say("data.silent.title"), note) + (
            f'<p class="ws-note ws-below">{esc(say("data.silent.all"))}</p>'
        )
    return block_title(say("data.silent.title"), note) + facts(lines)


def _done(text: str) -> None:
    st.session_state["run_note"] = text
    st.rerun()


def _score(viewer: Viewer) -> None:
    made = scoring.score(workspace(), viewer, progress=page_progress())
    count = len(made)
    _done(say("data.scored", count=count) if count else say("data.up_to_date"))


def _close(viewer: Viewer, run: Run, reason: str) -> None:
    week = date_of(run.period).isoformat()
    closed = scoring.close(workspace(), viewer, week=week, gap_reason=reason)
    _done(say("data.closed", period=closed["period"], rows=fmt.whole(closed["ledger_rows"])))


def _buttons(viewer: Viewer, known: Sequence[Run]) -> None:
    still_open = next((run for run in known if run.status is RunStatus.PROVISIONAL), None)
    may_close = viewer.may(Action.CLOSE) and still_open is not None
    reason = ""
    if viewer.may(Action.CLOSE):
        reason = st.text_input(say("data.reason"), placeholder=say("data.reason_help"))
    left, right = st.columns(2)
    try:
        if left.button(
            say("data.score"), key="score", disabled=not viewer.may(Action.SCORE), width="stretch"
        ):
            _score(viewer)
        if right.button(
            say("data.close"), key="close", type="primary", disabled=not may_close, width="stretch"
        ):
            _close(viewer, still_open, reason)
    except WusetuError as error:
        show(notice(say("data.run"), wording.sentence(error)))
    if "run_note" in st.session_state:
        show(notice(say("data.run"), st.session_state.pop("run_note")))


def draw(viewer: Viewer, known: Sequence[Run]) -> None:
    """The whole panel."""
    with st.container(key="panel_run"):
        body = _coverage(viewer, known) + _arrivals(viewer, known[-1]) if known else ""
        show(body + block_title(say("data.run")), key="run_drawing")
        _buttons(viewer, known)
