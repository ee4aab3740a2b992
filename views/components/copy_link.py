"""复制链接 A button that puts the address of what one sees on the clipboard."""

from __future__ import annotations

from streamlit.components.v2 import component

from views.components.icons import icon
from views.components.markup import esc
from words import say

# On an intranet address the browser gives no clipboard; a marked field and "copy" do it there.
_SCRIPT = """
function byHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".ws-copy");
  if (root.dataset.shown !== data) { root.innerHTML = data; root.dataset.shown = data; }
  const button = root.querySelector("button"), told = root.querySelector("[role=status]");
  button.onclick = async () => {
    const text = new URL(button.value, window.location.origin).href;
    let isDone = false;
    const board = navigator.clipboard;
    if (board) isDone = await board.writeText(text).then(() => true, () => false);
    isDone = isDone || byHand(text);
    told.textContent = isDone ? told.dataset.done : told.dataset.failed;
  };
}
"""

_mount = component(
    "wusetu_copy", html='<div class="ws-copy"></div>', js=_SCRIPT, isolate_styles=False
)


def copy_html(link: str) -> str:
    """The button and the place where it says what happened."""
    return (
        f'<button type="button" value="{esc(link)}">{icon("link")}'
        f"<span>{esc(say('bookmark.copy'))}</span></button>"
        f'<span role="status" data-done="{esc(say("bookmark.copied"))}" '
        f'data-failed="{esc(say("bookmark.not_copied"))}"></span>'
    )


def copy_link(link: str, key: str) -> None:
    """Draw the button for an address of this product (path and query)."""
    _mount(data=copy_html(link), key=key)
