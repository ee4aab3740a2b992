"""A person's named links."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of links."""
    op.create_table(
        "bookmark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("link", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("name <> '' AND link <> ''", name=op.f("ck_bookmark_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_bookmark_person")),
    )


def downgrade() -> None:
    """There is no way back: restore the backup instead."""
    raise NotImplementedError
