"""Points of a person's own table into grids (定位): nothing of it is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from errors import NotFoundError, RefusedError
from geo.crs import to_wgs84
from services import access, periods, places, placing
from services.access import Action, Viewer
from services.workspace import Workspace
from store import Tx, boundaries
from store.boundaries import BoundarySet
from store.files import Files
from store.ingest import tabular
from store.ingest.tabular import Table
from vocab import Datum

ADDED = ("code", "name", "village")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Located:
    """定位结果 A table with the grid of each row; placed + outside + no_point = rows.

    ``rows`` has the columns as sent and the three added, "" where there is none. ``lon`` and
    ``lat`` are EPSG:4490 degrees, NaN without a point. ``unreadable`` of the rows without a point
    have something written that is no number.
    """

    boundaries: str
    datum: Datum
    rows: pd.DataFrame
    lon: Floats
    lat: Floats
    placed: int
    outside: int
    no_point: int
    unreadable: int

    def summary(self) -> dict[str, Any]:
        """The counts as plain values."""
        return {
            "boundaries": self.boundaries,
            "datum": self.datum.value,
            "rows": len(self.rows),
            "placed": self.placed,
            "outside": self.outside,
            "no_point": self.no_point,
            "unreadable": self.unreadable,
        }

    def points(self) -> Iterator[dict[str, Any]]:
        """The rows as plain values, each with its point as GeoJSON or None."""
        cells = self.rows.to_dict("records")
        for row, x, y in zip(cells, self.lon.tolist(), self.lat.tolist(), strict=True):
            geometry = {"type": "Point", "coordinates": [x, y]} if x == x and y == y else None
            yield {str(key): value for key, value in row.items()} | {"geometry": geometry}

    def write(self, out: Path) -> None:
        """As CSV that spreadsheets open as UTF-8; whole or not at all.

        Raises:
            RefusedError: cannot be written there.
        """
        part = out.with_name(out.name + ".part")
        try:
            self.rows.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
            part.replace(out)
        except OSError as error:
            raise RefusedError("locate.not_written", file=str(out), reason=str(error)) from error


def locate(
    workspace: Workspace,
    viewer: Viewer,
    file: Path,
    *,
    lon: str,
    lat: str,
    datum: Datum,
    week: str = "latest",
) -> Located:
    """The grid of each row of a table, in the boundary set of a week.

    Args:
        workspace: the data folder.
        viewer: who asks; a point in a grid outside the viewer's area counts as outside.
        file: CSV, spreadsheet or Parquet.
        lon: header of the longitudes.
        lat: header of the latitudes.
        datum: what they are given in.
        week: a day of it; "latest" for the newest boundary set.

    Raises:
        NotAllowedError, NotFoundError.
        RefusedError: the file cannot be read, or a column is not there; it names those that are.
    """
    access.require(viewer, Action.VIEW)
    table = _read(file, lon, lat)
    x, y, unreadable = _points(table, datum)
    with workspace.store.read() as tx:
        chosen = _chosen(tx, week)
        ground = placing.ground_of(tx, chosen, Files(workspace.cache))
        names = places.grids(tx, chosen.id).set_index("code")
    codes = np.array([*ground.index.codes, ""], dtype=np.str_)
    own = access.visible(codes[:-1], viewer)
    found = ground.index.locate(x, y)
    found[(found >= 0) & ~np.append(own, False)[found]] = -1
    has_point = np.isfinite(x) & np.isfinite(y)
    placed = int((found >= 0).sum())
    return Located(
        boundaries=chosen.name,
        datum=datum,
        rows=_with_grids(table.frame, codes[found], names),
        lon=np.where(has_point, x, np.nan),
        lat=np.where(has_point, y, np.nan),
        placed=placed,
        outside=int(has_point.sum()) - placed,
        no_point=int((~has_point).sum()),
        unreadable=unreadable,
    )


def _read(file: Path, lon: str, lat: str) -> Table:
    try:
        return tabular.read(file, {"lon": (lon,), "lat": (lat,)})
    except RefusedError as error:
        if error.code != "ingest.missing_columns":
            raise
        raise RefusedError("locate.missing_columns", **error.values) from error


def _points(table: Table, datum: Datum) -> tuple[Floats, Floats, int]:
    """Degrees of the home datum, NaN where one of the two is no number; how many rows hold such."""
    written = [
        pd.Series(tabular.texts(table.frame[table.columns[field]].to_numpy(dtype=object)))
        for field in ("lon", "lat")
    ]
    read = [pd.to_numeric(text, errors="coerce").to_numpy(dtype=np.float64) for text in written]
    wrong = [
        ~np.isfinite(values) & (text != "").to_numpy()
        for values, text in zip(read, written, strict=True)
    ]
    usable = np.isfinite(read[0]) & np.isfinite(read[1])
    lon, lat = (np.where(usable, values, np.nan) for values in read)
    x, y = to_wgs84(lon, lat, datum)
    return x, y, int((wrong[0] | wrong[1]).sum())


def _chosen(tx: Tx, week: str) -> BoundarySet:
    if week != "latest":
        return boundaries.set_for(tx, periods.read(week, placing.period_rule(tx)))
    known = boundaries.sets(tx)
    if not known:
        raise NotFoundError("locate.no_boundaries")
    return known[-1]


def _with_grids(
    rows: pd.DataFrame, codes: npt.NDArray[np.str_], names: pd.DataFrame
) -> pd.DataFrame:
    """The rows with the three columns; one that is there already is kept beside the new one."""
    found = names.reindex(codes)
    values = (codes.astype(object), *(found[name].fillna("").to_numpy() for name in ADDED[1:]))
    added = {}
    for name, column in zip(ADDED, values, strict=True):
        header = name
        while header in rows.columns:
            header = f"located_{header}"
        added[header] = column
    return rows.assign(**added)
