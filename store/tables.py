"""表 Every table of the database. Migrations make them; a test keeps the two equal.

Days and periods are day numbers, instants are epoch seconds, geometry is WKB in EPSG:4490.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# Byte order in both databases: codes sort and compare as numpy and Python sort them.
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
# Only INTEGER is the row number in SQLite.
KEY = BigInteger().with_variant(Integer(), "sqlite")


def _need(name: str, kind: Any, *more: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=False)


def _may(name: str, kind: Any, *more: Any) -> Column[Any]:
    return Column(name, kind, *more, nullable=True)


boundary_set = Table(
    "boundary_set",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("name", TEXT),
    _need("valid_from", Integer),
    _may("valid_to", Integer),
    _need("time_zone", TEXT),
    _need("code_template", TEXT),
    _need("metric_crs", TEXT),
    _need("source", TEXT),
    _need("sha256", TEXT),
    _need("imported_at", BigInteger),
    _need("imported_by", TEXT),
    _need("is_active", Boolean),
    _need("grid_count", Integer),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
)

unit = Table(
    "unit",
    metadata,
    Column("boundary_set_id", KEY, ForeignKey("boundary_set.id"), primary_key=True),
    Column("code", TEXT, primary_key=True),
    _need("name", TEXT),
    _need("level", TEXT),
    _need("parent", TEXT),
    _may("geometry", LargeBinary),
    _need("area_m2", Double),
    Index("ix_unit_level", "boundary_set_id", "level", "code"),
)

batch = Table(
    "batch",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("kind", TEXT),
    _need("source", TEXT),
    _need("profile", TEXT),
    _need("profile_toml", TEXT),
    _need("profile_hash", TEXT),
    _need("file_name", TEXT),
    _need("sha256", TEXT),
    _need("received_at", BigInteger),
    _need("by", TEXT),
    _may("covers_from", Integer),
    _may("covers_to", Integer),
    _need("area", TEXT),
    _need("rows_read", Integer),
    _need("placed", Integer),
    _need("unplaced", Integer),
    _need("quarantined", Integer),
    _need("added", Integer),
    _need("replaced", Integer),
    _need("unchanged", Integer),
    _need("ignored", Integer),
    _need("status", TEXT),
    _may("undone_at", BigInteger),
    _may("undone_by", TEXT),
    _may("boundary_set_id", KEY, ForeignKey("boundary_set.id")),
    CheckConstraint(
        "kind <> 'events' OR placed + unplaced + quarantined = rows_read", name="conservation"
    ),
    CheckConstraint("kind IN ('boundaries', 'population', 'events', 'counts')", name="kind"),
    CheckConstraint("status IN ('active', 'undone')", name="status"),
    Index("ix_batch_sha256", "sha256"),
)

population = Table(
    "population",
    metadata,
    Column("code", TEXT, primary_key=True),
    Column("ref_date", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    _need("batch_id", KEY, ForeignKey("batch.id")),
    _need("is_current", Boolean),
    _need("registered", Double),
    _need("floating", Double),
    _need("residents", Double),
    _need("tidal", Double),
    Index(
        "uq_population_current",
        "code",
        "ref_date",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
    Index("ix_population_batch_id", "batch_id"),
)

coverage = Table(
    "coverage",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("batch_id", KEY, ForeignKey("batch.id")),
    _need("source", TEXT),
    _need("area", TEXT),
    _need("first_day", Integer),
    _need("last_day", Integer),
    _need("is_gap", Boolean),
    CheckConstraint("last_day >= first_day", name="days"),
    Index("ix_coverage_source", "source"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("batch_id", KEY, ForeignKey("batch.id")),
    _need("file", TEXT),
    _need("sheet", TEXT),
    _need("row", Integer),
    _need("column", TEXT),
    _need("value", TEXT),
    _need("rule", TEXT),
    _need("values", JSON),
    Index("ix_quarantine_batch_id", "batch_id"),
)

event = Table(
    "event",
    metadata,
    Column("id", KEY, primary_key=True, autoincrement=False),
    _need("source", TEXT),
    _need("event_id", TEXT),
    _need("revision", Integer),
    _need("is_current", Boolean),
    _need("batch_id", KEY, ForeignKey("batch.id")),
    _need("content_hash", BigInteger),
    _need("indicator", TEXT),
    _need("category", TEXT),
    _need("occurred_at", BigInteger),
    _may("reported_at", BigInteger),
    _need("day", Integer),
    _may("lon", Double),
    _may("lat", Double),
    _need("datum", TEXT),
    _may("accuracy_m", Double),
    _need("declared", TEXT),
    _need("level", TEXT),
    _need("status", TEXT),
    _need("channel", TEXT),
    _need("procedure", TEXT),
    _need("owner_org", TEXT),
    _need("co_orgs", TEXT),
    _may("due_at", BigInteger),
    _may("closed_at", BigInteger),
    _need("resolved_level", TEXT),
    _need("action_code", TEXT),
    _need("is_valid", Boolean),
    _need("is_leniency", Boolean),
    UniqueConstraint("source", "event_id", "revision"),
    Index(
        "uq_event_current",
        "source",
        "event_id",
        unique=True,
        sqlite_where=text("is_current"),
        postgresql_where=text("is_current"),
    ),
    Index("ix_event_day", "day", "indicator"),
    Index("ix_event_batch_id", "batch_id"),
)

event_location = Table(
    "event_location",
    metadata,
    Column("event_pk", KEY, ForeignKey("event.id"), primary_key=True),
    Column("boundary_set_id", KEY, ForeignKey("boundary_set.id"), primary_key=True),
    _may("code", TEXT),
    _need("how", TEXT),
    _need("reason", TEXT),
    CheckConstraint("code IS NOT NULL OR reason <> ''", name="reason"),
    Index("ix_event_location_code", "boundary_set_id", "code"),
    sqlite_with_rowid=False,
)

count_block = Table(
    "count_block",
    metadata,
    Column("boundary_set_id", KEY, ForeignKey("boundary_set.id"), primary_key=True),
    Column("indicator", TEXT, primary_key=True),
    Column("period", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    _need("n", LargeBinary),
    _may("estimated", LargeBinary),
    _need("hash", TEXT),
    _need("made_at", BigInteger),
    _may("batch_id", KEY, ForeignKey("batch.id")),
)

policy = Table(
    "policy",
    metadata,
    Column("hash", TEXT, primary_key=True),
    _need("name", TEXT),
    _need("version", TEXT),
    _need("area", TEXT),
    _need("toml", TEXT),
    _need("status", TEXT),
    _need("proposed_by", TEXT),
    _need("proposed_at", BigInteger),
    _may("approved_by", TEXT),
    _may("approved_at", BigInteger),
    _may("valid_from", Integer),
    _need("note", TEXT),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
    CheckConstraint(
        "status = 'proposed' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
        name="approved",
    ),
    CheckConstraint(
        "status IN ('proposed', 'approved', 'superseded', 'alternative')", name="status"
    ),
)

snapshot = Table(
    "snapshot",
    metadata,
    Column("hash", TEXT, primary_key=True),
    _need("columns", LargeBinary),
    _need("meta", JSON),
)

run = Table(
    "run",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("period", Integer),
    _need("revision", Integer),
    _need("status", TEXT),
    _need("policy_hash", TEXT, ForeignKey("policy.hash")),
    _need("boundary_set_id", KEY, ForeignKey("boundary_set.id")),
    _need("snapshot_hash", TEXT, ForeignKey("snapshot.hash")),
    _may("previous_run_id", KEY, ForeignKey("run.id")),
    _need("method", TEXT),
    _need("seed", BigInteger),
    _need("made_at", BigInteger),
    _need("made_by", TEXT),
    _may("closed_at", BigInteger),
    _may("closed_by", TEXT),
    _need("gap_reason", TEXT),
    _need("revisions", JSON),
    _need("summary", JSON),
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
    _need("run_id", KEY, ForeignKey("run.id")),
    _need("period", Integer),
    _need("code", TEXT),
    _may("from_level", Integer),
    _may("from_state", TEXT),
    _need("to_level", Integer),
    _need("to_state", TEXT),
    _need("rule", TEXT),
    _may("p_up", Double),
    _may("p_down", Double),
    _need("top", JSON),
    _need("events", JSON),
    _need("policy_hash", TEXT, ForeignKey("policy.hash")),
    UniqueConstraint("run_id", "code"),
    Index("ix_ledger_code", "code", "period"),
    Index("ix_ledger_period", "period"),
)

correction = Table(
    "correction",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("event_pk", KEY, ForeignKey("event.id")),
    _need("boundary_set_id", KEY, ForeignKey("boundary_set.id")),
    _need("code", TEXT),
    _may("before_code", TEXT),
    _need("before_how", TEXT),
    _need("before_reason", TEXT),
    _need("by", TEXT),
    _need("at", BigInteger),
    _need("note", TEXT),
    _may("undone_at", BigInteger),
    _may("undone_by", TEXT),
    Index("ix_correction_event_pk", "event_pk"),
)

person = Table(
    "person",
    metadata,
    Column("id", TEXT, primary_key=True),
    _need("title", TEXT),
    _need("role", TEXT),
    _need("scope", TEXT),
    _need("purpose", TEXT),
    _need("is_demo", Boolean),
    _need("is_active", Boolean),
)

audit = Table(
    "audit",
    metadata,
    Column("id", KEY, primary_key=True),
    _need("at", BigInteger),
    _need("by", TEXT),
    _need("role", TEXT),
    _need("action", TEXT),
    _need("object", TEXT),
    _need("filter", TEXT),
    _may("rows", Integer),
    _need("result", TEXT),
    Index("ix_audit_at", "at"),
)

job = Table(
    "job",
    metadata,
    Column("name", TEXT, primary_key=True),
    _need("by", TEXT),
    _need("started_at", BigInteger),
    _need("heartbeat_at", BigInteger),
    _need("pid", BigInteger),
    _need("host", TEXT),
)

fact = Table(
    "fact",
    metadata,
    Column("key", TEXT, primary_key=True),
    _need("value", TEXT),
)
