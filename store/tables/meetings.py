"""周情分析会 Meetings, what was learned in them, and matters with their whole course."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from store.tables.base import KEY, TEXT, may, metadata, need

meeting = Table(
    "meeting",
    metadata,
    Column("id", KEY, primary_key=True),
    need("area", TEXT),
    need("period", Integer),
    need("number", Integer),
    need("held_on", Integer),
    need("status", TEXT),
    need("opened_by", TEXT),
    need("opened_at", BigInteger),
    may("closed_by", TEXT),
    may("closed_at", BigInteger),
    may("run_id", KEY, ForeignKey("run.id")),
    may("frozen", JSON),
    UniqueConstraint("area", "period"),
    CheckConstraint("status IN ('open', 'closed')", name="status"),
    CheckConstraint(
        "status = 'open' OR (closed_at IS NOT NULL AND run_id IS NOT NULL AND frozen IS NOT NULL)",
        name="frozen",
    ),
)

remark = Table(
    "remark",
    metadata,
    Column("id", KEY, primary_key=True),
    need("meeting_id", KEY, ForeignKey("meeting.id")),
    need("chapter", TEXT),
    need("text", TEXT),
    need("by", TEXT),
    need("at", BigInteger),
    may("withdrawn_by", TEXT),
    may("withdrawn_at", BigInteger),
    Index("ix_remark_meeting_id", "meeting_id"),
)

matter = Table(
    "matter",
    metadata,
    Column("id", KEY, primary_key=True),
    need("area", TEXT),
    need("title", TEXT),
    need("kind", TEXT),
    need("place", TEXT),
    need("event", TEXT),
    need("owner", TEXT),
    need("due_on", Integer),
    need("born_in", KEY, ForeignKey("meeting.id")),
    need("age", Integer),
    need("status", TEXT),
    need("by", TEXT),
    need("at", BigInteger),
    may("closed_at", BigInteger),
    CheckConstraint("status IN ('open', 'doing', 'closed')", name="status"),
    CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint("title <> '' AND owner <> ''", name="named"),
    Index("ix_matter_area", "area", "status"),
)

matter_step = Table(
    "matter_step",
    metadata,
    Column("id", KEY, primary_key=True),
    need("matter_id", KEY, ForeignKey("matter.id")),
    may("meeting_id", KEY, ForeignKey("meeting.id")),
    need("status", TEXT),
    need("owner", TEXT),
    need("due_on", Integer),
    need("note", TEXT),
    need("by", TEXT),
    need("at", BigInteger),
    CheckConstraint("status <> 'closed' OR note <> ''", name="closing_note"),
    Index("ix_matter_step_matter_id", "matter_id"),
)

chapter_note = Table(
    "chapter_note",
    metadata,
    Column("id", KEY, primary_key=True),
    need("area", TEXT),
    need("period", Integer),
    need("chapter", TEXT),
    need("text", TEXT),
    need("by", TEXT),
    need("at", BigInteger),
    Index("ix_chapter_note_area", "area", "period", "chapter"),
)
