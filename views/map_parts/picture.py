"""The map itself, with its tools; beside it the map of another week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

from layers import week_view
from layers.backends.deck import CELLS_ID
from layers.backends.deck import draw as painted
from layers.drawn import Drawn
from layers.map_view import MapUrls, MapView, TileSource, Window, fit
from services import tiling
from services.access import Viewer
from services.situation import Run, Situation
from views import cache
from views.components import format as fmt
from views.components.drawing import show
from views.components.legend import map_sentence
from views.components.map_tools import map_tools, whole_text
from views.components.markup import esc
from views.components.sheet import block_title
from views.map_parts import compare, places_bar, selection
from views.map_parts.layer_panel import Chosen
from views.map_parts.selection import Selection
from views.session import MapState
from vocab import AdminLevel
from words import say

WIDTH, HEIGHT = 1192, 560
CLOSE_UP = 14.2
# More names of villages than these overlap while the whole area is in view.
MOST_NAMES = 30
GRID = list(AdminLevel).index(AdminLevel.MICRO_GRID)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shown:
    """What the map marks: the grid of the card, the grids selected."""

    grid: str
    chosen: Selection


def _window(data: str, seen: Situation, prefix: str, *, is_pair: bool) -> Window:
    """Where the map looks: the whole area, or close to a grid the reader searched for."""
    width = WIDTH // 2 if is_pair else WIDTH
    whole = fit(cache.bounds(data, seen.boundary_set, prefix), width, HEIGHT)
    place = (seen.boundary_set, prefix, is_pair)
    kept = st.session_state.get("window")
    if kept is None or kept[0] != place:
        kept = (place, whole)
        st.session_state["looks_at"] = "whole"
    wanted = st.session_state.pop("fly", None)
    centre = cache.centres(data, seen.boundary_set, prefix).get(wanted or "")
    if wanted == "whole":
        kept = (place, _turned(whole, kept[1].turn + 1))
        st.session_state["looks_at"] = "whole"
    elif centre is not None:
        close = Window(longitude=centre[0], latitude=centre[1], zoom=max(CLOSE_UP, whole.zoom))
        kept = (place, _turned(close, kept[1].turn + 1))
        st.session_state["looks_at"] = wanted
    st.session_state["window"] = kept
    return kept[1]


def _turned(window: Window, turn: int) -> Window:
    return Window(longitude=window.longitude, latitude=window.latitude, zoom=window.zoom, turn=turn)


def _tiles(data: str, seen: Situation, prefix: str) -> TileSource | None:
    """Where a large area's cells come from; None where one file of shapes is fetched."""
    if not tiling.is_large(len(seen.grids)):
        return None
    return TileSource(
        version=seen.boundary_set,
        first=cache.first_index(data, seen.boundary_set, prefix),
        cell_m=float(np.sqrt(seen.median_area_m2)),
        is_vast=len(seen.grids) > tiling.ON_DEMAND,
    )


def _view(
    seen: Situation,
    state: MapState,
    window: Window,
    shown: Shown,
    area: str,
    tiles: TileSource | None,
) -> MapView:
    made = week_view.of_week(
        seen.grids,
        urls=MapUrls.under(f"/geometry/{seen.boundary_set}", f"?area={area}"),
        window=window,
        cell_m=float(np.sqrt(seen.median_area_m2)),
        all_levels=state.shows_levels,
        tiles=tiles,
    )
    if state.only:
        made = week_view.only(made, selection.kept(seen.grids, state.only))
    at = week_view.row_of(seen.grids["code"], shown.grid)
    made = week_view.ringed(made, seen.grids["code"], at)
    group = frozenset(
        np.flatnonzero(seen.grids["code"].isin(shown.chosen.codes).to_numpy()).tolist()
    )
    villages = seen.grids["village"].nunique()
    return replace(
        made,
        is_twin=state.is_twin,
        selected=at,
        group=group,
        is_crowded=villages > MOST_NAMES,
        # Of one village the page's title says the name, and no grid number lies under it.
        shows_names=made.shows_names and villages > 1,
    )


