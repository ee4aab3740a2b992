"""村社边线 Outlines and names of villages and communities over the coloured cells."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style, rows
from vocab import AdminLevel


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Outlines of villages and communities in ascending code order (code, name)."""
    return outlines(frames[Frame.UNITS], AdminLevel.VILLAGE)


def outlines(units: pd.DataFrame, level: AdminLevel) -> gpd.GeoDataFrame:
    """The boundary lines of the units of one level, ascending by code; no such level, no rows."""
    own = units[units["level"] == level.value].dropna(subset="geometry").sort_values("code")
    made = rows(own, code=own["code"].to_numpy(), name=own["name"].to_numpy())
    return made.set_geometry(made.geometry.boundary)


LAYER = Layer(
    code="villages",
    title="ui.layer.villages",
    frames=(Frame.UNITS,),
    shape=Shape.LINE,
    levels=(AdminLevel.VILLAGE,),
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(
        marks=(Mark(title="ui.layer.villages", line="village", width_px=1.9),),
        label="name",
        label_px=14,
    ),
    order=20,
    is_on=True,
    geometry=geometry,
)
