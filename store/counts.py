"""计数 Counts per micro-grid, indicator and period, every revision kept.

One row holds a whole vector, one int32 per micro-grid of the boundary set in code order.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
from sqlalchemy import Select, and_, func, insert, or_, select

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import batch, boundary_set, count_block

# Better packing saves little and takes several times as long.
LEVEL = 1
Revisions: TypeAlias = dict[str, dict[int, int]]


class Put(NamedTuple):
    """The revision that now holds, and whether it was written just now."""

    revision: int
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Counts of G micro-grids in T periods.

    ``n[indicator]`` is int32 (G, T); a period without a stored vector is 0 there and absent from
    ``revisions``. ``estimated[indicator]`` is float64 (G, T) events placed by shares, only for
    indicators that have any. Whether a 0 was observed is for coverage to say.
    """

    periods: tuple[int, ...]
    n: dict[str, npt.NDArray[np.int32]]
    estimated: dict[str, npt.NDArray[np.float64]]
    revisions: Revisions


def _pack(vector: npt.ArrayLike, dtype: str) -> bytes:
    return np.ascontiguousarray(vector, dtype=dtype).tobytes()


def _hash(n: bytes, estimated: bytes | None) -> str:
    digest = sha256(n)
    if estimated is not None:
        digest.update(b"estimated")
        digest.update(estimated)
    return digest.hexdigest()


def size(tx: Tx, set_id: int) -> int:
    """G, the number of micro-grids of a boundary set.

    Raises:
        NotFoundError: there is none of this id.
    """
    query = select(boundary_set.c.grid_count).where(boundary_set.c.id == set_id)
    found = tx.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFoundError("store.no_set", id=set_id)
    return int(found)


def put(
    tx: Tx,
    set_id: int,
    indicator: str,
    period: int,
    n: npt.ArrayLike,
    *,
    at: int,
    estimated: npt.ArrayLike | None = None,
    batch_id: int | None = None,
) -> Put:
    """Store a count vector; an equal one changes nothing, another becomes the next revision.

    Args:
        tx: a writing transaction.
        set_id: boundary set.
        indicator: indicator code.
        period: last day of the period.
        n: (G,) whole counts >= 0, in the order of ``boundaries.grid_codes``.
        at: epoch seconds.
        estimated: (G,) events placed by shares (推算), or None.
        batch_id: the import of ready-made counts it came with.

    Raises:
        ValueError: the vector has another length than the set has micro-grids, or is negative.
    """
    wanted = size(tx, set_id)
    vectors = [np.asarray(n)] if estimated is None else [np.asarray(n), np.asarray(estimated)]
    if any(v.shape != (wanted,) for v in vectors) or any((v < 0).any() for v in vectors):
        raise ValueError(f"counts of {indicator} {period}: not {wanted} numbers from 0")
    plain = _pack(n, "<i4")
    shared = None if estimated is None else _pack(estimated, "<f8")
    digest = _hash(plain, shared)
    last, live_hash, live = _last(tx, set_id, indicator, period)
    if live_hash == digest:
        return Put(live, False)
    values = {
        "boundary_set_id": set_id,
        "indicator": indicator,
        "period": period,
        "revision": last + 1,
        "n": zlib.compress(plain, LEVEL),
        "estimated": None if shared is None else zlib.compress(shared, LEVEL),
        "hash": digest,
        "made_at": at,
        "batch_id": batch_id,
    }
    tx.execute(insert(count_block).values(values))
    return Put(last + 1, True)


def _last(tx: Tx, set_id: int, indicator: str, period: int) -> tuple[int, str, int]:
    """Highest revision ever, and hash and number of the one that holds ("" and 0: none)."""
    table = count_block.c
    query = (
        select(table.revision, table.hash, batch.c.status)
        .outerjoin(batch, batch.c.id == table.batch_id)
        .where(
            table.boundary_set_id == set_id, table.indicator == indicator, table.period == period
        )
        .order_by(table.revision.desc())
    )
    rows = tx.execute(query).all()
    live = next((row for row in rows if row.status != "undone"), None)
    last = int(rows[0].revision) if rows else 0
    return (last, live.hash, int(live.revision)) if live else (last, "", 0)


