"""跨区域案件 Cross-border cases: every list as sent; a case that several lists hold is one."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import select

from store import frames
from store.changes import Changes
from store.engine import Tx
from store.tables import batch, border_case

CASE_COLUMNS = (
    "case",
    "day",
    "theme",
    "lon",
    "lat",
    "found_in",
    "handed_to",
    "areas",
    "accepted_day",
    "closed_day",
    "status",
)
_TEXTS = ("theme", "found_in", "handed_to", "status")
_MAYBE = ("lon", "lat", "accepted_day", "closed_day")


def add(tx: Tx, batch_id: int, rows: pd.DataFrame) -> Changes:
    """Store a list of cases.

    Args:
        tx: a writing transaction.
        batch_id: the import they come with.
        rows: case (unique), day, theme, lon, lat (degrees, NaN unknown), found_in, handed_to,
            areas (tuples of codes), accepted_day, closed_day (days, missing allowed), status.

    Returns:
        How the cases differ from what was known of them.
    """
    before = _content(current(tx))
    frames.insert(
        tx,
        border_case,
        ("batch_id", *CASE_COLUMNS),
        zip(
            [batch_id] * len(rows),
            frames.texts(rows["case"]),
            frames.ints(rows["day"]),
            frames.texts(rows["theme"]),
            frames.floats(rows["lon"]),
            frames.floats(rows["lat"]),
            frames.texts(rows["found_in"]),
            frames.texts(rows["handed_to"]),
            [list(areas) for areas in rows["areas"]],
            frames.ints(rows["accepted_day"]),
            frames.ints(rows["closed_day"]),
            frames.texts(rows["status"]),
            strict=True,
        ),
    )
    touched = set(frames.texts(rows["case"]))
    after = _content(current(tx))
    return Changes.between(before, {case: after[case] for case in after if case in touched})


def _content(rows: pd.DataFrame) -> dict[str, tuple[object, ...]]:
    plain = rows.astype(object).where(rows.notna(), None)
    return {str(row[0]): row for row in plain.itertuples(index=False, name=None)}


def current(tx: Tx) -> pd.DataFrame:
    """Every case once, by day and number, out of all lists that are not undone.

    Of several lists the newest one's word counts; where it is silent an older one fills in, and
    the areas are those of all lists.

    Returns:
        The columns of ``add``; accepted_day and closed_day are ``Int64``.
    """
    query = (
        select(*(border_case.c[name] for name in CASE_COLUMNS))
        .join(batch, batch.c.id == border_case.c.batch_id)
        .where(batch.c.status == "active")
        .order_by(border_case.c.batch_id)
    )
    rows = frames.read(tx, query)
    rows["areas"] = pd.Series([tuple(areas) for areas in rows["areas"]], dtype=object)
    return joined(rows)


def joined(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one case in one: the last word counts, gaps are filled from before, areas united."""
    if rows.empty:
        return rows
    said = rows.assign(**{name: rows[name].where(rows[name] != "") for name in _TEXTS})
    by_case = said.groupby("case", sort=False)
    # last() skips what is missing: an earlier list fills in what the newest leaves open.
    one = by_case[["day", *_TEXTS, *_MAYBE]].last().reset_index()
    one = one.assign(**{name: one[name].fillna("").astype("str") for name in _TEXTS})
    areas = {str(case): _united(parts) for case, parts in by_case["areas"]}
    one["areas"] = pd.Series([areas[str(case)] for case in one["case"]], dtype=object)
    return one.sort_values(["day", "case"], ignore_index=True)[list(CASE_COLUMNS)]


def _united(parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for areas in parts for code in areas))
