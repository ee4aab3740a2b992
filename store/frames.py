"""Rows to frames and frames to rows: the one place that knows both databases' fast ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Double,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    any_,
    cast,
    func,
    literal,
    select,
)
from sqlalchemy.types import TypeEngine

from store.engine import Tx, to_json

CHUNK = 50_000


def read(tx: Tx, query: Select[Any]) -> pd.DataFrame:
    """The result of a query as a frame whose column types do not depend on the rows.

    Text is ``str`` (missing: NaN), whole numbers ``int64`` (``Int64`` where the column may be
    null), numbers ``float64``, truth ``bool``, the rest objects.
    """
    rows = tx.execute(query).all()
    columns = list(query.selected_columns)
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pd.DataFrame(
        {str(c.name): _series(c, values) for c, values in zip(columns, cells, strict=True)}
    )


def _series(column: ColumnElement[Any], values: Sequence[Any]) -> pd.Series:
    return pd.Series(list(values), dtype=_dtype(column))


def _dtype(column: ColumnElement[Any]) -> str:
    kind = column.type
    if isinstance(kind, JSON):
        return "object"
    if isinstance(kind, Text):
        return "str"
    if isinstance(kind, Boolean):
        return "bool"
    if isinstance(kind, Double):
        return "float64"
    if isinstance(kind, Integer):
        nullable = bool(column.nullable) if isinstance(column, Column) else False
        return "Int64" if nullable else "int64"
    return "object"


def among(tx: Tx, column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """``column IN values`` for any number of values, as one bound parameter.

    Works inside a reading transaction, where no temporary table can be made.
    """
    listed = [v.item() if isinstance(v, np.generic) else v for v in values]
    if tx.dialect.name == "postgresql":
        return column == any_(cast(literal(listed, ARRAY(column.type)), ARRAY(column.type)))
    return column.in_(select(func.json_each(to_json(listed)).table_valued("value").c.value))


def starts(column: ColumnElement[Any], prefix: str) -> ColumnElement[bool]:
    """``column`` starts with ``prefix``, case-sensitive and by index (LIKE is neither)."""
    return (column >= prefix) & (column < prefix + "\U0010ffff")


def _cell(value: object) -> object:
    return to_json(value) if isinstance(value, (dict, list, tuple)) else value


def insert(tx: Tx, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Add many rows the fast way: executemany on SQLite, COPY on PostgreSQL.

    Args:
        tx: a writing transaction.
        table: where to.
        columns: column names, in the order of the cells of a row.
        rows: tuples of plain Python values, None for missing; dicts and lists become JSON.

    Returns:
        The number of rows added.
    """
    quote = tx.dialect.identifier_preparer.quote
    names = ", ".join(quote(name) for name in columns)
    jsons = [i for i, name in enumerate(columns) if isinstance(table.c[name].type, JSON)]
    if jsons:
        rows = (tuple(_cell(v) if i in jsons else v for i, v in enumerate(r)) for r in rows)
    if tx.dialect.name == "postgresql":
        kinds = [_copy_type(table.c[name].type) for name in columns]
        statement = f"COPY {quote(table.name)} ({names}) FROM STDIN (FORMAT BINARY)"
        return _copy(tx, statement, kinds, rows)
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {quote(table.name)} ({names}) VALUES ({marks})"
    added = 0
    for chunk in _chunks(rows):
        tx.exec_driver_sql(statement, chunk)
        added += len(chunk)
    return added


def _chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


def _copy_type(kind: TypeEngine[Any]) -> str:
    """The server's name of a column type; the binary form is faster than text."""
    names: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
        (BigInteger, "int8"),
        (Integer, "int4"),
        (Double, "float8"),
        (Boolean, "bool"),
        (LargeBinary, "bytea"),
        # Already written as text; its binary form is the same bytes.
        (JSON, "text"),
        (Text, "text"),
    )
    return next(name for base, name in names if isinstance(kind, base))


def _copy(tx: Tx, statement: str, kinds: list[str], rows: Iterable[tuple[Any, ...]]) -> int:
    raw: Any = tx.connection.driver_connection
    added = 0
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(kinds)
        for row in rows:
            copy.write_row(row)
            added += 1
    return added


def texts(values: pd.Series | Sequence[Any]) -> list[str]:
    """Plain strings, "" for missing."""
    series = pd.Series(values)
    return [str(v) for v in series.astype(object).where(series.notna(), "")]


def optional_texts(values: pd.Series | Sequence[Any]) -> list[str | None]:
    """Plain strings, None for missing and for ""."""
    return [text or None for text in texts(values)]


def ints(values: pd.Series | Sequence[Any]) -> list[int | None]:
    """Plain whole numbers, None for missing."""
    series = pd.Series(values)
    if series.dtype.kind == "i" and not series.isna().any():
        return [int(v) for v in series.tolist()]
    return [None if missing else int(v) for v, missing in zip(series, series.isna(), strict=True)]


def floats(values: pd.Series | Sequence[Any]) -> list[float | None]:
    """Plain numbers, None for missing."""
    array = pd.to_numeric(pd.Series(values)).to_numpy(dtype=np.float64, na_value=np.nan)
    return [None if v != v else v for v in array.tolist()]


def bools(values: pd.Series | Sequence[Any]) -> list[bool]:
    """Plain truth values; missing is not allowed."""
    return [bool(v) for v in pd.Series(values)]
