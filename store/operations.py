"""专项行动 Operations as they were registered; withdrawn ones stay with who and when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import operation


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. ``category`` "" is every category; ``areas`` are code prefixes."""

    id: int
    name: str
    indicator: str
    category: str
    first_day: int
    last_day: int
    areas: tuple[str, ...]
    note: str
    by: str
    at: int
    withdrawn_at: int | None
    withdrawn_by: str | None


def add(
    tx: Tx,
    *,
    name: str,
    indicator: str,
    category: str,
    first_day: int,
    last_day: int,
    areas: tuple[str, ...],
    note: str,
    by: str,
    at: int,
) -> int:
    """Register an operation; returns its id.

    Raises:
        RefusedError: one of this name and first day is there.
    """
    same = select(operation.c.id).where(
        operation.c.name == name, operation.c.first_day == first_day
    )
    if tx.execute(same).first() is not None:
        raise RefusedError("operation.twice", name=name)
    values = {
        "name": name,
        "indicator": indicator,
        "category": category,
        "first_day": first_day,
        "last_day": last_day,
        "areas": list(areas),
        "note": note,
        "by": by,
        "at": at,
    }
    found = tx.execute(insert(operation).values(values).returning(operation.c.id)).scalar_one()
    return int(found)


def get(tx: Tx, number: int) -> Operation:
    """One operation.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(operation).where(operation.c.id == number)).one_or_none()
    if row is None:
        raise NotFoundError("operation.unknown", id=number)
    return _value(row._mapping)


def listed(tx: Tx) -> list[Operation]:
    """Operations that were not withdrawn, the newest first."""
    query = (
        select(operation)
        .where(operation.c.withdrawn_at.is_(None))
        .order_by(operation.c.first_day.desc(), operation.c.id.desc())
    )
    return [_value(row._mapping) for row in tx.execute(query)]


def withdraw(tx: Tx, number: int, *, by: str, at: int) -> Operation:
    """Take an operation off the list; it stays stored.

    Raises:
        NotFoundError: there is none of this id.
        RefusedError: withdrawn already.
    """
    old = get(tx, number)
    if old.withdrawn_at is not None:
        raise RefusedError("operation.withdrawn", name=old.name)
    changed = update(operation).where(operation.c.id == number)
    tx.execute(changed.values(withdrawn_at=at, withdrawn_by=by))
    return old


def _value(row: object) -> Operation:
    values = dict(row)  # type: ignore[call-overload]
    return Operation(**(values | {"areas": tuple(values["areas"])}))
