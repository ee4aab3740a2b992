"""通用指数与复算 Composite indices from files: read, compute or audit, write."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analytics.composite.audit import Finding
from analytics.composite.audit import audit as audited
from analytics.composite.reading import parse
from analytics.composite.spec import Join, Node, Spec
from analytics.composite.steps import Floats
from analytics.composite.tree import Data, Result, run
from errors import RefusedError
from store.ingest import tabular
from words import say

Table = dict[str, np.ndarray]
_SHOWN = 5
_DIGITS = 6


def index(
    spec_file: Path, data: Path, *, key: str, joins: Sequence[Path] = (), out: Path
) -> dict[str, Any]:
    """Compute every node of a specification for every row and write them as CSV.

    Args:
        spec_file: the specification (TOML).
        data: CSV or a spreadsheet, one row per unit.
        key: column that names the rows; "" takes the specification's ``id``.
        joins: further tables by the same key, or tables that ``each`` reads.
        out: CSV to write.

    Returns:
        rows, columns and, per node, how many rows have no value and what was done to the numbers.

    Raises:
        RefusedError: specification or data with all their faults.
    """
    spec, table, name = _prepared(spec_file, data, key, joins, needs_key=True)
    results = run(spec, _data(table))
    frame = _frame(spec, table, name, results)
    _write(frame, out, spec.output.missing)
    nodes = [_summary(spec.nodes[code], result) for code, result in results.items()]
    return {
        "out": str(out),
        "rows": len(frame),
        "columns": frame.shape[1],
        "nodes": nodes,
    }


def audit(
    spec_file: Path,
    published: Path,
    *,
    tolerance: float,
    key: str = "",
    joins: Sequence[Path] = (),
) -> dict[str, Any]:
    """Recompute every stored column of a published table from its stored parents.

    Returns:
        One entry per stored column, and ``faults``: the columns that do not follow.

    Raises:
        RefusedError: specification or data that cannot be used, or nothing that could be checked.
    """
    spec, table, name = _prepared(spec_file, published, key, joins, needs_key=False)
    findings = audited(spec, _data(table), tolerance)
    if not any(one.state in ("follows", "differs") for one in findings):
        lacking = sorted({column for one in findings for column in one.lacking})
        raise RefusedError("composite.nothing_checked", columns=" ".join(lacking) or "-")
    names = table[name] if name else None
    stored = {finding.column for finding in findings}
    differing = [one.column for one in findings if one.state == "differs"]
    unchecked = [one.column for one in findings if one.state == "unchecked"]
    return {
        "rows": len(next(iter(table.values()))),
        "tolerance": tolerance,
        "result": say(
            "composite.audit.differs" if differing else "composite.audit.follows",
            columns=" ".join(differing) or "-",
            count=sum(one.state == "follows" for one in findings),
            unchecked=" ".join(unchecked) or "-",
        ),
        "faults": differing,
        "unchecked": unchecked,
        "not_stored": sorted({node.stored for node in spec.nodes.values()} - stored),
        "columns": [_shown(one, names) for one in findings],
    }


def _shown(one: Finding, names: np.ndarray | None) -> dict[str, Any]:
    worst = ""
    if one.worst >= 0 and one.following < one.rows:
        # Line 1 of the file is the header.
        worst = str(one.worst + 2) if names is None else str(names[one.worst])
    checked = one.state in ("follows", "differs")
    return {
        "column": one.column,
        "state": one.state,
        "state_name": say(f"composite.state.{one.state}"),
        "rows": one.rows if checked else None,
        "following": one.following if checked else None,
        "largest_difference": float(f"{one.largest:.{_DIGITS}g}") if checked else None,
        "one_missing": one.one_missing if checked else None,
        "worst_row": worst,
        "lacking": " ".join(one.lacking),
    }


def _summary(node: Node, result: Result) -> dict[str, Any]:
    known = result.values[~np.isnan(result.values)]
    notes = {**result.notes}
    return {
        "node": node.code,
        "missing": len(result.values) - len(known),
        "min": float(known.min()) if len(known) else None,
        "max": float(known.max()) if len(known) else None,
        "notes": " ".join(f"{key}={value}" for key, value in notes.items()),
    }


# -- reading ------------------------------------------------------------------------------


def _prepared(
    spec_file: Path, data: Path, key: str, joins: Sequence[Path], *, needs_key: bool
) -> tuple[Spec, Table, str]:
    """The specification, the joined table and the name of its key column."""
    tables = {path.name: read_table(path) for path in joins}
    if len(tables) < len(joins):
        raise RefusedError("composite.double_file", files=" ".join(p.name for p in joins))
    try:
        written = tabular.decode(spec_file.read_bytes(), spec_file.name)
    except OSError as error:
        raise RefusedError("ingest.no_file", file=spec_file.name) from error
    texts = {name: {c: list(v) for c, v in table.items()} for name, table in tables.items()}
    spec = parse(written, texts)
    table = read_table(data)
    name = key or spec.id
    if needs_key and not name:
        raise RefusedError("composite.no_id")
    if name:
        _check_key(table, name, data.name)
    return spec, _joined(table, tables, spec, name), name


def read_table(path: Path) -> Table:
    """Columns of trimmed text by header; a CSV is read as text, other kinds as the import does.

    Raises:
        RefusedError: no such file, unreadable, or two columns of one name.
    """
    if path.suffix.lower() not in (".csv", ".txt", ".tsv"):
        frame = tabular.read(path).frame
        return {str(name): tabular.texts(frame[name].to_numpy()) for name in frame}
    if not path.is_file():
        raise RefusedError("ingest.no_file", file=path.name)
    text = tabular.decode(path.read_bytes(), path.name)
    cut = tabular.delimiter_of(text)
    try:
        head = [name.strip() for name in next(csv.reader(io.StringIO(text), delimiter=cut), [])]
        double = sorted({name for name in head if head.count(name) > 1})
        if double:
            columns = " ".join(double)
            raise RefusedError("composite.double_column", file=path.name, columns=columns)
        frame = pd.read_csv(
            io.StringIO(text),
            sep=cut,
            dtype=object,
            keep_default_na=False,
            names=head,
            header=0,
            index_col=False,
        )
    except (csv.Error, pd.errors.ParserError, ValueError) as error:
        if isinstance(error, RefusedError):
            raise
        reason = str(error)[:200]
        raise RefusedError("ingest.unreadable", file=path.name, reason=reason) from error
    return {name: tabular.texts(frame[name].fillna("").to_numpy(dtype=object)) for name in head}


def _check_key(table: Table, name: str, file: str) -> None:
    if name not in table:
        known = " ".join(list(table)[:20])
        raise RefusedError("composite.no_key_column", file=file, column=name, known=known)
    unique, counts = np.unique(table[name].astype(str), return_counts=True)
    double = unique[counts > 1]
    if len(double):
        shown = " ".join(double[:_SHOWN])
        raise RefusedError(
            "composite.double_key", file=file, column=name, count=len(double), keys=shown
        )


def _joined(table: Table, tables: dict[str, Table], spec: Spec, name: str) -> Table:
    """The data with the columns of every further table that has its key."""
    asked = {join.file: join for join in spec.joins}
    lacking = [file for file in asked if file not in tables]
    if lacking:
        known = " ".join(tables) or "-"
        raise RefusedError("composite.no_table", where="[[join]]", file=lacking[0], known=known)
    whole = dict(table)
    for file, further in tables.items():
        join = asked.get(file)
        if join is None and (not name or name not in further):
            # A table of indicators, read by ``each``.
            continue
        _add(whole, further, join or Join(file=file), name)
    return whole


def _add(whole: Table, further: Table, join: Join, name: str) -> None:
    key, on = join.key or name, join.on or join.key or name
    _check_key(further, key, join.file)
    if on not in whole:
        known = " ".join(list(whole)[:20])
        raise RefusedError("composite.no_key_column", file=join.file, column=on, known=known)
    place = {text: i for i, text in enumerate(further[key])}
    rows = np.array([place.get(text, -1) for text in whole[on]], dtype=np.int64)
    for column in join.columns or tuple(further):
        if column == key:
            continue
        if column not in further:
            raise RefusedError("composite.no_column", columns=column, where=join.file, near="-")
        cells = np.where(rows >= 0, further[column][rows], "").astype(object)
        title = join.prefix + column
        if title in whole and not _agrees(whole[title], cells, rows >= 0):
            raise RefusedError("composite.two_meanings", file=join.file, column=title)
        whole.setdefault(title, cells)


def _agrees(ours: np.ndarray, theirs: np.ndarray, known: np.ndarray) -> bool:
    return bool((ours[known] == theirs[known]).all())


def _data(table: Table) -> Data:
    return Data(texts=table, size=len(next(iter(table.values()))))


# -- writing ------------------------------------------------------------------------------


def _frame(spec: Spec, table: Table, name: str, results: dict[str, Result]) -> pd.DataFrame:
    lacking = [column for column in spec.output.keep if column not in table]
    if lacking:
        raise RefusedError("composite.no_column", columns=lacking[0], where="[output]", near="-")
    columns: dict[str, object] = {name: table[name]}
    columns |= {column: table[column] for column in spec.output.keep}
    for code, result in results.items():
        node = spec.nodes[code]
        columns[code if code not in columns else f"{code}.node"] = _written(node, result.values)
        if spec.output.stages:
            columns |= {f"{code}/{stage}": part for stage, part in result.stages.items()}
    return pd.DataFrame(columns)


def _written(node: Node, values: Floats) -> object:
    """Numbers, or class names where the node has them."""
    labels = node.labels
    if not labels:
        return values
    gone = node.missing_label or None
    return np.array([gone if v != v else labels[int(v)] for v in values], dtype=object)


def _write(frame: pd.DataFrame, out: Path, missing: str) -> None:
    part = out.with_name(out.name + ".part")
    try:
        frame.to_csv(part, index=False, na_rep=missing, lineterminator="\n")
        part.replace(out)
    except OSError as error:
        raise RefusedError("composite.not_written", file=str(out), reason=str(error)) from error
