"""周边 Venues, stations and zones: each batch as it stated them, the newest active one holds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import select

from store import frames
from store.changes import Changes
from store.engine import Tx
from store.tables import batch, site

SITE_COLUMNS = ("code", "name", "category", "owner", "days", "geometry")


def add(tx: Tx, batch_id: int, kind: str, rows: pd.DataFrame) -> Changes:
    """Store the sites of a batch; those of earlier batches with the same code no longer hold.

    Args:
        tx: a writing transaction.
        batch_id: the import they come with.
        kind: venue, station or zone.
        rows: code (unique), name, category, owner, days (tuples of day numbers), geometry
            (shapely, EPSG:4490 lon/lat).

    Returns:
        How they differ from what held before.
    """
    before = current(tx, kind)
    frames.insert(
        tx,
        site,
        ("batch_id", "kind", *SITE_COLUMNS),
        zip(
            [batch_id] * len(rows),
            [kind] * len(rows),
            *(frames.texts(rows[name]) for name in SITE_COLUMNS[:4]),
            [[int(day) for day in days] for days in rows["days"]],
            shapely.to_wkb(np.asarray(rows["geometry"], dtype=object)),
            strict=True,
        ),
    )
    return Changes.between(_content(before), _content(rows))


def _content(rows: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    wkb = shapely.to_wkb(np.asarray(rows["geometry"], dtype=object))
    cells = zip(
        *(frames.texts(rows[name]) for name in SITE_COLUMNS[:4]),
        [tuple(int(day) for day in days) for days in rows["days"]],
        wkb,
        strict=True,
    )
    return {row[0]: row for row in cells}


def current(tx: Tx, kind: str) -> pd.DataFrame:
    """What holds now: of each code the row of the newest batch that is not undone.

    Returns:
        code (ascending), name, category, owner (str), days (tuples of day numbers), geometry
        (shapely, EPSG:4490 lon/lat).
    """
    query = (
        select(*(site.c[name] for name in SITE_COLUMNS))
        .join(batch, batch.c.id == site.c.batch_id)
        .where(site.c.kind == kind, batch.c.status == "active")
        .order_by(site.c.code, site.c.batch_id)
    )
    found = frames.read(tx, query).drop_duplicates("code", keep="last", ignore_index=True)
    found["days"] = pd.Series([tuple(days) for days in found["days"]], dtype=object)
    found["geometry"] = shapely.from_wkb(found["geometry"].to_numpy(dtype=object))
    return found
