"""飞行 Flies the maps of the wall to where they are to look, in the browser.

The page's map component knows jumps only and takes no interpolator from outside. What it gives its
map is a view and a function that takes a new one; this component calls that function with the
places of the way between (van Wijk and Nuij 2003: the shortest way as the eye sees it). Where it
finds no such function it tells the server, which then lets the maps jump.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from streamlit.components.v2 import component

from layers.map_view import Window

SECONDS = 1.2

_SCRIPT = """
const still = matchMedia("(prefers-reduced-motion: reduce)");
const flown = window.wusetuFlown ??= {};
const ROOT = 1.42;

function handle(name) {
  let box = document.querySelector(`.st-key-wall_map_${name} canvas`);
  if (!box) return null;
  const key = (one) => Object.keys(one).find((k) => k.startsWith("__reactFiber$"));
  while (box && !key(box)) box = box.parentElement;
  for (let at = box && box[key(box)]; at; at = at.return) {
    const given = at.memoizedProps;
    if (given && given.onViewStateChange && given.viewState) return given;
  }
  return undefined;
}

function point({ longitude, latitude }) {
  const angle = Math.log(Math.tan(Math.PI / 4 + latitude * Math.PI / 360));
  return [longitude / 360, angle / (2 * Math.PI)];
}

function place([x, y]) {
  const latitude = (Math.atan(Math.exp(y * 2 * Math.PI)) - Math.PI / 4) * 360 / Math.PI;
  return { longitude: x * 360, latitude };
}

// The way from one view to another as a function of 0 to 1.
function way(from, to) {
  const [ax, ay] = point(from), [bx, by] = point(to);
  const w0 = 2 ** -from.zoom, w1 = 2 ** -to.zoom;
  const dx = bx - ax, dy = by - ay, d2 = dx * dx + dy * dy, d1 = Math.sqrt(d2);
  const R2 = ROOT * ROOT;
  if (d1 < 1e-9) {
    return (t) => ({ ...place([bx, by]), zoom: from.zoom + (to.zoom - from.zoom) * t });
  }
  const b0 = (w1 * w1 - w0 * w0 + R2 * R2 * d2) / (2 * w0 * R2 * d1);
  const b1 = (w1 * w1 - w0 * w0 - R2 * R2 * d2) / (2 * w1 * R2 * d1);
  const r0 = Math.log(Math.sqrt(b0 * b0 + 1) - b0), r1 = Math.log(Math.sqrt(b1 * b1 + 1) - b1);
  const S = (r1 - r0) / ROOT;
  return (t) => {
    const s = t * S, c = Math.cosh(r0);
    const along = w0 / (R2 * d1) * (c * Math.tanh(ROOT * s + r0) - Math.sinh(r0));
    const w = w0 * c / Math.cosh(ROOT * s + r0);
    return { ...place([ax + along * dx, ay + along * dy]), zoom: -Math.log2(w) };
  };
}

function fly(name, to, turn, is_seen) {
  const given = handle(name);
  if (!given) return given;
  const from = given.viewState;
  const path = way(from, to), begun = performance.now();
  const put = (t) => given.onViewStateChange({
    viewState: { ...from, ...(t < 1 ? path(t) : to) },
  });
  // The page's own component puts a new map where it stood first: once more, when that is over.
  setTimeout(() => { if (flown[name] === turn) put(1); }, MILLISECONDS + 500);
  if (still.matches || !is_seen) { put(1); return given; }
  const step = (now) => {
    if (flown[name] !== turn) return;
    const t = Math.min((now - begun) / MILLISECONDS, 1);
    put(t < 0.5 ? 2 * t * t : 1 - 2 * (1 - t) * (1 - t));
    if (t < 1) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  return given;
}

function send(name, to, is_seen, setStateValue) {
  const turn = JSON.stringify(to);
  const canvas = document.querySelector(`.st-key-wall_map_${name} canvas`);
  if (!canvas || (flown[name] === turn && canvas.dataset.flown)) return;
  const before = flown[name];
  flown[name] = turn;
  const given = fly(name, to, turn, is_seen);
  if (given) canvas.dataset.flown = "1"; else flown[name] = before;
  if (given === undefined) setStateValue("stuck", true);
}

export default function ({ data, setStateValue }) {
  const { now, ready, targets } = JSON.parse(data);
  for (const [name, to] of Object.entries(targets)) {
    // A map that is leaving stands still until it is gone.
    if (name === now) send(name, to, ready, setStateValue);
    else setTimeout(() => send(name, to, false, setStateValue), 400);
  }
}
""".replace("MILLISECONDS", str(round(SECONDS * 1000)))

_mount = component("wusetu_wall_flight", html="<div></div>", js=_SCRIPT, isolate_styles=False)


def fly(targets: Mapping[str, Window], now: str, *, is_ready: bool) -> bool:
    """Send every map (by the name of its slot) to its window; False where maps have to jump.

    Args:
        targets: where each map is to look.
        now: the map that is seen; the other one jumps unseen.
        is_ready: whether it is seen already; until then it jumps too.
    """
    places = {
        name: {"longitude": one.longitude, "latitude": one.latitude, "zoom": one.zoom}
        for name, one in targets.items()
    }
    data = json.dumps({"now": now, "ready": is_ready, "targets": places})
    told = _mount(data=data, key="wall_flight", on_stuck_change=lambda: None)
    return not getattr(told, "stuck", False)
