"""变更台账 The ledger: one row per change of colour or state; folding it gives the map."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import Select, func, select

from store import frames
from store.engine import Tx
from store.tables import ledger

COLUMNS = (
    "period",
    "code",
    "from_level",
    "from_state",
    "to_level",
    "to_state",
    "rule",
    "p_up",
    "p_down",
    "top",
    "events",
    "policy_hash",
)
_LEVELS = ("from_level", "to_level")
_CHANCES = ("p_up", "p_down")
_JSONS = ("top", "events")


def add(tx: Tx, run_id: int, rows: pd.DataFrame) -> int:
    """Write the changes a closing run brought. Rows can never be changed or removed.

    Args:
        tx: a writing transaction.
        run_id: the run.
        rows: period (day), code, from_level (1..5, 0 without colour, missing at first),
            from_state ("" or missing at first), to_level, to_state, rule (vocab.Rule), p_up,
            p_down, top (list: two contributions), events (list: event keys), policy_hash.

    Returns:
        How many were written.
    """
    parts = [[run_id] * len(rows)] + [_plain(name, rows[name]) for name in COLUMNS]
    return frames.insert(tx, ledger, ("run_id", *COLUMNS), zip(*parts, strict=True))


def _plain(name: str, values: pd.Series) -> list[object]:
    if name in _LEVELS or name == "period":
        return list(frames.ints(values))
    if name in _CHANCES:
        return list(frames.floats(values))
    if name in _JSONS:
        return [list(value) for value in values]
    if name == "from_state":
        return list(frames.optional_texts(values))
    return list(frames.texts(values))


def _rows(prefix: str) -> Select[tuple[object, ...]]:
    query = select(ledger.c.run_id, *(ledger.c[name] for name in COLUMNS))
    query = query.order_by(ledger.c.period, ledger.c.code, ledger.c.id)
    return query.where(frames.starts(ledger.c.code, prefix)) if prefix else query


def of_period(tx: Tx, period: int, prefix: str = "") -> pd.DataFrame:
    """The changes of one period: run_id and the columns of ``add``; code ascending."""
    return frames.read(tx, _rows(prefix).where(ledger.c.period == period))


def of_code(tx: Tx, code: str) -> pd.DataFrame:
    """The whole history of one micro-grid, oldest first."""
    return frames.read(tx, _rows("").where(ledger.c.code == code))


def every(tx: Tx, prefix: str = "", *, through: int | None = None) -> pd.DataFrame:
    """All changes up to and with a period, in order of period and code."""
    query = _rows(prefix)
    return frames.read(tx, query if through is None else query.where(ledger.c.period <= through))


def replay(tx: Tx, period: int, prefix: str = "") -> pd.DataFrame:
    """The map of a period as the fold of all rows up to it.

    Returns:
        code, level (1..5; 0 without colour), state, period (of the last change); code ascending.
        A code without any row is absent.
    """
    last = (
        select(ledger.c.code, func.max(ledger.c.id).label("id"))
        .where(ledger.c.period <= period)
        .group_by(ledger.c.code)
    )
    newest = (last.where(frames.starts(ledger.c.code, prefix)) if prefix else last).subquery()
    query = (
        select(
            ledger.c.code,
            ledger.c.to_level.label("level"),
            ledger.c.to_state.label("state"),
            ledger.c.period,
        )
        .join(newest, newest.c.id == ledger.c.id)
        .order_by(ledger.c.code)
    )
    return frames.read(tx, query)
