"""边界 A set of units as a whole: all its faults, upper levels and screen shapes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo import faults, topology
from geo.adjacency import GRID_DEG, adjacency, border_lengths, row_standardise
from geo.areas import areas_m2
from geo.crs import Geometries, measuring_crs
from geo.faults import FAULT_COLUMNS, Fault, Limits, shapes_of, template_pattern
from vocab import AdminLevel

__all__ = [
    "CODE_DIGITS",
    "FAULT_COLUMNS",
    "Fault",
    "Limits",
    "adjacency",
    "areas_m2",
    "border_lengths",
    "check",
    "level_unions",
    "measuring_crs",
    "row_standardise",
    "simplify_for_screen",
    "template_pattern",
]

# Digits of the statistical code that name each level (DOMAIN: 2+2+2+3+3).
CODE_DIGITS: dict[AdminLevel, int] = {
    AdminLevel.PROVINCE: 2,
    AdminLevel.CITY: 4,
    AdminLevel.DISTRICT: 6,
    AdminLevel.TOWN: 9,
    AdminLevel.VILLAGE: 12,
}
_METRES_PER_DEG = 111_320.0
_LIMITS = Limits()


def check(
    units: pd.DataFrame, *, template: str = "", crs: str = "", limits: Limits = _LIMITS
) -> pd.DataFrame:
    """All faults of a boundary set at once.

    Args:
        units: code, level, parent, geometry (EPSG:4490), any levels together; declared_m2 where
            the file declares areas (NaN where not).
        template: shape of micro-grid codes, e.g. ``{village:12}{seq:3}``; "" takes any.
        crs: metric CRS for overlaps and gaps; "" chooses the zone of each level's middle.
        limits: what is passed over.

    Returns:
        Frame of ``FAULT_COLUMNS``, empty when nothing is wrong; ``geometry`` is where to look
        (EPSG:4490; None without a shape). ``is_fatal`` rows must stop an import; overlaps and
        parts outside the parent below 5 %, gaps, slivers, forms and areas are told only.
    """
    found = [
        *faults.code_faults(units, template),
        *faults.parent_faults(units),
        *faults.shape_faults(units),
    ]
    sound = faults.sound(units)
    found += [*faults.form_faults(sound, limits), *faults.area_faults(sound, limits)]
    for _, part in sound.groupby("level", sort=True):
        sheet = topology.sheet_of(part, crs, limits)
        found += topology.overlaps(sheet, limits)
        found += topology.gaps(sheet, limits)
        found += topology.thin_parts(sheet, limits)
    found += topology.outside_parents(sound, limits)
    rows = [[getattr(fault, name) for name in FAULT_COLUMNS] for fault in found]
    return pd.DataFrame(rows, columns=FAULT_COLUMNS)


def _rounded(shapes: Geometries) -> Geometries:
    # Rounding refuses a self-crossing ring; made valid it keeps its place and its neighbours.
    sound = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    return np.asarray(shapely.set_precision(sound, GRID_DEG), dtype=object)


def _union(shapes: Geometries) -> shapely.Geometry:
    """Union of units that should fit together: fast when they do, exact when they do not."""
    if bool(shapely.coverage_is_valid(shapes)):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def simplify_for_screen(geometries: Geometries, tolerance_m: float = 5.0) -> Geometries:
    """Fewer vertices for a browser; edges shared before are shared after.

    Args:
        geometries: polygons of one level, EPSG:4490 degrees.
        tolerance_m: triangles with a smaller area than this squared may be cut off.
    """
    if not len(geometries):
        return geometries
    simple = shapely.coverage_simplify(geometries, tolerance_m / _METRES_PER_DEG)
    lost = shapely.is_empty(simple)
    return np.asarray(np.where(lost, geometries, simple), dtype=object)


def level_unions(
    grids: pd.DataFrame, digits: Mapping[AdminLevel, int] | None = None
) -> pd.DataFrame:
    """Upper levels from micro-grids alone, by the first digits of their codes.

    Args:
        grids: code, geometry (EPSG:4490) of the lowest level.
        digits: length of the code of each level, highest first; default 2/4/6/9/12.

    Returns:
        Frame code, name (= code), level, parent, geometry: province first. Empty where codes
        are not all digits longer than the longest prefix (then there are no upper levels).
    """
    lengths = dict(CODE_DIGITS if digits is None else digits)
    codes = grids["code"].astype("str")
    columns = ["code", "name", "level", "parent", "geometry"]
    longest = max(lengths.values())
    if not len(codes) or not codes.str.fullmatch(rf"\d{{{longest + 1},}}").all():
        return pd.DataFrame(columns=columns)
    levels = list(lengths)
    frames: list[pd.DataFrame] = []
    below_codes, below_shapes = codes.to_numpy(dtype=object), shapes_of(grids)
    for parent, level in reversed([*pairwise([None, *levels])]):
        assert level is not None
        below_codes, below_shapes = _union_by(below_codes, below_shapes, lengths[level])
        over = lengths[parent] if parent is not None else 0
        frame = pd.DataFrame({"code": below_codes, "name": below_codes, "level": level.value})
        frame["parent"] = [code[:over] for code in below_codes]
        frame["geometry"] = below_shapes
        frames.append(frame)
    return pd.concat(frames[::-1], ignore_index=True)[columns]


def _union_by(
    codes: npt.NDArray[np.object_], shapes: Geometries, length: int
) -> tuple[npt.NDArray[np.object_], Geometries]:
    prefix = np.array([code[:length] for code in codes], dtype=object)
    names, group = np.unique(prefix, return_inverse=True)
    rounded = _rounded(shapes)
    merged = np.array([_union(rounded[group == i]) for i in range(len(names))], dtype=object)
    return names, merged
