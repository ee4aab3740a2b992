"""A look into files: encodings, sheets, first rows; and what is refused."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import xlsxwriter

from errors import RefusedError
from store.ingest.peek import HEAD_ROWS, encoding_of, peek

ROWS = [["编号", "时间"], ["A1", "2026-11-17"]]
TEXT = "编号,时间\nA1,2026-11-17\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
    ],
)
def test_text_in_every_encoding_has_the_same_head(tmp_path, data, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes(data)
    found = peek(file)
    assert encoding_of(data) == found.encoding == encoding
    assert found.delimiter == "," and found.has_header_row
    (sheet,) = found.sheets
    assert [list(row) for row in sheet.head] == ROWS and sheet.rows == 2


def test_semicolons_and_a_missing_last_line_break(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("编号;时间\nA1;2026-11-17", encoding="utf-8")
    found = peek(file)
    assert found.delimiter == ";" and found.sheets[0].rows == 2


def book(file, sheets):
    made = xlsxwriter.Workbook(str(file))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return file


def test_sheets_with_their_rows_and_title_rows_above(tmp_path):
    many = [["台账"], [], *ROWS, *[["B", "2026-11-17"]] * 100]
    file = book(tmp_path / "a.xlsx", {"说明": [["请勿修改"]], "数据": many})
    found = peek(file)
    assert [(one.name, one.rows) for one in found.sheets] == [("说明", 1), ("数据", 104)]
    assert len(found.sheets[1].head) == HEAD_ROWS
    assert found.sheets[1].header({"event_id": ("编号",)}).row == 2
    assert found.sheets[1].header({"event_id": ("编号",)}, 4).names[0] == "A1"


def test_layers_and_columns_have_names_and_no_row_to_choose(tmp_path):
    frame = gpd.GeoDataFrame({"code": ["1"]}, geometry=[shapely.Point(120, 30)], crs=4490)
    frame.to_file(tmp_path / "a.gpkg", layer="grids")
    frame.to_file(tmp_path / "a.gpkg", layer="villages")
    found = peek(tmp_path / "a.gpkg")
    assert [one.name for one in found.sheets] == ["grids", "villages"]
    assert found.sheets[0].head == (("code",),) and not found.has_header_row
    pd.DataFrame({"编号": ["A1"], "n": [1]}).to_parquet(tmp_path / "a.parquet")
    (sheet,) = peek(tmp_path / "a.parquet").sheets
    assert sheet.head == (("编号", "n"),) and sheet.rows == 1


@pytest.mark.parametrize("name", ("a.csv", "a.xlsx", "a.gpkg", "a.parquet"))
def test_a_file_without_a_byte_is_empty_and_not_broken(tmp_path, name):
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(RefusedError) as caught:
        peek(tmp_path / name)
    assert caught.value.code == "ingest.empty_file"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", b"\n\n", "ingest.empty_file"),
        ("a.csv", b"\xff\xff\xff", "ingest.encoding"),
        ("a.xlsx", b"no zip at all", "ingest.unreadable"),
        ("a.gpkg", b"no database", "ingest.unreadable"),
        ("a.parquet", b"PAR1 no more", "ingest.unreadable"),
        ("a.docx", b"x", "ingest.file_kind"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_reason(tmp_path, name, data, code):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedError) as caught:
        peek(tmp_path / name)
    assert caught.value.code == code


def test_no_file_and_a_book_without_cells(tmp_path):
    with pytest.raises(RefusedError, match="no_file"):
        peek(tmp_path / "none.csv")
    with pytest.raises(RefusedError, match="empty_file"):
        peek(book(tmp_path / "b.xlsx", {"空": []}))
