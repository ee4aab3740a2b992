"""事项 Matters of a meeting: every change is a step with who and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, insert, or_, select, update

from errors import NotFoundError, RefusedError
from store import frames
from store.engine import Tx
from store.tables import matter, matter_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One matter. ``place`` is the code of a grid or village, "" for the whole area; ``event``
    the source and number of the event it came from, or "". ``age`` counts its meetings.
    """

    id: int
    area: str
    title: str
    kind: str
    place: str
    event: str
    owner: str
    due_on: int
    born_in: int
    age: int
    status: str
    by: str
    at: int
    closed_at: int | None

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What became of a matter at one time; ``meeting_id`` is None between meetings."""

    id: int
    matter_id: int
    meeting_id: int | None
    status: str
    owner: str
    due_on: int
    note: str
    by: str
    at: int


def add(
    tx: Tx,
    meeting_id: int,
    *,
    area: str,
    title: str,
    kind: str,
    place: str,
    event: str,
    owner: str,
    due_on: int,
    note: str,
    by: str,
    at: int,
) -> int:
    """Bring a matter into the world, in a meeting; returns its id."""
    values = {
        "area": area,
        "title": title,
        "kind": kind,
        "place": place,
        "event": event,
        "owner": owner,
        "due_on": due_on,
        "born_in": meeting_id,
        "age": 1,
        "status": "open",
        "by": by,
        "at": at,
    }
    found = int(tx.execute(insert(matter).values(values).returning(matter.c.id)).scalar_one())
    _step(tx, found, meeting_id, "open", owner, due_on, note, by, at)
    return found


def _step(
    tx: Tx,
    matter_id: int,
    meeting_id: int | None,
    status: str,
    owner: str,
    due_on: int,
    note: str,
    by: str,
    at: int,
) -> None:
    values = {
        "matter_id": matter_id,
        "meeting_id": meeting_id,
        "status": status,
        "owner": owner,
        "due_on": due_on,
        "note": note,
        "by": by,
        "at": at,
    }
    tx.execute(insert(matter_step).values(values))


def get(tx: Tx, matter_id: int) -> Matter:
    """One matter.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(matter).where(matter.c.id == matter_id)).one_or_none()
    if row is None:
        raise NotFoundError("matter.unknown", id=matter_id)
    return Matter(**row._mapping)


def change(
    tx: Tx,
    matter_id: int,
    *,
    meeting_id: int | None,
    status: str,
    owner: str,
    due_on: int,
    note: str,
    by: str,
    at: int,
) -> None:
    """Write what became of a matter.

    Raises:
        NotFoundError: there is none of this id.
        RefusedError: it is closed already.
    """
    if get(tx, matter_id).is_closed:
        raise RefusedError("matter.is_closed")
    values = {"status": status, "owner": owner, "due_on": due_on}
    closed = {"closed_at": at if status == "closed" else None}
    tx.execute(update(matter).where(matter.c.id == matter_id).values(values | closed))
    _step(tx, matter_id, meeting_id, status, owner, due_on, note, by, at)


def listed(tx: Tx, area: str, *, closed_since: int | None = None) -> list[Matter]:
    """Matters of an area that are not closed, the longest due first.

    Args:
        tx: any transaction.
        area: code of the area whose meeting they belong to.
        closed_since: epoch seconds; those closed from then on come too.
    """
    wanted = matter.c.status != "closed"
    if closed_since is not None:
        wanted = or_(wanted, matter.c.closed_at >= closed_since)
    query = select(matter).where(and_(matter.c.area == area, wanted))
    rows = tx.execute(query.order_by(matter.c.due_on, matter.c.id))
    return [Matter(**row._mapping) for row in rows]


def born_in(tx: Tx, meeting_id: int) -> list[Matter]:
    """Matters that came up in a meeting, in that order."""
    query = select(matter).where(matter.c.born_in == meeting_id).order_by(matter.c.id)
    return [Matter(**row._mapping) for row in tx.execute(query)]


def steps(tx: Tx, matter_ids: Sequence[int]) -> list[Step]:
    """The courses of some matters, oldest step first."""
    where = frames.among(tx, matter_step.c.matter_id, [int(one) for one in matter_ids])
    rows = tx.execute(select(matter_step).where(where).order_by(matter_step.c.id))
    return [Step(**row._mapping) for row in rows]


def carry(tx: Tx, matter_ids: Sequence[int]) -> None:
    """One meeting older."""
    where = frames.among(tx, matter.c.id, [int(one) for one in matter_ids])
    tx.execute(update(matter).where(where).values(age=matter.c.age + 1))
