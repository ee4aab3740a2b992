"""The spreadsheet as another program reads it: types, colours, what stays in view, equal bytes."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from layers.theme import palette
from reports.workbook import NONE, Book, Column, Kind, Table, colour_words, workbook
from vocab import DIGIT_OF_STATE
from words import say

MADE = dt.datetime(2026, 11, 17, 19, 0)
CODE = "330109106001001"
COLUMNS = (
    Column(title="编码"),
    Column(title="颜色", kind=Kind.COLOUR),
    Column(title="件数", kind=Kind.WHOLE),
    Column(title="每千米", kind=Kind.DECIMAL),
    Column(title="概率", kind=Kind.SHARE),
    Column(title="说明", kind=Kind.LONG, width=20),
)
ROWS = [
    (CODE, "红", 1234.0, 0.55, 0.8, "短"),
    ("0012", "样本不足", None, float("nan"), 0.0, "=1+1"),
]
TABLE = Table(name="五色", note="演示数据", columns=COLUMNS, rows=ROWS, frozen=2)
BOOK = Book(title="五色图", footer="快照 & 规则", tables=(TABLE,), made_at=MADE)
soffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="no office program here")


def part(body, name):
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        return file.read(name).decode()


def read(body, name="五色"):
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_name(name).to_python()


def test_codes_and_formulas_stay_text_and_numbers_are_numbers():
    note, head, first, second = read(workbook(BOOK))
    assert note[0] == "演示数据"
    assert head == [column.title for column in COLUMNS]
    assert first == [CODE, "红", 1234.0, 0.55, 0.8, "短"]
    assert second[0] == "0012"
    assert second[5] == "=1+1"


def test_what_is_unknown_is_a_dash_and_zero_stays_zero():
    row = read(workbook(BOOK))[3]
    assert row[2] == row[3] == NONE
    assert row[4] == 0.0


def test_the_rows_are_filled_by_rules_in_exactly_the_colours_of_the_map():
    for is_twin in (False, True):
        body = workbook(replace(BOOK, is_twin=is_twin))
        styles, sheet = part(body, "xl/styles.xml"), part(body, "xl/worksheets/sheet1.xml")
        rules = styles[styles.index("<dxfs") :]
        fills = palette(twin=is_twin).fills
        assert [rules.count(f"FF{fill[1:]}") for fill in fills] == [1] * 5
        words = [*colour_words(is_twin=is_twin), *[say(f"ui.state.{s}") for s in DIGIT_OF_STATE]]
        assert [f'<formula>"{word}"</formula>' in sheet for word in words] == [True] * 8
        assert 'sqref="B3:B4"' in sheet


def test_the_heads_stay_in_view_and_can_be_filtered():
    sheet = part(workbook(BOOK), "xl/worksheets/sheet1.xml")
    assert '<pane xSplit="2" ySplit="2" topLeftCell="C3"' in sheet
    assert '<autoFilter ref="A2:F4"/>' in sheet
    assert 'numberStoredAsText="1"' in sheet


def test_every_page_of_paper_says_where_it_comes_from():
    sheet = part(workbook(BOOK), "xl/worksheets/sheet1.xml")
    assert "快照 &amp;&amp; 规则" in sheet
    assert 'orientation="landscape"' in sheet


def test_equal_books_are_equal_files_and_the_time_is_the_weeks():
    assert workbook(BOOK) == workbook(BOOK)
    assert workbook(BOOK) != workbook(replace(BOOK, title="别的"))
    assert "2026-11-17T19:00:00Z" in part(workbook(BOOK), "docProps/core.xml")


def test_a_table_without_rows_keeps_its_heads():
    body = workbook(replace(BOOK, tables=(replace(TABLE, rows=[]),)))
    assert read(body)[1] == [column.title for column in COLUMNS]


def test_a_long_text_gets_the_lines_it_needs():
    rows = [("1", "红", 1.0, 1.0, 1.0, "很" * 40)]
    sheet = part(
        workbook(replace(BOOK, tables=(replace(TABLE, rows=rows),))), "xl/worksheets/sheet1.xml"
    )
    heights = [float(one.split('"')[0]) for one in sheet.split(' ht="')[1:]]
    assert heights[-1] > 4 * 15


@given(
    st.lists(st.floats(0, 1e9) | st.none() | st.text("0123456789=@<>&'中", max_size=20), max_size=8)
)
def test_every_value_comes_back_as_it_went_in(values):
    table = Table(
        name="a",
        note="n",
        columns=(Column(title="x", kind=Kind.DECIMAL), Column(title="y")),
        rows=[(value, "-") for value in values],
    )
    rows = read(workbook(replace(BOOK, tables=(table,))), "a")[2:]
    expected = [NONE if value is None else value for value in values]
    assert [row[0] for row in rows] == pytest.approx(expected)


@soffice
def test_an_office_program_opens_it_without_a_word(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(workbook(BOOK))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/p", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", tmp_path]
    done = subprocess.run(
        [*command, tmp_path / "a.xlsx"], capture_output=True, text=True, check=True
    )
    complaints = [line for line in done.stderr.splitlines() if "javaldx" not in line]
    assert complaints == []
    text = (tmp_path / "a.csv").read_text("utf-8")
    assert CODE in text
    assert '"1,234"' in text
    assert "=1+1" in text