def _clicked(state: MapState, key: str = "map") -> None:
    picked = st.session_state[key].selection.objects.get(CELLS_ID) or []
    if not picked:
        return
    # Of tiles also the areas of upper levels can be clicked; only a grid has a card.
    one = picked[0]["properties"]
    if one.get("level", GRID) == GRID:
        state.put(grid=str(one["code"]))
    elif one.get("code"):
        places_bar.go(state, str(one["code"]))


def _back() -> None:
    st.session_state["fly"] = "whole"


def _sentence(seen: Situation) -> str:
    towns = seen.grids["town"].unique()
    place = str(towns[0]) if len(towns) == 1 else say("map.whole")
    levels, states = list(seen.per_colour.values()), list(seen.per_state.values())
    return map_sentence(place, len(seen.grids), levels, states)


def _chart(told: tuple[Any, str], state: MapState, key: str) -> None:
    """The picture and its sentence for who does not see it."""
    deck, sentence = told
    st.pydeck_chart(
        deck,
        key=key,
        height=HEIGHT,
        on_select=lambda: _clicked(state, key),
        selection_mode="single-object",
        alt=sentence,
    )


def _tools(
    data: str, seen: Situation, state: MapState, prefix: str, window: Window, shown: Shown
) -> None:
    bounds = cache.bounds(data, seen.boundary_set, prefix)
    # Where the map flew to a grid there is nothing to fit.
    is_whole = st.session_state.get("looks_at") == "whole"
    at = (window.longitude, window.latitude, window.zoom)
    whole = whole_text(bounds, at) if is_whole else ""
    map_tools("tools", state.shape, lambda to: selection.drawn(state, to), whole=whole)
    st.button(say("map.back"), on_click=_back, key="whole")
    selection.draw(shown.chosen, state)


def _reds(seen: Situation) -> str:
    return f"{say('map.reds')} {fmt.whole(int((seen.grids['level'] == 1).sum()))}"


def _captions(seen: Situation, then: Situation, state: MapState, known: Sequence[Run]) -> None:
    """Over the two maps: which week to compare with, and the week shown."""
    left, count, right = st.columns([3, 2, 5], vertical_alignment="center")
    with left:
        compare.choice(seen, then, state, known)
    with count:
        show(f'<p class="ws-note">{esc(_reds(then))}</p>')
    with right:
        span = fmt.period_name(seen.policy.period, seen.period)
        show(block_title(say("maptools.compare.map_then", span=span), _reds(seen)))


def draw(
    viewer: Viewer,
    data: str,
    seen: Situation,
    state: MapState,
    prefix: str,
    shown: Shown,
    layers: Chosen,
    known: Sequence[Run],
    then: Situation | None = None,
) -> None:
    """The map with its layers; a click chooses a grid. Where it cannot be drawn, why not.

    With ``then`` the map of that week stands at the left, and both move together.
    """
    if tiling.is_too_large(len(seen.grids)):
        st.info(say("tile.no_program", most=tiling.WITHOUT_TILES))
        return
    window = _window(data, seen, prefix, is_pair=then is not None)

    def deck(week: Situation, name: str, over: list[Drawn]) -> tuple[Any, str]:
        def make() -> tuple[Any, str]:
            tiles = _tiles(data, week, prefix)
            view = replace(_view(week, state, window, shown, prefix, tiles), hidden=layers.hidden)
            return painted(view, over), _sentence(week)

        # An address changes with everything its rows depend on.
        drawn = tuple(one.url for one in over)
        of = ("map", state, window, shown.grid, shown.chosen.codes, layers.state, drawn)
        return cache.part(viewer, data, name, prefix, of, make)

    if then is None:
        with st.container(key="map_box"):
            _chart(deck(seen, state.week, layers.drawn), state, "map")
            _tools(data, seen, state, prefix, window, shown)
        return
    _captions(seen, then, state, known)
    left, right = st.columns(2, gap="small")
    with left, st.container(key="map_box_then"):
        _chart(deck(then, state.compare, []), state, "map_then")
    with right, st.container(key="map_box"):
        _chart(deck(seen, state.week, layers.drawn), state, "map")
        _tools(data, seen, state, prefix, window, shown)
