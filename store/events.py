"""事件 Events by (source, event_id): every revision kept, at most one current."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import and_, func, select, text, update

from errors import RefusedError
from store import frames
from store.engine import Tx
from store.tables import batch, event

TEXTS = (
    "indicator",
    "category",
    "datum",
    "declared",
    "level",
    "status",
    "channel",
    "procedure",
    "owner_org",
    "co_orgs",
    "resolved_level",
    "action_code",
)
INSTANTS = ("reported_at", "due_at", "closed_at")
FLOATS = ("lon", "lat", "accuracy_m")
FLAGS = ("is_valid", "is_leniency")
# What a row says; two rows of equal content are the same row.
CONTENT = ("occurred_at", "day", *TEXTS, *INSTANTS, *FLOATS, *FLAGS)
FIELDS = ("source", "event_id", *CONTENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What an import did. ``pk`` (int64) and ``status`` follow the order of the rows given.

    ``status``: "added", "replaced" or "unchanged". An unchanged row has the pk it had.
    """

    pk: npt.NDArray[np.int64]
    status: npt.NDArray[np.str_]

    def count(self, status: str) -> int:
        return int((self.status == status).sum())

    @property
    def is_new(self) -> npt.NDArray[np.bool_]:
        """Rows that were written and want a location."""
        return np.asarray(self.status != "unchanged", dtype=bool)


def _cells(rows: pd.DataFrame) -> dict[str, Sequence[Any]]:
    """Plain values per field; an absent optional column is empty."""
    size = len(rows)
    cells: dict[str, Sequence[Any]] = {}
    for name in ("occurred_at", "day"):
        cells[name] = frames.ints(rows[name])
    for name in TEXTS:
        cells[name] = frames.texts(rows[name]) if name in rows else [""] * size
    for name in INSTANTS:
        cells[name] = frames.ints(rows[name]) if name in rows else [None] * size
    for name in FLOATS:
        cells[name] = frames.floats(rows[name]) if name in rows else [None] * size
    for name in FLAGS:
        cells[name] = frames.bools(rows[name]) if name in rows else [name == "is_valid"] * size
    return cells


def _hashes(cells: dict[str, Sequence[Any]]) -> list[int]:
    # A millimetre is nobody's correction: the last bits of a datum step may differ by machine.
    places = [[None if v is None else round(v, 8) for v in cells[name]] for name in FLOATS]
    plain = [cells[name] for name in CONTENT if name not in FLOATS]
    return [
        int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest(), "big", signed=True)
        for row in zip(*plain, *places, strict=True)
    ]


