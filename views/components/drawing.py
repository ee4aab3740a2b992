"""The door through which the kit reaches a page: ``show`` (the rest of the kit is pure).

``st.html`` throws every SVG away (its sanitiser keeps the HTML profile only), and an SVG as an
image cannot use the served font. So the markup goes through a tiny component of our own, whose
program is ``static/desk/markup.js``. It is not sanitised again: what comes here was escaped by the
functions of this folder. It goes as bytes: of a text the server would first ask whether it is a
table, and write it twice.
"""

from __future__ import annotations

from streamlit.components.v2 import component

from views.components.program import loader

mount = component(
    "wusetu_markup",
    html='<div class="ws-root"></div>',
    js=loader("markup.js"),
    isolate_styles=False,
)


def show(markup: str, key: str | None = None) -> None:
    """Put markup of the kit on the page. Several parts in one call cost less than one call each.

    Args:
        markup: HTML and SVG made by this folder, never text from outside.
        key: keeps the same place between runs; needed only where the order of parts changes.
    """
    mount(data=markup.encode(), key=key)
