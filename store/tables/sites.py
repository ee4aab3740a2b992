"""周边 Venues, stations, zones, roads and cross-border cases, as each batch stated them.

Nothing here is marked as current: what holds follows from the batches that are active.
"""

from __future__ import annotations

from sqlalchemy import JSON, Column, Double, ForeignKey, Index, Integer, LargeBinary, Table

from store.tables.base import KEY, TEXT, may, metadata, need

site = Table(
    "site",
    metadata,
    Column("batch_id", KEY, ForeignKey("batch.id"), primary_key=True),
    Column("kind", TEXT, primary_key=True),
    Column("code", TEXT, primary_key=True),
    need("name", TEXT),
    need("category", TEXT),
    need("owner", TEXT),
    need("days", JSON),
    need("geometry", LargeBinary),
    Index("ix_site_kind", "kind", "code"),
)

road_node = Table(
    "road_node",
    metadata,
    Column("batch_id", KEY, ForeignKey("batch.id"), primary_key=True),
    Column("node", Integer, primary_key=True),
    need("lon", Double),
    need("lat", Double),
    sqlite_with_rowid=False,
)

road_edge = Table(
    "road_edge",
    metadata,
    Column("batch_id", KEY, ForeignKey("batch.id"), primary_key=True),
    Column("edge", Integer, primary_key=True),
    need("start", Integer),
    need("end", Integer),
    need("road", TEXT),
    need("length_m", Double),
    may("speed_kmh", Double),
    need("oneway", TEXT),
    need("geometry", LargeBinary),
)

border_case = Table(
    "border_case",
    metadata,
    Column("batch_id", KEY, ForeignKey("batch.id"), primary_key=True),
    Column("case", TEXT, primary_key=True),
    need("day", Integer),
    need("theme", TEXT),
    may("lon", Double),
    may("lat", Double),
    need("found_in", TEXT),
    need("handed_to", TEXT),
    need("areas", JSON),
    may("accepted_day", Integer),
    may("closed_day", Integer),
    need("status", TEXT),
    Index("ix_border_case_case", "case"),
)
