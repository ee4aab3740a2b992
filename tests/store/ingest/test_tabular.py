import datetime as dt
import os
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
import xlsxwriter

from errors import RefusedError
from store.ingest import dates, headers, tabular

REAL = Path(os.environ.get("WUSETU_REAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
real = pytest.mark.skipif(not REAL.is_dir(), reason="no real data (WUSETU_REAL_DATA)")
WANTED = {"event_id": ("编号", "警情编号"), "lon": ("经度",)}
TEXT = "警情编号,经度,备注\nA1,120.1,逗号\nA2,120.2,“好”\n"


def book(path, rows, *, merges=(), sheet="数据", options=None, more=()):
    with xlsxwriter.Workbook(path, options or {}) as made:
        page = made.add_worksheet(sheet)
        for i, row in enumerate(rows):
            page.write_row(i, 0, row)
        for span, value in merges:
            page.merge_range(*span, value)
        for name, other in more:
            extra = made.add_worksheet(name)
            for i, row in enumerate(other):
                extra.write_row(i, 0, row)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_every_encoding_and_delimiter(tmp_path, encoding, mark):
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.replace(",", mark).encode(encoding))
    table = tabular.read(path, WANTED)
    assert table.columns == {"event_id": "警情编号", "lon": "经度"}
    assert table.frame["警情编号"].tolist() == ["A1", "A2"]
    assert table.rows.tolist() == [2, 3]


def test_gb18030_characters_beyond_gb2312(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("编号,经度\n㙦坞𠂇,1\n".encode("gb18030"))
    assert tabular.read(path).frame["编号"].tolist() == ["㙦坞𠂇"]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xff\x81\xff\n")
    with pytest.raises(RefusedError, match=r"ingest\.encoding"):
        tabular.read(path)


def test_csv_row_numbers_are_those_of_the_spreadsheet(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('标题\n\n警情编号,经度\nA1,"两\n行"\n\nA2,3\n', encoding="utf-8")
    table = tabular.read(path, WANTED)
    assert table.rows.tolist() == [4, 6]
    assert table.frame["经度"].tolist() == ["两\n行", "3"]


def test_short_and_long_csv_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,经度\nA1\nA2,1,多\nA3,1,\n", encoding="utf-8")
    table = tabular.read(path, WANTED)
    assert table.frame["经度"].tolist() == ["", "1", "1"]
    assert table.is_ragged.tolist() == [False, True, False]


def test_repeated_header_rows_are_no_data(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,经度\nA1,1\n编号,经度\nA2,2\n", encoding="utf-8")
    assert tabular.read(path, WANTED).frame["编号"].tolist() == ["A1", "A2"]


def test_missing_columns_are_named_all_at_once_with_the_headers_found(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("号,经,备注\n1,2,3\n", encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        tabular.read(path, WANTED)
    assert caught.value.code == "ingest.missing_columns"
    assert caught.value.values["missing"] == "编号 / 警情编号、经度"
    assert caught.value.values["headers"] == "号、经、备注"


def test_headers_match_across_width_case_and_spaces(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("Ｅvent ID , 经 度\n1,2\n", encoding="utf-8")
    table = tabular.read(path, {"event_id": ("EVENT id",), "lon": ("经度",)})
    assert set(table.columns) == {"event_id", "lon"}


def test_a_wanted_header_that_stands_twice_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("编号,经度,经度\n1,2,3\n", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"ingest\.double_column"):
        tabular.read(path, WANTED)


def test_spreadsheet_title_rows_sheet_choice_and_row_numbers(tmp_path):
    rows = [
        ["2026年第46周警情"],
        ["制表：综合信息室"],
        [],
        ["编号", "经度"],
        ["A1", 120.5],
        [],
        ["A2", 121],
    ]
    path = book(tmp_path / "a.xlsx", [["说明"]], sheet="说明", more=[("数据", rows)])
    table = tabular.read(path, WANTED)
    assert table.sheet == "数据"
    assert table.rows.tolist() == [5, 7]
    assert table.frame["经度"].tolist() == [120.5, 121.0]
    named = tabular.read(path, WANTED, sheet="数据", header_row=4)
    assert named.frame.equals(table.frame)


def test_an_unknown_sheet_is_refused_with_the_names_there(tmp_path):
    path = book(tmp_path / "a.xlsx", [["编号", "经度"]])
    with pytest.raises(RefusedError) as caught:
        tabular.read(path, WANTED, sheet="别的")
    assert caught.value.values["found"] == "数据"


def test_merged_cells_hold_for_every_row(tmp_path):
    rows = [["村", "编号", "经度"], ["", "A1", 1], ["", "A2", 2], ["乙", "A3", 3]]
    path = book(tmp_path / "a.xlsx", rows, merges=[((1, 0, 2, 0), "甲")])
    assert tabular.read(path, WANTED).frame["村"].tolist() == ["甲", "甲", "乙"]


def test_two_row_headers_with_merged_cells(tmp_path):
    rows = [["", "人口", ""], ["", "户籍", "流动"], ["001", 3, 4]]
    merges = [((0, 0, 1, 0), "编码"), ((0, 1, 0, 2), "人口")]
    path = book(tmp_path / "a.xlsx", rows, merges=merges)
    wanted = {"code": ("编码",), "registered": ("户籍",), "floating": ("流动",)}
    table = tabular.read(path, wanted)
    assert table.rows.tolist() == [3]
    assert table.frame.iloc[0].tolist() == ["001", 3.0, 4.0]


def test_spreadsheet_dates_and_1904(tmp_path):
    day = dt.datetime(2026, 11, 18, 8, 30)
    options = {"default_date_format": "yyyy-mm-dd hh:mm", "date_1904": True}
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path, options) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, ["编号", "经度"])
        page.write_row(1, 0, ["A1"])
        page.write_datetime(1, 1, day)
        page.write_row(2, 0, ["A2", 44882.354166666664])
    table = tabular.read(path, WANTED)
    assert table.is_1904
    times = dates.read(
        table.frame["经度"].to_numpy(dtype=object), "Asia/Shanghai", is_1904=table.is_1904
    )
    assert times.is_ok.all() and times.seconds[0] == times.seconds[1]


def test_numbers_as_text():
    raw = np.array(
        [1.0, 330109106021.0, 3.30109106021005e17, 1.5, None, "  x ", float("nan"), 7, pd.NaT],
        dtype=object,
    )
    assert tabular.texts(raw).tolist() == [
        "1",
        "330109106021",
        "3.30109106021005e+17",
        "1.5",
        "",
        "x",
        "",
        "7",
        "",
    ]


@pytest.mark.parametrize("name", ["a.xlsx", "a.parquet", "a.gpkg", "a.shp"])
def test_damaged_files_are_refused(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"this is not such a file")
    with pytest.raises(RefusedError, match=r"ingest\.unreadable"):
        tabular.read(path)


def test_unknown_kind_and_missing_file(tmp_path):
    (tmp_path / "a.doc").write_bytes(b"")
    for name, code in (("a.doc", "ingest.file_kind"), ("b.csv", "ingest.no_file")):
        with pytest.raises(RefusedError) as caught:
            tabular.read(tmp_path / name)
        assert caught.value.code == code


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n"])
def test_empty_files_are_refused(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text)
    with pytest.raises(RefusedError, match=r"ingest\.empty_file"):
        tabular.read(path)


def test_parquet_keeps_missing_as_empty(tmp_path):
    path = tmp_path / "a.parquet"
    pd.DataFrame(
        {"编号": ["A1", None], "经度": [120.5, np.nan], "t": pd.to_datetime(["2026-11-18", None])}
    ).to_parquet(path)
    table = tabular.read(path, WANTED)
    assert table.frame["编号"].tolist() == ["A1", ""]
    assert table.frame["经度"].tolist() == [120.5, ""]
    assert table.frame["t"].tolist() == [pd.Timestamp("2026-11-18"), ""]
    assert table.rows.tolist() == [1, 2]


@pytest.mark.parametrize("name", ["a.gpkg", "a.geojson", "a.shp"])
def test_vector_files(tmp_path, name):
    path = tmp_path / name
    points = [shapely.Point(120, 30), shapely.Point(121, 31)]
    geopandas.GeoDataFrame({"id": ["A1", "A2"]}, geometry=points, crs="EPSG:4326").to_file(path)
    table = tabular.read(path, {"event_id": ("id",)})
    assert table.frame["id"].tolist() == ["A1", "A2"]
    assert table.geometry[1].equals(points[1])
    assert table.crs == "EPSG:4326"


def test_unknown_layer_is_refused(tmp_path):
    path = tmp_path / "a.gpkg"
    geopandas.GeoDataFrame({"id": ["1"]}, geometry=[shapely.Point(0, 0)], crs=4326).to_file(path)
    with pytest.raises(RefusedError, match=r"ingest\.no_sheet"):
        tabular.read(path, sheet="nowhere")


def test_header_search_with_nothing_wanted_takes_the_first_filled_row():
    assert headers.find([["", ""], ["a", ""], ["1", "2"]], {}, None).names == ("a", "")


@real
def test_real_gbk_file():
    table = tabular.read(REAL / "spreadsheets/xiaoshan_adcode_gbk.csv", {"code": ("code",)})
    assert len(table.rows) == 632
    assert table.frame["name"][0] == "萧山区" and table.frame["code"][0] == "330109000000"


@real
def test_real_ledger_with_808_merged_ranges_below_a_title():
    wanted = {"begin": ("施工开始时间",), "end": ("施工结束时间",), "part": ("分项工程",)}
    table = tabular.read(REAL / "spreadsheets/taizhang_merged.xlsx", wanted)
    assert table.sheet == "路基时间台账" and table.rows[0] == 3
    begin = table.frame["施工开始时间"].to_numpy(dtype=object)
    read = dates.read(begin, "Asia/Shanghai")
    assert set(read.reading.tolist()) <= {dates.Reading.OK, dates.Reading.EMPTY}
    assert read.is_ok.sum() > 250


@real
def test_real_dates_as_text_and_as_numbers():
    table = tabular.read(REAL / "spreadsheets/taizhang_tunnel.xlsx", {"built": ("建成时间",)})
    for column in ("建成时间", "采集时间"):
        values = table.frame[column].to_numpy(dtype=object)
        assert dates.read(values, "Asia/Shanghai").is_ok.all()


@real
def test_real_1904_book_says_the_same_in_dates_and_text():
    for name, is_1904 in (("sheetjs_1900.xlsx", False), ("sheetjs_1904.xlsx", True)):
        table = tabular.read(REAL / "spreadsheets" / name, header_row=1)
        assert table.is_1904 is is_1904
        date, text = (table.frame.iloc[:, i].to_numpy(dtype=object) for i in (1, 2))
        zone = "UTC"
        assert (dates.read(date, zone).seconds == dates.read(text, zone).seconds).all()
