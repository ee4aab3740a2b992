"""覆盖 Which days of which areas a source has reported: the difference of zero and unknown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import func, select

from store import frames
from store.engine import Tx
from store.tables import batch, coverage

COLUMNS = ("batch_id", "source", "area", "first_day", "last_day", "is_gap")


def add(
    tx: Tx,
    batch_id: int,
    source: str,
    area: str,
    first_day: int,
    last_day: int,
    *,
    gaps: Iterable[str] = (),
) -> None:
    """Declare what a batch covers.

    Args:
        tx: a writing transaction.
        batch_id: the batch.
        source: the feed.
        area: code prefix; "" is everywhere.
        first_day: local day.
        last_day: local day, included.
        gaps: code prefixes inside the area that did not report in this batch.
    """
    declared = [(batch_id, source, area, first_day, last_day, False)]
    declared += [(batch_id, source, gap, first_day, last_day, True) for gap in gaps]
    frames.insert(tx, coverage, COLUMNS, declared)


def listed(tx: Tx, sources: Sequence[str] = ()) -> pd.DataFrame:
    """Declarations of active batches in order of import: the columns of ``COLUMNS``."""
    query = (
        select(*(coverage.c[name] for name in COLUMNS))
        .join(batch, batch.c.id == coverage.c.batch_id)
        .where(batch.c.status == "active")
        .order_by(coverage.c.id)
    )
    if sources:
        query = query.where(coverage.c.source.in_(list(sources)))
    return frames.read(tx, query)


def span(tx: Tx) -> tuple[int, int] | None:
    """First and last local day any active batch covers; None when nothing is covered."""
    query = (
        select(func.min(coverage.c.first_day), func.max(coverage.c.last_day))
        .join(batch, batch.c.id == coverage.c.batch_id)
        .where(batch.c.status == "active", coverage.c.is_gap.is_(False))
    )
    first, last = tx.execute(query).one()
    return None if first is None else (int(first), int(last))


def observed(
    tx: Tx,
    codes: npt.NDArray[np.str_],
    sources: Sequence[str],
    first_days: npt.ArrayLike,
    last_days: npt.ArrayLike,
) -> npt.NDArray[np.bool_]:
    """Whether every source covers every day of each period for each code.

    A gap takes its area out of its own batch only: a later batch that covers it fills it.

    Args:
        tx: any transaction.
        codes: (G,) area codes, any order.
        sources: all of them must cover; none at all gives False everywhere.
        first_days: (T,) first local day of each period.
        last_days: (T,) last local day, included.

    Returns:
        (G, T) bool.
    """
    first = np.asarray(first_days, dtype=np.int64)
    last = np.asarray(last_days, dtype=np.int64)
    codes = np.asarray(codes, dtype=np.str_)
    result = np.full((len(codes), len(first)), bool(sources))
    if not result.size:
        return result
    rows = listed(tx, sources)
    order = np.argsort(codes, kind="stable")
    for source in set(sources):
        mine = rows[rows["source"] == source]
        result[order] &= _of_source(mine, codes[order], first, last)
    return result


def _of_source(
    rows: pd.DataFrame,
    codes: npt.NDArray[np.str_],
    first: npt.NDArray[np.int64],
    last: npt.NDArray[np.int64],
) -> npt.NDArray[np.bool_]:
    """One source, codes ascending: an area is then one run of codes, so runs are looked at once."""
    start = np.searchsorted(codes, rows["area"].to_numpy(dtype=np.str_), "left")
    stop = np.searchsorted(codes, [area + "\U0010ffff" for area in rows["area"]], "left")
    edges = np.unique(np.concatenate([[0], start, stop, [len(codes)]]))
    origin = int(first.min())
    days = int(last.max()) - origin + 1
    begin = np.clip(rows["first_day"].to_numpy() - origin, 0, days)
    end = np.clip(rows["last_day"].to_numpy() - origin + 1, 0, days)
    is_gap = rows["is_gap"].to_numpy(dtype=bool)
    batches = rows["batch_id"].to_numpy()
    result = np.zeros((len(codes), len(first)), dtype=bool)
    for low, high in pairwise(edges):
        here = np.flatnonzero((start <= low) & (stop >= high) & (end > begin))
        covered = _covered(here, batches, is_gap, begin, end, days)
        total = np.concatenate([[0], np.cumsum(covered)])
        result[low:high] = total[last - origin + 1] - total[first - origin] == last - first + 1
    return result


def _covered(
    here: npt.NDArray[np.int64],
    batches: npt.NDArray[Any],
    is_gap: npt.NDArray[np.bool_],
    begin: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    days: int,
) -> npt.NDArray[np.bool_]:
    """(days,) union over batches of what each covers less its own gaps."""
    covered = np.zeros(days, dtype=bool)
    with_gap = set(batches[here[is_gap[here]]].tolist())
    for i in here:
        if is_gap[i] or batches[i] in with_gap:
            continue
        covered[begin[i] : end[i]] = True
    for name in with_gap:
        own = np.zeros(days, dtype=bool)
        for wanted in (False, True):
            for i in here:
                if batches[i] == name and is_gap[i] == wanted:
                    own[begin[i] : end[i]] = not wanted
        covered |= own
    return covered
