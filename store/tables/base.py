"""What every table is made of: the one metadata, text and key types, column makers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Text

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


def need(name: str, kind: Any, *more: Any) -> Column[Any]:
    """A column that is never null."""
    return Column(name, kind, *more, nullable=False)


def may(name: str, kind: Any, *more: Any) -> Column[Any]:
    """A column that may be null."""
    return Column(name, kind, *more, nullable=True)
