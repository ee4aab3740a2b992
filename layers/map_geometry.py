"""Files a browser fetches once: compact GeoJSON of cells, insets, hatches, outlines and labels.

Everything here is for drawing. The local plane used for insets and hatches is a plain scaling of
degrees; no length or area measured in it may be shown to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from layers.drawn import Drawn
from layers.label_points import label_points
from layers.theme import INSET_SHARE

DECIMALS = 6
HATCH_DECIMALS = 5
METRES_PER_DEGREE = 111_320.0
# Lines of one hatch across a cell of middle size: 7 px apart at 40 px a cell.
LINES_PER_CELL = 6.0

Geometries = npt.NDArray[np.object_]


def _shapes(units: pd.DataFrame) -> Geometries:
    shapes = np.empty(len(units), dtype=object)
    shapes[:] = list(units["geometry"])
    return shapes


def _scale(shapes: Geometries) -> npt.NDArray[np.float64]:
    """Metres per degree (lon, lat) at the middle of the set."""
    if not len(shapes):
        return np.array([METRES_PER_DEGREE, METRES_PER_DEGREE])
    _, south, _, north = shapely.total_bounds(shapes)
    lean = np.cos(np.radians((south + north) / 2))
    return np.array([METRES_PER_DEGREE * lean, METRES_PER_DEGREE])


def _to_plane(shapes: Geometries, scale: npt.NDArray[np.float64]) -> Geometries:
    return np.asarray(shapely.transform(shapes, lambda xy: xy * scale), dtype=object)


def _to_degrees(shapes: Geometries, scale: npt.NDArray[np.float64]) -> Geometries:
    return np.asarray(shapely.transform(shapes, lambda xy: xy / scale), dtype=object)


def _collection(
    rows: Iterable[tuple[dict[str, object], object]], decimals: int = DECIMALS
) -> bytes:
    """Feature collection; rows without geometry are left out, their index stays unused."""
    parts = []
    for properties, shape in rows:
        if shape is None or shapely.is_empty(shape):
            continue
        rounded = shapely.transform(shape, lambda xy: np.round(xy, decimals))
        text = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
        parts.append(
            f'{{"type":"Feature","properties":{text},"geometry":{shapely.to_geojson(rounded)}}}'
        )
    return f'{{"type":"FeatureCollection","features":[{",".join(parts)}]}}'.encode()


def cells_json(units: pd.DataFrame) -> bytes:
    """Full cells with properties i, code, name; ``units`` in feature order, lon/lat."""
    codes, names = units["code"].tolist(), units["name"].tolist()
    return _collection(
        ({"i": i, "code": str(codes[i]), "name": str(names[i])}, shape)
        for i, shape in enumerate(_shapes(units))
    )


def insets_json(units: pd.DataFrame) -> bytes:
    """Cells shrunk by 8.5 % of the root of their area, property i. A sliver may vanish."""
    shapes = _shapes(units)
    scale = _scale(shapes)
    plane = _to_plane(shapes, scale)
    depth = INSET_SHARE * np.sqrt(shapely.area(plane))
    shrunk = shapely.buffer(plane, -depth, join_style="mitre", mitre_limit=3.0)
    # A tenth of the inset is far below a pixel and saves half of the file.
    light = shapely.simplify(shrunk, np.maximum(depth / 10, 0.5))
    return _collection(({"i": i}, s) for i, s in enumerate(_to_degrees(light, scale)))


def hatch_json(units: pd.DataFrame, only: Collection[int] | None = None) -> bytes:
    """Hatch of every cell clipped to it: k = 0 lines 45°, 1 lines 135°, 2 dots; property i.

    Args:
        units: rows in feature order.
        only: feature indices to make; None = all. A large area gives its non-coloured cells.
    """
    shapes = _shapes(units)
    scale = _scale(shapes)
    plane = _to_plane(shapes, scale)
    if not len(plane):
        return _collection(())
    step = float(np.median(np.sqrt(shapely.area(plane)))) / LINES_PER_CELL
    wanted = range(len(plane)) if only is None else sorted(only)
    rows: list[tuple[dict[str, object], object]] = []
    for i in wanted:
        drawings = (
            _lines(plane[i], step, slope=1),
            _lines(plane[i], step, slope=-1),
            _dots(plane[i], step),
        )
        made = np.array(drawings, dtype=object)
        rows += [({"i": i, "k": k}, s) for k, s in enumerate(_to_degrees(made, scale))]
    return _collection(rows, HATCH_DECIMALS)


def _lines(cell: object, step: float, slope: int) -> object:
    """Lines of a set-wide family through the cell, so that neighbours' hatches meet."""
    west, south, east, north = shapely.bounds(cell)
    gap = step * np.sqrt(2)
    corners = [y - slope * x for x in (west, east) for y in (south, north)]
    shifts = np.arange(np.ceil(min(corners) / gap), np.floor(max(corners) / gap) + 1) * gap
    if not len(shifts):
        return shapely.MultiLineString()
    ends = [
        [(west, slope * west + shift), (east, slope * east + shift)] for shift in shifts.tolist()
    ]
    cut = shapely.intersection(shapely.multilinestrings(shapely.linestrings(ends)), cell)
    pieces = [p for p in shapely.get_parts(cut) if p.geom_type == "LineString"]
    return shapely.MultiLineString(pieces)


