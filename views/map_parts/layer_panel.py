"""图层面板 Which layers lie on the map: on and off, strength, order, legend of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import streamlit as st

from layers.drawn import Drawn, key_lines
from layers.layer import Frame, Layer, Look, Privacy
from services import layer_frames, map_layers, wording
from services.access import Action, Viewer
from services.map_layers import Asked, Unavailable
from services.situation import Situation
from views import layer_cache
from views.components.layer_key import legend, unavailable
from views.components.layer_rows import Row, rows_html
from views.components.sheet import block_title
from views.map_parts.layer_state import FULL, LayerState
from vocab import date_of
from words import say


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chosen:
    """What the panel and the map need to know of the layers: state, answers, all that is offered.

    ``answers`` holds each layer that is on, lowest first, drawn or with the reason why not.
    """

    state: LayerState
    offered: tuple[Layer, ...]
    answers: tuple[Drawn | Unavailable, ...]

    @property
    def drawn(self) -> list[Drawn]:
        return [one for one in self.answers if isinstance(one, Drawn)]

    @property
    def hidden(self) -> frozenset[str]:
        return self.state.off


def chosen(viewer: Viewer, data: str, seen: Situation, prefix: str) -> Chosen:
    """The layers of the address, made ready; one that fails is said to, the others go on."""
    offered = map_layers.offered(viewer)
    state = LayerState.from_address(offered)
    asked = Asked(
        version=seen.boundary_set,
        prefix=prefix,
        week=date_of(seen.period).isoformat(),
        indicator=state.indicator,
    )
    answers = []
    for layer in map_layers.in_panel_order(state.on, viewer):
        one = map_layers.tried(layer, partial(layer_cache.layer, viewer, data, layer, asked, seen))
        if isinstance(one, Drawn):
            one = replace(one, opacity=1.0 if layer.is_base else state.strength(layer.code) / FULL)
        answers.append(one)
    return Chosen(state=state, offered=offered, answers=tuple(answers))


def _below(layer: Layer, answer: Drawn | Unavailable | None, seen: Situation, of: Chosen) -> str:
    if isinstance(answer, Unavailable):
        return unavailable(answer.reason)
    if answer is None or layer.style.look is Look.RISK:
        return ""
    return legend(key_lines(answer), map_layers.note(layer, seen, of.state.indicator))


def _row(layer: Layer, seen: Situation, of: Chosen) -> Row:
    state = of.state
    answer = next((one for one in of.answers if one.layer.code == layer.code), None)
    counts = Frame.COUNTS in layer.weekly
    names = layer_frames.indicators(seen) if counts else []
    return Row(
        code=layer.code,
        title=say(layer.title),
        is_on=state.shows(layer, of.offered),
        strength=None if layer.is_base or layer.is_on else state.strength(layer.code),
        may_rise=not layer.is_base and layer.code in state.on[:-1],
        below=_below(layer, answer, seen, of),
        choices=tuple((code, wording.indicator(code)) for code in names),
        choice=layer_frames.chosen(seen, state.indicator) if counts else "",
    )


def _in_order(of: Chosen) -> Sequence[Layer]:
    """Topmost first: what is on in the reader's order, the rest where it would lie."""
    at = {code: position for position, code in enumerate(of.state.on)}
    place = {layer.code: layer.order for layer in of.offered}
    moved = sorted(place[code] for code in at)
    for position, code in enumerate(of.state.on):
        place[code] = moved[position]
    return sorted(of.offered, key=lambda layer: place[layer.code], reverse=True)


def act(of: Chosen, what: str, code: str, value: str) -> None:
    """Do what the reader did in the panel, by the address."""
    layer = next((one for one in of.offered if one.code == code), None)
    if layer is None:
        return
    state = of.state
    if what == "switch":
        state = state.switched(layer, of.offered)
    elif what == "raise":
        state = state.raised(code)
    elif what == "dim" and value.isdigit():
        state = state.dimmed(code, int(value))
    elif what == "choose":
        state = replace(state, indicator=value)
    state.put()


def _export(viewer: Viewer, seen: Situation, prefix: str, of: Chosen) -> str:
    """The address of the same picture as one file; "" for who may not export."""
    if not viewer.may(Action.EXPORT):
        return ""
    codes = [one.layer.code for one in of.drawn if one.layer.privacy is not Privacy.CLEARED]
    week, layers = date_of(seen.period).isoformat(), ",".join(codes)
    palette = "&palette=twin" if st.query_params.get("palette") == "twin" else ""
    return f"/api/map.html?area={prefix}&week={week}&layers={layers}{palette}"


def markup(viewer: Viewer, seen: Situation, prefix: str, of: Chosen) -> str:
    """The panel; ``act`` does what is told by its controls."""
    rows = [_row(layer, seen, of) for layer in _in_order(of)]
    export = _export(viewer, seen, prefix, of)
    return block_title(say("layer.panel.title")) + rows_html(rows, export)
