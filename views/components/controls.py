"""可点的画面 Markup of the kit whose buttons and lists are heard, by a component of our own.

Plain controls of the browser, so that keyboard and screen reader work. What may be used carries
``data-do`` (what it does) and ``value``.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.components.v2 import component

# The control that had the focus gets it back: a change draws all of them anew.
_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ws-root");
  const text = new TextDecoder().decode(data);
  if (root.dataset.shown !== text) {
    const held = root.contains(document.activeElement) ? document.activeElement : null;
    const mark = held && `[data-do="${held.dataset.do}"][value="${held.value}"]`;
    root.innerHTML = text;
    root.dataset.shown = text;
    const again = mark && root.querySelector(mark);
    if (again) again.focus({ preventScroll: true });
  }
  const tell = (event) => {
    const one = event.target.closest("[data-do]");
    if (!one || (one.tagName === "BUTTON") !== (event.type === "click")) return;
    setTriggerValue("act", { do: one.dataset.do, value: one.value || "" });
  };
  root.onchange = tell;
  root.onclick = tell;
}
"""

_mount = component(
    "wusetu_controls", html='<div class="ws-root"></div>', js=_SCRIPT, isolate_styles=False
)


def controls(markup: str, key: str, act: Callable[[str, str], None]) -> None:
    """Put markup with controls on the page; ``act(what, value)`` hears their use.

    Args:
        markup: HTML and SVG made by this folder, never text from outside.
        key: keeps the same place between runs.
        act: called before the page is drawn anew.
    """

    def heard() -> None:
        told = st.session_state[key].get("act")
        if told:
            act(str(told["do"]), str(told["value"]))

    _mount(data=markup.encode(), key=key, on_act_change=heard)
