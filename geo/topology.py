"""拓扑 Faults between units: overlaps, gaps, slivers, and children outside their parents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.crs import HOME, Floats, Geometries, measuring_crs, transform_geometries
from geo.faults import Fault, Limits, shapes_of

Bools = npt.NDArray[np.bool_]
# The rule "smallest code wins" stays exact on overlaps, so only a gross one stops an import.
FATAL_SHARE = 0.05
_SHARPEST = 10.0
_RIM_M = 0.05
_SMOOTHED = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    """The sound units of one level in metres.

    ``is_suspect``: units with an edge that fits no neighbour, or a neighbour across a narrow gap.
    Units that are no suspects neither overlap anything nor border a narrow gap.
    """

    level: str
    crs: str
    codes: npt.NDArray[np.object_]
    shapes: Geometries
    is_suspect: Bools

    def home(self, shape: shapely.Geometry) -> shapely.Geometry:
        """A geometry of this sheet in EPSG:4490 degrees."""
        return transform_geometries(np.array([shape], dtype=object), self.crs, HOME)[0]


def suspects(shapes: Geometries, gap_m: float) -> Bools:
    """Which polygons (metres) have an edge that fits no neighbour, or a gap narrower than so."""
    return np.asarray(~shapely.is_empty(shapely.coverage_invalid_edges(shapes, gap_width=gap_m)))


def sheet_of(units: pd.DataFrame, crs: str, limits: Limits) -> Sheet:
    """Sound units of one level on a sheet; ``crs`` "" chooses the zone of their middle."""
    chosen = crs or measuring_crs(shapes_of(units))
    shapes = transform_geometries(shapes_of(units), HOME, chosen)
    return Sheet(
        level=str(units["level"].iloc[0]),
        crs=chosen,
        codes=units["code"].astype("str").to_numpy(dtype=object),
        shapes=shapes,
        is_suspect=suspects(shapes, limits.sliver_m),
    )


def mean_width(shapes: Geometries) -> Floats:
    """Twice the area over the outline: about the width of a long strip, in metres."""
    length = shapely.length(shapes)
    return np.asarray(2 * shapely.area(shapes) / np.where(length > 0, length, 1.0))


def is_thin(shapes: Geometries, width_m: float) -> Bools:
    """Which polygons (metres) hold no circle of this width; a thread on a wide one is no matter."""
    thin = mean_width(shapes) < width_m
    thin[thin] = shapely.is_empty(shapely.buffer(shapes[thin], -width_m / 2))
    return thin


def overlaps(sheet: Sheet, limits: Limits) -> Iterator[Fault]:
    """Pairs of units with common ground, larger than ``limits`` let pass."""
    asked = np.flatnonzero(sheet.is_suspect)
    found = shapely.STRtree(sheet.shapes).query(sheet.shapes[asked], predicate="intersects")
    pairs = np.sort(np.stack([asked[found[0]], found[1]]), axis=0)
    left, right = np.unique(pairs[:, pairs[0] < pairs[1]], axis=1)
    crossing = ~shapely.touches(sheet.shapes[left], sheet.shapes[right])
    left, right = left[crossing], right[crossing]
    common = shapely.intersection(sheet.shapes[left], sheet.shapes[right])
    area = shapely.area(common)
    smaller = np.minimum(shapely.area(sheet.shapes[left]), shapely.area(sheet.shapes[right]))
    for i in np.flatnonzero(area > np.maximum(limits.least_m2, limits.overlap_share * smaller)):
        yield Fault(
            fault="overlap",
            code=str(sheet.codes[left[i]]),
            other=str(sheet.codes[right[i]]),
            level=sheet.level,
            amount=round(float(area[i]), 1),
            is_fatal=bool(area[i] > FATAL_SHARE * smaller[i]),
            geometry=sheet.home(common[i]),
        )


def union(sheet: Sheet) -> shapely.Geometry:
    """Union of the units: fast where they fit together, exact where they do not."""
    fitting = shapely.coverage_union_all(sheet.shapes[~sheet.is_suspect])
    if not sheet.is_suspect.any():
        return fitting
    return shapely.union_all([fitting, *sheet.shapes[sheet.is_suspect]])


def _holes(whole: shapely.Geometry) -> Geometries:
    parts = shapely.get_parts(np.array([whole], dtype=object))
    rings, owner = shapely.get_rings(parts, return_index=True)
    is_inner = np.zeros(len(rings), dtype=np.bool_)
    is_inner[1:] = owner[1:] == owner[:-1]
    return np.asarray(shapely.polygons(rings[is_inner]), dtype=object)


def closed(whole: shapely.Geometry, width_m: float) -> shapely.Geometry:
    """The same with every gap and inlet narrower than ``width_m`` filled; corners stay sharp."""
    half = width_m / 2
    options = {"join_style": "mitre", "mitre_limit": _SHARPEST}
    return shapely.buffer(shapely.buffer(whole, half, **options), -half, **options)


def _narrow(sheet: Sheet, limits: Limits) -> Geometries:
    """Narrow gaps between units, open to the outside or not."""
    own = sheet.shapes[sheet.is_suspect]
    if not len(own):
        return np.zeros(0, dtype=object)
    joined = shapely.union_all(own)
    filled = shapely.get_parts(shapely.difference(closed(joined, limits.sliver_m), joined))
    around = np.unique(shapely.STRtree(sheet.shapes).query(filled, predicate="intersects")[1])
    free = shapely.difference(filled, shapely.union_all(sheet.shapes[around]))
    parts = np.asarray(shapely.get_parts(free), dtype=object)
    # Closing smooths steps of the outline that are shallower than a hundredth of its width.
    return np.asarray(parts[mean_width(parts) > _SMOOTHED * limits.sliver_m], dtype=object)


def gaps(sheet: Sheet, limits: Limits) -> Iterator[Fault]:
    """Holes of the union, and slivers: gaps narrower than ``limits.sliver_m``, open ones too.

    Told only: a lake or an enclave of somebody else is a hole too.
    """
    holes = _holes(union(sheet))
    narrow = _narrow(sheet, limits)
    if len(holes) and len(narrow):
        inner = shapely.STRtree(holes).query(shapely.point_on_surface(narrow), "intersects")[0]
        narrow = np.delete(narrow, np.unique(inner))
    found = np.concatenate([holes, narrow])
    found = found[(shapely.area(found) > limits.least_m2)]
    is_sliver = is_thin(found, limits.sliver_m)
    tree = shapely.STRtree(sheet.shapes)
    for gap, thin in zip(found, is_sliver, strict=True):
        beside = _beside(sheet, tree, gap)
        # A notch in the outline of one unit alone is its own affair.
        if len(beside) > 1 or (beside and not thin):
            yield Fault(
                fault="sliver" if thin else "gap",
                code=beside[0],
                other=beside[-1],
                level=sheet.level,
                amount=round(float(shapely.area(gap)), 1),
                is_fatal=False,
                geometry=sheet.home(gap),
            )


def _beside(sheet: Sheet, tree: shapely.STRtree, gap: shapely.Geometry) -> list[str]:
    """The one or two units with the longest border with a gap, by code."""
    rim = shapely.buffer(gap, _RIM_M)
    around = tree.query(rim, predicate="intersects")
    border = shapely.area(shapely.intersection(sheet.shapes[around], rim)) / _RIM_M
    codes = sheet.codes[around].astype(str)
    longest = np.lexsort((codes, -np.round(border)))[:2]
    return sorted(codes[longest[border[longest] > _RIM_M]].tolist())


def thin_parts(sheet: Sheet, limits: Limits) -> Iterator[Fault]:
    """Units with a part thin as a thread: what is left when two drawings do not fit."""
    parts, owner = shapely.get_parts(sheet.shapes, return_index=True)
    for i in np.flatnonzero(is_thin(parts, limits.sliver_m)):
        yield Fault(
            fault="thin_part",
            code=str(sheet.codes[owner[i]]),
            level=sheet.level,
            amount=round(float(shapely.area(parts[i])), 1),
            is_fatal=False,
            geometry=sheet.home(parts[i]),
        )


def outside_parents(units: pd.DataFrame, limits: Limits) -> Iterator[Fault]:
    """Sound units that reach out of their parent by more than ``limits`` let pass."""
    own = units["parent"].fillna("").astype("str")
    first = units.drop_duplicates("code")
    codes = pd.Index(first["code"].astype("str"))
    at = codes.get_indexer(pd.Index(own))
    rows = np.flatnonzero((at >= 0) & (own != units["code"].astype("str")).to_numpy())
    if not len(rows):
        return
    parents, shapes = shapes_of(first), shapes_of(units)
    shapely.prepare(parents)
    # Rows of one parent stand together, so that its prepared form stays warm.
    rows = rows[np.argsort(at[rows], kind="stable")]
    rows = rows[~shapely.covers(parents[at[rows]], shapes[rows])]
    beyond = shapely.difference(shapes[rows], parents[at[rows]])
    crs = measuring_crs(shapes)
    area = shapely.area(transform_geometries(beyond, HOME, crs))
    whole = shapely.area(transform_geometries(shapes[rows], HOME, crs))
    for i in np.flatnonzero(area > np.maximum(limits.least_m2, limits.overlap_share * whole)):
        yield Fault(
            fault="outside_parent",
            code=str(units["code"].iloc[rows[i]]),
            other=str(own.iloc[rows[i]]),
            level=str(units["level"].iloc[rows[i]]),
            amount=round(float(area[i]), 1),
            is_fatal=bool(area[i] > FATAL_SHARE * whole[i]),
            geometry=beyond[i],
        )
