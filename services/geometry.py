"""Shapes for the browser (底图几何): made once per boundary version and area, kept compressed."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import shapely

from errors import NotFoundError
from geo.boundaries import adjacency, level_unions, simplify_for_screen
from layers import map_geometry
from services import access
from services.access import Viewer
from services.workspace import Workspace
from store import boundaries
from store.files import Files
from vocab import AdminLevel

FORM = "2"  # raised when the files' form changes, so that kept ones are made again


def _units(workspace: Workspace, version: int, prefix: str) -> dict[AdminLevel, pd.DataFrame]:
    wanted = (AdminLevel.MICRO_GRID, AdminLevel.VILLAGE, AdminLevel.TOWN)
    with workspace.store.read() as tx:
        inside = boundaries.units(tx, version, wanted, prefix)
    levels = {
        level: inside[inside["level"] == level.value].reset_index(drop=True) for level in wanted
    }
    grids = levels[AdminLevel.MICRO_GRID]
    if grids.empty:
        raise NotFoundError("boundary.no_grids", area=prefix)
    if levels[AdminLevel.VILLAGE].empty or levels[AdminLevel.VILLAGE]["geometry"].isna().any():
        unions = level_unions(grids)
        for level in (AdminLevel.VILLAGE, AdminLevel.TOWN):
            made = unions[unions["level"] == level.value].reset_index(drop=True)
            levels[level] = made if len(made) else levels[level].dropna(subset="geometry")
    return levels


def _make(workspace: Workspace, version: int, prefix: str, name: str) -> dict[str, bytes]:
    """The file of a name and those made with it: of a map from tiles only the light ones."""
    levels = _units(workspace, version, prefix)
    grids = levels[AdminLevel.MICRO_GRID]
    villages, towns = levels[AdminLevel.VILLAGE], levels[AdminLevel.TOWN]
    if name in map_geometry.LIGHT:
        light = map_geometry.light_files(grids, villages, towns)
        return {one: gzip.compress(body, 6, mtime=0) for one, body in light.items()}
    simple = simplify_for_screen(grids["geometry"].to_numpy(dtype=object), tolerance_m=2.0)
    cells = grids.assign(geometry=simple)
    made = map_geometry.files(cells, villages, towns)
    return {name: gzip.compress(body, 6, mtime=0) for name, body in made.items()}


def _key(workspace: Workspace, version: int, prefix: str, name: str) -> str:
    with workspace.store.read() as tx:
        stored = boundaries.get(tx, version)
    return f"{FORM}|{stored.sha256}|{stored.imported_at}|{version}|{prefix}|{name}"


def layer(workspace: Workspace, viewer: Viewer, *, version: int, name: str, prefix: str) -> bytes:
    """One file of an area's shapes, gzip-compressed GeoJSON, feature index in code order.

    Raises:
        NotAllowedError: the area is not the viewer's.
        NotFoundError: no such version, area or file.
    """
    scope = access.narrowed(viewer, prefix)
    wanted = _key(workspace, version, scope.prefix, name)
    shelf = Files(workspace.cache)
    kept = shelf.get_as(wanted)
    if kept is not None:
        return kept
    made = _make(workspace, version, scope.prefix, name)
    if name not in made:
        raise NotFoundError("web.no_layer", name=name)
    for one, body in made.items():
        shelf.put_as(_key(workspace, version, scope.prefix, one), body)
    return made[name]


def bounds(workspace: Workspace, version: int, prefix: str) -> tuple[float, float, float, float]:
    """West, south, east, north of an area's micro-grids, degrees."""
    grids = _units(workspace, version, prefix)[AdminLevel.MICRO_GRID]
    west, south, east, north = shapely.total_bounds(grids["geometry"].to_numpy(dtype=object))
    return float(west), float(south), float(east), float(north)


def neighbours(workspace: Workspace, version: int) -> dict[str, list[str]]:
    """Codes of the grids that touch each grid of a boundary version."""
    grids = _units(workspace, version, "")[AdminLevel.MICRO_GRID]
    graph = adjacency(grids, rule="rook")
    codes = grids["code"].to_numpy(dtype=object)
    return {
        code: codes[graph.indices[graph.indptr[i] : graph.indptr[i + 1]]].tolist()
        for i, code in enumerate(codes)
    }


def centres(workspace: Workspace, version: int, prefix: str) -> dict[str, tuple[float, float]]:
    """A point inside each grid, lon/lat, for flying there."""
    grids = _units(workspace, version, prefix)[AdminLevel.MICRO_GRID]
    points = shapely.point_on_surface(grids["geometry"].to_numpy(dtype=object))
    pairs = np.column_stack([shapely.get_x(points), shapely.get_y(points)]).tolist()
    return {code: (x, y) for code, (x, y) in zip(grids["code"], pairs, strict=True)}
