"""视口 The size of the browser's window, told by a component of our own that draws nothing."""

from __future__ import annotations

import streamlit as st
from streamlit.components.v2 import component

USUAL = (1920, 1080)

_SCRIPT = """
export default function ({ setStateValue, data }) {
  const tell = () => {
    const size = `${window.innerWidth}x${window.innerHeight}`;
    if (data !== size) { setStateValue("size", size); }
  };
  tell();
  window.onresize = tell;
}
"""

_mount = component("wusetu_viewport", html="<div></div>", js=_SCRIPT, isolate_styles=False)


def read(text: str) -> tuple[int, int]:
    """1920x1080 as two numbers; the usual size where the browser has not told it yet."""
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()) or int(width) < 320 or int(height) < 320:
        return USUAL
    return int(width), int(height)


def size() -> tuple[int, int]:
    """Width and height in CSS pixels."""
    known = st.session_state.get("viewport_size", "")
    told = _mount(data=known, key="viewport", on_size_change=lambda: None)
    text = str(getattr(told, "size", None) or known)
    st.session_state["viewport_size"] = text
    return read(text)
