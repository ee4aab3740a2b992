"""响应圈 How far one comes from the stations within some minutes."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.layer import CLASS, Dash, Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from words import say

MINUTES = (4, 8, 12)


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """The places within 4, 8 and 12 minutes, widest first; the name says if it is estimated."""
    reach = frames[Frame.REACH]
    known = reach[reach["minutes"].isin(MINUTES)].sort_values("minutes", ascending=False)
    names = [_name(int(m), is_estimate=bool(e)) for m, e in _pairs(known)]
    step = np.searchsorted(MINUTES, known["minutes"].to_numpy(dtype=np.float64))
    return rows(known, name=names, **{CLASS: step})


def _pairs(reach: pd.DataFrame) -> zip[tuple[float, bool]]:
    return zip(reach["minutes"].tolist(), reach["is_estimate"].tolist(), strict=True)


def _name(minutes: int, *, is_estimate: bool) -> str:
    kind = "estimate" if is_estimate else "minutes"
    return say(f"layer.response.{kind}", minutes=minutes)


LAYER = Layer(
    code="response",
    title="layer.response.title",
    frames=(Frame.REACH,),
    shape=Shape.POLYGON,
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(
            Mark(title="layer.response.minutes_4", width_px=3.2, halo="panel"),
            Mark(title="layer.response.minutes_8", width_px=2.4, dash=Dash.DASHED, halo="panel"),
            Mark(title="layer.response.minutes_12", width_px=2.0, dash=Dash.DOTTED, halo="panel"),
        ),
        label="name",
        label_px=13,
        is_label_on_top=True,
    ),
    order=44,
    geometry=geometry,
)
