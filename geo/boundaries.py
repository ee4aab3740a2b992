"""边界 Faults, neighbours, areas, upper levels and screen shapes of a set of units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array

from geo.crs import HOME, Geometries, metric_crs, transform_geometries
from vocab import AdminLevel

FAULT_COLUMNS = ["fault", "is_fatal", "level", "code", "other", "amount"]
# Digits of the statistical code that name each level (DOMAIN: 2+2+2+3+3).
CODE_DIGITS: dict[AdminLevel, int] = {
    AdminLevel.PROVINCE: 2,
    AdminLevel.CITY: 4,
    AdminLevel.DISTRICT: 6,
    AdminLevel.TOWN: 9,
    AdminLevel.VILLAGE: 12,
}
# Float noise breaks equal edges; 1e-7 degrees (1 cm) restores them.
_GRID_DEG = 1e-7
_METRES_PER_DEG = 111_320.0
_MIN_EDGE_DEG = 1e-6
_MIN_AREA_M2 = 10.0
# The rule "smallest code wins" stays exact on overlaps, so only a gross one stops an import.
_FATAL_OVERLAP = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: ``amount`` in m2 (overlap, gap) or a count; ``other`` a second code or text."""

    fault: str
    code: str
    level: str = ""
    other: str = ""
    amount: float = float("nan")
    is_fatal: bool = True


def template_pattern(template: str) -> re.Pattern[str]:
    """The shape of a code from ``{village:12}{seq:3}``: each part that many digits or letters.

    A part without a number takes one or more.
    """
    text = ""
    for fixed, part, digits in re.findall(r"([^{}]+)|\{(\w+)(?::(\d+))?\}", template):
        text += re.escape(fixed) if not part else f"[0-9A-Za-z]{{{digits}}}" if digits else r"\w+"
    return re.compile(text)


def _shapes(units: pd.DataFrame) -> Geometries:
    return np.asarray(units["geometry"], dtype=object)


def measuring_crs(geometries: Geometries) -> str:
    """The metric CRS of the middle of all geometries (EPSG:4490 degrees in)."""
    west, south, east, north = shapely.total_bounds(geometries)
    if not np.isfinite(west):
        return "EPSG:4549"
    return metric_crs(float(west + east) / 2, float(south + north) / 2)


def areas_m2(geometries: Geometries, crs: str = "") -> npt.NDArray[np.float64]:
    """Area of each geometry in m2, measured in ``crs`` or the zone of their middle.

    Args:
        geometries: shape (n,), EPSG:4490 degrees; None and empty have area 0.
        crs: a projected CRS in metres; "" chooses one.
    """
    metric = transform_geometries(geometries, HOME, crs or measuring_crs(geometries))
    return np.nan_to_num(np.asarray(shapely.area(metric), dtype=np.float64))


def check(
    units: pd.DataFrame, *, template: str = "", crs: str = "", overlap_share: float = 0.001
) -> pd.DataFrame:
    """All faults of a boundary set at once.

    Args:
        units: code, level, parent, geometry (EPSG:4490), any levels together.
        template: shape of micro-grid codes, e.g. ``{village:12}{seq:3}``; "" takes any.
        crs: metric CRS for areas; "" chooses one.
        overlap_share: overlaps up to this share of the smaller unit are tolerated.

    Returns:
        Frame of ``FAULT_COLUMNS``, empty when nothing is wrong. ``is_fatal`` rows must stop an
        import; overlaps below 5 % and gaps are told only.
    """
    faults = [
        *_code_faults(units, template),
        *_parent_faults(units),
        *_shape_faults(units),
    ]
    kinds = shapely.get_type_id(_shapes(units))
    usable = np.isin(kinds, (3, 6)) & shapely.is_valid(_shapes(units))
    sound = units[usable & ~shapely.is_empty(_shapes(units))]
    for level, part in sound.groupby("level", sort=True):
        metric = transform_geometries(_shapes(part), HOME, crs or measuring_crs(_shapes(part)))
        codes = part["code"].astype("str").to_numpy(dtype=object)
        overlaps = list(_overlaps(str(level), codes, metric, overlap_share))
        faults += overlaps
        faults += _gaps(str(level), codes, metric, has_overlaps=bool(overlaps))
    rows = [[getattr(fault, name) for name in FAULT_COLUMNS] for fault in faults]
    return pd.DataFrame(rows, columns=FAULT_COLUMNS)


def _code_faults(units: pd.DataFrame, template: str) -> Iterator[Fault]:
    codes = units["code"].astype("str")
    pattern = template_pattern(template) if template else None
    for code, n in codes.value_counts(sort=False).items():
        if n > 1:
            yield Fault(fault="duplicate_code", code=str(code), amount=float(n))
    for code, level in zip(codes, units["level"].astype("str"), strict=True):
        if not code or re.search(r"[^0-9A-Za-z_-]", code) or len(code) > 40:
            yield Fault(fault="bad_code", code=code, level=level)
        elif pattern and level == AdminLevel.MICRO_GRID and not pattern.fullmatch(code):
            yield Fault(fault="off_template", code=code, level=level, other=template)


def _parent_faults(units: pd.DataFrame) -> Iterator[Fault]:
    # With one level alone there is nothing to hang from.
    if units["level"].nunique() < 2:
        return
    known = set(units["code"].astype("str"))
    parents = units["parent"].fillna("").astype("str")
    lost = (parents != "") & ~parents.isin(known)
    for code, level, parent in zip(
        units["code"][lost], units["level"][lost], parents[lost], strict=True
    ):
        yield Fault(fault="missing_parent", code=str(code), level=str(level), other=parent)


