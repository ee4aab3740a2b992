"""事件 A file of events as raw rows; services/rules.py judges them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from errors import RefusedError
from store.ingest.kind import Kind
from store.ingest.profile import NUMBER_FIELDS, TEXT_FIELDS, TIME_FIELDS, Profile
from store.ingest.rows import Bools, Objects, RawRows, load, map_rows, picked
from store.ingest.tabular import Table

KINDS = (
    Kind(
        value="events",
        order=2,
        fields=(*TEXT_FIELDS, *TIME_FIELDS, *NUMBER_FIELDS),
        needed=(("event_id",), ("occurred_at",), ("indicator",)),
        tables=frozenset(
            ("columns", "constants", "values", "valid", "leniency", "place", "covers", "crs")
        ),
        numbers=NUMBER_FIELDS,
        times=TIME_FIELDS,
        needs_source=True,
        have_points=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawEvents:
    """Raw rows and what the profile says of them.

    ``is_valid``: counts as an event; ``is_leniency``: never counted as a penalty. ``crs`` is what
    the coordinates are written in: the profile's, else that of a file of points; "" unsaid.
    """

    raw: RawRows
    is_valid: Bools
    is_leniency: Bools
    crs: str = ""

    def __len__(self) -> int:
        return len(self.raw)


def read(path: Path, profile: Profile) -> RawEvents:
    """The events of a file.

    Points of a vector file are the coordinates where the profile names no lon/lat columns.

    Raises:
        RefusedError: unreadable file, missing columns, or points without a datum.
    """
    table, ignored = load(path, profile)
    raw = map_rows(table, profile, ignored)
    crs = profile.crs
    if table.geometry is not None and "lon" not in profile.columns:
        raw, crs = _with_points(raw, table, profile), crs or table.crs
    nothing = np.zeros(len(raw), dtype=np.bool_)
    return RawEvents(
        raw=raw,
        is_valid=~nothing if profile.valid is None else picked(table, profile.valid),
        is_leniency=nothing if profile.leniency is None else picked(table, profile.leniency),
        crs=crs,
    )


def _with_points(raw: RawRows, table: Table, profile: Profile) -> RawRows:
    geometry = table.geometry
    assert geometry is not None
    is_point = shapely.get_type_id(geometry) == 0
    if not is_point.any():
        return raw
    if profile.datum is None and "datum" not in profile.columns:
        raise RefusedError("ingest.no_datum", file=table.file)
    points = geometry.copy()
    points[~is_point] = None
    written: dict[str, Objects] = {
        "lon": _numbers(shapely.get_x(points)),
        "lat": _numbers(shapely.get_y(points)),
    }
    return replace(raw, fields=raw.fields.assign(**written), cells={**raw.cells, **written})


def _numbers(values: np.ndarray) -> Objects:
    return np.array(
        ["" if value != value else repr(float(value)) for value in values], dtype=object
    )
