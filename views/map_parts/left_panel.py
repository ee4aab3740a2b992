"""Left of the map: how many reds, legend with counts, what has arrived, switches, layers."""

from __future__ import annotations

from layers import risk
from layers.theme import palette
from services import tiling, wording
from services.access import Viewer
from services.situation import Situation
from views import cache
from views.components import format as fmt
from views.components.chips import confidence_key
from views.components.controls import controls
from views.components.legend import ladder
from views.components.markup import esc
from views.components.sheet import block_title, facts
from views.map_parts import layer_panel
from views.map_parts.layer_panel import Chosen
from views.map_parts.selection import toggled, turn
from views.session import MapState
from vocab import STATES, State
from words import say


def _reds(seen: Situation) -> str:
    now = int((seen.grids["level"] == 1).sum())
    before = int((seen.grids["previous_level"] == 1).sum())
    words = say("map.same")
    if not seen.has_previous:
        words = say("map.first_map")
    elif now != before:
        word = "map.more" if now > before else "map.fewer"
        words = say(word, count=fmt.whole(abs(now - before)))
    moved = say("map.moved", risen=len(seen.risen), fallen=len(seen.fallen))
    return (
        f'<div class="ws-hero"><span>{esc(say("map.reds"))}</span>'
        f"<p><b>{fmt.whole(now)}</b> {esc(say('map.unit'))}</p>"
        f"<span>{esc(words)}</span><span>{esc(moved)}</span></div>"
    )


def _coverage(seen: Situation) -> str:
    rows = []
    for code, missing in seen.missing.items():
        words = say("map.missing", count=fmt.whole(missing)) if missing else say("map.covered")
        rows.append((wording.indicator(code), words))
    return block_title(say("map.coverage")) + facts(rows)


def _way_back(state: MapState) -> str:
    """How to end a filter of colours; nothing without one."""
    if not state.only:
        return ""
    words = esc(say("maptools.filter.all"))
    return f'<button type="button" class="ws-link" data-do="only" value="">{words}</button>'


def _act(state: MapState, layers: Chosen, what: str, value: str) -> None:
    does, _, code = what.partition(" ")
    if code:
        layer_panel.act(layers, does, code, value)
    elif what == "levels":
        state.put(shows_levels=not state.shows_levels)
    elif what == "twin":
        state.put(is_twin=not state.is_twin)
    else:
        turn()
        state.put(only=toggled(state.only, value) if value else "")


def _sure(seen: Situation) -> str:
    """Of how many grids the colour is sure."""
    share = risk.sure_share(seen.grids)
    if share is None:
        return ""
    return f'<p class="ws-note">{esc(say("wall.sure", share=fmt.percent(share)))}</p>'


def _switches(state: MapState) -> str:
    """All numerals on the map, and the palette for eyes that see red and green alike."""
    switches = (("levels", state.shows_levels), ("twin", state.is_twin))
    boxes = "".join(
        f'<label><input type="checkbox" data-do="{name}" value="on"{" checked" * is_on}>'
        f"{esc(say(f'map.{name}'))}</label>"
        for name, is_on in switches
    )
    return f'<div class="ws-switches">{boxes}</div>'


def _drawing(seen: Situation, state: MapState) -> str:
    colours = palette(twin=state.is_twin)
    levels = {level: int((seen.grids["level"] == level).sum()) for level in range(1, 6)}
    states = {s: int((seen.grids["state"] == s.value).sum()) for s in STATES if s is not State.OK}
    return (
        _reds(seen)
        + block_title(say("ui.legend"), say("maptools.filter.hint"))
        + ladder(levels, states, colours, only=state.only)
        + _way_back(state)
        + ("" if tiling.is_large(len(seen.grids)) else confidence_key(colours))
        + _sure(seen)
        + _coverage(seen)
        + _switches(state)
    )


def draw(
    viewer: Viewer, data: str, seen: Situation, state: MapState, prefix: str, layers: Chosen
) -> None:
    """How many reds, the legend whose rows filter, what has arrived, two switches; the layers."""
    part = f"left {state.only} {state.is_twin} {state.shows_levels}"
    (drawn,) = cache.drawing(
        viewer, data, state.week, prefix, part, lambda: [_drawing(seen, state)]
    )
    rows = layer_panel.markup(viewer, seen, prefix, layers)
    both = f'<div class="ws-panel">{drawn}</div><div class="ws-panel ws-layers">{rows}</div>'
    controls(both, "left", lambda what, value: _act(state, layers, what, value))
