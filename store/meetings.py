"""周情分析会 Meetings of an area, one per period, and the remarks made in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import meeting, remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting. ``frozen`` is what it closed with; None while it is open."""

    id: int
    area: str
    period: int
    number: int
    held_on: int
    status: str
    opened_by: str
    opened_at: int
    closed_by: str | None
    closed_at: int | None
    run_id: int | None
    frozen: dict[str, Any] | None

    @property
    def is_closed(self) -> bool:
        return self.status == "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """A sentence that somebody put under a chapter (lessons, overview, judgement ...)."""

    id: int
    meeting_id: int
    chapter: str
    text: str
    by: str
    at: int


def open_one(tx: Tx, *, area: str, period: int, held_on: int, by: str, at: int) -> int:
    """Open the meeting of a period; it takes the next number of its area.

    Raises:
        RefusedError: there is one of this area and period.
    """
    if of_period(tx, area, period) is not None:
        raise RefusedError("meeting.twice", area=area)
    last = select(func.max(meeting.c.number)).where(meeting.c.area == area)
    number = int(tx.execute(last).scalar_one() or 0) + 1
    values = {
        "area": area,
        "period": period,
        "number": number,
        "held_on": held_on,
        "status": "open",
        "opened_by": by,
        "opened_at": at,
    }
    return int(tx.execute(insert(meeting).values(values).returning(meeting.c.id)).scalar_one())


def get(tx: Tx, meeting_id: int) -> Meeting:
    """One meeting.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(meeting).where(meeting.c.id == meeting_id)).one_or_none()
    if row is None:
        raise NotFoundError("meeting.unknown", id=meeting_id)
    return Meeting(**row._mapping)


def of_period(tx: Tx, area: str, period: int) -> Meeting | None:
    """The meeting of an area on a period; None when there was none."""
    query = select(meeting).where(meeting.c.area == area, meeting.c.period == period)
    row = tx.execute(query).one_or_none()
    return None if row is None else Meeting(**row._mapping)


def listed(tx: Tx, area: str) -> list[Meeting]:
    """Meetings of an area, the newest first."""
    query = select(meeting).where(meeting.c.area == area).order_by(meeting.c.period.desc())
    return [Meeting(**row._mapping) for row in tx.execute(query)]


def close(
    tx: Tx, meeting_id: int, *, run_id: int, frozen: dict[str, Any], by: str, at: int
) -> None:
    """Freeze a meeting; nothing in it changes afterwards.

    Raises:
        NotFoundError: there is none of this id.
        RefusedError: it is closed already.
    """
    if get(tx, meeting_id).is_closed:
        raise RefusedError("meeting.is_closed")
    values = {
        "status": "closed",
        "run_id": run_id,
        "frozen": frozen,
        "closed_by": by,
        "closed_at": at,
    }
    tx.execute(update(meeting).where(meeting.c.id == meeting_id).values(values))


def add_remark(tx: Tx, meeting_id: int, chapter: str, text: str, *, by: str, at: int) -> int:
    """Put a sentence under a chapter; returns its id."""
    values = {"meeting_id": meeting_id, "chapter": chapter, "text": text, "by": by, "at": at}
    return int(tx.execute(insert(remark).values(values).returning(remark.c.id)).scalar_one())


def withdraw_remark(tx: Tx, remark_id: int, *, by: str, at: int) -> int:
    """Take a sentence out; it stays stored. Returns its meeting.

    Raises:
        NotFoundError: no such sentence, or it was taken out already.
    """
    query = select(remark.c.meeting_id).where(
        remark.c.id == remark_id, remark.c.withdrawn_at.is_(None)
    )
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFoundError("meeting.no_remark", id=remark_id)
    changed = update(remark).where(remark.c.id == remark_id)
    tx.execute(changed.values(withdrawn_by=by, withdrawn_at=at))
    return int(found)


def remarks(tx: Tx, meeting_id: int) -> list[Remark]:
    """The sentences that stand, in the order they were made."""
    columns = [remark.c[name] for name in Remark.__slots__]
    query = (
        select(*columns)
        .where(remark.c.meeting_id == meeting_id, remark.c.withdrawn_at.is_(None))
        .order_by(remark.c.id)
    )
    return [Remark(**row._mapping) for row in tx.execute(query)]
