"""Caching of first pages to look at: one frozen key per answer, no failures.

A file beside views/cache.py, which it follows in everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from services.access import Viewer
from services.outgoing import Order
from views.cache import folder


@dataclass(frozen=True, slots=True)
class PageKey:
    """The first page of one kind of document: for whom, of which week, what is drawn on it."""

    folder: str
    data: str
    person: str
    scope: str
    order: Order
    kind: str


@st.cache_data(max_entries=16, ttl=3600, show_spinner=False)
def _first_page(key: PageKey, _make: Callable[[], bytes]) -> bytes:
    return _make()


def first_page(
    viewer: Viewer, data: str, order: Order, kind: str, make: Callable[[], bytes]
) -> bytes:
    """The first page of a document as a picture; ``make`` makes it from the same arguments."""
    key = PageKey(folder(), data, viewer.person, viewer.scope.prefix, order, kind)
    return _first_page(key, make)
