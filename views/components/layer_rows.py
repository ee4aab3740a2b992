"""图层面板 The rows of the layer panel, drawn and heard by one small component of our own.

Plain controls of the browser (box, slider, button, list), so that keyboard and screen reader
work; one component costs the page as much as one line of text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.components.v2 import component

from views.components.markup import esc
from words import say

# The row that had the focus gets it back: a change draws all rows anew.
_SCRIPT = """
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".ws-layers");
  const text = new TextDecoder().decode(data);
  if (root.dataset.shown !== text) {
    const held = root.contains(document.activeElement) ? document.activeElement.dataset : null;
    const mark = held && `[data-do="${held.do}"][data-code="${held.code}"]`;
    root.innerHTML = text;
    root.dataset.shown = text;
    const again = mark && root.querySelector(mark);
    if (again) again.focus({ preventScroll: true });
  }
  const tell = (event) => {
    const one = event.target.closest("[data-do]");
    if (!one) return;
    const isButton = one.tagName === "BUTTON";
    if (isButton !== (event.type === "click")) return;
    setTriggerValue("act", { do: one.dataset.do, code: one.dataset.code, value: one.value || "" });
  };
  root.onchange = tell;
  root.onclick = tell;
}
"""

_mount = component(
    "wusetu_layer_rows", html='<div class="ws-layers"></div>', js=_SCRIPT, isolate_styles=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One layer in the panel; ``below`` is ready HTML (legend or reason).

    ``strength`` is None where nothing may be made faint, ``choices`` are (value, words) of a list
    of which ``choice`` is chosen.
    """

    code: str
    title: str
    is_on: bool
    strength: int | None = None
    may_rise: bool = False
    below: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    choice: str = ""


def rows_html(rows: Sequence[Row], export: str = "") -> str:
    """All rows, topmost layer first, and the way to take the picture along (an own address)."""
    below = ""
    if export:
        words, note = (esc(say(f"layer.export.{name}")) for name in ("link", "link_note"))
        below = (
            f'<p class="ws-layer-open"><a href="{esc(export)}" download title="{note}">{words}</a>'
            "</p>"
        )
    return "".join(_row(row) for row in rows) + below


def _row(row: Row) -> str:
    code, title = esc(row.code), esc(row.title)
    mark = f'data-code="{code}"'
    checked = " checked" if row.is_on else ""
    body = (
        f'<label><input type="checkbox" data-do="switch" {mark}{checked}><span>{title}</span>'
        "</label>"
    )
    if row.is_on and row.strength is not None:
        words = esc(say("layer.panel.opacity", title=row.title))
        body += (
            f'<input type="range" min="20" max="100" step="20" value="{row.strength}" '
            f'data-do="dim" {mark} aria-label="{words}" title="{words}">'
            f"<i>{row.strength}</i>"
        )
    if row.may_rise:
        words = esc(say("layer.panel.raise", title=row.title))
        body += (
            f'<button type="button" data-do="raise" {mark} aria-label="{words}" '
            f'title="{words}">↑</button>'
        )
    below = _choices(row) + row.below if row.is_on else ""
    kind = "ws-layer ws-layer-on" if row.is_on else "ws-layer"
    # What says more than its name takes the whole width, the others stand two by two.
    if row.is_on and (row.strength is not None or below):
        kind += " ws-layer-open"
    return f'<div class="{kind}"><div>{body}</div>{below}</div>'


def _choices(row: Row) -> str:
    if not row.choices:
        return ""
    options = "".join(
        f'<option value="{esc(value)}"{" selected" if value == row.choice else ""}>'
        f"{esc(words)}</option>"
        for value, words in row.choices
    )
    label = esc(say("layer.panel.indicator"))
    return (
        f'<select data-do="choose" data-code="{esc(row.code)}" aria-label="{label}">'
        f"{options}</select>"
    )


def layer_rows(
    title: str,
    rows: Sequence[Row],
    key: str,
    act: Callable[[str, str, str], None],
    *,
    export: str = "",
) -> None:
    """Draw the panel under its ready title.

    ``act(what, code, value)`` hears switch, dim, raise and choose.
    """

    def heard() -> None:
        told = st.session_state[key].get("act")
        if told:
            act(str(told["do"]), str(told["code"]), str(told["value"]))

    _mount(data=(title + rows_html(rows, export)).encode(), key=key, on_act_change=heard)
