"""Bring a file in: kind, profile, file, days covered; then the sums and the refused rows."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import streamlit as st

from errors import WusetuError
from services import importing, intakes, wording
from services.access import Viewer
from services.importing import ImportResult
from services.intake.parcel import Cover
from services.workspace import current as workspace
from views.components import format as fmt
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title, faults, sums
from views.components.states import notice
from views.progress import page_progress
from vocab import day_number
from words import say

MOST_FAULTS = 60
# What comes every week stands first.
USUAL_KIND = "events"


def _chosen_profile(kind: str) -> intakes.SavedProfile | None:
    known = intakes.saved_profiles(workspace(), kind)
    titles = [one.profile.title or one.profile.name for one in known]
    at = st.selectbox(
        say("data.profile"),
        range(len(known)),
        format_func=lambda i: titles[i],
        placeholder=say("data.choose"),
        help=say("data.profile_help"),
    )
    return known[at] if at is not None and known else None


def _covers(kind: str) -> tuple[list[Cover], bool]:
    """The days a file speaks for, and whether what was written can be read as days."""
    if kind not in ("events", "counts"):
        return [], True
    # Text and not a calendar: the calendar of the browser kit speaks English only.
    fields = st.columns(2)
    written = [
        field.text_input(
            say(f"data.covers_{end}"), placeholder=say("data.day_form"), key=f"covers_{end}"
        ).strip()
        for field, end in zip(fields, ("from", "to"), strict=True)
    ]
    if not any(written):
        return [], True
    try:
        first, last = (day_number(dt.date.fromisoformat(text)) for text in written)
    except ValueError:
        return [], False
    return [Cover(area="", first_day=first, last_day=last)], first <= last


def _take(
    viewer: Viewer, kind: str, name: str, body: bytes, chosen: Path, covers: list[Cover]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(body)
        st.session_state.pop("import_refused", None)
        try:
            result = importing.take(
                workspace(),
                viewer,
                kind,
                path,
                chosen,
                covers=covers,
                progress=page_progress(),
            )
        except WusetuError as error:
            st.session_state["import_refused"] = wording.sentence(error)
            st.session_state.pop("import_result", None)
        else:
            st.session_state["import_result"] = result


def _shown(result: ImportResult) -> None:
    head = say("data.taken", file=result.file, rows=fmt.whole(result.rows_read))
    figures = [
        (fmt.whole(result.placed), say("data.placed")),
        (fmt.whole(result.unplaced), say("data.unplaced")),
        (fmt.whole(result.quarantined), say("data.quarantined")),
    ]
    changed = say(
        "data.changed",
        added=fmt.whole(result.added),
        replaced=fmt.whole(result.replaced),
        unchanged=fmt.whole(result.unchanged),
    )
    rows = [
        (fault.place, fault.column, fault.value, fault.reason, fault.remedy)
        for fault in importing.explained(result.faults, MOST_FAULTS)
    ]
    body = block_title(head, changed) + sums(figures)
    body += "".join(f'<p class="ws-finding">{esc(text)}</p>' for text in result.findings[:3])
    if rows:
        body += block_title(say("data.faults")) + faults(rows)
    show(body, key="import_result_drawing")
    if result.quarantined:
        st.link_button(say("data.download"), f"/api/batches/{result.batch}/faults.xlsx")


def draw(viewer: Viewer) -> None:
    """The whole panel."""
    with st.container(key="panel_upload"):
        show(block_title(say("data.upload"), say("data.file_types")), key="upload_title")
        kind_column, profile_column = st.columns([1, 2])
        with kind_column:
            kind = st.selectbox(
                say("data.kind"),
                sorted(importing.KINDS, key=lambda one: one != USUAL_KIND),
                format_func=lambda one: say(f"data.kind_{one}"),
                placeholder=say("data.choose"),
            )
        with profile_column:
            chosen = _chosen_profile(kind)
        covers, is_readable = _covers(kind)
        if not is_readable:
            show(notice(say("data.days_unreadable"), say("data.days_help")))
        file = st.file_uploader(say("data.file"), label_visibility="collapsed")
        ready = file is not None and chosen is not None and is_readable
        if st.button(say("data.take"), type="primary", disabled=not ready, key="take"):
            _take(viewer, kind, file.name, file.getvalue(), chosen.path, covers)
            st.rerun()
        if "import_refused" in st.session_state:
            show(notice(say("data.quarantined"), st.session_state["import_refused"]))
        if "import_result" in st.session_state:
            _shown(st.session_state["import_result"])
