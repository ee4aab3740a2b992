"""完整性 What must be true of every database; each function names the rows that break it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, not_, or_, select, text

from errors import WusetuError
from store import counts, snapshots
from store.engine import Tx
from store.tables import (
    batch,
    boundary_set,
    count_block,
    event,
    event_location,
    ledger,
    metadata,
    policy,
    quarantine,
    run,
    snapshot,
    unit,
)
from vocab import AdminLevel, RunStatus

_CODE = re.compile(r"[0-9A-Za-z_-]{1,40}")
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A broken rule: a key of words/ and the values for its text."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)


def check(tx: Tx) -> list[Fault]:
    """All faults of a database, in a fixed order; an empty list is the only good answer."""
    return [fault for rule in RULES for fault in rule(tx)]


def orphans(tx: Tx) -> Iterator[Fault]:
    """Rows that point to nothing."""
    for table in metadata.sorted_tables:
        for column in table.columns:
            for key in column.foreign_keys:
                parent = key.column.table.alias("parent")
                found = tx.execute(
                    select(func.count())
                    .select_from(table)
                    .outerjoin(parent, parent.c[key.column.name] == column)
                    .where(column.is_not(None), parent.c[key.column.name].is_(None))
                ).scalar_one()
                if found:
                    values = {"table": table.name, "column": column.name, "count": int(found)}
                    yield Fault(key="store.fault.orphan", values=values)


def storage(tx: Tx) -> Iterator[Fault]:
    """Damage of the file itself (SQLite)."""
    if tx.dialect.name != "sqlite":
        return
    for (said,) in tx.execute(text("PRAGMA quick_check")):
        if said != "ok":
            yield Fault(key="store.fault.storage", values={"said": str(said)})


def sums(tx: Tx) -> Iterator[Fault]:
    """Event batches: sums add up, and the rows written are the rows there."""
    written = dict(_pairs(tx, event.c.batch_id))
    refused = dict(_pairs(tx, quarantine.c.batch_id))
    for row in tx.execute(select(batch).where(batch.c.kind == "events").order_by(batch.c.id)):
        is_whole = row.placed + row.unplaced + row.quarantined == row.rows_read
        is_there = row.added + row.replaced == written.get(row.id, 0)
        if not is_whole or not is_there or (row.quarantined > refused.get(row.id, 0)):
            yield Fault(key="store.fault.sums", values={"batch": int(row.id)})


def _pairs(tx: Tx, column: ColumnElement[Any]) -> Iterator[tuple[int, int]]:
    for key, number in tx.execute(select(column, func.count()).group_by(column)):
        yield int(key), int(number)


def currents(tx: Tx) -> Iterator[Fault]:
    """Of every event exactly the last revision of an active batch is current."""
    # One pass by rank; a join with the last revisions takes PostgreSQL hours without statistics.
    is_active = batch.c.status == "active"
    rank = func.row_number().over(
        partition_by=(event.c.source, event.c.event_id),
        order_by=(case((is_active, 0), else_=1), event.c.revision.desc()),
    )
    ranked = (
        select(event.c.id, event.c.is_current, is_active.label("is_active"), rank.label("rank"))
        .join(batch, batch.c.id == event.c.batch_id)
        .subquery()
    )
    is_last = and_(ranked.c.is_active, ranked.c.rank == 1)
    query = (
        select(ranked.c.id)
        .where(or_(and_(ranked.c.is_current, not_(is_last)), and_(~ranked.c.is_current, is_last)))
        .order_by(ranked.c.id)
        .limit(_SHOWN)
    )
    for pk in tx.execute(query).scalars():
        yield Fault(key="store.fault.current", values={"event": int(pk)})


def places(tx: Tx) -> Iterator[Fault]:
    """Every located code is a unit of its set."""
    is_unit = and_(
        unit.c.boundary_set_id == event_location.c.boundary_set_id,
        unit.c.code == event_location.c.code,
    )
    query = (
        select(event_location.c.boundary_set_id, event_location.c.code)
        .outerjoin(unit, is_unit)
        .where(event_location.c.code.is_not(None), unit.c.code.is_(None))
        .distinct()
        .limit(_SHOWN)
    )
    for set_id, code in tx.execute(query):
        yield Fault(key="store.fault.place", values={"set": int(set_id), "area": code})


def codes(tx: Tx) -> Iterator[Fault]:
    """Unit codes are codes, and every parent exists."""
    known = {(set_id, code) for set_id, code in tx.execute(select(*_unit_key()))}
    query = select(*_unit_key(), unit.c.parent).order_by(*_unit_key())
    for set_id, code, parent in tx.execute(query):
        if not _CODE.fullmatch(code) or (parent and (set_id, parent) not in known):
            values = {"set": int(set_id), "area": code, "parent": parent}
            yield Fault(key="store.fault.code", values=values)


def grid_counts(tx: Tx) -> Iterator[Fault]:
    """Every set has the micro-grids it had when its count vectors got their length."""
    is_grid = and_(
        unit.c.boundary_set_id == boundary_set.c.id, unit.c.level == str(AdminLevel.MICRO_GRID)
    )
    query = (
        select(boundary_set.c.id, boundary_set.c.grid_count, func.count(unit.c.code))
        .outerjoin(unit, is_grid)
        .group_by(boundary_set.c.id, boundary_set.c.grid_count)
        .order_by(boundary_set.c.id)
    )
    for set_id, wanted, found in tx.execute(query):
        if wanted != found:
            values = {"set": int(set_id), "wanted": int(wanted), "found": int(found)}
            yield Fault(key="store.fault.grids", values=values)


def _unit_key() -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return unit.c.boundary_set_id, unit.c.code


def count_blocks(tx: Tx) -> Iterator[Fault]:
    """Count vectors are whole and as they were hashed."""
    sizes: dict[int, int] = {}
    query = select(count_block).execution_options(yield_per=64)
    for row in tx.execute(query):
        wanted = sizes.setdefault(row.boundary_set_id, counts.size(tx, row.boundary_set_id))
        if not counts.is_whole(row.n, row.estimated, row.hash, wanted):
            values = {"indicator": row.indicator, "period": row.period, "revision": row.revision}
            yield Fault(key="store.fault.counts", values=values)


def snapshot_hashes(tx: Tx) -> Iterator[Fault]:
    """Every snapshot gives its hash anew."""
    for digest in tx.execute(select(snapshot.c.hash).order_by(snapshot.c.hash)).scalars().all():
        try:
            snapshots.get(tx, digest, is_checked=True)
        except (WusetuError, ValueError, OSError, KeyError):
            yield Fault(key="store.fault.snapshot", values={"hash": digest})


def policy_hashes(tx: Tx) -> Iterator[Fault]:
    """Every policy text gives its hash, and two persons stand under one in force."""
    for row in tx.execute(select(policy).order_by(policy.c.hash)):
        is_same = sha256(row.toml.encode()).hexdigest() == row.hash
        if not is_same or row.approved_by == row.proposed_by:
            yield Fault(key="store.fault.policy", values={"hash": row.hash})


def ledger_runs(tx: Tx) -> Iterator[Fault]:
    """Only closed runs have written into the ledger, each for its own period."""
    query = (
        select(ledger.c.run_id, func.count())
        .join(run, run.c.id == ledger.c.run_id)
        .where((run.c.status != str(RunStatus.CLOSED)) | (run.c.period != ledger.c.period))
        .group_by(ledger.c.run_id)
        .order_by(ledger.c.run_id)
    )
    for run_id, number in tx.execute(query):
        yield Fault(key="store.fault.ledger", values={"run": int(run_id), "count": int(number)})


RULES: tuple[Callable[[Tx], Iterator[Fault]], ...] = (
    storage,
    orphans,
    sums,
    currents,
    places,
    codes,
    grid_counts,
    count_blocks,
    snapshot_hashes,
    policy_hashes,
    ledger_runs,
)
