"""研判 Policies, runs, their snapshots and the ledger of changes."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from store.tables.base import KEY, TEXT, may, metadata, need

policy = Table(
    "policy",
    metadata,
    Column("hash", TEXT, primary_key=True),
    need("name", TEXT),
    need("version", TEXT),
    need("area", TEXT),
    need("toml", TEXT),
    need("status", TEXT),
    need("proposed_by", TEXT),
    need("proposed_at", BigInteger),
    may("approved_by", TEXT),
    may("approved_at", BigInteger),
    may("valid_from", Integer),
    need("note", TEXT),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
    CheckConstraint(
        "status = 'proposed' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
        name="approved",
    ),
    CheckConstraint(
        "status IN ('proposed', 'approved', 'superseded', 'alternative')", name="status"
    ),
)

withdrawal = Table(
    "withdrawal",
    metadata,
    Column("hash", TEXT, ForeignKey("policy.hash"), primary_key=True),
    need("by", TEXT),
    need("at", BigInteger),
    need("reason", TEXT),
    CheckConstraint("reason <> ''", name="reasoned"),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("hash", TEXT, primary_key=True),
    need("columns", LargeBinary),
    need("meta", JSON),
)

run = Table(
    "run",
    metadata,
    Column("id", KEY, primary_key=True),
    need("period", Integer),
    need("revision", Integer),
    need("status", TEXT),
    need("policy_hash", TEXT, ForeignKey("policy.hash")),
    need("boundary_set_id", KEY, ForeignKey("boundary_set.id")),
    need("snapshot_hash", TEXT, ForeignKey("snapshot.hash")),
    may("previous_run_id", KEY, ForeignKey("run.id")),
    need("method", TEXT),
    need("seed", BigInteger),
    need("made_at", BigInteger),
    need("made_by", TEXT),
    may("closed_at", BigInteger),
    may("closed_by", TEXT),
    need("gap_reason", TEXT),
    need("revisions", JSON),
    need("summary", JSON),
    CheckConstraint("status IN ('provisional', 'closed', 'superseded')", name="status"),
    UniqueConstraint("period", "revision"),
    Index(
        "uq_run_live",
        "period",
        unique=True,
        sqlite_where=text("status <> 'superseded'"),
        postgresql_where=text("status <> 'superseded'"),
    ),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", KEY, primary_key=True),
    need("run_id", KEY, ForeignKey("run.id")),
    need("period", Integer),
    need("code", TEXT),
    may("from_level", Integer),
    may("from_state", TEXT),
    need("to_level", Integer),
    need("to_state", TEXT),
    need("rule", TEXT),
    may("p_up", Double),
    may("p_down", Double),
    need("top", JSON),
    need("events", JSON),
    need("policy_hash", TEXT, ForeignKey("policy.hash")),
    UniqueConstraint("run_id", "code"),
    Index("ix_ledger_code", "code", "period"),
    Index("ix_ledger_period", "period"),
)
