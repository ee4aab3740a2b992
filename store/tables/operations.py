"""专项行动 Operations: where, when and against what."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Integer, Table, UniqueConstraint

from store.tables.base import KEY, TEXT, may, metadata, need

operation = Table(
    "operation",
    metadata,
    Column("id", KEY, primary_key=True),
    need("name", TEXT),
    need("indicator", TEXT),
    need("category", TEXT),
    need("first_day", Integer),
    need("last_day", Integer),
    need("areas", JSON),
    need("note", TEXT),
    need("by", TEXT),
    need("at", BigInteger),
    may("withdrawn_at", BigInteger),
    may("withdrawn_by", TEXT),
    UniqueConstraint("name", "first_day"),
    CheckConstraint("last_day >= first_day", name="days"),
)
