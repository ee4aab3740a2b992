"""批次 Imported files, what they speak for and what they refused."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
)

from store.tables.base import KEY, TEXT, may, metadata, need

batch = Table(
    "batch",
    metadata,
    Column("id", KEY, primary_key=True),
    need("kind", TEXT),
    need("source", TEXT),
    need("profile", TEXT),
    need("profile_toml", TEXT),
    need("profile_hash", TEXT),
    need("file_name", TEXT),
    need("sha256", TEXT),
    need("received_at", BigInteger),
    need("by", TEXT),
    may("covers_from", Integer),
    may("covers_to", Integer),
    need("area", TEXT),
    need("rows_read", Integer),
    need("placed", Integer),
    need("unplaced", Integer),
    need("quarantined", Integer),
    need("added", Integer),
    need("replaced", Integer),
    need("unchanged", Integer),
    need("ignored", Integer),
    need("status", TEXT),
    may("undone_at", BigInteger),
    may("undone_by", TEXT),
    may("boundary_set_id", KEY, ForeignKey("boundary_set.id")),
    # Which kinds there are is known by the feeds alone, so that a new one is one new file.
    CheckConstraint(
        "kind IN ('boundaries', 'population', 'counts') "
        "OR placed + unplaced + quarantined = rows_read",
        name="conservation",
    ),
    CheckConstraint("kind <> ''", name="kind"),
    CheckConstraint("status IN ('active', 'undone')", name="status"),
    Index("ix_batch_sha256", "sha256"),
)

coverage = Table(
    "coverage",
    metadata,
    Column("id", KEY, primary_key=True),
    need("batch_id", KEY, ForeignKey("batch.id")),
    need("source", TEXT),
    need("area", TEXT),
    need("first_day", Integer),
    need("last_day", Integer),
    need("is_gap", Boolean),
    CheckConstraint("last_day >= first_day", name="days"),
    Index("ix_coverage_source", "source"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", KEY, primary_key=True),
    need("batch_id", KEY, ForeignKey("batch.id")),
    need("file", TEXT),
    need("sheet", TEXT),
    need("row", Integer),
    need("column", TEXT),
    need("value", TEXT),
    need("rule", TEXT),
    need("values", JSON),
    Index("ix_quarantine_batch_id", "batch_id"),
)
