"""边界修复 Gaps closed and overlaps given to one owner, never beyond a stated tolerance."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from errors import GeometryError
from geo import topology
from geo.areas import areas_m2, lengths_m
from geo.crs import HOME, Floats, Geometries, measuring_crs, project, transform_geometries
from geo.faults import shapes_of
from geo.pieces import STEP_M, Faces, faces_of, sides_of
from vocab import AdminLevel

Ints = npt.NDArray[np.int64]
CHANGE_COLUMNS = ["level", "code", "before_m2", "after_m2", "gained_m2", "lost_m2"]
# A tolerance that is not small against the units would move whole units.
_MOST_OF_WIDTH = 0.25
_MOST_LOST = 0.5
# Sides of a strip are about equal: then the smallest code has it, all along.
_ABOUT_EQUAL = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repaired:
    """修复结果 ``units``: same rows, codes, order; ``changes``: CHANGE_COLUMNS of changed units."""

    units: pd.DataFrame
    changes: pd.DataFrame


def snap(units: pd.DataFrame, tolerance_m: float) -> Repaired:
    """Make neighbours share their edges.

    A gap, or the part of one, not wider than the tolerance goes piece by piece to a unit beside it
    (of those with a long border the smallest code); an overlap not wider goes to the smallest code,
    where a point in it is located already. Wider ones stay as they are. Units without such faults
    keep every bit. An upper level whose units are what lies below them stays so.

    Args:
        units: code, level, parent, geometry (EPSG:4490); not altered.
        tolerance_m: the widest gap or overlap that may be closed.

    Raises:
        GeometryError: the tolerance is no positive number or not small against the units, a unit
            has no polygon, or one would lose more than half of itself.
    """
    levels = [level for level in reversed(AdminLevel) if (units["level"] == level).any()]
    _refuse_tolerance(units, levels, tolerance_m)
    shapes = shapes_of(units).copy()
    done: Ints = np.zeros(0, dtype=np.int64)
    for level in levels:
        rows = np.flatnonzero(units["level"] == level)
        unions = _from_below(units, shapes, rows, done, tolerance_m)
        own = unions if unions is not None else _snapped(units.iloc[rows], tolerance_m)
        shapes[rows] = own
        done = rows
    return Repaired(units=units.assign(geometry=shapes), changes=_changes(units, shapes))


def _refuse_tolerance(units: pd.DataFrame, levels: list[AdminLevel], tolerance_m: float) -> None:
    shapes = shapes_of(units)
    no_polygon = ~np.isin(shapely.get_type_id(shapes), (3, 6)) | shapely.is_empty(shapes)
    if no_polygon.any():
        code = str(units["code"].iloc[int(np.flatnonzero(no_polygon)[0])])
        raise GeometryError("boundary.repair_no_polygon", area=code, count=int(no_polygon.sum()))
    lowest = shapes[(units["level"] == levels[0]).to_numpy()]
    most = _MOST_OF_WIDTH * float(np.sqrt(np.median(areas_m2(lowest))))
    if not 0 < tolerance_m <= most:
        raise GeometryError(
            "boundary.repair_tolerance", tolerance=f"{tolerance_m:g}", most=f"{most:.0f}"
        )


def _polygonal(shape: shapely.Geometry) -> shapely.Geometry:
    """The valid form of a shape, areas only."""
    if shape.is_valid:
        return shape
    parts = shapely.get_parts(shapely.make_valid(shape, method="structure"))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _snapped(units: pd.DataFrame, tolerance_m: float) -> Geometries:
    """The shapes of one level, repaired, EPSG:4490."""
    given = shapes_of(units)
    crs = measuring_crs(given)
    sound = np.array([_polygonal(shape) for shape in given], dtype=object)
    metric = transform_geometries(sound, HOME, crs)
    suspect = topology.suspects(metric, tolerance_m) | ~shapely.is_valid(given)
    if not suspect.any():
        return given
    tree = shapely.STRtree(metric)
    cluster = np.unique(tree.query(metric[suspect], predicate="dwithin", distance=tolerance_m)[1])
    codes = units["code"].astype("str").to_numpy(dtype=object)
    faces = faces_of(metric, cluster, tolerance_m)
    owner, piece = _owners(faces, codes, tolerance_m)
    owner, piece = _swept(faces, codes, owner, piece, tolerance_m)
    back = _Back(sound[cluster], metric[cluster], crs)
    shapes = given.copy()
    for row in cluster:
        own = faces.shapes[piece[owner == row]]
        before = shapely.area(metric[row])
        if shapely.area(own).sum() < (1 - _MOST_LOST) * before:
            raise GeometryError(
                "boundary.repair_swallows", area=codes[row], tolerance=f"{tolerance_m:g}"
            )
        mended = back.home(shapely.coverage_union_all(own))
        if not shapely.equals_identical(shapely.normalize(mended), shapely.normalize(given[row])):
            shapes[row] = mended
    return shapes


def _owners(faces: Faces, codes: npt.NDArray[np.object_], tolerance_m: float) -> tuple[Ints, Ints]:
    """Owner and piece, one row each; a piece too wide to decide about keeps all its owners."""
    order = np.lexsort((codes[faces.unit].astype(str), faces.piece))
    piece, unit = faces.piece[order], faces.unit[order]
    is_first = np.ones(len(piece), dtype=np.bool_)
    is_first[1:] = piece[1:] != piece[:-1]
    several = np.unique(piece[~is_first])
    shrunk = shapely.buffer(faces.shapes[several], -tolerance_m / 2)
    wide = several[~shapely.is_empty(shrunk)]
    keep = is_first | np.isin(piece, wide)
    owner, held = unit[keep], piece[keep]
    more = _fill(faces, codes, owner, held)
    return np.concatenate([owner, more[0]]), np.concatenate([held, more[1]])


def _swept(
    faces: Faces, codes: npt.NDArray[np.object_], owner: Ints, piece: Ints, tolerance_m: float
) -> tuple[Ints, Ints]:
    """Owner and piece with crumbs, narrow and cut off from the rest, given to a neighbour."""
    crumbs = _crumbs(faces, owner, piece, tolerance_m)
    loose = np.zeros(len(faces.shapes), dtype=np.bool_)
    loose[piece[crumbs]] = True
    kept = ~crumbs
    more = _fill(replace(faces, is_filling=loose), codes, owner[kept], piece[kept])
    # What borders nobody, an islet, stays with its owner.
    back = crumbs & ~np.isin(piece, more[1])
    return (
        np.concatenate([owner[kept], more[0], owner[back]]),
        np.concatenate([piece[kept], more[1], piece[back]]),
    )


def _crumbs(faces: Faces, owner: Ints, piece: Ints, tolerance_m: float) -> npt.NDArray[np.bool_]:
    """Rows of (owner, piece) that hang together with nothing wide of the same owner."""
    sides = sides_of(faces)
    row_of = pd.Series(np.arange(len(piece)), index=pd.MultiIndex.from_arrays([piece, owner]))
    pairs = sides[sides["beside"] >= 0].merge(
        pd.DataFrame({"piece": piece, "owner": owner}), on="piece"
    )
    other = row_of.reindex(pd.MultiIndex.from_frame(pairs[["beside", "owner"]])).to_numpy()
    mine = row_of.reindex(pd.MultiIndex.from_frame(pairs[["piece", "owner"]])).to_numpy()
    linked = np.isfinite(other)
    ends = (mine[linked].astype(np.int64), other[linked].astype(np.int64))
    graph = coo_array((np.ones(linked.sum()), ends), shape=(len(piece), len(piece)))
    _, group = connected_components(graph, directed=False)
    wide = ~shapely.is_empty(shapely.buffer(faces.shapes[piece], -tolerance_m / 2))
    has_wide = np.bincount(group, wide) > 0
    return np.asarray(~has_wide[group])


def _fill(
    faces: Faces, codes: npt.NDArray[np.object_], owner: Ints, piece: Ints
) -> tuple[Ints, Ints]:
    """Owners of the pieces of gaps, ring after ring: the smallest code of the long neighbours."""
    of = np.full(len(faces.shapes), -1, dtype=np.int64)
    of[piece[::-1]] = owner[::-1]
    sides = sides_of(faces)
    sides = sides[sides["beside"] >= 0]
    found: list[Ints] = []
    while True:
        asked = sides[
            faces.is_filling[sides["piece"]] & (of[sides["piece"]] < 0) & (of[sides["beside"]] >= 0)
        ]
        if asked.empty:
            filled = np.concatenate([np.zeros(0, dtype=np.int64), *found])
            return of[filled], filled
        asked = asked.assign(unit=of[asked["beside"]])
        sums = asked.groupby(["piece", "unit"], as_index=False)["metres"].sum()
        sums["code"] = codes[sums["unit"]].astype(str)
        longest = sums.groupby("piece")["metres"].transform("max")
        best = sums[sums["metres"] >= _ABOUT_EQUAL * longest].sort_values(["piece", "code"])
        best = best.drop_duplicates("piece")
        rows = best["piece"].to_numpy(dtype=np.int64)
        of[rows] = best["unit"].to_numpy(dtype=np.int64)
        found.append(rows)


class _Back:
    """From the millimetre grid to degrees: a vertex that was given comes back to the last bit."""

    def __init__(self, home: Geometries, metric: Geometries, crs: str) -> None:
        self._crs = crs
        key = self._key(shapely.get_coordinates(metric))
        order = np.argsort(key, kind="stable")
        self._known = key[order]
        self._degrees = shapely.get_coordinates(home)[order]

    @staticmethod
    def _key(metres: Floats) -> npt.NDArray[np.complex128]:
        steps = np.round(metres / STEP_M)
        return np.asarray(steps[:, 0] + 1j * steps[:, 1])

    def _degrees_of(self, metres: Floats) -> Floats:
        key = self._key(metres)
        at = np.minimum(np.searchsorted(self._known, key), len(self._known) - 1)
        there = np.column_stack(project(metres[:, 0], metres[:, 1], self._crs, HOME))
        is_known = self._known[at] == key
        return np.where(is_known[:, None], self._degrees[at], there)

    def home(self, shape: shapely.Geometry) -> shapely.Geometry:
        return shapely.transform(shape, self._degrees_of)


def _from_below(
    units: pd.DataFrame, shapes: Geometries, rows: Ints, below: Ints, tolerance_m: float
) -> Geometries | None:
    """Units of an upper level from the repaired ones below; None where they are not their sum."""
    parents = units["parent"].to_numpy(dtype=object)[below]
    codes = units["code"].to_numpy(dtype=object)[rows]
    if not len(below) or set(parents) != set(codes):
        return None
    given = shapes_of(units)
    old = [shapely.union_all(given[below[parents == code]]) for code in codes]
    crs = measuring_crs(given)
    metric = transform_geometries(given[rows], HOME, crs)
    apart = shapely.symmetric_difference(
        metric, transform_geometries(np.array(old, dtype=object), HOME, crs)
    )
    if (shapely.area(apart) > tolerance_m * shapely.length(metric)).any():
        return None
    return np.array(
        [shapely.coverage_union_all(shapes[below[parents == code]]) for code in codes],
        dtype=object,
    )


def _changes(units: pd.DataFrame, shapes: Geometries) -> pd.DataFrame:
    given = shapes_of(units)
    rows = np.flatnonzero(~shapely.equals_identical(given, shapes))
    before = np.array([_polygonal(shape) for shape in given[rows]], dtype=object)
    after = shapes[rows]
    table = pd.DataFrame(
        {
            "level": units["level"].to_numpy(dtype=object)[rows],
            "code": units["code"].to_numpy(dtype=object)[rows],
            "before_m2": areas_m2(before),
            "after_m2": areas_m2(after),
            "gained_m2": areas_m2(shapely.difference(after, before)),
            "lost_m2": areas_m2(shapely.difference(before, after)),
        }
    )
    noise = 2 * STEP_M * lengths_m(shapely.boundary(after))
    moved = table[["gained_m2", "lost_m2"]].sum(axis=1) > noise
    return table.loc[moved, CHANGE_COLUMNS].reset_index(drop=True)
