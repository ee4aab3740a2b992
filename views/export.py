"""导出 The export desk: area, week, layers and documents; a first look; one ZIP to take away."""

from __future__ import annotations

import streamlit as st

from services import periods
from views import cache, session
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import empty, no_permission
from views.export_parts import choices, export_page, go_panel, kinds_panel, preview_panel
from views.export_parts.style import STYLE
from views.report_parts import chapter_notes
from words import say

WRITTEN = ("kind_weekly", "kind_pptx")


def main() -> None:
    """Draw what the signed-in person may take away."""
    viewer = session.viewer()
    if not export_page.is_open_to(viewer):
        show(no_permission(viewer.title, say("nav.export"), say("page.administrator")))
        return
    data = cache.data_version()
    known = cache.periods(viewer, data)
    if not known:
        show(empty(say("export.page.empty_title"), say("export.page.empty_note"), []))
        st.page_link("data.py", label=say("nav.data"))
        return
    st.html(STYLE)
    show(page_title(say("nav.export"), say("export.page.note")), key="export_title")
    left, middle, right = st.columns([440, 860, 560])
    with left:
        chosen = choices.draw(viewer, data, known)
    seen = cache.week(viewer, data, chosen.order.week, chosen.order.prefix)
    with middle:
        codes = kinds_panel.draw(len(seen.grids))
    with left:
        go_panel.draw(viewer, chosen.order, codes, len(seen.grids))
    with right:
        preview_panel.draw(viewer, data, chosen.order)
    if any(st.session_state.get(key) for key in WRITTEN):
        with st.container(key="panel_export_notes"):
            week = periods.shown(chosen.run.period)
            chapter_notes.draw(viewer, week, chosen.order.prefix)


main()
