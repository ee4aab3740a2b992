"""收藏 A person's named links: addresses of pages inside the product."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import bookmark


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """One link of one person; ``at`` is when it was kept (epoch seconds)."""

    id: int
    person: str
    name: str
    link: str
    at: int


def add(tx: Tx, *, person: str, name: str, link: str, at: int) -> int:
    """Keep a link under a name; returns its id.

    Raises:
        RefusedError: the person has one of this name.
    """
    if any(one.name == name for one in of_person(tx, person)):
        raise RefusedError("bookmark.twice", name=name)
    values = {"person": person, "name": name, "link": link, "at": at}
    made = insert(bookmark).values(values).returning(bookmark.c.id)
    return int(tx.execute(made).scalar_one())


def of_person(tx: Tx, person: str) -> list[Bookmark]:
    """The links of a person, the newest first."""
    query = select(bookmark).where(bookmark.c.person == person).order_by(bookmark.c.id.desc())
    return [Bookmark(**row._mapping) for row in tx.execute(query)]


def remove(tx: Tx, person: str, bookmark_id: int) -> None:
    """Forget a link.

    Raises:
        NotFoundError: the person has none of this id.
    """
    gone = delete(bookmark).where(bookmark.c.id == bookmark_id, bookmark.c.person == person)
    if not tx.execute(gone).rowcount:
        raise NotFoundError("bookmark.unknown", id=bookmark_id)
