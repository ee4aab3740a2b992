"""表格文件 CSV, spreadsheets, Parquet and the attributes of vector files as one kind of table."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from errors import RefusedError
from store.ingest import headers
from store.ingest.headers import Wanted

ENCODINGS = ("utf-8", "gb18030")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t")
_SHOWN_SHEETS = 20
csv.field_size_limit(1_000_000)

Raw = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Table:
    """原始表 The rows of one sheet or layer with their raw values.

    ``frame`` has one column per header; cells are the raw Python values, "" when empty.
    ``rows`` are the row numbers a person sees in the spreadsheet (features count from 1).
    ``is_ragged`` marks rows with more filled cells than headers. ``columns`` maps each wanted
    field to its header. ``geometry`` and ``crs`` only for vector files and GeoParquet.
    """

    file: str
    sheet: str
    frame: pd.DataFrame
    rows: npt.NDArray[np.int64]
    is_ragged: npt.NDArray[np.bool_]
    columns: dict[str, str]
    is_1904: bool = False
    geometry: Raw | None = None
    crs: str = ""

    def keep(self, mask: npt.NDArray[np.bool_]) -> Table:
        """The rows where ``mask`` holds."""
        return replace(
            self,
            frame=self.frame[mask].reset_index(drop=True),
            rows=self.rows[mask],
            is_ragged=self.is_ragged[mask],
            geometry=None if self.geometry is None else self.geometry[mask],
        )


def read(
    path: Path,
    wanted: Wanted | None = None,
    *,
    sheet: str = "",
    header_row: int | None = None,
) -> Table:
    """A file as a table, whatever its kind.

    Args:
        path: .csv .txt .tsv, .xlsx .xlsm .xls .ods, .parquet, .gpkg .geojson .json .shp,
            or a shapefile's parts in one .zip.
        wanted: field to possible headers; all must be there. None takes what is there.
        sheet: sheet or layer; "" takes the one whose headers match best.
        header_row: 1-based; None skips title rows above the best matching row.

    Raises:
        RefusedError: unreadable file, unknown sheet, or missing columns (all in one).
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        known = " ".join(sorted(_READERS))
        raise RefusedError("ingest.file_kind", file=path.name, kind=path.suffix, known=known)
    if not path.is_file():
        raise RefusedError("ingest.no_file", file=path.name)
    return reader(path, wanted or {}, sheet, header_row)


def texts(values: Raw) -> Raw:
    """Raw cells as trimmed text: 1.0 is "1", dates are ISO, missing is "".

    Numbers beyond 15 digits keep their "e+" so that a damaged code stays recognisable.
    """
    if all(type(value) is str for value in values):
        return np.array([value.strip() for value in values], dtype=object)
    return np.array([_text(value) for value in values], dtype=object)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if number != number:
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    return str(value)


# -- delimited text -----------------------------------------------------------------------


def decode(data: bytes, file: str) -> str:
    """Text of a file: by its byte order mark, else UTF-8, else GB18030.

    Raises:
        RefusedError: neither of them.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict(data, encoding, file).lstrip("\ufeff")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("ingest.encoding", file=file)


def _strict(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedError("ingest.encoding", file=file) from error


def delimiter_of(text: str) -> str:
    """The separator that stands most often outside quotes in the first lines."""
    head = re.sub(r'"[^"]*"', "", "\n".join(text.split("\n", 20)[:20]))
    return max(_DELIMITERS, key=head.count)


def _read_csv(path: Path, wanted: Wanted, sheet: str, header_row: int | None) -> Table:
    text = decode(path.read_bytes(), path.name)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        rows: list[Sequence[object]] = list(reader)
    except csv.Error as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)) from error
    return _table(path.name, "", rows, wanted, header_row)


# -- spreadsheets -------------------------------------------------------------------------


def _read_book(path: Path, wanted: Wanted, sheet: str, header_row: int | None) -> Table:
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            names = [m.name for m in book.sheets_metadata if m.visible is SheetVisibleEnum.Visible]
            names = names or book.sheet_names
            if sheet and sheet not in book.sheet_names:
                found = "、".join(book.sheet_names[:_SHOWN_SHEETS])
                raise RefusedError("ingest.no_sheet", file=path.name, sheet=sheet, found=found)
            candidates = [sheet] if sheet else names
            cells = {name: _cells(book.get_sheet_by_name(name)) for name in candidates}
    except (CalamineError, OSError) as error:
        reason = str(error)[:200]
        raise RefusedError("ingest.unreadable", file=path.name, reason=reason) from error
    best = max(candidates, key=lambda name: _score(cells[name], wanted))
    table = _table(path.name, best, cells[best], wanted, header_row)
    return replace(table, is_1904=_counts_from_1904(path))


def _score(rows: list[list[object]], wanted: Wanted) -> tuple[int, bool]:
    head = headers.find(rows, wanted, None)
    return headers.matches(head.names, wanted), bool(rows)


def _cells(sheet: CalamineSheet) -> list[list[object]]:
    """Cells from row 1 on; a merged cell holds its value in every row of its first column.

    Downwards a merged cell means "the same for these rows"; sideways it is only layout, and
    filling it would give a header twice.
    """
    rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        if top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def _counts_from_1904(path: Path) -> bool:
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return False
    with zipfile.ZipFile(path) as parts:
        if "xl/workbook.xml" not in parts.namelist():
            return False
        head = parts.read("xl/workbook.xml")
    return re.search(rb'date1904="(1|true)"', head) is not None


def _table(
    file: str,
    sheet: str,
    rows: Sequence[Sequence[object]],
    wanted: Wanted,
    header_row: int | None,
) -> Table:
    if not any(_is_filled(row) for row in rows):
        raise RefusedError("ingest.empty_file", file=file, sheet=sheet)
    head = headers.find(rows, wanted, header_row)
    columns = headers.columns_of(head.names, wanted, file=file, sheet=sheet)
    width = head.width
    # Forms printed page by page repeat their header row; blank rows part them.
    kept = [
        (number, row)
        for number, row in enumerate(rows[head.row + 1 :], start=head.row + 2)
        if _is_filled(row) and not _is_same(row, head.names)
    ]
    cells = [[row[i] if i < len(row) else "" for _, row in kept] for i in range(width)]
    return Table(
        file=file,
        sheet=sheet,
        frame=_frame(head.names[:width], cells),
        rows=np.array([number for number, _ in kept], dtype=np.int64),
        is_ragged=np.array([_is_filled(row[width:]) for _, row in kept], dtype=np.bool_),
        columns=columns,
    )


def _is_filled(row: Sequence[object]) -> bool:
    return any(not isinstance(cell, str) or (cell and not cell.isspace()) for cell in row)


def _is_same(row: Sequence[object], names: Sequence[str]) -> bool:
    first = row[0]
    if not isinstance(first, str) or first.strip() != names[0]:
        return False
    return [str(cell).strip() for cell in row] == list(names)


def _frame(names: Sequence[str], cells: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Object columns; a second column of the same name, or one without, is told apart."""
    unique: list[str] = []
    for i, name in enumerate(names):
        base = name or f"#{i + 1}"
        unique.append(f"{base}#{i + 1}" if base in unique else base)
    arrays = {}
    for name, values in zip(unique, cells, strict=True):
        array = np.empty(len(values), dtype=object)
        array[:] = values
        arrays[name] = pd.Series(array, dtype=object)
    return pd.DataFrame(arrays)


