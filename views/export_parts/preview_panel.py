"""预览 Right of the export page: the first page of a document as a picture."""

from __future__ import annotations

import streamlit as st

from errors import WusetuError
from services import export_kinds, outgoing, wording
from services.access import Viewer
from services.outgoing import Order
from services.workspace import current as workspace
from views import page_cache
from views.components.drawing import show
from views.components.sheet import block_title
from views.components.states import notice
from views.export_parts.kinds_panel import with_picture
from words import say

FIRST = "sheet"


def draw(viewer: Viewer, data: str, order: Order) -> None:
    """The whole panel. A picture is an export: it stands in the audit."""
    with st.container(key="panel_export_preview"):
        show(
            block_title(say("export.page.preview"), say("export.page.preview_note")),
            key="export_preview_title",
        )
        titles = {one.code: one.title for one in with_picture()}
        code = st.segmented_control(
            say("export.page.preview"),
            list(titles),
            default=FIRST,
            required=True,
            format_func=lambda one: titles[one],
            key="export_preview",
            label_visibility="collapsed",
        )
        try:
            body = page_cache.first_page(
                viewer, data, order, code, lambda: _made(viewer, order, code)
            )
        except WusetuError as error:
            show(notice(titles[code], wording.sentence(error)), key="export_preview_none")
            return
        st.image(body, width="stretch", alt=titles[code])


def _made(viewer: Viewer, order: Order, code: str) -> bytes:
    picture = export_kinds.kind(code).picture
    assert picture is not None  # offered are only those that have one
    return picture(outgoing.of(workspace(), viewer, order))
