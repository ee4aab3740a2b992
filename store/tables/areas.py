"""单元 Boundary sets, their units and the people in them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from store.tables.base import KEY, TEXT, may, metadata, need

boundary_set = Table(
    "boundary_set",
    metadata,
    Column("id", KEY, primary_key=True),
    need("name", TEXT),
    need("valid_from", Integer),
    may("valid_to", Integer),
    need("time_zone", TEXT),
    need("code_template", TEXT),
    need("metric_crs", TEXT),
    need("source", TEXT),
    need("sha256", TEXT),
    need("imported_at", BigInteger),
    need("imported_by", TEXT),
    need("is_active", Boolean),
    need("grid_count", Integer),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="validity"),
)

unit = Table(
    "unit",
    metadata,
    Column("boundary_set_id", KEY, ForeignKey("boundary_set.id"), primary_key=True),
    Column("code", TEXT, primary_key=True),
    need("name", TEXT),
    need("level", TEXT),
    need("parent", TEXT),
    may("geometry", LargeBinary),
    need("area_m2", Double),
    Index("ix_unit_level", "boundary_set_id", "level", "code"),
)

population = Table(
    "population",
    metadata,
    Column("code", TEXT, primary_key=True),
    Column("ref_date", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    need("batch_id", KEY, ForeignKey("batch.id")),
    need("is_current", Boolean),
    need("registered", Double),
    need("floating", Double),
    need("residents", Double),
    need("tidal", Double),
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