def _live(set_id: int, indicators: Sequence[str]) -> Select[Any]:
    """(indicator, period, revision) of the newest revision no undone batch brought."""
    table = count_block.c
    return (
        select(table.indicator, table.period, func.max(table.revision).label("revision"))
        .outerjoin(batch, batch.c.id == table.batch_id)
        .where(
            table.boundary_set_id == set_id,
            table.indicator.in_(list(indicators)),
            or_(table.batch_id.is_(None), batch.c.status == "active"),
        )
        .group_by(table.indicator, table.period)
    )


def revisions(tx: Tx, set_id: int, indicators: Sequence[str]) -> Revisions:
    """The revision that holds, per indicator and period."""
    found: Revisions = {name: {} for name in indicators}
    for row in tx.execute(_live(set_id, indicators)):
        found[row.indicator][int(row.period)] = int(row.revision)
    return found


def latest(tx: Tx, set_id: int, indicators: Sequence[str], periods: Sequence[int]) -> Counts:
    """The newest counts of some periods, as (G, T) arrays in the order of ``periods``."""
    return at_revisions(tx, set_id, indicators, periods, revisions(tx, set_id, indicators))


def at_revisions(
    tx: Tx,
    set_id: int,
    indicators: Sequence[str],
    periods: Sequence[int],
    wanted: Mapping[str, Mapping[int, int]],
) -> Counts:
    """The counts a run used, by the revisions it noted (undone ones too).

    Args:
        tx: any transaction.
        set_id: boundary set.
        indicators: indicator codes.
        periods: last days, the columns of the arrays.
        wanted: indicator -> period -> revision; periods not named are without a vector.
    """
    shape = (len(periods), size(tx, set_id))
    place = {int(period): i for i, period in enumerate(periods)}
    n = {name: np.zeros(shape, dtype=np.int32) for name in indicators}
    estimated: dict[str, npt.NDArray[np.float64]] = {}
    used: Revisions = {name: {} for name in indicators}
    for row in _blocks(tx, set_id, indicators, list(place)):
        if wanted.get(row.indicator, {}).get(int(row.period)) != row.revision:
            continue
        column = place[int(row.period)]
        n[row.indicator][column] = np.frombuffer(zlib.decompress(row.n), dtype="<i4")
        if row.estimated is not None:
            shares = estimated.setdefault(row.indicator, np.zeros(shape))
            shares[column] = np.frombuffer(zlib.decompress(row.estimated), dtype="<f8")
        used[row.indicator][int(row.period)] = int(row.revision)
    return Counts(
        periods=tuple(int(p) for p in periods),
        n={name: values.T for name, values in n.items()},
        estimated={name: values.T for name, values in estimated.items()},
        revisions=used,
    )


def _blocks(tx: Tx, set_id: int, indicators: Sequence[str], periods: Sequence[int]) -> Any:
    table = count_block.c
    query = select(count_block).where(
        table.boundary_set_id == set_id,
        table.indicator.in_(list(indicators)),
        table.period.between(min(periods, default=0), max(periods, default=-1)),
        table.period.in_(list(periods)),
    )
    return tx.execute(query.execution_options(yield_per=64))


def is_whole(n: bytes, estimated: bytes | None, digest: str, wanted: int) -> bool:
    """Whether a stored row unpacks to ``wanted`` numbers that give its hash."""
    try:
        plain = zlib.decompress(n)
        shared = None if estimated is None else zlib.decompress(estimated)
    except zlib.error:
        return False
    is_long = len(plain) == 4 * wanted and (shared is None or len(shared) == 8 * wanted)
    return is_long and _hash(plain, shared) == digest


def check_undo(tx: Tx, batch_id: int) -> None:
    """Refuse to undo ready-made counts that later ones were built on.

    Raises:
        RefusedError: a later active batch wrote the same indicator and period.
    """
    later = count_block.alias("later")
    mine = count_block.alias("mine")
    query = (
        select(func.min(later.c.batch_id))
        .select_from(mine)
        .join(
            later,
            and_(
                later.c.boundary_set_id == mine.c.boundary_set_id,
                later.c.indicator == mine.c.indicator,
                later.c.period == mine.c.period,
                later.c.revision > mine.c.revision,
                later.c.batch_id != batch_id,
            ),
        )
        .join(batch, and_(batch.c.id == later.c.batch_id, batch.c.status == "active"))
        .where(mine.c.batch_id == batch_id)
    )
    found = tx.execute(query).scalar_one()
    if found is not None:
        raise RefusedError("store.undo_later_first", id=batch_id, later=int(found))