# -- column files and vector files --------------------------------------------------------


def _read_parquet(path: Path, wanted: Wanted, sheet: str, header_row: int | None) -> Table:
    try:
        content = pq.read_table(path)
    except (pa.ArrowException, OSError) as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)[:200]) from error
    plain = [
        f.name
        for f in content.schema
        if not (pa.types.is_binary(f.type) or pa.types.is_nested(f.type))
    ]
    table = _typed(path.name, "", content.select(plain).to_pandas(), wanted)
    geometry, crs = _parquet_geometry(content)
    return replace(table, geometry=geometry, crs=crs)


def _parquet_geometry(content: pa.Table) -> tuple[Raw | None, str]:
    """Shapes and CRS of a GeoParquet table; none where it is a plain one."""
    about = json.loads((content.schema.metadata or {}).get(b"geo", b"{}"))
    name = about.get("primary_column", "")
    if name not in content.column_names or not pa.types.is_binary(content.schema.field(name).type):
        return None, ""
    # Absent means degrees of WGS84, says the format.
    crs = about["columns"][name].get("crs") or {"id": {"authority": "EPSG", "code": 4326}}
    known = crs.get("id")
    code = f"{known['authority']}:{known['code']}" if known else json.dumps(crs)
    return shapely.from_wkb(content.column(name).to_numpy(zero_copy_only=False)), code


def _read_vector(path: Path, wanted: Wanted, sheet: str, header_row: int | None) -> Table:
    frame, layer = read_layer(path, sheet)
    geometry = np.asarray(frame["geometry"], dtype=object) if "geometry" in frame else None
    crs = getattr(frame, "crs", None)
    attributes = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    table = _typed(path.name, layer, attributes, wanted)
    return replace(table, geometry=geometry, crs="" if crs is None else crs.to_string())


def layer_names(path: Path) -> list[str]:
    """The layers of a vector file in its own order.

    Raises:
        RefusedError: no such file, or not a vector file.
    """
    if not path.is_file():
        raise RefusedError("ingest.no_file", file=path.name)
    try:
        return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    except DataSourceError as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)[:200]) from error


def read_layer(path: Path, layer: str = "") -> tuple[pd.DataFrame, str]:
    """One layer of a vector file as pyogrio gives it, and its name; "" takes the first.

    Raises:
        RefusedError: no such file or layer, or not a vector file.
    """
    names = layer_names(path)
    if layer and layer not in names:
        found = "、".join(names[:_SHOWN_SHEETS])
        raise RefusedError("ingest.no_sheet", file=path.name, sheet=layer, found=found)
    try:
        chosen = layer or names[0]
        return pyogrio.read_dataframe(path, layer=chosen), chosen
    except (DataSourceError, DataLayerError, IndexError) as error:
        raise RefusedError("ingest.unreadable", file=path.name, reason=str(error)[:200]) from error


def _typed(file: str, sheet: str, content: pd.DataFrame, wanted: Wanted) -> Table:
    names = [str(name) for name in content.columns]
    columns = headers.columns_of(names, wanted, file=file, sheet=sheet)
    arrays = {name: _objects(content[column]) for name, column in zip(names, content, strict=True)}
    return Table(
        file=file,
        sheet=sheet,
        frame=pd.DataFrame(arrays, dtype=object),
        rows=np.arange(1, len(content) + 1, dtype=np.int64),
        is_ragged=np.zeros(len(content), dtype=np.bool_),
        columns=columns,
    )


def _objects(column: pd.Series) -> pd.Series:
    """Raw cells of a typed column; missing is ""."""
    cells = column.astype(object)
    return cells.where(column.notna(), "")


_Reader = Callable[[Path, Wanted, str, int | None], Table]
_READERS: dict[str, _Reader] = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), _read_csv),
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".ods"), _read_book),
    ".parquet": _read_parquet,
    **dict.fromkeys((".gpkg", ".geojson", ".json", ".shp", ".zip"), _read_vector),
}
