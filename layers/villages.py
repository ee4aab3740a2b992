"""村社边线 Outlines and names of villages and communities over the coloured cells."""

from __future__ import annotations

import pandas as pd

from layers.layer import Layer, Privacy, Shape
from vocab import AdminLevel


def geometry(units: pd.DataFrame) -> pd.DataFrame:
    """Villages and communities in ascending code order (code, name, geometry)."""
    return of_level(units, AdminLevel.VILLAGE)


def of_level(units: pd.DataFrame, level: AdminLevel) -> pd.DataFrame:
    """The units of one level in ascending code order; no such level gives no rows."""
    rows = units[units["level"] == level.value]
    return rows.sort_values("code", ignore_index=True)[["code", "name", "geometry"]]


LAYER = Layer(
    code="villages",
    title="ui.layer.villages",
    shape=Shape.LINE,
    levels=(AdminLevel.VILLAGE,),
    columns=("name",),
    privacy=Privacy.OPEN,
    order=20,
    geometry=geometry,
)
