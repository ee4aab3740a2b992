"""收藏与链接 The small menu of any page: one's named links, and the address to hand on."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from errors import WusetuError
from services import bookmarks, wording
from services.access import Viewer
from services.workspace import current as workspace
from views import session
from views.components.copy_link import copy_link
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title
from views.navigation import PAGES
from words import say

FAILED = "bookmark_failed"


def address(page: str) -> str:
    """Path and query of the page as it is shown now."""
    path = "/" if page == PAGES[0].name else f"/{page}"
    query = urlencode({name: st.query_params[name] for name in st.query_params}, safe=",")
    return f"{path}?{query}" if query else path


def _keep(viewer: Viewer, link: str) -> None:
    name = str(st.session_state.get("bookmark_name", ""))
    try:
        bookmarks.keep(workspace(), viewer, name=name, link=link)
        st.session_state[FAILED] = ""
        st.session_state["bookmark_name"] = ""
    except WusetuError as failure:
        st.session_state[FAILED] = wording.sentence(failure)


def _forget(viewer: Viewer, number: int) -> None:
    bookmarks.forget(workspace(), viewer, number)


def _mine(viewer: Viewer) -> None:
    mine = bookmarks.mine(workspace(), viewer)
    show(block_title(say("bookmark.mine")))
    if not mine:
        show(f'<p class="ws-note">{esc(say("bookmark.none"))}</p>')
    for one in mine:
        name, gone = st.columns([5, 1], vertical_alignment="center")
        with name:
            show(
                f'<a class="ws-bookmark" href="{esc(one.link)}" target="_self">{esc(one.name)}</a>'
            )
        gone.button(
            "✕",
            key=f"bookmark_forget_{one.id}",
            help=say("bookmark.forget", name=one.name),
            on_click=_forget,
            args=(viewer, one.id),
        )


def draw(page: str) -> None:
    """The menu of a page of this name; its address is kept and copied as it is shown now."""
    viewer, link = session.viewer(), address(page)
    if viewer is None:
        return
    menu = st.popover(say("bookmark.title"), width="stretch", key="bookmarks", on_change="rerun")
    if not menu.open:
        return
    with menu:
        copy_link(link, "bookmark_copy")
        show(f'<p class="ws-note">{esc(say("bookmark.share_note"))}</p>')
        st.text_input(
            say("bookmark.name"),
            placeholder=say("bookmark.placeholder"),
            max_chars=bookmarks.LONGEST_NAME,
            key="bookmark_name",
        )
        st.button(
            say("bookmark.keep"),
            key="bookmark_keep",
            type="primary",
            on_click=_keep,
            args=(viewer, link),
            width="stretch",
        )
        if st.session_state.get(FAILED):
            st.info(st.session_state[FAILED])
        _mine(viewer)
