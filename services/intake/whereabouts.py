"""Where sent shapes lie (位置): in degrees, their datum checked and undone, inside or not."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from errors import RefusedError
from geo import crs, datum
from services.intake.parcel import Parcel
from services.row_faults import Scene
from services.row_rules import is_swapped, is_usable, is_written
from store import Tx, boundaries
from store.ingest.shaped import RawShapes
from vocab import Datum
from words import say

Bools = npt.NDArray[np.bool_]
Objects = npt.NDArray[np.object_]

POINTS, LINES, AREAS = (0, 4), (1, 2, 5), (3, 6)


class Flaw(StrEnum):
    """Why a row has no usable shape; each is the name of a row rule."""

    NONE = ""
    MISSING = "missing_shape"
    BROKEN = "broken_shape"
    TYPE = "wrong_shape"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """``geometry`` in degrees of the datum given, None where ``flaw`` says why."""

    geometry: Objects
    flaw: Objects

    @property
    def is_sound(self) -> Bools:
        return np.asarray(self.flaw == Flaw.NONE.value, dtype=np.bool_)


def drawn(
    shapes: RawShapes, scene: Scene, types: tuple[int, ...] = (*POINTS, *LINES, *AREAS)
) -> Drawn:
    """The shape of every row: that of a vector file, or the point of its lon and lat.

    Args:
        shapes: the raw rows.
        scene: the same rows with their numbers read.
        types: GEOS numbers of the shapes that are allowed.

    Raises:
        GeometryError: the CRS of the file cannot be used.
    """
    if shapes.geometry is None:
        return _points(scene)
    written: Objects = np.asarray(shapely.force_2d(shapes.geometry), dtype=object)
    flaw = np.full(len(written), Flaw.NONE.value, dtype=object)
    flaw[~np.isin(shapely.get_type_id(written), types)] = Flaw.TYPE.value
    flaw[~_is_sound(written, shapes.crs)] = Flaw.BROKEN.value
    flaw[shapely.is_missing(written) | shapely.is_empty(written)] = Flaw.MISSING.value
    good = np.full(len(written), None, dtype=object)
    good[flaw == Flaw.NONE.value] = written[flaw == Flaw.NONE.value]
    return Drawn(geometry=crs.to_home(good, shapes.crs), flaw=flaw)


def _is_sound(written: Objects, code: str) -> Bools:
    bounds = shapely.bounds(written)
    sound = np.asarray(shapely.is_valid(written) & np.isfinite(bounds).all(axis=1), dtype=np.bool_)
    if crs.parse_crs(code).is_geographic:
        with np.errstate(invalid="ignore"):
            sound &= (np.abs(bounds) <= (180.0, 90.0, 180.0, 90.0)).all(axis=1)
    return sound


def _points(scene: Scene) -> Drawn:
    size = len(scene.raw)
    flaw = np.full(size, Flaw.MISSING.value, dtype=object)
    geometry = np.full(size, None, dtype=object)
    if "lon" in scene.numbers and "lat" in scene.numbers:
        usable, written = is_usable(scene), is_written(scene)
        flaw[written] = Flaw.BROKEN.value
        # A rule of its own tells of swapped columns.
        flaw[usable | is_swapped(scene)] = Flaw.NONE.value
        lon, lat = scene.numbers["lon"], scene.numbers["lat"]
        geometry[usable] = shapely.points(lon[usable], lat[usable])
    return Drawn(geometry=geometry, flaw=flaw)


def at_home(
    parcel: Parcel, good: pd.DataFrame, units: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Shapes from the datum given to WGS84, unless they plainly lie in another one.

    Args:
        parcel: the file.
        good: geometry (degrees, None without), datum (text, "" as the home datum), declared.
        units: code and geometry, for the datum detective.

    Raises:
        RefusedError: the shapes agree with their declared areas clearly better under another
            datum and nobody is sure of the one given; the finding names both shares.
    """
    geometry = good["geometry"].to_numpy(dtype=object, copy=True)
    names = good["datum"].to_numpy(dtype=object)
    findings = []
    for name in sorted(set(names) - {""}):
        own, given = np.asarray(names == name, dtype=np.bool_), Datum(name)
        middle = shapely.point_on_surface(geometry[own])
        found = datum.suspect(
            shapely.get_x(middle), shapely.get_y(middle), good["declared"][own], units, given
        )
        verdict = "kept" if found.is_suspect and parcel.is_datum_sure else found.verdict.value
        finding = say(f"ingest.datum.{verdict}", **found.say_values)
        if found.is_suspect and not parcel.is_datum_sure:
            raise RefusedError(
                "import.wrong_datum", file=parcel.path.name, finding=finding, found=found
            )
        if found.checkable:
            findings.append(finding)
        geometry[own] = crs.to_home(geometry[own], "", given)
    moved = good.assign(geometry=pd.Series(geometry, index=good.index, dtype=object))
    return moved, tuple(findings)


def units_of(tx: Tx, parcel: Parcel) -> pd.DataFrame:
    """All units of the newest boundary set that have a polygon.

    Raises:
        RefusedError: there are no boundaries yet.
    """
    sets = boundaries.sets(tx)
    if not sets:
        raise RefusedError("site.no_boundaries", file=parcel.path.name)
    units = boundaries.units(tx, sets[-1].id)
    return units[~shapely.is_missing(units["geometry"].to_numpy(dtype=object))]


def is_inside(geometry: Objects, units: pd.DataFrame) -> Bools:
    """Whether each shape touches any unit; one without a shape does not."""
    # The units ask, not the shapes: who asks is prepared, and a province has many vertices.
    tree = shapely.STRtree(geometry)
    found = tree.query(units["geometry"].to_numpy(dtype=object), predicate="intersects")[1]
    return np.isin(np.arange(len(geometry)), found)
