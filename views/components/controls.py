"""可点的画面 Markup of the kit whose buttons and lists are heard.

Plain controls of the browser, so that keyboard and screen reader work. What may be used carries
``data-do`` (what it does) and ``value``; with a ``data-code`` it is heard as "do code".
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from views.components.drawing import mount


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

    mount(data=markup.encode(), key=key, on_act_change=heard)
