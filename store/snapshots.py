"""快照 Snapshots: the columns of one run, kept under the hash of what they say."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from sqlalchemy import insert, select

from errors import NotFoundError, RefusedError
from store.engine import Tx
from store.tables import snapshot

Columns: TypeAlias = dict[str, npt.NDArray[Any]]
_SHAPE = b"shape"


def canonical(columns: Mapping[str, npt.ArrayLike]) -> Columns:
    """Columns as they are hashed and kept: by name, little-endian, C order, text as ``<U``.

    Raises:
        ValueError: a column is of another kind or its first axis of another length.
    """
    result: Columns = {}
    for name in sorted(columns):
        values = np.asarray(columns[name])
        if values.dtype.kind in "OUT":
            values = values.astype(np.str_)
        if values.dtype.kind not in "biufU" or values.ndim == 0:
            raise ValueError(f"snapshot column {name}: {values.dtype}, {values.ndim} axes")
        result[name] = np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<")))
    if len({len(values) for values in result.values()}) > 1:
        raise ValueError("snapshot columns of unequal length")
    return result


def hash_of(columns: Mapping[str, npt.ArrayLike], meta: Mapping[str, Any]) -> str:
    """sha256 over canonical columns and meta; the packing does not enter it.

    ``meta`` holds plain JSON values and no time of making: equal input gives equal hashes on any
    machine. NaN bytes are made equal first.
    """
    digest = sha256(b"wusetu snapshot 1\n")
    text = json.dumps(meta, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest.update(text.encode())
    for name, values in canonical(columns).items():
        head = [name, values.dtype.kind, list(values.shape)]
        digest.update(b"\n" + json.dumps(head).encode() + b"\n")
        digest.update(_bytes(values))
    return digest.hexdigest()


def _bytes(values: npt.NDArray[Any]) -> bytes:
    if values.dtype.kind == "U":
        # Not the fixed width, which depends on the longest text.
        return "\0".join(values.ravel().tolist()).encode()
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values).astype("<f8")
        # Minus zero says the same as zero.
        return bytes((values + 0.0).tobytes())
    if values.dtype.kind in "iu":
        return values.astype("<i8").tobytes()
    return values.tobytes()


def _pack(columns: Columns) -> bytes:
    arrays, fields = [], []
    for name, values in columns.items():
        array = pa.array(values.ravel())
        for width in reversed(values.shape[1:]):
            array = pa.FixedSizeListArray.from_arrays(array, width)
        shape = {_SHAPE: json.dumps(values.shape[1:]).encode()}
        arrays.append(array)
        fields.append(pa.field(name, array.type, metadata=shape))
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    with pa.ipc.new_stream(sink, table.schema, options=options) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unpack(blob: bytes) -> Columns:
    with pa.ipc.open_stream(pa.BufferReader(blob)) as reader:
        table = reader.read_all()
    columns: Columns = {}
    for field in table.schema:
        shape = json.loads(field.metadata[_SHAPE])
        array = table.column(field.name).combine_chunks()
        for _ in shape:
            array = array.flatten()
        if pa.types.is_string(array.type):
            flat = np.array(array.to_pylist(), dtype=np.str_)
        else:
            flat = array.to_numpy(zero_copy_only=False)
        columns[field.name] = flat.reshape(table.num_rows, *shape)
    return columns


def add(tx: Tx, columns: Mapping[str, npt.ArrayLike], meta: Mapping[str, Any]) -> str:
    """Keep a snapshot; an equal one is kept once.

    Args:
        tx: a writing transaction.
        columns: arrays of equal first length (one row per grid), of numbers, truth or text,
            with any further axes.
        meta: plain JSON values without the time made.

    Returns:
        Its hash.
    """
    digest = hash_of(columns, meta)
    known = tx.execute(select(snapshot.c.hash).where(snapshot.c.hash == digest)).one_or_none()
    if known is None:
        values = {"hash": digest, "columns": _pack(canonical(columns)), "meta": dict(meta)}
        tx.execute(insert(snapshot).values(values))
    return digest


def get(tx: Tx, hash_: str, *, is_checked: bool = False) -> tuple[Columns, dict[str, Any]]:
    """Columns and meta of a snapshot.

    Args:
        tx: any transaction.
        hash_: of the snapshot.
        is_checked: compute the hash anew.

    Raises:
        NotFoundError: there is none of this hash.
        RefusedError: the stored columns do not give this hash.
    """
    row = tx.execute(select(snapshot).where(snapshot.c.hash == hash_)).one_or_none()
    if row is None:
        raise NotFoundError("store.no_snapshot", hash=hash_)
    columns, meta = _unpack(row.columns), dict(row.meta)
    if is_checked and hash_of(columns, meta) != hash_:
        raise RefusedError("store.damaged_snapshot", hash=hash_)
    return columns, meta
