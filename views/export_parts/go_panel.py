"""带走 Below the order: how much it is, the button, how far it is, the ZIP to download."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from errors import WusetuError
from services import export_kinds, exports, wording
from services.access import Viewer
from services.exports import Bundle
from services.outgoing import SHOWN_HASH, Order
from services.workspace import current as workspace
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import facts
from views.components.states import notice
from views.export_parts.kinds_panel import size
from views.progress import passing_progress
from words import say

DONE = "export_done"
FAILED = "export_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A finished ZIP and the order it was made for."""

    order: Order
    kinds: tuple[str, ...]
    bundle: Bundle
    body: bytes


def draw(viewer: Viewer, order: Order, codes: tuple[str, ...], grids: int) -> None:
    """The whole panel."""
    with st.container(key="panel_export_go"):
        total = sum(export_kinds.kind(code).bytes_for(grids) for code in codes)
        show(_sum(len(codes), size(total)), key="export_sum")
        left, right = st.columns([1, 1.35], gap="small")
        label = say("export.page.make", count=len(codes))
        is_wanted = left.button(
            label, key="export_make", type="primary", disabled=not codes, width="stretch"
        )
        if is_wanted:
            _make(viewer, order, codes)
        _outcome(order, codes, right)


def _sum(count: int, total: str) -> str:
    text = say("export.page.sum", count=count, size=total) if count else say("export.page.none")
    return f'<p class="ws-export-sum">{esc(text)}</p>'


def _make(viewer: Viewer, order: Order, codes: tuple[str, ...]) -> None:
    st.session_state.pop(DONE, None)
    st.session_state.pop(FAILED, None)
    try:
        bundle = exports.make(workspace(), viewer, order, codes, passing_progress())
        st.session_state[DONE] = Done(order=order, kinds=codes, bundle=bundle, body=bundle.zipped())
    except WusetuError as error:
        st.session_state[FAILED] = wording.sentence(error)
    st.rerun()


def _outcome(order: Order, codes: tuple[str, ...], place: DeltaGenerator) -> None:
    """The download of what was made; gone as soon as something else is chosen."""
    if FAILED in st.session_state:
        show(notice(say("export.page.failed"), st.session_state.pop(FAILED)), key="export_notice")
    done: Done | None = st.session_state.get(DONE)
    if done is None or (done.order, done.kinds) != (order, codes):
        return
    place.download_button(
        say("export.page.download", size=size(len(done.body))),
        done.body,
        file_name=done.bundle.name,
        mime="application/zip",
        key="export_download",
        type="primary",
        on_click="ignore",
        width="stretch",
    )
    show(_made(done), key="export_made")


def _made(done: Done) -> str:
    rows = [
        (say("export.page.file"), done.bundle.name),
        (
            say("export.page.files"),
            say(
                "export.page.files_of",
                count=len(done.bundle.files),
                snapshot=done.bundle.out.seen.snapshot[:SHOWN_HASH],
            ),
        ),
    ]
    rows += [
        (say("export.page.left_out", title=one.kind.title), one.reason)
        for one in done.bundle.left_out
    ]
    return facts(rows)