def _dots(cell: object, step: float) -> object:
    """Dots on a set-wide lattice."""
    west, south, east, north = shapely.bounds(cell)
    pitch = step * 8 / 7
    xs = np.arange(np.ceil(west / pitch), np.floor(east / pitch) + 1) * pitch
    ys = np.arange(np.ceil(south / pitch), np.floor(north / pitch) + 1) * pitch
    x, y = (axis.ravel() for axis in np.meshgrid(xs, ys))
    inside = shapely.contains_xy(shapely.buffer(cell, -pitch / 4), x, y)
    return shapely.MultiPoint(np.column_stack([x[inside], y[inside]]))


def lines_json(units: pd.DataFrame) -> bytes:
    """Outlines of the units, each shared edge once; no properties."""
    shapes = _shapes(units)
    if not len(shapes):
        return _collection(())
    edges = shapely.line_merge(shapely.union_all(shapely.boundary(shapes)))
    return _collection([({}, edges)])


def names_json(units: pd.DataFrame) -> bytes:
    """One point per unit for its name, property name; the middle of the widest place inside."""
    shapes = _shapes(units)
    points = shapely.get_point(shapely.maximum_inscribed_circle(shapes, 1e-4), 0)
    names = units["name"].tolist()
    return _collection(({"name": str(names[i])}, p) for i, p in enumerate(points))


def points_json(units: pd.DataFrame) -> bytes:
    """One point per cell for numeral and mark: i and s, the root of its area in metres."""
    shapes = _shapes(units)
    scale = _scale(shapes)
    sizes = np.sqrt(shapely.area(_to_plane(shapes, scale)))
    middles = shapely.centroid(shapes)
    astray = ~shapely.covers(shapes, middles)
    middles[astray] = shapely.point_on_surface(shapes[astray])
    return _collection(({"i": i, "s": round(float(sizes[i]))}, p) for i, p in enumerate(middles))


def rows_json(one: Drawn) -> bytes:
    """An ink layer's rows: i, the class k where it does not change, its columns that are sent."""
    columns = [name for name in one.layer.columns if name in one.rows and name != "i"]
    given = {name: one.rows[name].tolist() for name in columns}
    if one.week is None:
        given["k"] = [int(digit) for digit in one.digits]
    shapes = one.rows.geometry.to_numpy()
    return _collection(
        ({"i": i} | {name: given[name][i] for name in given}, shape)
        for i, shape in enumerate(shapes)
    )


def labels_json(one: Drawn) -> bytes:
    """One point per row that is written on: i, and the label where it does not change."""
    style = one.layer.style
    points = label_points(one.rows, one.layer.shape, on_top=style.is_label_on_top)
    is_weekly = one.week is not None and style.label in one.week
    return _collection(
        ({"i": i} if is_weekly else {"i": i, "label": text}, points[i])
        for i, text in enumerate(one.labels)
        if text or is_weekly
    )


LIGHT = ("points", "villages", "names", "towns")


def light_files(
    cells: pd.DataFrame, villages: pd.DataFrame, towns: pd.DataFrame
) -> dict[str, bytes]:
    """The files of ``LIGHT``: all a map needs whose cells come from tiles."""
    return {
        "points": points_json(cells),
        "villages": lines_json(villages),
        "names": names_json(villages),
        "towns": lines_json(towns),
    }


def files(cells: pd.DataFrame, villages: pd.DataFrame, towns: pd.DataFrame) -> dict[str, bytes]:
    """Every file of one area by the name it is served under, as ``MapUrls.under`` expects."""
    return {
        "cells": cells_json(cells),
        "insets": insets_json(cells),
        "hatch": hatch_json(cells),
        **light_files(cells, villages, towns),
    }
