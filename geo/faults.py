"""边界错误 Faults that one unit shows by itself: code, parent, shape, vertices, area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.areas import areas_m2
from geo.crs import Floats, Geometries
from vocab import AdminLevel

FAULT_COLUMNS = ["fault", "is_fatal", "level", "code", "other", "amount", "geometry"]
# Faults whose amount is a number of things and not m2.
COUNTED = frozenset({"duplicate_code", "few_vertices", "many_vertices", "multi_part"})
_PLACE = re.compile(r"\[([-+.\deE]+) ([-+.\deE]+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is told and what is passed over.

    ``overlap_share``: overlaps up to this share of the smaller unit; ``sliver_m``: gaps and parts
    narrower than this are slivers; ``least_m2``: smaller areas are noise;
    ``area_share``: allowed difference from the declared area.
    """

    overlap_share: float = 0.001
    sliver_m: float = 5.0
    least_m2: float = 10.0
    area_share: float = 0.02
    fewest_vertices: int = 4
    most_vertices: int = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault: ``amount`` in m2 or a count (COUNTED); ``other`` a second code or text.

    ``geometry`` is where to look, EPSG:4490; None where the unit has no shape.
    """

    fault: str
    code: str
    level: str = ""
    other: str = ""
    amount: float = float("nan")
    is_fatal: bool = True
    geometry: shapely.Geometry | None = None


def template_pattern(template: str) -> re.Pattern[str]:
    """The shape of a code from ``{village:12}{seq:3}``: each part that many digits or letters.

    A part without a number takes one or more.
    """
    text = ""
    for fixed, part, digits in re.findall(r"([^{}]+)|\{(\w+)(?::(\d+))?\}", template):
        text += re.escape(fixed) if not part else f"[0-9A-Za-z]{{{digits}}}" if digits else r"\w+"
    return re.compile(text)


def shapes_of(units: pd.DataFrame) -> Geometries:
    """The geometries of a frame as an object array."""
    return np.asarray(units["geometry"], dtype=object)


def _spot(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """A point to look at; None without a shape."""
    if shape is None or shape.is_empty:
        return None
    return shapely.point_on_surface(shape) if shape.is_valid else shapely.centroid(shape)


def code_faults(units: pd.DataFrame, template: str) -> Iterator[Fault]:
    """Codes that stand twice, are damaged, or off the template."""
    codes = units["code"].astype("str")
    shapes = shapes_of(units)
    pattern = template_pattern(template) if template else None
    last = dict(zip(codes, range(len(codes)), strict=True))
    for code, n in codes.value_counts(sort=False).items():
        if n > 1:
            spot = _spot(shapes[last[code]])
            yield Fault(fault="duplicate_code", code=str(code), amount=float(n), geometry=spot)
    for row, (code, level) in enumerate(zip(codes, units["level"].astype("str"), strict=True)):
        if not code or re.search(r"[^0-9A-Za-z_-]", code) or len(code) > 40:
            yield Fault(fault="bad_code", code=code, level=level, geometry=_spot(shapes[row]))
        elif pattern and level == AdminLevel.MICRO_GRID and not pattern.fullmatch(code):
            spot = _spot(shapes[row])
            yield Fault(fault="off_template", code=code, level=level, other=template, geometry=spot)


def parent_faults(units: pd.DataFrame) -> Iterator[Fault]:
    """Parents that no unit of the file is; one level alone has nothing to hang from."""
    if units["level"].nunique() < 2:
        return
    known = set(units["code"].astype("str"))
    parents = units["parent"].fillna("").astype("str")
    lost = (parents != "") & ~parents.isin(known)
    for code, level, parent, shape in zip(
        units["code"][lost],
        units["level"][lost],
        parents[lost],
        shapes_of(units[lost]),
        strict=True,
    ):
        yield Fault(
            fault="missing_parent",
            code=str(code),
            level=str(level),
            other=parent,
            geometry=_spot(shape),
        )


def _invalid_at(shape: shapely.Geometry) -> tuple[str, shapely.Geometry]:
    reason = shapely.is_valid_reason(shape)
    found = _PLACE.search(reason)
    place = shapely.Point(float(found[1]), float(found[2])) if found else shape.centroid
    return reason, place


def shape_faults(units: pd.DataFrame) -> Iterator[Fault]:
    """Shapes that are empty, no polygons, off the world or invalid."""
    shapes = shapes_of(units)
    kinds = shapely.get_type_id(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    with np.errstate(invalid="ignore"):
        off = (west < -180) | (east > 180) | (south < -90) | (north > 90) | (east - west > 180)
    # The first that holds names the row: an empty shape is not also an invalid one.
    found = np.select(
        [shapely.is_missing(shapes) | shapely.is_empty(shapes), ~np.isin(kinds, (3, 6)), off],
        ["empty", "not_polygon", "off_world"],
        default=np.where(shapely.is_valid(shapes), "", "invalid"),
    )
    for row in np.flatnonzero(found != ""):
        kind, shape = str(found[row]), shapes[row]
        reason, place = _invalid_at(shape) if kind == "invalid" else ("", _spot(shape))
        code, level = str(units["code"].iloc[row]), str(units["level"].iloc[row])
        yield Fault(fault=kind, code=code, level=level, other=reason, geometry=place)


def sound(units: pd.DataFrame) -> pd.DataFrame:
    """The units with a valid polygon that is not empty."""
    shapes = shapes_of(units)
    usable = np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes)
    return units[usable & ~shapely.is_empty(shapes)]


def _told(
    units: pd.DataFrame,
    rows: npt.NDArray[np.int64],
    fault: str,
    amounts: Floats,
    places: Geometries,
) -> Iterator[Fault]:
    """Faults that stop nothing, of some rows; ``amounts`` and ``places`` belong to all rows."""
    for row in rows:
        yield Fault(
            fault=fault,
            code=str(units["code"].iloc[row]),
            level=str(units["level"].iloc[row]),
            amount=float(amounts[row]),
            is_fatal=False,
            geometry=places[row],
        )


def form_faults(units: pd.DataFrame, limits: Limits) -> Iterator[Fault]:
    """Sound units with few or many vertices, several parts, or a part thin as a thread."""
    shapes = shapes_of(units)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    rings = shapely.get_num_interior_rings(parts) + 1
    distinct = shapely.get_num_coordinates(parts) - rings
    vertices = np.bincount(owner, distinct, minlength=len(shapes)).astype(np.float64)
    fewest = np.full(len(shapes), np.inf)
    np.minimum.at(fewest, owner, distinct)
    few, many = fewest < limits.fewest_vertices, vertices > limits.most_vertices
    yield from _told(units, np.flatnonzero(few), "few_vertices", fewest, shapes)
    yield from _told(units, np.flatnonzero(many), "many_vertices", vertices, shapes)
    counts = np.bincount(owner, minlength=len(shapes))
    several = np.flatnonzero(counts > 1)
    yield from _told(units, several, "multi_part", counts.astype(np.float64), shapes)


def area_faults(units: pd.DataFrame, limits: Limits) -> Iterator[Fault]:
    """Sound units whose area differs from the declared one (column ``declared_m2``, may lack)."""
    if "declared_m2" not in units:
        return
    declared = units["declared_m2"].to_numpy(dtype=np.float64)
    shapes = shapes_of(units)
    measured = areas_m2(shapes)
    differs = np.abs(measured - declared) > limits.area_share * declared
    for row in np.flatnonzero(differs & np.isfinite(declared)):
        yield Fault(
            fault="area_differs",
            code=str(units["code"].iloc[row]),
            level=str(units["level"].iloc[row]),
            other=f"{declared[row]:.0f}",
            amount=round(float(measured[row]), 1),
            is_fatal=False,
            geometry=shapes[row],
        )
