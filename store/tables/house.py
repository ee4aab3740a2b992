"""内务 Persons, the audit trail, the place for work and facts of the folder."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table

from store.tables.base import KEY, TEXT, may, metadata, need

person = Table(
    "person",
    metadata,
    Column("id", TEXT, primary_key=True),
    need("title", TEXT),
    need("role", TEXT),
    need("scope", TEXT),
    need("purpose", TEXT),
    need("is_demo", Boolean),
    need("is_active", Boolean),
)

audit = Table(
    "audit",
    metadata,
    Column("id", KEY, primary_key=True),
    need("at", BigInteger),
    need("by", TEXT),
    need("role", TEXT),
    need("action", TEXT),
    need("object", TEXT),
    need("filter", TEXT),
    may("rows", Integer),
    need("result", TEXT),
    Index("ix_audit_at", "at"),
)

job = Table(
    "job",
    metadata,
    Column("name", TEXT, primary_key=True),
    need("by", TEXT),
    need("started_at", BigInteger),
    need("heartbeat_at", BigInteger),
    need("pid", BigInteger),
    need("host", TEXT),
)

fact = Table(
    "fact",
    metadata,
    Column("key", TEXT, primary_key=True),
    need("value", TEXT),
)
