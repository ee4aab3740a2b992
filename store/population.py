"""人口 Population by area code and reference date, every revision kept."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import and_, func, select, tuple_, update

from errors import RefusedError
from store import frames
from store.engine import Tx
from store.tables import batch, population

NUMBERS = ("registered", "floating", "residents", "tidal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an import did to the rows already there."""

    added: int
    replaced: int
    unchanged: int


def add(tx: Tx, batch_id: int, rows: pd.DataFrame) -> Changes:
    """Store population rows; equal rows change nothing, others become a new revision.

    Args:
        tx: a writing transaction.
        batch_id: the import they come with.
        rows: code, ref_date (day), registered, floating, residents, tidal (persons; all known).

    Raises:
        RefusedError: a code has two rows for one reference date.
    """
    keys = ["code", "ref_date"]
    if rows.duplicated(keys).any():
        doubled = rows[rows.duplicated(keys)].iloc[0]
        raise RefusedError("store.double_population", area=doubled["code"])
    old = _existing(tx, sorted({int(day) for day in rows["ref_date"]}))
    both = rows.merge(old, on=keys, how="left", suffixes=("", "_old"), validate="1:1")
    is_known = both["residents_old"].notna()
    is_equal = is_known.copy()
    for name in NUMBERS:
        is_equal &= both[name].astype("float64") == both[f"{name}_old"]
    _retire(tx, both[is_known & ~is_equal])
    fresh = both[~is_equal]
    frames.insert(
        tx,
        population,
        ("code", "ref_date", "revision", "batch_id", "is_current", *NUMBERS),
        zip(
            frames.texts(fresh["code"]),
            frames.ints(fresh["ref_date"]),
            frames.ints(fresh["last_revision"].fillna(0) + 1),
            [batch_id] * len(fresh),
            [True] * len(fresh),
            *(frames.floats(fresh[name]) for name in NUMBERS),
            strict=True,
        ),
    )
    added = int((~is_known).sum())
    return Changes(added=added, replaced=len(fresh) - added, unchanged=int(is_equal.sum()))


def _existing(tx: Tx, ref_dates: list[int]) -> pd.DataFrame:
    """Per code and date the last revision, and the current numbers (NaN when all were undone)."""
    query = select(population).where(frames.among(tx, population.c.ref_date, ref_dates))
    every = frames.read(tx, query)
    last = every.groupby(["code", "ref_date"], as_index=False)["revision"].max()
    last = last.rename(columns={"revision": "last_revision"})
    current = every.loc[every["is_current"], ["code", "ref_date", *NUMBERS]]
    joined = last.merge(current, on=["code", "ref_date"], how="left")
    return joined.rename(columns={name: f"{name}_old" for name in NUMBERS})


def _retire(tx: Tx, rows: pd.DataFrame) -> None:
    for day, group in rows.groupby("ref_date"):
        tx.execute(
            update(population)
            .where(
                population.c.ref_date == int(day),
                population.c.is_current,
                frames.among(tx, population.c.code, frames.texts(group["code"])),
            )
            .values(is_current=False)
        )


def undo(tx: Tx, batch_id: int) -> None:
    """Withdraw the rows of a batch (already marked undone); earlier revisions return."""
    tx.execute(update(population).where(population.c.batch_id == batch_id).values(is_current=False))
    mine, same = population.alias("mine"), population.alias("same")
    other = population.alias("other")
    last = (
        select(func.max(other.c.revision))
        .join(batch, and_(batch.c.id == other.c.batch_id, batch.c.status == "active"))
        .where(other.c.code == mine.c.code, other.c.ref_date == mine.c.ref_date)
        .correlate(mine)
        .scalar_subquery()
    )
    is_same = and_(same.c.code == mine.c.code, same.c.ref_date == mine.c.ref_date)
    back = (
        select(same.c.code, same.c.ref_date, same.c.revision)
        .select_from(mine)
        .join(same, is_same)
        .where(mine.c.batch_id == batch_id, same.c.revision == last)
    )
    key = tuple_(population.c.code, population.c.ref_date, population.c.revision)
    tx.execute(update(population).where(key.in_(back)).values(is_current=True))


def dates(tx: Tx) -> list[int]:
    """Reference dates with current rows, ascending."""
    query = select(population.c.ref_date).where(population.c.is_current).distinct()
    return sorted(tx.execute(query).scalars())


def at(tx: Tx, day: int, prefix: str = "") -> pd.DataFrame:
    """For every code the newest row not after a day; a code without one gives its oldest.

    Returns:
        code, ref_date, registered, floating, residents, tidal; codes ascending. A code without
        any row is absent: unknown is not zero. ``ref_date`` after ``day`` shows the second case.
    """
    table = population.c
    query = select(table.code, table.ref_date, *(table[n] for n in NUMBERS)).where(table.is_current)
    if prefix:
        query = query.where(frames.starts(table.code, prefix))
    rows = frames.read(tx, query.order_by(table.code, table.ref_date))
    is_later = rows["ref_date"] > day
    # Newest of the earlier ones comes last among them; the oldest of the later ones first.
    earlier = rows[~is_later].drop_duplicates("code", keep="last")
    later = rows[is_later].drop_duplicates("code", keep="first")
    later = later[~later["code"].isin(earlier["code"])]
    return pd.concat([earlier, later]).sort_values("code", ignore_index=True)


def every(tx: Tx) -> pd.DataFrame:
    """All current rows: code, ref_date (day), registered, floating, residents, tidal."""
    names = ("code", "ref_date", *NUMBERS)
    query = select(*(population.c[name] for name in names)).where(population.c.is_current)
    return frames.read(tx, query.order_by(population.c.ref_date, population.c.code))
