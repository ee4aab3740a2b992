"""Sheets (表格): frames written as offices do - CSV in their encodings, XLSX with a title row."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

PROFILES = Path(__file__).with_name("profiles")
# Written into the properties of every spreadsheet, so that equal worlds give equal bytes.
MADE = dt.datetime(2026, 11, 18, 3, 0)
REMARK = "备注"
UNIT = "填报单位"
FILLED_IN_BY = "演示数据"


@cache
def profile(name: str) -> dict[str, Any]:
    """The profile ``name`` as a TOML table."""
    return tomllib.loads((PROFILES / f"{name}.toml").read_text(encoding="utf-8"))


def headers(name: str) -> dict[str, str]:
    """Field to the first header its profile names; ``mark`` and ``remark`` are free columns."""
    table = profile(name)
    found = {f: h[0] if isinstance(h, list) else h for f, h in table["columns"].items()}
    if "valid" in table:
        found["mark"] = table["valid"]["column"]
    if "leniency" in table:
        found["mark"] = table["leniency"]["column"]
        found.pop("procedure")
    return {**found, **({"remark": REMARK} if table["kind"] == "events" else {})}


def dressed(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows with the headers of a profile and a free column, nothing else."""
    names = headers(name)
    out = rows[list(names)].rename(columns=names)
    out[UNIT] = FILLED_IN_BY
    return out


def _as_text(column: pd.Series, pattern: str) -> pd.Series:
    """Times in one pattern; texts (faults) stay."""
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return column.dt.strftime(pattern).fillna("")
    is_time = column.map(lambda cell: isinstance(cell, (dt.datetime, pd.Timestamp)))
    out = column.where(column.notna(), "").astype(object)
    times = pd.to_datetime(column[is_time])
    out[is_time] = times.dt.strftime(pattern).astype(object)
    return out


def write_csv(sheet: pd.DataFrame, file: Path, encoding: str, pattern: str) -> None:
    """A CSV with times in ``pattern``; numbers without exponent, missing empty."""
    out = pd.DataFrame(
        {
            name: _as_text(column, pattern) if _has_times(column) else column
            for name, column in sheet.items()
        }
    )
    file.parent.mkdir(parents=True, exist_ok=True)
    out.to_csv(file, index=False, encoding=encoding, lineterminator="\r\n")


def _has_times(column: pd.Series) -> bool:
    if isinstance(column.dtype, np.dtype) and column.dtype.kind == "M":
        return True
    return column.dtype == object and any(
        isinstance(cell, (dt.datetime, pd.Timestamp)) for cell in column.head(50)
    )


def write_xlsx(sheet: pd.DataFrame, file: Path, title: str, pattern: str = "") -> None:
    """One sheet under a merged title row. Times become date cells, or texts with a pattern."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(file), {"strings_to_numbers": False}) as book:
        book.set_properties({"created": MADE, "title": title})
        page = book.add_worksheet("Sheet1")
        bold = book.add_format({"bold": True, "align": "center"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        if title:
            page.merge_range(0, 0, 0, sheet.shape[1] - 1, title, bold)
        top = 1 if title else 0
        page.write_row(top, 0, list(sheet.columns), bold)
        for column, name in enumerate(sheet.columns):
            values = (
                _as_text(sheet[name], pattern)
                if pattern and _has_times(sheet[name])
                else sheet[name]
            )
            for row, cell in enumerate(values.tolist(), start=top + 1):
                _write_cell(page, row, column, cell, moment, day)
        page.set_column(0, sheet.shape[1] - 1, 16)
        page.freeze_panes(top + 1, 0)


def _write_cell(page: Any, row: int, column: int, cell: object, moment: Any, day: Any) -> None:
    if cell is None or cell is pd.NaT or cell == "" or cell != cell:
        return
    if isinstance(cell, (dt.datetime, pd.Timestamp)):
        page.write_datetime(row, column, pd.Timestamp(cell).to_pydatetime(), moment)
    elif isinstance(cell, dt.date):
        page.write_datetime(row, column, cell, day)
    elif isinstance(cell, (int, float, np.integer, np.floating)):
        page.write_number(row, column, cell)
    else:
        page.write_string(row, column, str(cell))
