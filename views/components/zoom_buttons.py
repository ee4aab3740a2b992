"""放大缩小 Two buttons that turn the map's own wheel, for hands without one."""

from __future__ import annotations

from streamlit.components.v2 import component

from views.components.markup import esc
from words import say

# The map listens to the wheel only; what is sent is what a wheel sends, at the map's middle.
_SCRIPT = """
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".ws-zoom");
  if (root.dataset.shown !== data) { root.innerHTML = data; root.dataset.shown = data; }
  root.onclick = (event) => {
    const button = event.target.closest("button");
    const canvas = document.querySelector('[data-testid="stDeckGlJsonChart"] canvas');
    if (!button || !canvas) return;
    const box = canvas.getBoundingClientRect();
    canvas.dispatchEvent(new WheelEvent("wheel", {
      deltaY: Number(button.value), bubbles: true, cancelable: true,
      clientX: box.left + box.width / 2, clientY: box.top + box.height / 2,
    }));
  };
}
"""
STEP = 300

_mount = component(
    "wusetu_zoom", html='<div class="ws-zoom"></div>', js=_SCRIPT, isolate_styles=False
)


def zoom_html() -> str:
    """Plus above minus, each with its word."""
    buttons = (("closer", "+", -STEP), ("wider", "−", STEP))
    return "".join(
        f'<button type="button" value="{step}" title="{esc(say(f"layer.panel.{name}"))}" '
        f'aria-label="{esc(say(f"layer.panel.{name}"))}">{sign}</button>'
        for name, sign, step in buttons
    )


def zoom_buttons(key: str) -> None:
    """Draw the buttons; they act in the browser alone, the server hears nothing."""
    _mount(data=zoom_html(), key=key)
