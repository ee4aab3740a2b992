"""边界 Boundary sets and their units, each set with the days it is valid for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Row, insert, select, update

from errors import NotFoundError, RefusedError
from store import frames
from store.engine import Tx
from store.tables import boundary_set, unit
from vocab import AdminLevel, date_of

UNIT_COLUMNS = ("code", "name", "level", "parent", "geometry", "area_m2")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundarySet:
    """边界版本 One version of all boundaries. Days are local day numbers, ``valid_to`` included.

    ``grid_count`` is the number of micro-grids, the length of its count vectors.
    """

    id: int
    name: str
    valid_from: int
    valid_to: int | None
    time_zone: str
    code_template: str
    metric_crs: str
    source: str
    sha256: str
    imported_at: int
    imported_by: str
    is_active: bool
    grid_count: int


def _set(row: Row[Any]) -> BoundarySet:
    return BoundarySet(**row._mapping)


def add_set(
    tx: Tx,
    *,
    name: str,
    valid_from: int,
    valid_to: int | None = None,
    time_zone: str = "Asia/Shanghai",
    code_template: str = "",
    metric_crs: str = "",
    source: str = "",
    sha256: str = "",
    at: int,
    by: str,
    units: pd.DataFrame,
) -> int:
    """Store a boundary set with all its units.

    Args:
        tx: a writing transaction.
        name: what people call this version.
        valid_from: first day the set holds.
        valid_to: last day, None while it still holds.
        time_zone: where its days begin.
        code_template: how a micro-grid's code is built.
        metric_crs: the CRS its metres are measured in, e.g. "EPSG:4549".
        source: where the boundaries come from.
        sha256: hash of the imported file.
        at: epoch seconds.
        by: person id.
        units: columns code, name, level, parent, area_m2 and geometry (shapely, EPSG:4490,
            lon/lat order; None for a unit without polygon). Codes are unique.

    Returns:
        The id of the set.

    Raises:
        RefusedError: a code appears twice.
    """
    doubled = units["code"][units["code"].duplicated()]
    if len(doubled):
        raise RefusedError("store.double_code", area=str(doubled.iloc[0]), count=len(doubled))
    values = {
        "name": name,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "time_zone": time_zone,
        "code_template": code_template,
        "metric_crs": metric_crs,
        "source": source,
        "sha256": sha256,
        "imported_at": at,
        "imported_by": by,
        "is_active": True,
        "grid_count": int((units["level"] == AdminLevel.MICRO_GRID).sum()),
    }
    made = tx.execute(insert(boundary_set).values(values).returning(boundary_set.c.id))
    set_id = int(made.scalar_one())
    _add_units(tx, set_id, units.sort_values("code"))
    return set_id


def _add_units(tx: Tx, set_id: int, units: pd.DataFrame) -> None:
    shapes = np.asarray(units["geometry"], dtype=object)
    rows = zip(
        [set_id] * len(units),
        frames.texts(units["code"]),
        frames.texts(units["name"]),
        frames.texts(units["level"]),
        frames.texts(units["parent"]),
        shapely.to_wkb(shapes),
        frames.floats(units["area_m2"]),
        strict=True,
    )
    columns = ("boundary_set_id", "code", "name", "level", "parent", "geometry", "area_m2")
    frames.insert(tx, unit, columns, rows)


def sets(tx: Tx, *, active_only: bool = True) -> list[BoundarySet]:
    """All boundary sets, oldest first."""
    query = select(boundary_set).order_by(boundary_set.c.valid_from, boundary_set.c.id)
    if active_only:
        query = query.where(boundary_set.c.is_active)
    return [_set(row) for row in tx.execute(query)]


def get(tx: Tx, set_id: int) -> BoundarySet:
    """One boundary set.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(boundary_set).where(boundary_set.c.id == set_id)).one_or_none()
    if row is None:
        raise NotFoundError("store.no_set", id=set_id)
    return _set(row)


def set_for(tx: Tx, day: int) -> BoundarySet:
    """The active set valid on a local day; of several the one that began, then came, last.

    So a follower takes over from its first day, and the old set returns when it is undone.

    Raises:
        NotFoundError: no set holds on that day.
    """
    table = boundary_set.c
    query = (
        select(boundary_set)
        .where(
            table.is_active,
            table.valid_from <= day,
            table.valid_to.is_(None) | (table.valid_to >= day),
        )
        .order_by(table.valid_from.desc(), table.id.desc())
        .limit(1)
    )
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("store.no_set_for_day", day=date_of(day).isoformat())
    return _set(row)


def deactivate(tx: Tx, set_id: int) -> None:
    """Take a set out of use (its import was undone); its rows stay for what rests on them."""
    tx.execute(update(boundary_set).where(boundary_set.c.id == set_id).values(is_active=False))


def units(
    tx: Tx,
    set_id: int,
    levels: tuple[AdminLevel, ...] | None = None,
    prefix: str = "",
    *,
    with_geometry: bool = True,
) -> pd.DataFrame:
    """Units of a set, codes ascending.

    Args:
        tx: any transaction.
        set_id: boundary set.
        levels: only these; None for all.
        prefix: only codes that start so.
        with_geometry: False leaves the column out, which is much faster.

    Returns:
        code, name, level, parent (str), geometry (shapely, EPSG:4490 lon/lat; None without
        polygon), area_m2.
    """
    names = [n for n in UNIT_COLUMNS if with_geometry or n != "geometry"]
    query = (
        select(*(unit.c[name] for name in names))
        .where(unit.c.boundary_set_id == set_id)
        .order_by(unit.c.code)
    )
    if levels is not None:
        query = query.where(unit.c.level.in_([str(level) for level in levels]))
    if prefix:
        query = query.where(frames.starts(unit.c.code, prefix))
    found = frames.read(tx, query)
    if with_geometry:
        found["geometry"] = shapely.from_wkb(found["geometry"].to_numpy(dtype=object))
    return found


def grid_codes(tx: Tx, set_id: int) -> np.ndarray[Any, np.dtype[np.str_]]:
    """Codes of the micro-grids of a set, ascending: the order of every count vector."""
    query = (
        select(unit.c.code)
        .where(unit.c.boundary_set_id == set_id, unit.c.level == str(AdminLevel.MICRO_GRID))
        .order_by(unit.c.code)
    )
    return np.array(tx.execute(query).scalars().all(), dtype=np.str_)
