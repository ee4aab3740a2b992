"""看一眼 What a file is before anybody says how to read it: encoding, sheets, their first rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from errors import RefusedError
from store.ingest import headers
from store.ingest.headers import Header, Wanted
from store.ingest.tabular import decode, delimiter_of, layer_names

HEAD_ROWS = 40
TEXT = (".csv", ".txt", ".tsv")
BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
VECTORS = (".gpkg", ".geojson", ".json", ".shp", ".zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet or layer: its name, how many rows it has, and the first of them as texts.

    A file with typed columns has their names as its one first row, and no row to choose.
    """

    name: str
    rows: int
    head: tuple[tuple[str, ...], ...]

    def header(self, wanted: Wanted, row: int | None = None) -> Header:
        """The row of headers: the one given (from 1), else the one that matches best."""
        return headers.find(self.head, wanted, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Peek:
    """A file as it lies there. ``encoding`` and ``delimiter`` only of delimited text."""

    file: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    has_header_row: bool = False


def peek(path: Path) -> Peek:
    """Look into a file without reading all of it where that can be helped.

    Raises:
        RefusedError: no such file, a kind that is not known, empty, or unreadable.
    """
    if not path.is_file():
        raise RefusedError("ingest.no_file", file=path.name)
    if not path.stat().st_size:
        raise RefusedError("ingest.empty_file", file=path.name, sheet="")
    suffix = path.suffix.lower()
    for suffixes, look in (
        (TEXT, _text),
        (BOOKS, _book),
        (VECTORS, _vector),
        ((".parquet",), _columns),
    ):
        if suffix in suffixes:
            return _filled(look(path))
    known = " ".join(sorted((*TEXT, *BOOKS, *VECTORS, ".parquet")))
    raise RefusedError("ingest.file_kind", file=path.name, kind=suffix, known=known)


def _filled(found: Peek) -> Peek:
    if not any(any(cell for row in sheet.head for cell in row) for sheet in found.sheets):
        raise RefusedError("ingest.empty_file", file=found.file, sheet="")
    return found


def encoding_of(data: bytes) -> str:
    """utf-8, utf-16 or gb18030: what :func:`decode` reads the bytes as."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _text(path: Path) -> Peek:
    data = path.read_bytes()
    text = decode(data, path.name)
    delimiter = delimiter_of(text)
    try:
        rows = list(
            islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), HEAD_ROWS)
        )
    except csv.Error as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)) from error
    sheet = Sheet(name="", rows=text.count("\n") + (not text.endswith("\n")), head=_texts(rows))
    return Peek(
        file=path.name,
        sheets=(sheet,),
        encoding=encoding_of(data),
        delimiter=delimiter,
        has_header_row=True,
    )


def _texts(rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(cell).strip() for cell in row) for row in rows)


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    rows = sheet.to_python(skip_empty_area=False, nrows=HEAD_ROWS)
    return Sheet(name=name, rows=sheet.end[0] + 1 if sheet.end else 0, head=_texts(rows))


def _book(path: Path) -> Peek:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = [m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
            sheets = tuple(
                _sheet(name, book.get_sheet_by_name(name)) for name in names or book.sheet_names
            )
    except (CalamineError, OSError) as error:
        reason = str(error)[:200]
        raise RefusedError("ingest.unreadable", file=path.name, reason=reason) from error
    return Peek(file=path.name, sheets=sheets, has_header_row=True)


def _vector(path: Path) -> Peek:
    sheets = []
    for name in layer_names(path):
        try:
            about = pyogrio.read_info(path, layer=name)
        except (DataSourceError, DataLayerError) as error:
            reason = str(error)[:200]
            raise RefusedError("ingest.unreadable", file=path.name, reason=reason) from error
        fields = tuple(str(field) for field in about["fields"])
        sheets.append(Sheet(name=name, rows=int(about["features"]), head=(fields,)))
    return Peek(file=path.name, sheets=tuple(sheets))


def _columns(path: Path) -> Peek:
    try:
        about = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)[:200]) from error
    names = tuple(about.schema_arrow.names)
    return Peek(
        file=path.name, sheets=(Sheet(name="", rows=about.metadata.num_rows, head=(names,)),)
    )