def content_hash(rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """64-bit hash of what each row says, without its identity; degrees to 8 places."""
    return np.array(_hashes(_cells(rows)), dtype=np.int64)


def existing(tx: Tx, source: str, event_ids: Sequence[str]) -> pd.DataFrame:
    """Which of these events are known.

    Returns:
        event_id, revision (the last one ever given), pk and content_hash (Int64) of the current
        revision, missing when all were undone. One row per known event, event_id ascending.
    """
    columns = ("event_id", "id", "revision", "content_hash", "is_current")
    query = select(*(event.c[name] for name in columns)).where(
        event.c.source == source, frames.among(tx, event.c.event_id, event_ids)
    )
    query = query.order_by(event.c.event_id, event.c.revision)
    found = frames.read(tx, query).rename(columns={"id": "pk"})
    current = found.loc[found["is_current"], ["event_id", "pk", "content_hash"]]
    if len(current) == len(found):
        joined = found
    else:
        # Undone revisions may lie above the current one: their number counts, not their content.
        last = found.loc[~found["event_id"].duplicated(keep="last"), ["event_id", "revision"]]
        joined = last.merge(current, on="event_id", how="left", validate="1:1")
    result = joined[["event_id", "revision", "pk", "content_hash"]]
    return result.astype({"pk": "Int64", "content_hash": "Int64"}).reset_index(drop=True)


def merge(tx: Tx, batch_id: int, rows: pd.DataFrame) -> Merged:
    """Store events: new ones are added, changed ones replace, equal ones change nothing.

    Args:
        tx: a writing transaction.
        batch_id: the import they come with.
        rows: the contract's columns. source, event_id, indicator, occurred_at and day are
            needed; (source, event_id) is unique.

    Raises:
        RefusedError: an event stands twice in ``rows``.
    """
    if rows.duplicated(["source", "event_id"]).any():
        doubled = rows[rows.duplicated(["source", "event_id"])].iloc[0]
        raise RefusedError("store.double_event", event_id=doubled["event_id"])
    cells = _cells(rows)
    hashes = np.array(_hashes(cells), dtype=np.int64)
    pk = np.zeros(len(rows), dtype=np.int64)
    revision = np.zeros(len(rows), dtype=np.int64)
    is_current, is_equal = np.zeros((2, len(rows)), dtype=bool)
    for source, positions in rows.groupby("source").indices.items():
        wanted = rows["event_id"].to_numpy()[positions]
        old = existing(tx, str(source), wanted.tolist()).set_index("event_id").reindex(wanted)
        revision[positions] = old["revision"].fillna(0).to_numpy(dtype=np.int64)
        pk[positions] = old["pk"].fillna(0).to_numpy(dtype=np.int64)
        is_current[positions] = old["pk"].notna().to_numpy(dtype=bool)
        old_hash = old["content_hash"].fillna(0).to_numpy(dtype=np.int64)
        is_equal[positions] = (old_hash == hashes[positions]) & is_current[positions]
    retire(tx, pk[is_current & ~is_equal])
    fresh = ~is_equal
    pk[fresh] = _write(tx, batch_id, rows, cells, hashes, revision + 1, np.flatnonzero(fresh))
    status = np.where(is_equal, "unchanged", np.where(is_current, "replaced", "added"))
    return Merged(pk=pk, status=status)


def add(tx: Tx, batch_id: int, rows: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Add events known to be new (or retired), without looking.

    Args:
        tx: a writing transaction.
        batch_id: the import they come with.
        rows: as ``merge`` takes them; ``revision`` if it is not 1.

    Returns:
        Their keys, in the order of the rows.
    """
    cells = _cells(rows)
    hashes = np.array(_hashes(cells), dtype=np.int64)
    revision = np.ones(len(rows), dtype=np.int64)
    if "revision" in rows:
        revision = rows["revision"].to_numpy(dtype=np.int64)
    return _write(tx, batch_id, rows, cells, hashes, revision, np.arange(len(rows)))


def _write(
    tx: Tx,
    batch_id: int,
    rows: pd.DataFrame,
    cells: dict[str, Sequence[Any]],
    hashes: npt.NDArray[np.int64],
    revision: npt.NDArray[np.int64],
    positions: npt.NDArray[np.int64],
) -> npt.NDArray[np.int64]:
    if not len(positions):
        return np.zeros(0, dtype=np.int64)
    if tx.dialect.name == "postgresql":
        # Two imports must not take the same keys; readers go on. SQLite has one writer anyway.
        tx.execute(text("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE"))
    first = int(tx.execute(select(func.coalesce(func.max(event.c.id), 0))).scalar_one()) + 1
    source, event_id = frames.texts(rows["source"]), frames.texts(rows["event_id"])
    identity = [(source[i], event_id[i]) for i in positions.tolist()]
    # In the order of the index on identity the database writes each of its pages once.
    by_identity = sorted(range(len(positions)), key=lambda i: identity[i])
    pk = np.empty(len(positions), dtype=np.int64)
    pk[by_identity] = np.arange(first, first + len(positions))
    at = positions[by_identity].tolist()
    parts: dict[str, Sequence[Any]] = {
        "id": range(first, first + len(at)),
        "source": [source[i] for i in at],
        "event_id": [event_id[i] for i in at],
        "revision": revision[at].tolist(),
        "is_current": [True] * len(at),
        "batch_id": [batch_id] * len(at),
        "content_hash": hashes[at].tolist(),
    }
    parts |= {name: [cells[name][i] for i in at] for name in CONTENT}
    frames.insert(tx, event, tuple(parts), zip(*parts.values(), strict=True))
    return pk


def retire(tx: Tx, pks: npt.NDArray[np.int64]) -> None:
    """Mark rows as no longer current, before their next revision is written."""
    if len(pks):
        where = frames.among(tx, event.c.id, pks.tolist())
        tx.execute(update(event).where(where).values(is_current=False))


def undo(tx: Tx, batch_id: int) -> None:
    """Withdraw the events of a batch (already marked undone).

    For each of them the last revision among active batches is current again. Rows stay.
    """
    tx.execute(update(event).where(event.c.batch_id == batch_id).values(is_current=False))
    mine, same, other = event.alias("mine"), event.alias("same"), event.alias("other")
    last = (
        select(func.max(other.c.revision))
        .join(batch, and_(batch.c.id == other.c.batch_id, batch.c.status == "active"))
        .where(other.c.source == mine.c.source, other.c.event_id == mine.c.event_id)
        .correlate(mine)
        .scalar_subquery()
    )
    is_same = and_(same.c.source == mine.c.source, same.c.event_id == mine.c.event_id)
    # From the rows of the batch outwards: asking every event whether it is touched takes minutes.
    back = (
        select(same.c.id)
        .select_from(mine)
        .join(same, is_same)
        .where(mine.c.batch_id == batch_id, same.c.revision == last)
    )
    tx.execute(update(event).where(event.c.id.in_(back)).values(is_current=True))


def get(tx: Tx, pks: Sequence[int]) -> pd.DataFrame:
    """Whole rows by key, key ascending: pk, revision, is_current, batch_id and the fields."""
    columns = [event.c[name] for name in ("revision", "is_current", "batch_id", *FIELDS)]
    where = frames.among(tx, event.c.id, [int(pk) for pk in pks])
    return frames.read(tx, select(event.c.id.label("pk"), *columns).where(where).order_by("pk"))


def days_of(tx: Tx, batch_id: int) -> tuple[int, int] | None:
    """First and last local day a batch's events, or what they replaced, fall on."""
    mine, every = event.alias("mine"), event.alias("every")
    # From the batch to all revisions of its events: both steps by an index.
    same = and_(every.c.source == mine.c.source, every.c.event_id == mine.c.event_id)
    query = select(func.min(every.c.day), func.max(every.c.day))
    query = query.select_from(mine).join(every, same).where(mine.c.batch_id == batch_id)
    first, last = tx.execute(query).one()
    return None if first is None else (int(first), int(last))


def late(tx: Tx, first_day: int, last_day: int, end: int) -> dict[str, int]:
    """Current events of these local days that were reported at or after ``end``, by source.

    Args:
        tx: any transaction.
        first_day: local day.
        last_day: local day, included.
        end: epoch seconds.
    """
    query = (
        select(event.c.source, func.count().label("n"))
        .where(
            event.c.is_current,
            event.c.day.between(first_day, last_day),
            event.c.reported_at >= end,
        )
        .group_by(event.c.source)
    )
    return {str(row.source): int(row.n) for row in tx.execute(query)}


def indicators(tx: Tx) -> list[str]:
    """Indicators with current events, ascending."""
    query = select(event.c.indicator).where(event.c.is_current).distinct()
    return sorted(tx.execute(query).scalars())
