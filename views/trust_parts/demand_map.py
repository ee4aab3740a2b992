"""The demand-only map: what people report, without what follows patrols."""

from __future__ import annotations

import numpy as np
import streamlit as st

from layers import risk
from layers.backends.deck import deck
from layers.map_view import MapUrls, MapView, fit
from services import wording
from services.situation import Situation
from services.weightsets import Other, WeightSets
from views import cache
from views.components.drawing import show
from views.components.legend import map_sentence
from views.components.markup import esc
from views.components.sheet import block_title
from vocab import STATES, State
from words import say

WIDTH, HEIGHT = 760, 640
FAR = 2


def _view(
    seen: Situation, found: WeightSets, other: Other, area: str, window, twin: bool
) -> MapView:
    at = np.searchsorted(found.codes, seen.grids["code"].to_numpy(dtype=np.str_))
    levels, states = other.levels[at], other.states[at]
    sure = np.full(len(at), np.nan)
    outer, inner = risk.digits(levels, states, sure)
    now = found.levels[at]
    # A mark on every other cell would hide the map: only those far apart carry one.
    marks = risk.marks(levels, np.where(np.abs(levels - now) >= FAR, now, levels))
    return MapView(
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={area}"),
        window=window,
        outer=outer,
        inner=inner,
        numerals=risk.NUMERALS,
        marks=marks,
        is_twin=twin,
        shows_names=False,
    )


def draw(data: str, seen: Situation, found: WeightSets, prefix: str, *, is_twin: bool) -> None:
    """The map with its marks: ▲ worse, ▽ better than under the rule in force."""
    other = found.demand
    if other is None:
        return
    names = say("why.join").join(wording.indicator(code) for code in other.indicators)
    rule = say("method.version", name=other.name, version=other.version)
    kind = "approved" if other.is_approved else "derived"
    title = block_title(say("trustpage.demand"), say(f"trustpage.demand_{kind}", rule=rule))
    window = fit(cache.bounds(data, seen.boundary_set, prefix), WIDTH, HEIGHT)
    view = _view(seen, found, other, prefix, window, is_twin)
    at = np.searchsorted(found.codes, seen.grids["code"].to_numpy(dtype=np.str_))
    levels = [int((other.levels[at] == level).sum()) for level in range(1, 6)]
    states = [
        int((other.states[at] == number).sum())
        for number, state in enumerate(STATES)
        if state is not State.OK
    ]
    both = (other.levels[at] > 0) & (found.levels[at] > 0)
    apart = np.abs(other.levels[at] - found.levels[at])[both]
    note = say(
        "trustpage.demand_note",
        names=names,
        differ=int((apart > 0).sum()),
        far=int((apart >= FAR).sum()),
        count=len(at),
    )
    body = f'<section class="ws-trust">{title}<p>{esc(note)}</p></section>'
    show(body, key="trust_demand_head")
    st.pydeck_chart(
        deck(view),
        key="demand_map",
        height=HEIGHT,
        alt=map_sentence(say("trustpage.demand"), len(at), levels, states),
    )
