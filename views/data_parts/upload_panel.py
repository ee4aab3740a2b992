"""Bring a file in, in four steps: choose it, say how it is read, check it, store it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from errors import WusetuError
from services import guessing, importing, rehearsal, wording
from services.access import Viewer
from services.guessing import Match
from services.importing import ImportResult
from services.rehearsal import Checked
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title, stages, sums
from views.components.states import notice
from views.data_parts import check_panel, columns_panel
from views.data_parts.upload_state import (
    CHECK,
    GUESS,
    REFUSED,
    RESULT,
    Choice,
    Done,
    check_of,
    forget,
    guess_of,
    on_disk,
    result,
)
from views.progress import passing_progress
from words import say

STEPS = ("file", "columns", "check", "take")
SURE, CONVERT = "datum_keep", "datum_convert"
_ANSWER, _LOOKED = "upload_answer", "upload_looked"


def _tried(act: Callable[[], None]) -> None:
    """Do it, or keep the sentence that says why not."""
    st.session_state.pop(REFUSED, None)
    try:
        act()
    except WusetuError as error:
        st.session_state[REFUSED] = wording.sentence(error)


def _look(viewer: Viewer, file: UploadedFile) -> None:
    """Look into a file that was just sent."""
    forget()
    st.session_state[_LOOKED] = file.file_id
    st.session_state.pop(_ANSWER, None)
    st.session_state.pop(RESULT, None)

    def act() -> None:
        with on_disk(file) as path:
            st.session_state[GUESS] = file.file_id, guessing.guess(workspace(), viewer, path)

    _tried(act)


def _check(viewer: Viewer, file: UploadedFile, match: Match, choice: Choice) -> None:
    def act() -> None:
        profile = guessing.chosen(match.saved, choice.entries)
        with on_disk(file) as path:
            checked = rehearsal.check(
                workspace(),
                viewer,
                path,
                profile,
                covers=columns_panel.covers(choice.covers) or [],
                is_datum_sure=choice.is_datum_sure,
                progress=passing_progress(),
            )
        st.session_state[CHECK] = Done(choice=choice, checked=checked)

    _tried(act)


def _take(viewer: Viewer, file: UploadedFile, match: Match, choice: Choice) -> None:
    def act() -> None:
        profile = guessing.chosen(match.saved, choice.entries)
        with on_disk(file) as path:
            st.session_state[RESULT] = importing.take(
                workspace(),
                viewer,
                profile.kind.value,
                path,
                profile,
                covers=columns_panel.covers(choice.covers) or [],
                is_datum_sure=choice.is_datum_sure,
                progress=passing_progress(),
            )
        st.session_state.pop(CHECK, None)

    _tried(act)


def _stored(done: ImportResult) -> None:
    """What was stored; the same three sums as in the check."""
    head = say("data.taken", file=done.file, rows=fmt.whole(done.rows_read))
    changed = say(
        "data.changed",
        added=fmt.whole(done.added),
        replaced=fmt.whole(done.replaced),
        unchanged=fmt.whole(done.unchanged),
    )
    figures = [
        (fmt.whole(done.placed), say("data.placed")),
        (fmt.whole(done.unplaced), say("data.unplaced")),
        (fmt.whole(done.quarantined), say("data.quarantined")),
    ]
    body = block_title(say("data.check.taken", batch=done.batch), "") + block_title(head, changed)
    body += sums(figures) + check_panel.findings(done) + check_panel.fault_table(done)
    show(body, key="import_result_drawing")
    if done.quarantined:
        st.link_button(say("data.check.download"), f"/api/batches/{done.batch}/faults.xlsx")


def _waiting(file: object, match: Match | None, choice: Choice | None, done: Checked | None) -> str:
    """The key of what is still to be done before the file can be stored; "" for nothing."""
    if file is None:
        return "file"
    if match is None or choice is None:
        return "profile"
    if match.missing:
        return "columns"
    if columns_panel.covers(choice.covers) is None:
        return "days"
    if done is None:
        return "check"
    if done.question is not None:
        return "datum"
    return "rows" if not done.result.placed + done.result.unplaced else ""


def _bar(
    viewer: Viewer,
    file: UploadedFile | None,
    match: Match | None,
    choice: Choice | None,
    done: Checked | None,
) -> None:
    """The last line: what is still missing, and the two buttons."""
    waiting = _waiting(file, match, choice, done)
    words = say("data.check.may")
    if waiting:
        words = say("data.check.wait", what=say(f"data.check.wait_{waiting}"))
    words_place, check_place, take_place = st.columns([4, 1, 2], vertical_alignment="center")
    with words_place:
        show(f'<p class="ws-wait"><b>{esc(words)}</b></p>', key="upload_wait")
    may_check = waiting in ("", "check", "datum", "rows")
    if check_place.button(
        say("data.check.again" if done else "data.check.button"),
        disabled=not may_check,
        type="primary" if waiting == "check" else "secondary",
        key="check",
        width="stretch",
    ):
        _check(viewer, file, match, choice)
        st.rerun()
    rows = done.result.placed + done.result.unplaced if done else 0
    if take_place.button(
        say("data.check.take", rows=fmt.whole(rows)) if done else say("data.take"),
        type="primary" if not waiting else "secondary",
        disabled=bool(waiting),
        key="take",
        width="stretch",
    ):
        _take(viewer, file, match, choice)
        st.rerun()


def _answered(choice: Choice) -> Choice:
    """The choice with what was answered about the datum of this very file."""
    kept = st.session_state.get(_ANSWER)
    if kept is None or kept[0] != choice:
        return choice
    return replace(choice, **kept[1])


def _shown(viewer: Viewer, data: str, file: UploadedFile, match: Match, plain: Choice) -> None:
    """The check of what is chosen: question first, then sums, faults and map."""
    choice = _answered(plain)
    done = check_of(choice)
    if done is None:
        return
    if done.question is not None:
        answer = check_panel.question(done.question, SURE, CONVERT)
        if answer is not None:
            given = {"is_datum_sure": True} if answer else {"datum": done.question.best.value}
            st.session_state[_ANSWER] = plain, given
            _check(viewer, file, match, _answered(plain))
            st.rerun()
    body = check_panel.figures(done.result) + check_panel.findings(done.result)
    show(body + check_panel.fault_table(done.result), key="check_drawing")
    check_panel.error_sheet(viewer, done)
    check_panel.preview(viewer, data, done)


def draw(viewer: Viewer, data: str) -> None:
    """The whole panel."""
    with st.container(key="panel_upload"):
        place = st.empty()
        file = st.file_uploader(say("data.file"), label_visibility="collapsed", key="upload_file")
        match, plain, done = None, None, None
        if file is not None and _is_stored(file):
            with place:
                _head(len(STEPS))
            _stored(result())
            return
        if file is not None:
            if st.session_state.get(_LOOKED) != file.file_id:
                _look(viewer, file)
            found = guess_of(file)
            read = columns_panel.draw(found, file.file_id) if found else None
            if read is not None:
                match, plain = read
                done = check_of(_answered(plain))
        else:
            forget()
        step = 0 if file is None else 1 if done is None else 2
        with place:
            _head(step)
        if st.session_state.get(REFUSED):
            text = st.session_state[REFUSED]
            show(notice(say("data.check.refused_title"), text), key="upload_refused")
        if file is not None and match is not None and plain is not None:
            _shown(viewer, data, file, match, plain)
        choice = _answered(plain) if plain else None
        _bar(viewer, file, match, choice, done)


def _is_stored(file: UploadedFile) -> bool:
    """Whether this very file was stored; another one begins anew."""
    return result() is not None and st.session_state.get(_LOOKED) == file.file_id


def _head(step: int) -> None:
    title = block_title(say("data.upload"), say("data.file_types"))
    show(title + stages([say(f"data.step.{name}") for name in STEPS], step), key="upload_title")
