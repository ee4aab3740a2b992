"""事实 Single facts of a data folder, and the version of all its data."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from store.engine import Tx
from store.tables import (
    audit,
    batch,
    correction,
    count_block,
    event,
    fact,
    operation,
    policy,
    run,
)

DEMO = "demo"


def put(tx: Tx, key: str, value: str) -> None:
    """Store a fact, e.g. ``demo`` = ``true``."""
    tx.execute(delete(fact).where(fact.c.key == key))
    tx.execute(insert(fact).values(key=key, value=value))


def get(tx: Tx, key: str, default: str = "") -> str:
    """A fact, or the default."""
    found = tx.execute(select(fact.c.value).where(fact.c.key == key)).scalar_one_or_none()
    return default if found is None else str(found)


def is_demo(tx: Tx) -> bool:
    """Whether all data here is synthetic (演示数据)."""
    return get(tx, DEMO) == "true"


# Asked at every run of every page: made once.
_VERSION = select(
    *(
        number.scalar_subquery()
        for number in (
            select(func.coalesce(func.max(batch.c.id), 0)),
            select(func.count()).select_from(batch).where(batch.c.status == "undone"),
            select(func.coalesce(func.max(correction.c.id), 0)),
            select(func.count()).select_from(correction).where(correction.c.undone_at.is_not(None)),
            select(func.count()).select_from(count_block),
            select(func.count()).select_from(policy).where(policy.c.status != "proposed"),
            select(func.coalesce(func.max(run.c.id), 0)),
            select(func.count()).select_from(run).where(run.c.closed_at.is_not(None)),
            select(func.coalesce(func.max(operation.c.id), 0)),
            select(func.count())
            .select_from(operation)
            .where(operation.c.withdrawn_at.is_not(None)),
        )
    )
)


def version(tx: Tx) -> str:
    """Changes with every import, correction, count, approval, run and operation: for cache keys.

    Does not change with what is only read or audited.
    """
    return "-".join(str(number) for number in tx.execute(_VERSION).one())


def sizes(tx: Tx) -> dict[str, int]:
    """Rows per table that grows, for the health page."""
    tables = (event, batch, count_block, run, audit)
    return {
        table.name: int(tx.execute(select(func.count()).select_from(table)).scalar_one())
        for table in tables
    }
