"""更正 Corrections: a person says where an event was, with who and when."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import insert, select, update

from errors import NotFoundError, RefusedError
from store import frames
from store.engine import Tx
from store.tables import correction, event, event_location, unit
from vocab import AdminLevel, Located


def place(
    tx: Tx, event_pk: int, set_id: int, code: str, *, by: str, at: int, note: str = ""
) -> int:
    """Put an event into a micro-grid by hand; where it was before is kept.

    Args:
        tx: a writing transaction.
        event_pk: event key.
        set_id: boundary set the code belongs to.
        code: micro-grid.
        by: person id.
        at: epoch seconds.
        note: why.

    Returns:
        The id of the correction.

    Raises:
        RefusedError: the code is no micro-grid of the set.
        NotFoundError: the event has no row in this set.
    """
    grid = select(unit.c.code).where(
        unit.c.boundary_set_id == set_id,
        unit.c.code == code,
        unit.c.level == str(AdminLevel.MICRO_GRID),
    )
    if tx.execute(grid).one_or_none() is None:
        raise RefusedError("store.no_grid", area=code)
    here = (event_location.c.event_pk == event_pk) & (event_location.c.boundary_set_id == set_id)
    old = tx.execute(select(event_location).where(here)).one_or_none()
    if old is None:
        raise NotFoundError("store.no_event", pk=event_pk)
    values = {
        "event_pk": event_pk,
        "boundary_set_id": set_id,
        "code": code,
        "before_code": old.code,
        "before_how": old.how,
        "before_reason": old.reason,
        "by": by,
        "at": at,
        "note": note,
    }
    made = tx.execute(insert(correction).values(values).returning(correction.c.id))
    tx.execute(
        update(event_location).where(here).values(code=code, how=str(Located.CORRECTED), reason="")
    )
    return int(made.scalar_one())


def undo(tx: Tx, correction_id: int, *, by: str, at: int) -> None:
    """Withdraw a correction; the event goes back to where it was.

    Raises:
        NotFoundError: no such correction.
        RefusedError: it is undone already, or the event was corrected again after it.
    """
    row = tx.execute(select(correction).where(correction.c.id == correction_id)).one_or_none()
    if row is None:
        raise NotFoundError("store.no_correction", id=correction_id)
    later = select(correction.c.id).where(
        correction.c.event_pk == row.event_pk,
        correction.c.boundary_set_id == row.boundary_set_id,
        correction.c.id > correction_id,
        correction.c.undone_at.is_(None),
    )
    if row.undone_at is not None or tx.execute(later).first() is not None:
        raise RefusedError("store.correction_fixed", id=correction_id)
    tx.execute(
        update(correction)
        .where(correction.c.id == correction_id)
        .values(undone_at=at, undone_by=by)
    )
    tx.execute(
        update(event_location)
        .where(
            event_location.c.event_pk == row.event_pk,
            event_location.c.boundary_set_id == row.boundary_set_id,
        )
        .values(code=row.before_code, how=row.before_how, reason=row.before_reason)
    )


def active(tx: Tx, set_id: int) -> pd.DataFrame:
    """Corrections that hold in a set, the last of each event, so that a new revision of the
    event can be put into the same micro-grid.

    Returns:
        id, pk, source, event_id, code, by, at, note; id ascending.
    """
    table = correction.c
    query = (
        select(
            table.id,
            table.event_pk.label("pk"),
            event.c.source,
            event.c.event_id,
            *(table[name] for name in ("code", "by", "at", "note")),
        )
        .join(event, event.c.id == table.event_pk)
        .where(table.boundary_set_id == set_id, table.undone_at.is_(None))
        .order_by(table.id)
    )
    found = frames.read(tx, query)
    return found.drop_duplicates(["source", "event_id"], keep="last", ignore_index=True)
