"""批次 Import batches, the rows they refused, and undoing them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Row, insert, select, update

from errors import NotFoundError, RefusedError
from store import boundaries, counts, events, frames, population
from store.engine import Tx
from store.tables import batch, quarantine

QUARANTINE_COLUMNS = ("file", "sheet", "row", "column", "value", "rule", "values")
_NUMBERS = frozenset(
    ("rows_read", "placed", "unplaced", "quarantined", "added", "replaced", "unchanged", "ignored")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """导入批次 One imported file. placed + unplaced + quarantined = rows_read for events."""

    id: int
    kind: str
    source: str
    profile: str
    profile_toml: str
    profile_hash: str
    file_name: str
    sha256: str
    received_at: int
    by: str
    covers_from: int | None
    covers_to: int | None
    area: str
    rows_read: int
    placed: int
    unplaced: int
    quarantined: int
    added: int
    replaced: int
    unchanged: int
    ignored: int
    status: str
    undone_at: int | None
    undone_by: str | None
    boundary_set_id: int | None

    @property
    def is_active(self) -> bool:
        return self.status == "active"


def _batch(row: Row[Any]) -> Batch:
    return Batch(**row._mapping)


def add(
    tx: Tx,
    *,
    kind: str,
    source: str,
    file_name: str,
    sha256: str,
    at: int,
    by: str,
    profile: str = "",
    profile_toml: str = "",
    profile_hash: str = "",
    covers: tuple[int, int] | None = None,
    area: str = "",
    boundary_set_id: int | None = None,
    numbers: Mapping[str, int] | None = None,
) -> int:
    """Begin a batch in the transaction that will also hold its rows.

    Args:
        tx: a writing transaction.
        kind: boundaries | population | events | counts.
        source: half of the identity of its events.
        file_name: as it came.
        sha256: of the file's bytes.
        at: epoch seconds.
        by: person id.
        profile: name of the profile.
        profile_toml: its text, so that the import can be repeated.
        profile_hash: sha256 of the text.
        covers: first and last local day.
        area: code prefix of what it covers.
        boundary_set_id: the set its rows were placed in, or that it brought.
        numbers: as ``record`` takes them, when already known.

    Returns:
        The id of the batch.
    """
    values: dict[str, Any] = dict.fromkeys(_NUMBERS, 0)
    values |= {
        "kind": kind,
        "source": source,
        "profile": profile,
        "profile_toml": profile_toml,
        "profile_hash": profile_hash,
        "file_name": file_name,
        "sha256": sha256,
        "received_at": at,
        "by": by,
        "covers_from": covers[0] if covers else None,
        "covers_to": covers[1] if covers else None,
        "area": area,
        "boundary_set_id": boundary_set_id,
        "status": "active",
    }
    values |= _checked(numbers or {})
    return int(tx.execute(insert(batch).values(values).returning(batch.c.id)).scalar_one())


def _checked(numbers: Mapping[str, int]) -> dict[str, int]:
    if unknown := set(numbers) - _NUMBERS:
        raise ValueError(f"not numbers of a batch: {sorted(unknown)}")
    return {name: int(value) for name, value in numbers.items()}


def record(tx: Tx, batch_id: int, **numbers: int) -> None:
    """Write the sums of a batch: rows_read, placed, unplaced, quarantined, added, replaced,
    unchanged, ignored. The database refuses event sums that do not add up.
    """
    tx.execute(update(batch).where(batch.c.id == batch_id).values(_checked(numbers)))


def set_boundary_set(tx: Tx, batch_id: int, set_id: int) -> None:
    """Say which boundary set a batch brought."""
    tx.execute(update(batch).where(batch.c.id == batch_id).values(boundary_set_id=set_id))


def get(tx: Tx, batch_id: int) -> Batch:
    """One batch.

    Raises:
        NotFoundError: there is none of this id.
    """
    row = tx.execute(select(batch).where(batch.c.id == batch_id)).one_or_none()
    if row is None:
        raise NotFoundError("store.no_batch", id=batch_id)
    return _batch(row)


def listed(tx: Tx, *, limit: int = 1000, kind: str = "") -> list[Batch]:
    """Batches, newest first."""
    query = select(batch).order_by(batch.c.id.desc()).limit(limit)
    if kind:
        query = query.where(batch.c.kind == kind)
    return [_batch(row) for row in tx.execute(query)]


def same_file(tx: Tx, sha256: str) -> list[Batch]:
    """Active batches of a file with these bytes, oldest first."""
    query = select(batch).where(batch.c.sha256 == sha256, batch.c.status == "active")
    return [_batch(row) for row in tx.execute(query.order_by(batch.c.id))]


def undo(tx: Tx, batch_id: int, *, at: int, by: str) -> Batch:
    """Withdraw a batch: its rows stay, but earlier revisions of them are current again.

    Its coverage no longer counts. Count vectors made from its events are made again by the
    caller; a boundary set it brought is taken out of use.

    Raises:
        NotFoundError: no such batch.
        RefusedError: it is undone already, or later count totals were built on it.
    """
    old = get(tx, batch_id)
    if not old.is_active:
        raise RefusedError("store.undone_already", id=batch_id)
    counts.check_undo(tx, batch_id)
    tx.execute(
        update(batch)
        .where(batch.c.id == batch_id)
        .values(status="undone", undone_at=at, undone_by=by)
    )
    match old.kind:
        case "events":
            events.undo(tx, batch_id)
        case "population":
            population.undo(tx, batch_id)
        case "boundaries" if old.boundary_set_id is not None:
            boundaries.deactivate(tx, old.boundary_set_id)
    return get(tx, batch_id)


def add_quarantine(tx: Tx, batch_id: int, faults: Iterable[Mapping[str, Any]]) -> int:
    """Keep refused cells of a batch.

    Args:
        tx: a writing transaction.
        batch_id: their batch.
        faults: file, sheet, row (as the spreadsheet counts), column, value (already masked),
            rule (a key of words/), values (for its text).

    Returns:
        How many were kept.
    """
    columns = ("batch_id", *QUARANTINE_COLUMNS)
    rows = ((batch_id, *(fault[name] for name in QUARANTINE_COLUMNS)) for fault in faults)
    return frames.insert(tx, quarantine, columns, rows)


def quarantined(tx: Tx, batch_id: int) -> pd.DataFrame:
    """The refused cells of a batch, in file order: the columns of ``add_quarantine``."""
    query = (
        select(*(quarantine.c[name] for name in QUARANTINE_COLUMNS))
        .where(quarantine.c.batch_id == batch_id)
        .order_by(quarantine.c.id)
    )
    return frames.read(tx, query)
