"""边界检查与修复 A boundary file checked, its faults written for QGIS, its gaps closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from errors import RefusedError
from geo import boundaries as units_of_space
from geo import crs
from geo.boundaries import Limits
from geo.snapping import Repaired, snap
from reports import boundary_faults
from store import geopackage
from store.ingest import boundaries as boundary_files
from store.ingest import profile as profiles
from store.ingest.kind import kinds
from store.ingest.profile import AreaUnit, Layer, Profile
from store.ingest.tabular import layer_names, read_layer
from vocab import AdminLevel, Datum

__all__ = ["AreaUnit", "Reading", "check", "profile_of", "units_in", "write_faults"]

# Headers that hold the codes in files that come without a profile.
_CODES = ("code", "编码", "代码", "网格编码", "adcode", "geoid", "id")
_PARENTS = ("parent", "上级编码", "上级")
_NAMES = ("name", "名称", "网格名称")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How to read a file: by a profile, or by its layer and columns ("" finds them)."""

    profile: Path | None = None
    layer: str = ""
    level: AdminLevel = AdminLevel.MICRO_GRID
    code: str = ""
    parent: str = ""
    area: str = ""
    area_unit: AreaUnit = AreaUnit.M2
    crs: str = ""
    datum: Datum | None = None


def units_in(path: Path, profile: Profile) -> pd.DataFrame:
    """Units of all layers of a profile: code, name, level, parent, declared_m2, geometry (4490).

    Raises:
        RefusedError: as store.ingest.boundaries.
        GeometryError: an unusable CRS.
    """
    parts = []
    for layer in boundary_files.read(path, profile):
        geometry = layer.units["geometry"].to_numpy(dtype=object)
        parts.append(layer.units.assign(geometry=crs.to_home(geometry, layer.crs, layer.datum)))
    return pd.concat(parts, ignore_index=True)


def profile_of(path: Path, reading: Reading) -> Profile:
    """The profile stated, or one made from the columns of the file.

    Raises:
        RefusedError: no file, or no column that can be the codes.
    """
    if reading.profile is not None:
        return profiles.load(reading.profile)
    names = layer_names(path)
    levels = [name for name in names if name in set(AdminLevel)]
    if reading.layer or not levels:
        chosen = [(reading.layer, reading.level)]
    else:
        chosen = [(name, AdminLevel(name)) for name in levels]
    layers = tuple(_layer(path, name, level, reading) for name, level in chosen)
    return Profile(
        name=path.stem,
        kind=kinds()["boundaries"],
        crs=reading.crs,
        datum=reading.datum,
        layers=layers,
    )


def _layer(path: Path, layer: str, level: AdminLevel, reading: Reading) -> Layer:
    content, _ = read_layer(path, layer)
    headers = [str(name) for name in content.columns if name != "geometry"]
    code = reading.code or _first(headers, _CODES)
    if not code:
        raise RefusedError(
            "boundary.no_code_column", file=path.name, columns="、".join(headers[:20])
        )
    return Layer(
        layer=layer,
        level=level,
        code=code,
        name=_first(headers, _NAMES),
        parent=reading.parent or _first(headers, _PARENTS),
        area=reading.area,
        area_unit=reading.area_unit,
    )


def _first(headers: Sequence[str], wanted: Sequence[str]) -> str:
    by_name = {header.strip().lower(): header for header in reversed(headers)}
    return next((by_name[name] for name in wanted if name in by_name), "")


def check(
    path: Path,
    reading: Reading,
    *,
    out: Path | None = None,
    repaired: Path | None = None,
    tolerance_m: float = 0.0,
) -> dict[str, Any]:
    """All faults of a boundary file, and where asked the faults and the repaired units as files.

    Args:
        path: the boundary file.
        reading: how to read it.
        out: GeoPackage of the faults to write.
        repaired: GeoPackage of the repaired units to write.
        tolerance_m: widest gap or overlap that the repair may close.

    Returns:
        ``faults`` the number of fatal ones, ``told`` of the others, ``rows`` one per fault with
        its sentence, remedy and geometry; ``repair`` what a repair did and left, ``changes`` the
        ground each changed unit gained and lost.

    Raises:
        RefusedError: the file cannot be read, or a file to write exists.
        GeometryError: the tolerance does not suit the units.
    """
    for file in filter(None, (out, repaired)):
        geopackage.refuse(file)
    profile = profile_of(path, reading)
    units = units_in(path, profile)
    found = _faults(units, profile)
    answer: dict[str, Any] = {
        "file": path.name,
        "units": len(units),
        "faults": int(found["is_fatal"].sum()),
        "told": int((~found["is_fatal"]).sum()),
    }
    listed = boundary_faults.describe(found)
    if out is not None:
        answer["out"] = str(out)
        answer["layers"] = "、".join(write_faults(out, listed))
    if repaired is not None:
        done = snap(units, tolerance_m)
        answer["repair"] = _repair(done, profile, tolerance_m, repaired)
        answer["changes"] = done.changes.round(1).to_dict("records")
    return answer | {"rows": [_row(fault) for fault in listed.to_dict("records")]}


def _faults(units: pd.DataFrame, profile: Profile, limits: Limits | None = None) -> pd.DataFrame:
    stated = profile.set
    return units_of_space.check(
        units, template=stated.code_template, crs=stated.metric_crs, limits=limits or Limits()
    )


def _row(fault: dict[str, Any]) -> dict[str, Any]:
    amount, place = fault["amount"], fault["geometry"]
    shown = {
        "amount": None if np.isnan(amount) else round(float(amount), 1),
        "geometry": None if place is None else _geojson(place),
    }
    return {**fault, **shown}


def _geojson(place: shapely.Geometry) -> dict[str, Any]:
    mapping: dict[str, Any] = shapely.geometry.mapping(place)
    return mapping


def write_faults(path: Path, listed: pd.DataFrame) -> list[str]:
    """Faults as a GeoPackage: areas, points, and all of them once more as a plain table.

    Raises:
        RefusedError: no new ``.gpkg``.
    """
    size = shapely.get_dimensions(np.asarray(listed["geometry"], dtype=object))
    return geopackage.write(
        path,
        {
            "fault_areas": listed[size == 2],
            "fault_points": listed[size == 0],
            "faults": listed.drop(columns="geometry"),
        },
    )


def _repair(done: Repaired, profile: Profile, tolerance_m: float, file: Path) -> dict[str, Any]:
    layers = {
        level.value: part[["code", "name", "level", "parent", "geometry"]]
        for level in AdminLevel
        if len(part := done.units[done.units["level"] == level])
    }
    geopackage.write(file, layers | {"changes": done.changes})
    left = _faults(done.units, profile, replace(Limits(), overlap_share=0.0))
    return {
        "out": str(file),
        "tolerance_m": tolerance_m,
        **_sums(done),
        "left": {
            kind: int(n)
            for kind, n in left["fault"].value_counts().items()
            if kind in ("overlap", "gap", "sliver", "invalid")
        },
    }


def _sums(done: Repaired) -> dict[str, Any]:
    return {
        "units_changed": len(done.changes),
        "gained_m2": round(float(done.changes["gained_m2"].sum()), 1),
        "lost_m2": round(float(done.changes["lost_m2"].sum()), 1),
    }
