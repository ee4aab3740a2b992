"""比规则 Two maps of one week side by side, what differs, and the decision about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from layers import week_view
from layers.backends.deck import deck
from layers.map_view import MapUrls, MapView, Window, fit
from layers.theme import Palette
from services import rule_effect, tiling
from services.access import Viewer
from services.rule_effect import Effect
from services.situation import Situation
from services.workspace import current as workspace
from views import cache
from views.components.drawing import show
from views.components.legend import map_sentence
from views.components.sheet import block_title
from views.components.states import notice
from views.progress import passing_progress
from views.rules_parts import figures
from views.session import MapState
from vocab import STATES, State
from words import say

MAP_SIZE = (760, 520)
MOST_ROWS = 400
# Above this many grids the weeks are not played again: it would take minutes.
MOST_PLAYED = 20_000


def effect_of(viewer: Viewer, data: str, seen: Situation, rule, prefix: str) -> Effect:
    """The effect of a rule on the newest map, kept while neither changes."""
    weeks = rule_effect.WEEKS if len(seen.grids) <= MOST_PLAYED else 0

    def make() -> Effect:
        return rule_effect.effect(
            workspace(), viewer, rule, prefix=prefix, weeks=weeks, progress=passing_progress()
        )

    return cache.weekly(viewer, data, "latest", prefix, f"rule {rule.hash}", make)


def _view(seen: Situation, window: Window, prefix: str, state: MapState) -> MapView:
    made = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={prefix}"),
        window=window,
        cell_m=float(np.sqrt(seen.median_area_m2)),
        all_levels=state.shows_levels,
    )
    return replace(made, is_twin=state.is_twin)


def _sentence(seen: Situation, name: str) -> str:
    levels = [int((seen.grids["level"] == level).sum()) for level in range(1, 6)]
    states = [int((seen.grids["state"] == s.value).sum()) for s in STATES if s is not State.OK]
    return map_sentence(name, len(seen.grids), levels, states)


def _maps(data: str, found: Effect, prefix: str, state: MapState) -> None:
    if tiling.is_large(len(found.now.grids)):
        return
    only = st.toggle(say("rules.compare.only"), key="rules_only")
    shown = ~found.now.grids["code"].isin(found.pair.changed["code"]).to_numpy()
    window = fit(cache.bounds(data, found.now.boundary_set, prefix), *MAP_SIZE)
    # Marks belong to the rule's own change; the map in force is shown without those of the week.
    before = found.now.grids.assign(previous_level=found.now.grids["level"])
    sides = (
        ("left", replace(found.now, grids=before), found.now.policy.version, ""),
        ("right", found.other, found.policy.version, say("rules.compare.right_note")),
    )
    for place, (side, seen, version, note) in zip(st.columns(2), sides, strict=True):
        name = say(f"rules.compare.{side}", version=version)
        view = _view(seen, window, prefix, state)
        with place, st.container(key=f"panel_rules_{side}"):
            show(block_title(name, note), key=f"rules_{side}_title")
            st.pydeck_chart(
                deck(week_view.only(view, ~shown) if only else view),
                key=f"rules_map_{side}",
                height=MAP_SIZE[1],
                alt=_sentence(seen, name),
            )


def headline(found: Effect) -> None:
    """The figures that decide: grids that change colour, and who lives there."""
    show(figures.headline(found), key="rules_headline")
    if found.pair.changed.empty:
        show(notice(say("rules.compare.same"), ""), key="rules_same")


def draw(data: str, found: Effect, prefix: str, colours: Palette) -> None:
    """Both maps and the lists."""
    _maps(data, found, prefix, MapState.from_address())
    left, right = st.columns([9, 7])
    with left:
        if len(found.pair.changed):
            with st.container(key="panel_rules_moves"):
                show(figures.moves(found, colours), key="rules_moves")
            with st.container(key="panel_rules_list"), st.container(key="rules_list"):
                show(figures.grid_list(found, colours, MOST_ROWS), key="rules_grid_list")
    with right:
        with st.container(key="panel_rules_differs"):
            show(figures.what_differs(found.now.policy, found.policy), key="rules_differs")
        with st.container(key="panel_rules_weeks"):
            show(figures.weeks(found.weeks, found.now.policy.period), key="rules_weeks")
