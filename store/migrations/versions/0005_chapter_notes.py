"""The analyst's own sentences under the chapters of a weekly report."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of sentences."""
    op.create_table(
        "chapter_note",
        _need("id", KEY),
        _need("area", TEXT),
        _need("period", sa.Integer()),
        _need("chapter", TEXT),
        _need("text", TEXT),
        _need("by", TEXT),
        _need("at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chapter_note")),
    )
    op.create_index("ix_chapter_note_area", "chapter_note", ["area", "period", "chapter"])


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError


def _need(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
