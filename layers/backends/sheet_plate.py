"""插图 A map as a figure inside a document: drawing, texts, legend, scale, each apart.

The document sets the texts itself, so that they take its fonts and its tags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely

from errors import RefusedError
from geo.crs import HOME, metric_crs, transform_geometries
from layers.backends import sheet_legend, sheet_shapes
from layers.backends.sheet_labels import Text, written
from layers.backends.sheet_legend import Line
from layers.backends.sheet_paper import POINT_DEG, Place, readable
from layers.drawn import Drawn, in_order
from layers.map_view import MapView

Geometries = npt.NDArray[np.object_]
# White ground round the area, as a share of its size.
ROOM = 1.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """One figure; lengths in millimetres.

    Attributes:
        width, height: of the drawing.
        drawing: shapes without text (SVG).
        texts: names and numerals with their places on the drawing.
        legend: its lines, counts of what is on the map.
        bar: metres and millimetres of the scale bar.
        scale: denominator.
        crs: of the map.
    """

    width: float
    height: float
    drawing: str
    texts: tuple[Text, ...]
    legend: tuple[Line, ...]
    bar: tuple[float, float]
    scale: float
    crs: str


def plate(view: MapView, layers: Sequence[Drawn], width: float, most_height: float) -> Plate:
    """Draw layers into a figure as wide as the text, no higher than allowed.

    Args:
        view: inks, palette and marks of change.
        layers: first lowest; of several bases the last one.
        width: of the figure in millimetres.
        most_height: the highest it may be.

    Raises:
        RefusedError: nothing to draw.
    """
    ordered = in_order([one for one in layers if one.layer.code not in view.hidden])
    place = _placed(ordered, width, most_height)
    cut = [_cut(one, place) for one in ordered]
    base = next((pair for pair in cut if pair[0].layer.is_base), None)
    inks = [pair for pair in cut if not pair[0].layer.is_base]
    drawing = "" if base is None else sheet_shapes.base(view, *base, place)
    drawing += "".join(sheet_shapes.lines(view, *pair, place) for pair in inks)
    names = written(view, base, inks, place)
    return Plate(
        width=place.width,
        height=place.height,
        drawing=sheet_shapes.svg(place.width, place.height, drawing),
        texts=names.texts,
        legend=tuple(sheet_legend.legend(view, base, inks, place, names)),
        bar=place.bar(),
        scale=place.scale,
        crs=place.crs,
    )


def _placed(layers: Sequence[Drawn], width: float, most_height: float) -> Place:
    """The largest round scale at which everything is in; the frame as high as the ground."""
    filled = [one for one in layers if len(one.rows)]
    if not filled:
        raise RefusedError("sheet.nothing_to_draw")
    rows = next((one.rows for one in filled if one.layer.is_base), filled[0].rows)
    west, south, east, north = rows.total_bounds + POINT_DEG * np.array([-1, -1, 1, 1])
    crs = metric_crs(float(west + east) / 2, float(south + north) / 2)
    box = shapely.segmentize(np.array([shapely.box(west, south, east, north)]), 0.05)
    bounds = shapely.total_bounds(transform_geometries(box, HOME, crs))
    across, upward = bounds[2] - bounds[0], bounds[3] - bounds[1]
    scale = readable(1000 * ROOM * max(across / width, upward / most_height))
    height = min(most_height, 1000 * ROOM * float(upward) / scale)
    return Place(
        width=width,
        height=height,
        size=1.0,
        is_wide=False,
        frame=(0.0, 0.0, width, height),
        crs=crs,
        scale=scale,
        west=float(bounds[0] + bounds[2]) / 2 - width * scale / 2000,
        north=float(bounds[1] + bounds[3]) / 2 + height * scale / 2000,
    )


def _cut(one: Drawn, place: Place) -> tuple[Drawn, Geometries]:
    """Only rows that are seen are drawn, written and counted."""
    shapes = one.rows.geometry.to_numpy()
    paper = place.on_paper(shapes) if len(shapes) else shapes
    seen = shapely.intersects(paper, shapely.box(0, 0, place.width, place.height))
    week = None if one.week is None else one.week[seen]
    return replace(one, rows=one.rows[seen].reset_index(drop=True), week=week), paper[seen]
