"""落格 Where events are: per boundary set the micro-grid of each event, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select

from store import frames
from store.engine import Tx
from store.tables import batch, event, event_location

CHUNK = 200_000
_POINT = ("source", "event_id", "indicator", "lon", "lat", "declared", "datum", "is_current")


def add(
    tx: Tx,
    set_id: int,
    pks: npt.NDArray[np.int64],
    codes: Sequence[str | None],
    how: Sequence[str],
    reasons: Sequence[str],
    *,
    replace: bool = False,
) -> int:
    """Write where events are in a boundary set.

    Args:
        tx: a writing transaction.
        set_id: boundary set.
        pks: event keys.
        codes: micro-grid per event, None or "" for an unplaced one.
        how: vocab.Located values, "" for an unplaced one.
        reasons: key of the reason for an unplaced one, "" otherwise.
        replace: remove what these events had in this set before.

    Returns:
        How many rows were written.
    """
    if replace and len(pks):
        where = frames.among(tx, event_location.c.event_pk, pks.tolist())
        tx.execute(delete(event_location).where(where, event_location.c.boundary_set_id == set_id))
    return frames.insert(
        tx,
        event_location,
        ("event_pk", "boundary_set_id", "code", "how", "reason"),
        zip(
            pks.tolist(),
            [set_id] * len(pks),
            frames.optional_texts(codes),
            frames.texts(how),
            frames.texts(reasons),
            strict=True,
        ),
    )


def missing(tx: Tx, set_id: int, *, chunk: int = CHUNK) -> Iterator[pd.DataFrame]:
    """Events not yet located in a boundary set, current or not, in chunks of ascending key.

    A new set needs all of them; so does an older revision that came back by an undo.

    Yields:
        pk, source, event_id, indicator, lon, lat (NaN: none), declared, datum, is_current.
    """
    here = and_(event_location.c.event_pk == event.c.id, event_location.c.boundary_set_id == set_id)
    last = 0
    while True:
        query = (
            select(event.c.id.label("pk"), *(event.c[name] for name in _POINT))
            .outerjoin(event_location, here)
            .where(event.c.id > last, event_location.c.event_pk.is_(None))
            .order_by(event.c.id)
            .limit(chunk)
        )
        rows = frames.read(tx, query)
        if rows.empty:
            return
        last = int(rows["pk"].iloc[-1])
        yield rows


def of_newest_batch(tx: Tx, set_id: int) -> pd.DataFrame:
    """The events the newest batch brought and their grids in a boundary set.

    Returns:
        lon, lat (degrees WGS84, NaN: none), code ("" where it has no grid), reason.
    """
    newest = select(func.max(batch.c.id)).scalar_subquery()
    here = and_(event_location.c.event_pk == event.c.id, event_location.c.boundary_set_id == set_id)
    query = (
        select(
            event.c.lon,
            event.c.lat,
            func.coalesce(event_location.c.code, "").label("code"),
            func.coalesce(event_location.c.reason, "").label("reason"),
        )
        .outerjoin(event_location, here)
        .where(event.c.batch_id == newest)
        .order_by(event.c.id)
    )
    return frames.read(tx, query)


def _counted(set_id: int, columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
    """Current, valid, placed events that are no leniency: what a count counts."""
    return (
        select(*columns)
        .select_from(event)
        .join(event_location, event_location.c.event_pk == event.c.id)
        .where(
            event_location.c.boundary_set_id == set_id,
            event_location.c.code.is_not(None),
            event.c.is_current,
            event.c.is_valid,
            event.c.is_leniency.is_(False),
        )
    )


def tally(
    tx: Tx,
    set_id: int,
    indicators: Sequence[str],
    first_day: int,
    last_day: int,
    *,
    category: str = "",
) -> pd.DataFrame:
    """Events per indicator, local day and micro-grid, both days included.

    Args:
        tx: any transaction.
        set_id: boundary set.
        indicators: only these.
        first_day: local day.
        last_day: local day, included.
        category: only these events; "" for all.

    Returns:
        indicator, day, code, n (>= 1), in this order ascending. Days without events are absent:
        whether that is a zero is for coverage to say.
    """
    by = (event.c.indicator, event.c.day, event_location.c.code)
    query = (
        _counted(set_id, (*by, func.count(type_=event.c.day.type).label("n")))
        .where(event.c.day.between(first_day, last_day), event.c.indicator.in_(list(indicators)))
        .group_by(*by)
        .order_by(*by)
    )
    if category:
        query = query.where(event.c.category == category)
    return frames.read(tx, query)


def counted(
    tx: Tx,
    set_id: int,
    first_day: int,
    last_day: int,
    *,
    indicators: Sequence[str] = (),
    codes: Sequence[str] | None = None,
    prefix: str = "",
) -> pd.DataFrame:
    """The single events behind counts, newest first.

    Args:
        tx: any transaction.
        set_id: boundary set.
        first_day: local day.
        last_day: local day, included.
        indicators: only these; empty for all.
        codes: only these micro-grids; None for all.
        prefix: only codes that start so.

    Returns:
        pk, code, how, source, event_id, indicator, category, occurred_at, day, status, channel.
    """
    names = ("source", "event_id", "indicator", "category", "occurred_at", "day", "status")
    columns = [event.c.id.label("pk"), event_location.c.code, event_location.c.how]
    columns += [event.c[name] for name in (*names, "channel")]
    query = _counted(set_id, columns).where(event.c.day.between(first_day, last_day))
    if indicators:
        query = query.where(event.c.indicator.in_(list(indicators)))
    if codes is not None:
        query = query.where(frames.among(tx, event_location.c.code, codes))
    if prefix:
        query = query.where(frames.starts(event_location.c.code, prefix))
    return frames.read(tx, query.order_by(event.c.occurred_at.desc(), event.c.id))


def unplaced(tx: Tx, set_id: int, prefix: str = "", *, limit: int = 10_000) -> pd.DataFrame:
    """Current events without a micro-grid in a set, newest first.

    Args:
        tx: any transaction.
        set_id: boundary set.
        prefix: those declared under it, and those declaring nothing from a batch under it.
        limit: at most so many.

    Returns:
        pk, reason, batch_id, file_name, source, event_id, indicator, category, occurred_at, day,
        lon, lat, declared.
    """
    names = ("source", "event_id", "indicator", "category", "occurred_at", "day")
    query = (
        select(
            event.c.id.label("pk"),
            event_location.c.reason,
            event.c.batch_id,
            batch.c.file_name,
            *(event.c[name] for name in (*names, "lon", "lat", "declared")),
        )
        .select_from(event)
        .join(event_location, event_location.c.event_pk == event.c.id)
        .join(batch, batch.c.id == event.c.batch_id)
        .where(
            event_location.c.boundary_set_id == set_id,
            event_location.c.code.is_(None),
            event.c.is_current,
        )
        .order_by(event.c.occurred_at.desc(), event.c.id)
        .limit(limit)
    )
    if prefix:
        undeclared = and_(event.c.declared == "", frames.starts(batch.c.area, prefix))
        query = query.where(or_(frames.starts(event.c.declared, prefix), undeclared))
    return frames.read(tx, query)


def of(tx: Tx, set_id: int, pks: Sequence[int]) -> pd.DataFrame:
    """Where events are in a set: pk, code (NaN: unplaced), how, reason; key ascending."""
    table = event_location.c
    query = (
        select(table.event_pk.label("pk"), table.code, table.how, table.reason)
        .where(table.boundary_set_id == set_id)
        .where(frames.among(tx, table.event_pk, [int(pk) for pk in pks]))
        .order_by("pk")
    )
    return frames.read(tx, query)


def displaced(
    tx: Tx, old_set: int, new_set: int, indicators: Sequence[str], first_day: int, last_day: int
) -> pd.DataFrame:
    """Counted events placed in an older set by their declared grid, and in the new one nowhere.

    Returns:
        indicator, day, code (of the older set), n. Their grid was split or renamed; with no point
        they can only be shared among its followers.
    """
    old, new = event_location.alias("old"), event_location.alias("new")
    by = (event.c.indicator, event.c.day, old.c.code)
    query = (
        select(*by, func.count(type_=event.c.day.type).label("n"))
        .select_from(event)
        .join(old, and_(old.c.event_pk == event.c.id, old.c.boundary_set_id == old_set))
        .join(new, and_(new.c.event_pk == event.c.id, new.c.boundary_set_id == new_set))
        .where(
            old.c.how == "declared",
            new.c.code.is_(None),
            event.c.is_current,
            event.c.is_valid,
            event.c.is_leniency.is_(False),
            event.c.indicator.in_(list(indicators)),
            event.c.day.between(first_day, last_day),
        )
        .group_by(*by)
        .order_by(*by)
    )
    return frames.read(tx, query)
