"""审计 Who did or saw what: rows are only ever added."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import insert, select

from store import frames
from store.engine import Tx
from store.tables import audit

COLUMNS = ("id", "at", "by", "role", "action", "object", "filter", "rows", "result")


def write(
    tx: Tx,
    *,
    at: int,
    by: str,
    role: str,
    action: str,
    object: str,
    filter: str = "",
    rows: int | None = None,
    result: str = "ok",
) -> int:
    """Add one audit row, in the transaction of the act itself where there is one.

    Args:
        tx: a writing transaction.
        at: epoch seconds.
        by: person id.
        role: in which role.
        action: what, e.g. "import", "close", "export", "show".
        object: on what.
        filter: which rows of it.
        rows: how many; None where it says nothing.
        result: "ok" or the code of the refusal.

    Returns:
        The id of the row.
    """
    values = {
        "at": at,
        "by": by,
        "role": role,
        "action": action,
        "object": object,
        "filter": filter,
        "rows": rows,
        "result": result,
    }
    return int(tx.execute(insert(audit).values(values).returning(audit.c.id)).scalar_one())


def listed(
    tx: Tx, *, since: int | None = None, by: str = "", action: str = "", limit: int = 1000
) -> pd.DataFrame:
    """Audit rows, newest first: the columns of ``COLUMNS``; ``rows`` is Int64.

    Args:
        tx: any transaction.
        since: epoch seconds; only rows from then on.
        by: only this person's.
        action: only this action.
        limit: at most so many.
    """
    query = select(*(audit.c[name] for name in COLUMNS)).order_by(audit.c.id.desc()).limit(limit)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if by:
        query = query.where(audit.c.by == by)
    if action:
        query = query.where(audit.c.action == action)
    return frames.read(tx, query)
