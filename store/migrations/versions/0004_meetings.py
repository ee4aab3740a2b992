"""Meetings, what was learned in them, and matters with their whole course."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FROZEN = "status = 'open' OR (closed_at IS NOT NULL AND run_id IS NOT NULL AND frozen IS NOT NULL)"


def upgrade() -> None:
    """Make the tables of the weekly meeting."""
    _meeting()
    _remark()
    _matter()
    _matter_step()


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError


def _need(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _may(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _meeting() -> None:
    op.create_table(
        "meeting",
        _need("id", KEY),
        _need("area", TEXT),
        _need("period", sa.Integer()),
        _need("number", sa.Integer()),
        _need("held_on", sa.Integer()),
        _need("status", TEXT),
        _need("opened_by", TEXT),
        _need("opened_at", sa.BigInteger()),
        _may("closed_by", TEXT),
        _may("closed_at", sa.BigInteger()),
        _may("run_id", KEY),
        _may("frozen", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_meeting_run_id")),
        sa.UniqueConstraint("area", "period", name=op.f("uq_meeting_area")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_meeting_status")),
        sa.CheckConstraint(FROZEN, name=op.f("ck_meeting_frozen")),
    )


def _remark() -> None:
    op.create_table(
        "remark",
        _need("id", KEY),
        _need("meeting_id", KEY),
        _need("chapter", TEXT),
        _need("text", TEXT),
        _need("by", TEXT),
        _need("at", sa.BigInteger()),
        _may("withdrawn_by", TEXT),
        _may("withdrawn_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_remark_meeting_id")),
    )
    op.create_index("ix_remark_meeting_id", "remark", ["meeting_id"])


def _matter() -> None:
    op.create_table(
        "matter",
        _need("id", KEY),
        _need("area", TEXT),
        _need("title", TEXT),
        _need("kind", TEXT),
        _need("place", TEXT),
        _need("event", TEXT),
        _need("owner", TEXT),
        _need("due_on", sa.Integer()),
        _need("born_in", KEY),
        _need("age", sa.Integer()),
        _need("status", TEXT),
        _need("by", TEXT),
        _need("at", sa.BigInteger()),
        _may("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.ForeignKeyConstraint(["born_in"], ["meeting.id"], name=op.f("fk_matter_born_in")),
        sa.CheckConstraint("status IN ('open', 'doing', 'closed')", name=op.f("ck_matter_status")),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_matter_closed")
        ),
        sa.CheckConstraint("title <> '' AND owner <> ''", name=op.f("ck_matter_named")),
    )
    op.create_index("ix_matter_area", "matter", ["area", "status"])


def _matter_step() -> None:
    op.create_table(
        "matter_step",
        _need("id", KEY),
        _need("matter_id", KEY),
        _may("meeting_id", KEY),
        _need("status", TEXT),
        _need("owner", TEXT),
        _need("due_on", sa.Integer()),
        _need("note", TEXT),
        _need("by", TEXT),
        _need("at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_step")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_matter_step_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_matter_step_meeting_id")
        ),
        sa.CheckConstraint(
            "status <> 'closed' OR note <> ''", name=op.f("ck_matter_step_closing_note")
        ),
    )
    op.create_index("ix_matter_step_matter_id", "matter_step", ["matter_id"])
