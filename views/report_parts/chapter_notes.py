"""各章说明 A form for the analyst's two or three sentences per chapter of the weekly report."""

from __future__ import annotations

import streamlit as st

from errors import WusetuError
from reports.weekly_view import CHAPTERS
from services import chapter_notes, wording
from services.access import Action, Viewer
from services.chapter_notes import LONGEST, Notes
from services.workspace import current as workspace
from views.components.drawing import show
from views.components.markup import esc
from words import say

LINE_PX = 76
TOLD = "chapter_notes_told"


def draw(viewer: Viewer, week: str, prefix: str) -> None:
    """The form; who may not write, or comes after the meeting closed, reads what was written.

    Args:
        viewer: who is signed in.
        week: last day of the period, or latest: the newest scored one.
        prefix: code of the area.
    """
    notes = chapter_notes.read(workspace(), viewer, week=week, prefix=prefix)
    show(f"<h3>{esc(say('report.notes.title'))}</h3>", key="chapter_notes_title")
    if notes.is_frozen:
        _read(notes, say("report.notes.frozen"))
    elif not viewer.may(Action.PLAN):
        _read(notes, say("report.notes.closed_to", who=viewer.title))
    else:
        _form(viewer, notes, week, prefix)


def _read(notes: Notes, why: str) -> None:
    parts = [
        f"<dt>{esc(chapter_notes.title(chapter))}</dt>"
        + "".join(f"<dd>{esc(line)}</dd>" for line in notes.text(chapter).splitlines())
        for chapter in CHAPTERS
        if notes.text(chapter)
    ]
    written = f"<dl>{''.join(parts)}</dl>" if parts else f"<p>{esc(say('report.notes.none'))}</p>"
    show(f"<p>{esc(why)}</p>{written}", key="chapter_notes_read")


def _key(notes: Notes, chapter: str) -> str:
    """Another week or area has fields of its own."""
    return f"chapter_note_{notes.area}_{notes.period}_{chapter}"


def _form(viewer: Viewer, notes: Notes, week: str, prefix: str) -> None:
    show(f"<p>{esc(say('report.notes.note'))}</p>", key="chapter_notes_note")
    with st.form("chapter_notes", border=False, enter_to_submit=False):
        left, right = st.columns(2)
        for number, chapter in enumerate(CHAPTERS):
            title = chapter_notes.title(chapter)
            key = _key(notes, chapter)
            if key not in st.session_state:
                st.session_state[key] = notes.text(chapter)
            (left if number < len(CHAPTERS) / 2 else right).text_area(
                title,
                key=key,
                height=LINE_PX,
                max_chars=LONGEST,
                placeholder=say("report.notes.place", title=title),
            )
        st.form_submit_button(
            say("report.notes.save"), on_click=lambda: _save(viewer, notes, week, prefix)
        )
    told = st.session_state.pop(TOLD, "")
    if told:
        show(f'<p role="status">{esc(told)}</p>', key="chapter_notes_told")


def _save(viewer: Viewer, notes: Notes, week: str, prefix: str) -> None:
    """Keep what was typed; a refusal is told under the form and nothing typed is lost."""
    texts = {chapter: str(st.session_state[_key(notes, chapter)]) for chapter in CHAPTERS}
    try:
        count = chapter_notes.write(workspace(), viewer, week=week, prefix=prefix, texts=texts)
        told = say("report.notes.saved", count=count) if count else say("report.notes.same")
    except WusetuError as error:
        told = wording.sentence(error)
    st.session_state[TOLD] = told
