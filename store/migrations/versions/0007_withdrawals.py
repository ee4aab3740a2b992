"""Proposed rules that were taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of withdrawals."""
    op.create_table(
        "withdrawal",
        sa.Column("hash", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_withdrawal_reasoned")),
        sa.ForeignKeyConstraint(["hash"], ["policy.hash"], name=op.f("fk_withdrawal_hash_policy")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_withdrawal")),
    )


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError
