"""选哪些 Middle of the export page: every kind with what it is for and about how large."""

from __future__ import annotations

import streamlit as st

from services import export_kinds
from services.export_kinds import KINDS, Kind, Shelf
from views.components.drawing import show
from views.components.markup import esc
from views.components.sheet import block_title
from words import say


def size(count: int) -> str:
    """0.4 MB, 86 KB."""
    if count < 100_000:
        return say("export.page.kb", number=f"{max(count / 1000, 1):.0f}")
    return say("export.page.mb", number=f"{count / 1_000_000:.1f}")


def draw(grids: int) -> tuple[str, ...]:
    """The whole panel; returns the codes that are ticked."""
    with st.container(key="panel_export_kinds"):
        return tuple(one.code for shelf in Shelf for one in _shelf(shelf, grids))


def _shelf(shelf: Shelf, grids: int) -> list[Kind]:
    show(block_title(say(f"export.shelf.{shelf.value}")), key=f"export_shelf_{shelf.value}")
    own = [one for one in KINDS if one.shelf is shelf]
    return [one for one in own if _row(one, grids)]


def _row(one: Kind, grids: int) -> bool:
    box, words = st.columns([190, 640], vertical_alignment="center", gap="small")
    with box:
        chosen = st.checkbox(one.title, value=one.is_usual, key=f"kind_{one.code}")
    about = say("export.page.about", size=size(one.bytes_for(grids)))
    ends = say("export.page.ends").join(one.endings).upper()
    note = f'<p class="ws-kind"><span>{esc(one.note)}</span>'
    with words:
        show(f"{note}<i>{esc(ends)}</i><b>{esc(about)}</b></p>", key=f"note_{one.code}")
    return bool(chosen)


def with_picture() -> list[Kind]:
    """The kinds whose first page can be looked at."""
    return [one for one in export_kinds.KINDS if one.picture is not None]