def _shape_faults(units: pd.DataFrame) -> Iterator[Fault]:
    shapes = _shapes(units)
    kinds = shapely.get_type_id(shapes)
    invalid = ~shapely.is_valid(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        off = (west < -180) | (east > 180) | (south < -90) | (north > 90) | (east - west > 180)
    # The first that holds names the row: an empty shape is not also an invalid one.
    found = np.select(
        [shapely.is_missing(shapes) | shapely.is_empty(shapes), ~np.isin(kinds, (3, 6)), off],
        ["empty", "not_polygon", "off_world"],
        default=np.where(invalid, "invalid", ""),
    )
    for row in np.flatnonzero(found != ""):
        kind = str(found[row])
        reason = shapely.is_valid_reason(shapes[row]) if kind == "invalid" else ""
        code, level = str(units["code"].iloc[row]), str(units["level"].iloc[row])
        yield Fault(fault=kind, code=code, level=level, other=reason)


def _overlaps(
    level: str, codes: npt.NDArray[np.object_], metric: Geometries, share: float
) -> Iterator[Fault]:
    # Touching neighbours only touch: of the box pairs, "intersects" but not "touches" remain.
    left, right = shapely.STRtree(metric).query(metric, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    crossing = ~shapely.touches(metric[left], metric[right])
    left, right = left[crossing], right[crossing]
    common = shapely.area(shapely.intersection(metric[left], metric[right]))
    smaller = np.minimum(shapely.area(metric[left]), shapely.area(metric[right]))
    for i in np.flatnonzero(common > np.maximum(_MIN_AREA_M2, share * smaller)):
        yield Fault(
            fault="overlap",
            code=str(codes[left[i]]),
            other=str(codes[right[i]]),
            level=level,
            amount=round(float(common[i]), 1),
            is_fatal=bool(common[i] > _FATAL_OVERLAP * smaller[i]),
        )


def _gaps(
    level: str, codes: npt.NDArray[np.object_], metric: Geometries, *, has_overlaps: bool
) -> Iterator[Fault]:
    """Holes of the union. Told only: a lake or an enclave of somebody else is a hole too."""
    whole = shapely.union_all(metric) if has_overlaps else _union(metric)
    rings = shapely.get_parts(shapely.get_rings(shapely.get_parts(np.array([whole]))))
    holes = shapely.polygons(rings)
    inner = np.concatenate(
        [
            np.arange(shapely.get_num_interior_rings(part) + 1) > 0
            for part in shapely.get_parts(np.array([whole]))
        ]
    )
    holes = holes[inner & (shapely.area(holes) > _MIN_AREA_M2)]
    tree = shapely.STRtree(metric)
    for hole in holes:
        around = tree.query(hole, predicate="intersects")
        beside = sorted(str(codes[i]) for i in around)[:2]
        if beside:
            yield Fault(
                fault="gap",
                code=beside[0],
                other=beside[-1],
                level=level,
                amount=round(float(shapely.area(hole)), 1),
                is_fatal=False,
            )


def _rounded(shapes: Geometries) -> Geometries:
    # Rounding refuses a self-crossing ring; made valid it keeps its place and its neighbours.
    sound = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
    return np.asarray(shapely.set_precision(sound, _GRID_DEG), dtype=object)


def _union(shapes: Geometries) -> shapely.Geometry:
    """Union of units that should fit together: fast when they do, exact when they do not."""
    if bool(shapely.coverage_is_valid(shapes)):
        return shapely.coverage_union_all(shapes)
    return shapely.union_all(shapes)


def adjacency(grids: pd.DataFrame, rule: str = "queen") -> csr_array:
    """Neighbours of each grid (邻接).

    Args:
        grids: frame with ``geometry`` (EPSG:4490), n rows.
        rule: ``queen`` (share at least a point) or ``rook`` (share an edge of >= 0.1 m).

    Returns:
        (n, n) csr_array of 1.0, symmetric, empty diagonal, in row order. Coordinates are
        compared at 1e-7 degrees, so float noise separates nobody.
    """
    if rule not in ("queen", "rook"):
        raise ValueError(f"no such neighbour rule: {rule}")
    shapes = _shapes(grids)
    if not len(shapes):
        return csr_array((0, 0), dtype=np.float64)
    rounded = _rounded(shapes)
    near = shapely.STRtree(rounded).query(rounded, predicate="dwithin", distance=2 * _GRID_DEG)
    left, right = near[0], near[1]
    once = left < right
    left, right = left[once], right[once]
    if rule == "rook":
        lines = shapely.boundary(rounded)
        common = shapely.length(shapely.intersection(lines[left], rounded[right]))
        back = shapely.length(shapely.intersection(lines[right], rounded[left]))
        edge = np.maximum(common, back) >= _MIN_EDGE_DEG
        left, right = left[edge], right[edge]
    rows, columns = np.concatenate([left, right]), np.concatenate([right, left])
    size = (len(shapes), len(shapes))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=size)


def row_standardise(graph: csr_array) -> csr_array:
    """The same neighbours with every row adding up to 1; a row without neighbours stays empty.

    Args:
        graph: (n, n) weights from 0; it is not altered.

    Raises:
        ValueError: a weight below 0.
    """
    weights = csr_array(graph, dtype=np.float64, copy=True)
    if (weights.data < 0).any():
        raise ValueError("weights are not negative")
    total = np.asarray(weights.sum(axis=1)).ravel()
    weights.data /= np.repeat(np.where(total > 0, total, 1.0), np.diff(weights.indptr))
    return weights


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
    below_codes, below_shapes = codes.to_numpy(dtype=object), _shapes(grids)
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
