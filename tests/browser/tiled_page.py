"""A page with nothing but the map of all towns of the demo, drawn from tiles."""

import numpy as np
import pydeck as pdk
import streamlit as st

from layers import risk
from layers.backends.tiled import tiled
from layers.map_view import MapView, TileSource, Window
from services import situation
from services.workspace import current
from views.session import viewer
from vocab import STATES

who, query = viewer(), st.query_params
seen = situation.view(current(), who, prefix=query.get("scope", ""))
numbers = {state.value: number for number, state in enumerate(STATES)}
outer, inner = risk.digits(
    seen.grids["level"],
    np.array([numbers[state] for state in seen.grids["state"]]),
    seen.grids["p_within_one"],
    show_doubt=False,
)
window = Window(
    longitude=float(query["lon"]), latitude=float(query["lat"]), zoom=float(query["zoom"])
)
source = TileSource(
    version=seen.boundary_set,
    first=int(query.get("first", "0")),
    is_vast="near" not in query,
)
state = pdk.ViewState(longitude=window.longitude, latitude=window.latitude, zoom=window.zoom)
view = MapView(window=window, outer=outer, inner=inner)
st.pydeck_chart(
    pdk.Deck(layers=tiled(view, source), initial_view_state=state, map_provider=None),
    key="map",
    height=900,
    selection_mode="single-object",
    on_select="rerun",
)
st.text(
    "selected "
    + " ".join(
        str(one["properties"]["code"])
        for one in st.session_state["map"].selection.objects.get("cells", [])
    )
)
