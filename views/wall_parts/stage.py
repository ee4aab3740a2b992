"""舞台 What the wall says, put on the screen without a blank between two pages.

A component of our own: parts that did not change stay as they are, a new page fades in over the
old one. Who asked for less motion gets cuts. The markup was escaped where it was made.
"""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.components.v2 import component

FADE_MS = 240
WAIT_MS = 600

_SCRIPT = """
const still = matchMedia("(prefers-reduced-motion: reduce)");
export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".ws-root");
  if (root.dataset.shown === data) return;
  root.dataset.shown = data;
  const made = document.createElement("template");
  made.innerHTML = data;
  const want = made.content.firstElementChild, have = root.firstElementChild;
  if (!want || !have) {
    root.replaceChildren(made.content);
    if (want) document.documentElement.dataset.wall = want.dataset.map;
    return;
  }
  have.dataset.page = want.dataset.page;
  for (const name of ["header", "footer > nav", "footer > div", "aside"]) {
    const next = want.querySelector(`:scope > ${name}`);
    const now = have.querySelector(`:scope > ${name}`);
    // What carries a key moves by itself and stays while the key does.
    const is_same = next && now && next.dataset.key ? next.dataset.key === now.dataset.key
      : next?.outerHTML === now?.outerHTML;
    if (next && now && !is_same) now.replaceWith(next);
  }
  clearTimeout(root.waits);
  // A map that is not drawn yet gets a moment before it is seen.
  if (Number(want.dataset.wait)) {
    root.waits = setTimeout(() => turn(have, want), WAIT_MS);
  } else turn(have, want);
}

function turn(have, want) {
  document.documentElement.dataset.wall = want.dataset.map;
  have.querySelectorAll(":scope > .ws-leaving").forEach((one) => one.remove());
  const next = want.querySelector(":scope > main"), now = have.querySelector(":scope > main");
  if (next.dataset.key === now.dataset.key || still.matches) {
    if (next.outerHTML !== now.outerHTML) now.replaceWith(next);
    return;
  }
  now.classList.add("ws-leaving");
  next.classList.add("ws-coming");
  now.before(next);
  setTimeout(() => { now.remove(); next.classList.remove("ws-coming"); }, FADE_MS);
}
""".replace("FADE_MS", str(FADE_MS)).replace("WAIT_MS", str(WAIT_MS))

_mount = component(
    "wusetu_wall_stage", html='<div class="ws-root"></div>', js=_SCRIPT, isolate_styles=False
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A picture of the whole wall.

    Attributes:
        header: markup of the line on top.
        key: names what the body speaks of; another key fades.
        body: markup of the panels.
        footer: markup of the line below: a ``nav`` with a key, and a ``div``.
        over: what lies over everything, "" nothing.
    """

    header: str = ""
    key: str = "nothing"
    body: str = ""
    footer: str = "<nav></nav><div></div>"
    over: str = ""


def put(scene: Scene, seen: str = "", *, is_ready: bool = True) -> None:
    """Draw the wall.

    Args:
        scene: what is on it.
        seen: name of the map that is seen, "" none.
        is_ready: whether this map is drawn already.
    """
    page = scene.key.partition(" ")[0]
    wait = int(not is_ready)
    _mount(
        data=f'<div class="ws-wall" data-page="{page}" data-map="{seen}" data-wait="{wait}">'
        f'<header class="ws-wall-head">{scene.header}</header>'
        f'<main data-key="{scene.key}">{scene.body}</main>'
        f'<footer class="ws-wall-foot">{scene.footer}</footer><aside>{scene.over}</aside></div>',
        key="wall_stage",
    )
