"""The one door through which the kit reaches a page: ``show`` (the rest of the kit is pure).

``st.html`` throws every SVG away (its sanitiser keeps the HTML profile only), and an SVG as an
image cannot use the served font. So the markup goes through a tiny component of our own. It is
not sanitised again: what comes here was escaped by the functions of this folder. It goes as bytes:
of a text the server would first ask whether it is a table, and write it twice.
"""

from __future__ import annotations

from streamlit.components.v2 import component

# innerHTML runs no scripts; the comparison keeps the picture still when nothing changed.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".ws-root");
  const text = new TextDecoder().decode(data);
  if (root.dataset.shown !== text) { root.innerHTML = text; root.dataset.shown = text; }
}
"""

_mount = component(
    "wusetu_drawing", html='<div class="ws-root"></div>', js=_SCRIPT, isolate_styles=False
)


def show(markup: str, key: str | None = None) -> None:
    """Put markup of the kit on the page. Several parts in one call cost less than one call each.

    Args:
        markup: HTML and SVG made by this folder, never text from outside.
        key: keeps the same place between runs; needed only where the order of parts changes.
    """
    _mount(data=markup.encode(), key=key)
