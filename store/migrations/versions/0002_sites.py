"""Venues, stations, zones, roads and cross-border cases; batches of any kind."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONSERVATION = (
    "kind IN ('boundaries', 'population', 'counts') OR placed + unplaced + quarantined = rows_read"
)
ANY_KIND = "kind <> ''"


def upgrade() -> None:
    """Free the kinds of batches, then make the tables of the surroundings."""
    if op.get_bind().dialect.name == "postgresql":
        for name, condition in (("conservation", CONSERVATION), ("kind", ANY_KIND)):
            op.drop_constraint(op.f(f"ck_batch_{name}"), "batch", type_="check")
            op.create_check_constraint(op.f(f"ck_batch_{name}"), "batch", condition)
    else:
        _batch_anew()
    _site()
    _road()
    _border_case()


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError


def _need(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _may(kind: Any, *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def _batch_anew() -> None:
    """SQLite changes a condition only by making the table anew.

    The rows that point to it are checked at the commit, when all batches are there again.
    """
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute("CREATE TEMPORARY TABLE batch_kept AS SELECT * FROM batch")
    op.drop_table("batch")
    _batch()
    op.execute("INSERT INTO batch SELECT * FROM batch_kept")
    op.execute("DROP TABLE batch_kept")


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
        *_need(sa.Integer, "rows_read", "placed", "unplaced", "quarantined"),
        *_need(sa.Integer, "added", "replaced", "unchanged", "ignored"),
        *_need(TEXT, "status"),
        *_may(sa.BigInteger, "undone_at"),
        *_may(TEXT, "undone_by"),
        *_may(KEY, "boundary_set_id"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["boundary_set_id"], ["boundary_set.id"]),
        sa.CheckConstraint(CONSERVATION, name="conservation"),
        sa.CheckConstraint(ANY_KIND, name="kind"),
        sa.CheckConstraint("status IN ('active', 'undone')", name="status"),
    )
    op.create_index("ix_batch_sha256", "batch", ["sha256"])


def _site() -> None:
    op.create_table(
        "site",
        *_need(KEY, "batch_id"),
        *_need(TEXT, "kind", "code", "name", "category", "owner"),
        *_need(sa.JSON, "days"),
        *_need(sa.LargeBinary, "geometry"),
        sa.PrimaryKeyConstraint("batch_id", "kind", "code"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )
    op.create_index("ix_site_kind", "site", ["kind", "code"])


def _road() -> None:
    op.create_table(
        "road_node",
        *_need(KEY, "batch_id"),
        *_need(sa.Integer, "node"),
        *_need(sa.Double, "lon", "lat"),
        sa.PrimaryKeyConstraint("batch_id", "node"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "road_edge",
        *_need(KEY, "batch_id"),
        *_need(sa.Integer, "edge", "start", "end"),
        *_need(TEXT, "road"),
        *_need(sa.Double, "length_m"),
        *_may(sa.Double, "speed_kmh"),
        *_need(TEXT, "oneway"),
        *_need(sa.LargeBinary, "geometry"),
        sa.PrimaryKeyConstraint("batch_id", "edge"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )


def _border_case() -> None:
    op.create_table(
        "border_case",
        *_need(KEY, "batch_id"),
        *_need(TEXT, "case"),
        *_need(sa.Integer, "day"),
        *_need(TEXT, "theme"),
        *_may(sa.Double, "lon", "lat"),
        *_need(TEXT, "found_in", "handed_to"),
        *_need(sa.JSON, "areas"),
        *_may(sa.Integer, "accepted_day", "closed_day"),
        *_need(TEXT, "status"),
        sa.PrimaryKeyConstraint("batch_id", "case"),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"]),
    )
    op.create_index("ix_border_case_case", "border_case", ["case"])
