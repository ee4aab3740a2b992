import datetime as dt

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

import words
from reports.faults import describe, faults_xlsx

FAULTS = pd.DataFrame(
    {
        "file": ["警情.csv", "警情.csv"],
        "sheet": ["", ""],
        "row": [3, 14],
        "column": ["时间", "指标"],
        "value": ["昨天", "=HYPERLINK(1)"],
        "rule": ["bad_date", "unknown_value"],
        "values": [{}, {"nearest": "有效警情"}],
        "effect": ["quarantined", "quarantined"],
    }
)


@pytest.fixture
def english():
    words.use("en")
    yield
    words.use("zh_CN")


def sheet(data, tmp_path):
    path = tmp_path / "f.xlsx"
    path.write_bytes(data)
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def test_the_spreadsheet_says_where_what_and_how_to_mend(tmp_path):
    rows = sheet(faults_xlsx(FAULTS), tmp_path)
    assert rows[0] == ["文件", "工作表", "行", "列", "值", "处理", "规则", "问题", "怎样修改"]
    assert rows[1][:7] == ["警情.csv", "", 3.0, "时间", "昨天", "未导入", "日期读不出"]
    assert "第 3 行“时间”的值“昨天”" in rows[1][7]
    assert "有效警情" in rows[2][8]


def test_a_formula_in_a_value_stays_text(tmp_path):
    assert sheet(faults_xlsx(FAULTS), tmp_path)[2][4] == "=HYPERLINK(1)"


def test_equal_input_gives_equal_bytes():
    made = dt.datetime(2026, 11, 18, 3)
    assert faults_xlsx(FAULTS, made) == faults_xlsx(FAULTS, made)


def test_no_faults_give_an_empty_list(tmp_path):
    assert len(sheet(faults_xlsx(FAULTS.iloc[:0]), tmp_path)) == 1


def test_rows_from_the_quarantine_carry_no_effect():
    said = describe(FAULTS.drop(columns="effect"))
    assert said["effect"].tolist() == ["未导入"] * 2


def test_english(english):
    assert describe(FAULTS)["effect"][0] == "not imported"
    assert describe(FAULTS)["reason"][0].startswith("Row 3: “昨天”")
