"""网格编号 The number of each micro-grid inside its village, written on the cell."""

from __future__ import annotations

import re

import geopandas as gpd

from layers.layer import Frame, Frames, Layer, Mark, Privacy, Shape, Style
from layers.risk import cells
from layers.volume import middles
from vocab import AdminLevel

_LAST_NUMBER = re.compile(r"(\d+)\D*$")


def geometry(frames: Frames) -> gpd.GeoDataFrame:
    """A point inside each micro-grid, ascending by code; the name is its last number."""
    points = middles(cells(frames[Frame.UNITS]))
    return points.assign(
        name=[short(name, code) for name, code in zip(points["name"], points["code"], strict=True)]
    )


def short(name: str, code: str) -> str:
    """The last number of the name, or the last three characters of the code."""
    found = _LAST_NUMBER.search(name)
    return found[1] if found else code[-3:]


LAYER = Layer(
    code="grid_labels",
    title="layer.grid_labels.title",
    frames=(Frame.UNITS,),
    shape=Shape.POINT,
    levels=(AdminLevel.MICRO_GRID,),
    columns=("code", "name"),
    privacy=Privacy.SCOPED,
    style=Style(marks=(Mark(),), label="name", label_px=14, label_m=140, is_label_below=True),
    order=70,
    geometry=geometry,
)
