"""数据 The data page: upload, what has arrived, calculate and close, unplaced rows, batches."""

from __future__ import annotations

import streamlit as st

from services.access import Action
from views import cache, session
from views.components.drawing import show
from views.components.sheet import page_title
from views.components.states import no_permission
from views.data_parts import batches_panel, data_page, run_panel, unplaced_panel, upload_panel
from words import say


def main() -> None:
    """Draw what the signed-in person may do here."""
    viewer = session.viewer()
    if not data_page.is_open_to(viewer):
        show(no_permission(viewer.title, say("nav.data"), say("page.administrator")))
        return
    data = cache.data_version()
    show(page_title(say("data.title"), say("data.note")), key="data_title")
    left, right = st.columns([1100, 780])
    with left:
        if viewer.may(Action.IMPORT):
            upload_panel.draw(viewer, data)
        batches_panel.draw(viewer)
    with right:
        run_panel.draw(viewer, cache.periods(viewer, data))
        if viewer.may(Action.CORRECT):
            unplaced_panel.draw(viewer, data)


main()
