"""镇界 Outlines of towns and streets."""

from __future__ import annotations

import pandas as pd

from layers.layer import Layer, Privacy, Shape
from layers.villages import of_level
from vocab import AdminLevel


def geometry(units: pd.DataFrame) -> pd.DataFrame:
    """Towns and streets in ascending code order (code, name, geometry)."""
    return of_level(units, AdminLevel.TOWN)


LAYER = Layer(
    code="towns",
    title="ui.layer.towns",
    shape=Shape.LINE,
    levels=(AdminLevel.TOWN,),
    columns=("name",),
    privacy=Privacy.OPEN,
    order=30,
    geometry=geometry,
)
