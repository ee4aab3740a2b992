"""数据: a file is looked into, checked, asked about, and only then stored."""

import io
import shutil

import pytest
import xlsxwriter

import settings
from services import access, intakes
from services.workspace import opened
from tests.app.reading import assert_clean, drawings

SENT = "penalties_20261117.csv"


@pytest.fixture(scope="module")
def own_folder(demo_folder, tmp_path_factory):
    """A copy of the demo that these tests import into."""
    folder = tmp_path_factory.mktemp("upload") / "data"
    shutil.copytree(demo_folder, folder)
    return folder


def rows_of(folder) -> list[list[str]]:
    text = (folder / "files" / SENT).read_bytes().decode("gb18030")
    return [line.split(",") for line in text.splitlines()]


def book(sheets) -> bytes:
    sink = io.BytesIO()
    made = xlsxwriter.Workbook(sink)
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    made.close()
    return sink.getvalue()


def send(open_page, folder, name, body, person="analyst"):
    app = open_page(person, folder=folder, page="data.py")
    app.file_uploader(key="upload_file").set_value((name, body, ""))
    app.run()
    assert_clean(app)
    return app


def batches(folder) -> int:
    ws = opened(settings.Settings(data=folder))
    found = len(intakes.batch_list(ws, access.OPERATOR))
    ws.store.close()
    return found


def test_the_look_tells_encoding_columns_and_what_is_left_to_do(open_page, own_folder):
    app = send(open_page, own_folder, SENT, (own_folder / "files" / SENT).read_bytes())
    text = drawings(app)
    for words in ("国标编码（GBK）", "逗号分隔", "对上", "11 列：案件编号", "缺", "没用到"):
        assert words in text
    assert "还差一步：先检查" in text and app.button(key="take").disabled
    (profile,) = [one for one in app.selectbox if "导入配置" in one.label]
    assert "行政处罚" in profile.options[0] and "对上 11/11 列" in profile.options[0]


def test_title_rows_and_a_second_sheet_are_found_and_can_be_changed(open_page, own_folder):
    head, *rows = rows_of(own_folder)
    new = [[f"T{row[0]}", *row[1:]] for row in rows]
    sheets = {"说明": [["请勿修改"]], "数据": [["义桥镇行政处罚台账"], [], head, *new]}
    app = send(open_page, own_folder, "台账.xlsx", book(sheets))
    assert app.selectbox(key="upload_sheet").value == "数据"
    (row,) = [one for one in app.number_input if "表头" in one.label]
    assert row.value == 3
    row.set_value(1).run()
    assert_clean(app)
    assert "文件里缺配置要的列" in drawings(app)
    assert app.button(key="check").disabled


def test_a_check_stores_nothing_and_the_import_the_same_sums(open_page, own_folder):
    head, *rows = rows_of(own_folder)
    new = [[f"C{row[0]}", *row[1:]] for row in rows]
    app = send(open_page, own_folder, "新.xlsx", book({"数据": [head, *new]}))
    before = batches(own_folder)
    app.button(key="check").click().run()
    assert_clean(app)
    assert batches(own_folder) == before
    text = drawings(app)
    assert "三数相加等于文件的 162 行" in text and "新增 160" in text
    assert "要入库的事件落在哪里" in text and "入库后可整批撤回" in text
    button = app.button(key="take")
    assert button.label == "入库 162 行" and not button.disabled
    button.click().run()
    assert_clean(app)
    assert batches(own_folder) == before + 1
    assert "已入库，批次" in drawings(app) and "新增 160，更正 0，未变 2" in drawings(app)


def test_a_changed_choice_asks_for_another_check(open_page, own_folder):
    app = send(open_page, own_folder, SENT, (own_folder / "files" / SENT).read_bytes())
    app.button(key="check").click().run()
    assert not app.button(key="take").disabled
    app.text_input(key="covers_from").input("2026-11-11")
    app.text_input(key="covers_to").input("2026-11-17").run()
    assert app.button(key="take").disabled and "先检查" in drawings(app)


def test_damaged_codes_are_refused_in_words_and_nothing_is_left_to_store(open_page, own_folder):
    head, *rows = rows_of(own_folder)
    at = head.index("网格编码")
    spoilt = [[*row[:at], 330109106201001123.0, *row[at + 1 :]] for row in rows[:20]]
    app = send(open_page, own_folder, "科学计数.xlsx", book({"数据": [head, *spoilt]}))
    app.button(key="check").click().run()
    assert_clean(app)
    text = drawings(app)
    assert "科学计数法" in text and "2—21" in text
    assert app.button(key="take").disabled and "没有一行可以入库" in text


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("空.csv", b"", "没有内容"),
        ("坏.xlsx", b"no zip", "打不开"),
        ("文.docx", b"x", ".docx"),
    ],
)
def test_files_that_cannot_be_read_say_why(open_page, own_folder, name, body, words):
    app = send(open_page, own_folder, name, body)
    assert words in drawings(app)
    assert app.button(key="take").disabled and app.button(key="check").disabled


def test_a_folder_without_profiles_says_where_they_go(open_page, empty_folder):
    app = send(open_page, empty_folder, SENT, "编号,时间\n1,2\n".encode(), access.OPERATOR)
    assert "还没有导入配置" in drawings(app)
    assert app.button(key="take").disabled


def test_silent_grids_and_late_events_are_told(open_page):
    app = open_page("analyst", page="data.py")
    assert_clean(app)
    assert "沉默的网格" in drawings(app)


def test_a_batch_of_long_ago_gives_its_refused_rows_and_is_taken_back(open_page, own_folder):
    app = open_page("analyst", folder=own_folder, page="data.py")
    assert app.button(key="undo").disabled, "nothing is chosen yet"
    ws = opened(settings.Settings(data=own_folder))
    known = intakes.batch_list(ws, access.OPERATOR)
    one = next(row for row in known if row["quarantined"] and row["status"] == "active")
    app.selectbox(key="batch_which").select(one["id"]).run()
    assert_clean(app)
    (faults,) = [each for each in app.get("download_button") if "batch_faults" in each.proto.id]
    assert not faults.proto.disabled
    app.button(key="undo").click().run()
    assert_clean(app)
    assert f"批次 {one['id']} 已撤回" in drawings(app)
    after = {row["id"]: row["status"] for row in intakes.batch_list(ws, access.OPERATOR)}
    ws.store.close()
    assert after[one["id"]] == "undone"
