"""The first tables, and the triggers that keep what was decided and shown unaltered."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("audit", "ledger", "snapshot")


def upgrade() -> None:
    """Make everything of the first version."""
    # Parents before children.
    # fmt: off
    makers = (
        _audit, _boundary_set, _fact, _job, _person, _policy, _snapshot, _batch, _run, _unit,
        _count_block, _coverage, _event, _ledger, _population, _quarantine, _correction,
        _event_location
    )
    # fmt: on
    for make in makers:
        make()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError


def _need(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _may(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _unique_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _guard_sqlite() -> None:
    """Refuse what must not happen; the text before the colon names the table."""
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            _sqlite_trigger(f"{table}_no_{act.lower()}", f"{act} ON {table}", "1", table)
    _sqlite_trigger("run_closed", "UPDATE ON run", "OLD.status = 'closed'", "run")
    _sqlite_trigger("run_kept", "DELETE ON run", "1", "run")
    _sqlite_trigger("policy_text", "UPDATE OF hash, toml ON policy", "1", "policy")
    _sqlite_trigger("policy_kept", "DELETE ON policy", "1", "policy")


def _sqlite_trigger(name: str, act: str, when: str, table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {act} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: append-only'); END"
    )


def _guard_postgresql() -> None:
    """The same by one function; TRUNCATE is refused too."""
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%: append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        _postgresql_trigger(f"{table}_no_change", f"UPDATE OR DELETE ON {table} FOR EACH ROW")
    for table in (*APPEND_ONLY, "run", "policy"):
        _postgresql_trigger(f"{table}_no_truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT")
    closed = "UPDATE ON run FOR EACH ROW WHEN (OLD.status = 'closed')"
    _postgresql_trigger("run_closed", closed)
    _postgresql_trigger("run_kept", "DELETE ON run FOR EACH ROW")
    _postgresql_trigger("policy_text", "UPDATE OF hash, toml ON policy FOR EACH ROW")
    _postgresql_trigger("policy_kept", "DELETE ON policy FOR EACH ROW")


def _postgresql_trigger(name: str, act: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {act} EXECUTE FUNCTION refuse_change()")


def _audit() -> None:
    op.create_table(
        "audit",
        *_need(KEY, "id"),
        *_need(sa.BigInteger, "at"),
        *_need(TEXT, "by", "role", "action", "object", "filter"),
        *_may(sa.Integer, "rows"),
        *_need(TEXT, "result"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _boundary_set() -> None:
    op.create_table(
        "boundary_set",
        *_need(KEY, "id"),
        *_need(TEXT, "name"),
        *_need(sa.Integer, "valid_from"),
        *_may(sa.Integer, "valid_to"),
        *_need(TEXT, "time_zone", "code_template", "metric_crs", "source", "sha256"),
        *_need(sa.BigInteger, "imported_at"),
        *_need(TEXT, "imported_by"),
        *_need(sa.Boolean, "is_active"),
        *_need(sa.Integer, "grid_count"),
        sa.PrimaryKeyConstraint("id"),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
    )


def _fact() -> None:
    op.create_table(
        "fact",
        *_need(TEXT, "key", "value"),
        sa.PrimaryKeyConstraint("key"),
    )


def _job() -> None:
    op.create_table(
        "job",
        *_need(TEXT, "name", "by"),
        *_need(sa.BigInteger, "started_at", "heartbeat_at", "pid"),
        *_need(TEXT, "host"),
        sa.PrimaryKeyConstraint("name"),
    )


def _person() -> None:
    op.create_table(
        "person",
        *_need(TEXT, "id", "title", "role", "scope", "purpose"),
        *_need(sa.Boolean, "is_demo", "is_active"),
        sa.PrimaryKeyConstraint("id"),
    )


def _policy() -> None:
    op.create_table(
        "policy",
        *_need(TEXT, "hash", "name", "version", "area", "toml", "status", "proposed_by"),
        *_need(sa.BigInteger, "proposed_at"),
        *_may(TEXT, "approved_by"),
        *_may(sa.BigInteger, "approved_at"),
        *_may(sa.Integer, "valid_from"),
        *_need(TEXT, "note"),
        sa.PrimaryKeyConstraint("hash"),
        sa.CheckConstraint(
            "status = 'proposed' OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved",
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'approved', 'superseded', 'alternative')", name="status"
        ),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_persons"),
    )


def _snapshot() -> None:
    op.create_table(
        "snapshot",
        *_need(TEXT, "hash"),
        *_need(sa.LargeBinary, "columns"),
        *_need(sa.JSON, "meta"),
        sa.PrimaryKeyConstraint("hash"),
    )


def _batch() -> None:
    op.create_table(
        "batch",
        *_need(KEY, "id"),
        *_need(
            TEXT, "kind", "source", "profile", "profile_toml", "profile_hash", "file_name", "sha256"
        ),
        *_need(sa.BigInteger, "received_at"),
        *_need(TEXT, "by"),
        *_may(sa.Integer, "covers_from", "covers_to"),
        *_need(TEXT, "area"),
        *_need(
            sa.Integer,
            "rows_read",
            "placed",
            "unplaced",
            "quarantined",
            "added",
            "replaced",
            "unchanged",
            "ignored",
        ),
        *_need(TEXT, "status"),
        *_may(sa.BigInteger, "undone_at"),
        *_may(TEXT, "undone_by"),
        *_may(KEY, "boundary_set_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
        sa.CheckConstraint(
            "kind <> 'events' OR placed + unplaced + quarantined = rows_read", name="conservation"
        ),
        sa.CheckConstraint("kind IN ('boundaries', 'population', 'events', 'counts')", name="kind"),
        sa.CheckConstraint("status IN ('active', 'undone')", name="status"),
    )
    op.create_index("ix_batch_sha256", "batch", ["sha256"])


def _run() -> None:
    op.create_table(
        "run",
        *_need(KEY, "id"),
        *_need(sa.Integer, "period", "revision"),
        *_need(TEXT, "status", "policy_hash"),
        *_need(KEY, "boundary_set_id"),
        *_need(TEXT, "snapshot_hash"),
        *_may(KEY, "previous_run_id"),
        *_need(TEXT, "method"),
        *_need(sa.BigInteger, "seed", "made_at"),
        *_need(TEXT, "made_by"),
        *_may(sa.BigInteger, "closed_at"),
        *_may(TEXT, "closed_by"),
        *_need(TEXT, "gap_reason"),
        *_need(sa.JSON, "revisions", "summary"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["policy_hash"], ["policy.hash"]),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
        sa.ForeignKeyConstraint(["snapshot_hash"], ["snapshot.hash"]),
        sa.ForeignKeyConstraint(["previous_run_id"], ["run.id"]),
        sa.CheckConstraint("status IN ('provisional', 'closed', 'superseded')", name="status"),
        sa.UniqueConstraint("period", "revision"),
    )
    _unique_where("uq_run_live", "run", ["period"], "status <> 'superseded'")


def _unit() -> None:
    op.create_table(
        "unit",
        *_need(KEY, "boundary_set_id"),
        *_need(TEXT, "code", "name", "level", "parent"),
        *_may(sa.LargeBinary, "geometry"),
        *_need(sa.Double, "area_m2"),
        sa.PrimaryKeyConstraint("boundary_set_id", "code"),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
    )
    op.create_index("ix_unit_level", "unit", ["boundary_set_id", "level", "code"])


def _count_block() -> None:
    op.create_table(
        "count_block",
        *_need(KEY, "boundary_set_id"),
        *_need(TEXT, "indicator"),
        *_need(sa.Integer, "period", "revision"),
        *_need(sa.LargeBinary, "n"),
        *_may(sa.LargeBinary, "estimated"),
        *_need(TEXT, "hash"),
        *_need(sa.BigInteger, "made_at"),
        *_may(KEY, "batch_id"),
        sa.PrimaryKeyConstraint("boundary_set_id", "indicator", "period", "revision"),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )


def _coverage() -> None:
    op.create_table(
        "coverage",
        *_need(KEY, "id", "batch_id"),
        *_need(TEXT, "source", "area"),
        *_need(sa.Integer, "first_day", "last_day"),
        *_need(sa.Boolean, "is_gap"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.CheckConstraint("last_day >= first_day", name="days"),
    )
    op.create_index("ix_coverage_source", "coverage", ["source"])


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", KEY, autoincrement=False, nullable=False),
        *_need(TEXT, "source", "event_id"),
        *_need(sa.Integer, "revision"),
        *_need(sa.Boolean, "is_current"),
        *_need(KEY, "batch_id"),
        *_need(sa.BigInteger, "content_hash"),
        *_need(TEXT, "indicator", "category"),
        *_need(sa.BigInteger, "occurred_at"),
        *_may(sa.BigInteger, "reported_at"),
        *_need(sa.Integer, "day"),
        *_may(sa.Double, "lon", "lat"),
        *_need(TEXT, "datum"),
        *_may(sa.Double, "accuracy_m"),
        *_need(TEXT, "declared", "level", "status", "channel", "procedure", "owner_org", "co_orgs"),
        *_may(sa.BigInteger, "due_at", "closed_at"),
        *_need(TEXT, "resolved_level", "action_code"),
        *_need(sa.Boolean, "is_valid", "is_leniency"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sa.UniqueConstraint("source", "event_id", "revision"),
    )
    op.create_index("ix_event_batch_id", "event", ["batch_id"])
    op.create_index("ix_event_day", "event", ["day", "indicator"])
    _unique_where("uq_event_current", "event", ["source", "event_id"], "is_current")


def _ledger() -> None:
    op.create_table(
        "ledger",
        *_need(KEY, "id", "run_id"),
        *_need(sa.Integer, "period"),
        *_need(TEXT, "code"),
        *_may(sa.Integer, "from_level"),
        *_may(TEXT, "from_state"),
        *_need(sa.Integer, "to_level"),
        *_need(TEXT, "to_state", "rule"),
        *_may(sa.Double, "p_up", "p_down"),
        *_need(sa.JSON, "top", "events"),
        *_need(TEXT, "policy_hash"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"]),
        sa.ForeignKeyConstraint(["policy_hash"], ["policy.hash"]),
        sa.UniqueConstraint("run_id", "code"),
    )
    op.create_index("ix_ledger_code", "ledger", ["code", "period"])
    op.create_index("ix_ledger_period", "ledger", ["period"])


def _population() -> None:
    op.create_table(
        "population",
        *_need(TEXT, "code"),
        *_need(sa.Integer, "ref_date", "revision"),
        *_need(KEY, "batch_id"),
        *_need(sa.Boolean, "is_current"),
        *_need(sa.Double, "registered", "floating", "residents", "tidal"),
        sa.PrimaryKeyConstraint("code", "ref_date", "revision"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )
    op.create_index("ix_population_batch_id", "population", ["batch_id"])
    _unique_where("uq_population_current", "population", ["code", "ref_date"], "is_current")


def _quarantine() -> None:
    op.create_table(
        "quarantine",
        *_need(KEY, "id", "batch_id"),
        *_need(TEXT, "file", "sheet"),
        *_need(sa.Integer, "row"),
        *_need(TEXT, "column", "value", "rule"),
        *_need(sa.JSON, "values"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )
    op.create_index("ix_quarantine_batch_id", "quarantine", ["batch_id"])


def _correction() -> None:
    op.create_table(
        "correction",
        *_need(KEY, "id", "event_pk", "boundary_set_id"),
        *_need(TEXT, "code"),
        *_may(TEXT, "before_code"),
        *_need(TEXT, "before_how", "before_reason", "by"),
        *_need(sa.BigInteger, "at"),
        *_need(TEXT, "note"),
        *_may(sa.BigInteger, "undone_at"),
        *_may(TEXT, "undone_by"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["event_pk"], ["event.id"]),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
    )
    op.create_index("ix_correction_event_pk", "correction", ["event_pk"])


def _event_location() -> None:
    op.create_table(
        "event_location",
        *_need(KEY, "event_pk", "boundary_set_id"),
        *_may(TEXT, "code"),
        *_need(TEXT, "how", "reason"),
        sa.PrimaryKeyConstraint("event_pk", "boundary_set_id"),
        sa.ForeignKeyConstraint(["event_pk"], ["event.id"]),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
        sa.CheckConstraint("code IS NOT NULL OR reason <> ''", name="reason"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_event_location_code", "event_location", ["boundary_set_id", "code"])
