"""Progress of long work on a page (进度)."""

from __future__ import annotations

import streamlit as st

from services.progress import Progress


def page_progress() -> Progress:
    """A bar where the script stands, filled by the service."""
    bar = st.progress(0.0)
    return lambda share, text: bar.progress(min(max(share, 0.0), 1.0), text)


def passing_progress() -> Progress:
    """A bar that goes when the work is done, because its result takes its place."""
    bar = st.progress(0.0)

    def told(share: float, text: str) -> None:
        if share >= 1:
            bar.empty()
        else:
            bar.progress(max(share, 0.0), text)

    return told
