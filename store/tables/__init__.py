"""表 Every table of the database. Migrations make them; a test keeps the two equal.

Days and periods are day numbers, instants are epoch seconds, geometry is WKB in EPSG:4490.
"""

from store.tables.areas import boundary_set, population, unit
from store.tables.base import metadata
from store.tables.bookmarks import bookmark
from store.tables.events import correction, count_block, event, event_location
from store.tables.house import audit, fact, job, person
from store.tables.imports import batch, coverage, quarantine
from store.tables.meetings import chapter_note, matter, matter_step, meeting, remark
from store.tables.operations import operation
from store.tables.scoring import ledger, policy, run, snapshot, withdrawal
from store.tables.sites import border_case, road_edge, road_node, site

__all__ = [
    "audit",
    "batch",
    "bookmark",
    "border_case",
    "boundary_set",
    "chapter_note",
    "correction",
    "count_block",
    "coverage",
    "event",
    "event_location",
    "fact",
    "job",
    "ledger",
    "matter",
    "matter_step",
    "meeting",
    "metadata",
    "operation",
    "person",
    "policy",
    "population",
    "quarantine",
    "remark",
    "road_edge",
    "road_node",
    "run",
    "site",
    "snapshot",
    "unit",
    "withdrawal",
]
