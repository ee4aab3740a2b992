"""工作簿 Tables with a heading, types and the five colours, as one XLSX file."""

from __future__ import annotations

import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook as Writer
from xlsxwriter.worksheet import Worksheet

from layers.theme import INKS, Ground, palette
from vocab import COLOURS, DIGIT_OF_STATE, State
from words import say

FONT = "微软雅黑"
NONE = "—"
HEAD_ROW = 1
LINE_PT = 17.0
# Numbers of Excel's own fill patterns: light slanted lines, light trellis, dots.
_PATTERNS = {State.SMALL_SAMPLE: 14, State.NO_DATA: 18, State.NOT_APPLICABLE: 17}
Cell = str | float | int | None


class Kind(StrEnum):
    """What a column holds, which decides its number format and side.

    TEXT stays text (codes are never numbers), LONG is wrapped, SIGN is one character, COLOUR
    carries the five colours.
    """

    TEXT = "text"
    LONG = "long"
    SIGN = "sign"
    COLOUR = "colour"
    WHOLE = "whole"
    DECIMAL = "decimal"
    SHARE = "share"


_FORMATS = {
    Kind.TEXT: "@",
    Kind.LONG: "@",
    Kind.SIGN: "@",
    Kind.COLOUR: "@",
    Kind.WHOLE: "#,##0",
    Kind.DECIMAL: "#,##0.0",
    Kind.SHARE: "0%",
}
_NUMBERS = (Kind.WHOLE, Kind.DECIMAL, Kind.SHARE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what stands above it, what it holds, its width in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: float = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet: a line of words above, then the columns; ``frozen`` of them stay in view.

    ``rows`` hold one value per column; None or NaN is printed as — and is not zero.
    """

    name: str
    note: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    frozen: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A whole file. ``made_at`` (UTC, no zone) is the time written into it."""

    title: str
    footer: str
    tables: tuple[Table, ...]
    made_at: dt.datetime
    is_twin: bool = False


def colour_words(*, is_twin: bool = False) -> tuple[str, ...]:
    """The names of the five colours as the cells hold them, worst first."""
    names = [colour.value for colour in COLOURS]
    if is_twin:
        names[-1] = "green_twin_light"
    return tuple(say(f"ui.colour.{name}") for name in names)


def workbook(book: Book) -> bytes:
    """The file; equal books give equal bytes."""
    target = io.BytesIO()
    # Formulas are never made of a town's text, and addresses stay text.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as file:
        file.set_properties({"title": book.title, "comments": book.footer, "created": book.made_at})
        file.formats[0].set_font_name(FONT)
        file.formats[0].set_font_size(10)
        look = _Look(file, is_twin=book.is_twin)
        for table in book.tables:
            _write(file.add_worksheet(table.name), table, look, book)
    return target.getvalue()


class _Look:
    """The formats of one file, each made once."""

    def __init__(self, file: Writer, *, is_twin: bool) -> None:
        inks = INKS[Ground.LIGHT]
        base = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        self.note = file.add_format(base | {"font_color": inks.t2, "valign": "vcenter"})
        self.head = file.add_format(
            base
            | {
                "bold": True,
                "text_wrap": True,
                "bottom": 2,
                "bottom_color": inks.t1,
                "bg_color": inks.track,
                "align": "center",
            }
        )
        self.cells = {kind: file.add_format(base | _cell(kind)) for kind in Kind}
        # What is unknown or withheld stands where the number would, in the ink of a note.
        none = base | {"align": "right", "font_color": inks.t3, "num_format": "@"}
        self.none = file.add_format(none)
        self.rules = _rules(file, is_twin=is_twin)


def _cell(kind: Kind) -> dict[str, Any]:
    sides = {Kind.COLOUR: "center", Kind.SIGN: "center", Kind.TEXT: "left", Kind.LONG: "left"}
    return {
        # Words beside a number on their left keep clear of it.
        "indent": 1 if kind in (Kind.TEXT, Kind.LONG) else 0,
        "num_format": _FORMATS[kind],
        "align": sides.get(kind, "right"),
        "text_wrap": kind is Kind.LONG,
    }


def _rules(file: Writer, *, is_twin: bool) -> list[tuple[str, Format]]:
    """The word of a cell and how it is filled: five colours, then the hatches of non-colours."""
    inks, colours = INKS[Ground.LIGHT], palette(Ground.LIGHT, twin=is_twin)
    made = []
    for colour, word in zip(COLOURS, colour_words(is_twin=is_twin), strict=True):
        fill, ink = colours.fill(colour.level), colours.label(colour.level)
        made.append((word, file.add_format({"bg_color": fill, "font_color": ink, "bold": True})))
    for state in DIGIT_OF_STATE:
        look = {
            "pattern": _PATTERNS[state],
            "bg_color": inks.panel,
            "fg_color": inks.hatch,
            "font_color": inks.t1,
        }
        made.append((say(f"ui.state.{state.value}"), file.add_format(look)))
    return made


def _write(sheet: Worksheet, table: Table, look: _Look, book: Book) -> None:
    last_row, last_column = HEAD_ROW + len(table.rows), len(table.columns) - 1
    sheet.write_string(0, 0, table.note, look.note)
    sheet.set_row(0, 22)
    sheet.set_row(HEAD_ROW, 34)
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
        sheet.write_string(HEAD_ROW, number, column.title, look.head)
        for row, values in enumerate(table.rows, HEAD_ROW + 1):
            _value(sheet, row, number, values[number], column.kind, look)
        if column.kind is Kind.COLOUR and table.rows:
            for word, fill in look.rules:
                rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": fill}
                sheet.conditional_format(HEAD_ROW + 1, number, last_row, number, rule)
    for row, values in enumerate(table.rows, HEAD_ROW + 1):
        sheet.set_row(row, LINE_PT * _lines(table.columns, values))
    sheet.freeze_panes(HEAD_ROW + 1, table.frozen)
    sheet.autofilter(HEAD_ROW, 0, max(last_row, HEAD_ROW + 1), last_column)
    # A code in a column of text is meant: no green corner says otherwise.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _print(sheet, book)


def _lines(columns: Sequence[Column], values: Sequence[Cell]) -> int:
    """Lines of the longest wrapped cell of a row: a Chinese character is two wide."""
    long = [
        sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(value)) / (column.width - 3)
        for column, value in zip(columns, values, strict=True)
        if column.kind is Kind.LONG
    ]
    return max([math.ceil(one) for one in long], default=1) or 1


def _value(sheet: Worksheet, row: int, column: int, value: Cell, kind: Kind, look: _Look) -> None:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        sheet.write_string(row, column, NONE, look.none)
    elif kind in _NUMBERS and not isinstance(value, str):
        sheet.write_number(row, column, value, look.cells[kind])
    else:
        sheet.write_string(row, column, str(value), look.cells[kind])


def _print(sheet: Worksheet, book: Book) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    # An ampersand starts a code of the footer.
    sheet.set_footer(f"&L&8{book.footer.replace('&', '&&')[:200]}&R&8&P / &N")
