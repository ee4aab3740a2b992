"""镇界 Outlines of towns and streets."""

from __future__ import annotations

import geopandas as gpd

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style
from layers.villages import outlines
from vocab import AdminLevel


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """Outlines of towns and streets in ascending code order (code, name)."""
    return outlines(frames[Frame.UNITS], AdminLevel.TOWN)


LAYER = Layer(
    code="towns",
    title="ui.layer.towns",
    frames=(Frame.UNITS,),
    shape=Shape.LINE,
    levels=(AdminLevel.TOWN,),
    columns=("name",),
    privacy=Privacy.OPEN,
    style=Style(marks=(Mark(title="ui.layer.towns", line="border", width_px=2.5),)),
    order=30,
    is_on=True,
    geometry=geometry,
)
