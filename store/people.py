"""人员 The persons who may ask, with role, scope and purpose."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from errors import NotFoundError
from store.engine import Tx
from store.tables import person


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One account. ``scope`` is a code prefix; ``is_demo`` accounts are chosen, not signed in."""

    id: str
    title: str
    role: str
    scope: str
    purpose: str = ""
    is_demo: bool = False
    is_active: bool = True


def put(tx: Tx, someone: Person) -> None:
    """Store a person, or what is new about a known one."""
    tx.execute(delete(person).where(person.c.id == someone.id))
    tx.execute(insert(person).values(asdict(someone)))


def deactivate(tx: Tx, person_id: str) -> None:
    """Take an account out of use; its name stays in what it did."""
    tx.execute(update(person).where(person.c.id == person_id).values(is_active=False))


def get(tx: Tx, person_id: str) -> Person:
    """An active person.

    Raises:
        NotFoundError: unknown or no longer active.
    """
    query = select(person).where(person.c.id == person_id, person.c.is_active)
    row = tx.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("store.no_person", id=person_id)
    return Person(**row._mapping)


def listed(tx: Tx) -> list[Person]:
    """Active persons by id."""
    query = select(person).where(person.c.is_active).order_by(person.c.id)
    return [Person(**row._mapping) for row in tx.execute(query)]
