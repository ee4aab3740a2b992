"""收藏 A person's named links."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, Table, UniqueConstraint

from store.tables.base import KEY, TEXT, metadata, need

bookmark = Table(
    "bookmark",
    metadata,
    Column("id", KEY, primary_key=True),
    need("person", TEXT),
    need("name", TEXT),
    need("link", TEXT),
    need("at", BigInteger),
    UniqueConstraint("person", "name"),
    CheckConstraint("name <> '' AND link <> ''", name="named"),
)
