"""守望 Looks after the page when nobody does: a new build is fetched, a lost server waited for.

It lives as long as the document, so that it also brings the page back when a server that came up
without its database could only draw a sentence.
"""

from __future__ import annotations

from streamlit.components.v2 import component

from words import say

SECONDS = 5

_SCRIPT = """
const STYLE = "position:fixed;left:50%;top:50%;transform:translate(-50%,-50%);z-index:2147483647;"
  + "background:#F1F4F6;color:#0F151C;padding:4vh 6vh;border-radius:6px;font-weight:600;"
  + "font-size:3.5vh;line-height:1.4;max-width:70vw";
const kept = window.wusetuWatch ??= { build: null, missed: 0, lost: 0, timer: null };

function card(words) {
  let box = document.getElementById("wusetu-away");
  if (!words) { box?.remove(); return; }
  if (!box) {
    box = document.createElement("div");
    box.id = "wusetu-away";
    box.setAttribute("role", "alert");
    box.style.cssText = STYLE;
    document.body.append(box);
  }
  box.textContent = words;
}

async function look() {
  // A slow server is waited for, not asked again.
  if (kept.asks) return;
  kept.asks = true;
  try { await ask(); } finally { kept.asks = false; }
}

async function ask() {
  if (!location.pathname.replace(/\\/$/, "").endsWith("/wall")) { card(""); return; }
  let state = null;
  try {
    const answer = await fetch("/healthz", {
      cache: "no-store", signal: AbortSignal.timeout(3 * MILLISECONDS),
    });
    state = await answer.json();
  } catch { state = null; }
  if (!state) {
    kept.missed += 1;
    if (kept.missed >= 2) card(kept.words);
    return;
  }
  // Lost before it ever answered: what it is now cannot be what made this page for certain.
  if (!kept.missed) kept.build ??= state.build;
  if (state.status === "ok") kept.missed = 0;
  card("");
  if (state.status !== "ok") return;
  // An error page in the wall's place; a first picture may take its time.
  const is_there = !!document.querySelector(".ws-wall-foot nav span");
  kept.seen ||= is_there;
  kept.lost = is_there ? 0 : kept.lost + 1;
  if (state.build !== kept.build || kept.lost >= (kept.seen ? 4 : 60)) location.reload();
}

export default function ({ data }) {
  kept.words = data;
  if (kept.timer) return;
  kept.timer = setInterval(look, MILLISECONDS);
  look();
}
""".replace("MILLISECONDS", str(SECONDS * 1000))

_mount = component("wusetu_wall_watch", html="<div></div>", js=_SCRIPT, isolate_styles=False)


def stand_by() -> None:
    """Begin; a second call changes nothing."""
    _mount(data=say("wall.server_away"), key="wall_watch")
