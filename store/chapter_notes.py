"""按章说明 The analyst's own sentences under the chapters of the report on a meeting's period.

They belong to the meeting of an area and period, may be written before it is opened, and are
frozen when it closes. Every wording stays stored; the last one of a chapter holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select

from errors import RefusedError
from store import meetings
from store.engine import Tx
from store.tables import chapter_note


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterNote:
    """The sentences that hold for one chapter, who wrote them and when (epoch seconds)."""

    id: int
    area: str
    period: int
    chapter: str
    text: str
    by: str
    at: int


def write(tx: Tx, *, area: str, period: int, chapter: str, text: str, by: str, at: int) -> int:
    """Put sentences under a chapter in place of those before; an empty text takes them out.

    Returns:
        The id of the row.

    Raises:
        RefusedError: the meeting of this area and period is closed.
    """
    held = meetings.of_period(tx, area, period)
    if held is not None and held.is_closed:
        raise RefusedError("meeting.is_closed")
    values = {
        "area": area,
        "period": period,
        "chapter": chapter,
        "text": text,
        "by": by,
        "at": at,
    }
    made = insert(chapter_note).values(values).returning(chapter_note.c.id)
    return int(tx.execute(made).scalar_one())


def of_period(tx: Tx, area: str, period: int) -> dict[str, ChapterNote]:
    """What holds of an area and period, by chapter; chapters without sentences are left out."""
    last = (
        select(func.max(chapter_note.c.id))
        .where(chapter_note.c.area == area, chapter_note.c.period == period)
        .group_by(chapter_note.c.chapter)
    )
    query = select(chapter_note).where(chapter_note.c.id.in_(last)).order_by(chapter_note.c.id)
    found = [ChapterNote(**row._mapping) for row in tx.execute(query)]
    return {one.chapter: one for one in found if one.text}
