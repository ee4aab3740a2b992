"""The map itself, and beside it what changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from layers import week_view
from layers.backends.deck import CELLS_ID
from layers.backends.deck import draw as painted
from layers.map_view import MapUrls, MapView, TileSource, Window, fit
from services import tiling
from services.situation import Situation
from views import cache
from views.components.legend import map_sentence
from views.components.zoom_buttons import zoom_buttons
from views.map_parts.layer_panel import Chosen
from views.session import MapState
from vocab import STATES, AdminLevel, State
from words import say

WIDTH, HEIGHT = 1192, 560
CLOSE_UP = 14.2
GRID = list(AdminLevel).index(AdminLevel.MICRO_GRID)


def _window(data: str, seen: Situation, prefix: str) -> Window:
    """Where the map looks: the whole area, or close to a grid the reader searched for."""
    whole = fit(cache.bounds(data, seen.boundary_set, prefix), WIDTH, HEIGHT)
    place = (seen.boundary_set, prefix)
    kept = st.session_state.get("window")
    if kept is None or kept[0] != place:
        kept = (place, whole)
    wanted = st.session_state.pop("fly", None)
    centre = cache.centres(data, seen.boundary_set, prefix).get(wanted or "")
    if wanted == "whole":
        kept = (place, _turned(whole, kept[1].turn + 1))
    elif centre is not None:
        close = Window(longitude=centre[0], latitude=centre[1], zoom=max(CLOSE_UP, whole.zoom))
        kept = (place, _turned(close, kept[1].turn + 1))
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
    chosen: str,
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
    at = week_view.row_of(seen.grids["code"], chosen)
    return replace(made, is_twin=state.is_twin, selected=at)


def _clicked(state: MapState) -> None:
    picked = st.session_state["map"].selection.objects.get(CELLS_ID) or []
    # Of tiles also the areas of upper levels can be clicked; only a grid has a card.
    if picked and picked[0]["properties"].get("level", GRID) == GRID:
        state.put(grid=str(picked[0]["properties"]["code"]))


def _back() -> None:
    st.session_state["fly"] = "whole"


def _sentence(seen: Situation) -> str:
    towns = seen.grids["town"].unique()
    place = str(towns[0]) if len(towns) == 1 else say("map.whole")
    levels = [int((seen.grids["level"] == level).sum()) for level in range(1, 6)]
    states = [int((seen.grids["state"] == s.value).sum()) for s in STATES if s is not State.OK]
    return map_sentence(place, len(seen.grids), levels, states)


def draw(
    data: str, seen: Situation, state: MapState, prefix: str, chosen: str, layers: Chosen
) -> None:
    """The map with its layers; a click chooses a grid. Where it cannot be drawn, why not."""
    if tiling.is_too_large(len(seen.grids)):
        st.info(say("tile.no_program", most=tiling.WITHOUT_TILES))
        return
    window = _window(data, seen, prefix)
    tiles = _tiles(data, seen, prefix)
    view = replace(_view(seen, state, window, chosen, prefix, tiles), hidden=layers.hidden)
    with st.container(key="map_box"):
        st.pydeck_chart(
            painted(view, layers.drawn),
            key="map",
            height=HEIGHT,
            on_select=lambda: _clicked(state),
            selection_mode="single-object",
            alt=_sentence(seen),
        )
        st.button(say("map.back"), on_click=_back, key="whole")
        zoom_buttons("zoom")
