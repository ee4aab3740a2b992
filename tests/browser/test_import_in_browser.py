"""数据 in Chromium: a file with faults goes in, and its three sums add up."""

import csv
import io
import re

from geo import crs
from tests.browser.desk import MAP

FILE = "penalties_20261103.csv"


def send(desk, path):
    """Open the page anew and send a file; what was guessed is shown."""
    desk.page.goto(f"{desk.address}/data")
    desk.page.locator(".st-key-panel_run").first.wait_for()
    field = desk.page.locator('[data-testid="stFileUploaderDropzoneInput"]')
    field.set_input_files(path)
    desk.page.locator(".st-key-upload_columns").wait_for()


def press(desk, key):
    button = desk.page.locator(f".st-key-{key} button")
    desk.until(button.is_enabled, f"the button {key}")
    # Without a graphics card the map repaints so long that nothing near it counts as still.
    button.dispatch_event("click")


def sums(desk) -> list[int]:
    return [int(text.replace(",", "")) for text in desk.page.locator(".ws-sum b").all_inner_texts()]


def test_a_faulty_file_is_checked_and_comes_in_with_three_sums_that_add_up(desk, folder):
    send(desk, folder / "files" / FILE)
    assert "国标编码" in desk.part("upload_about") and "对上" in desk.part("upload_columns")
    assert "还差一步：先检查" in desk.part("upload_wait")
    assert not desk.page.locator(".st-key-take button").is_enabled()
    press(desk, "check")
    desk.page.locator(".st-key-check_drawing").wait_for(timeout=60_000)
    checked = sums(desk)
    read = int(re.search(r"等于文件的 ([\d,]+) 行", desk.part("check_drawing"))[1].replace(",", ""))
    assert len(checked) == 3 and sum(checked) == read > 100 and checked[2] > 0
    assert "新增 0，更正 0" in desk.part("check_drawing"), "the same file a second time"
    assert desk.page.locator(".ws-faults tbody tr").count() > 0
    with desk.page.expect_download() as sheet:
        desk.page.locator(".st-key-check_faults button").dispatch_event("click")
    assert sheet.value.suggested_filename == "faults.xlsx"
    assert desk.english() == set()
    press(desk, "take")
    desk.page.locator(".st-key-import_result_drawing").wait_for(timeout=60_000)
    desk.until(lambda: sums(desk) == checked, "the sums of the check, alone")
    assert "已入库" in desk.part("import_result_drawing")
    assert desk.english() == set()


def test_the_wrong_datum_blocks_until_it_is_answered(desk, folder, tmp_path):
    text = (folder / "files" / "penalties_20261117.csv").read_bytes().decode("gb18030")
    head, *rows = list(csv.reader(io.StringIO(text)))
    lon, lat = head.index("经度"), head.index("纬度")
    for number, row in enumerate(rows):
        row[0] = f"DATUM-{number}"
        if row[lon]:
            x, y = crs.wgs84_to_gcj02([float(row[lon])], [float(row[lat])])
            row[lon], row[lat] = f"{x[0]:.6f}", f"{y[0]:.6f}"
    file = tmp_path / "gcj.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as sink:
        csv.writer(sink).writerows([head, *rows])
    send(desk, file)
    press(desk, "check")
    desk.page.locator(".st-key-datum_question").wait_for(timeout=60_000)
    assert "坐标像是高德" in desk.part("datum_question")
    assert "先定坐标怎么处理" in desk.part("upload_wait")
    assert not desk.page.locator(".st-key-take button").is_enabled()
    assert desk.english() == set()
    press(desk, "datum_convert")
    desk.page.locator(".st-key-datum_question").wait_for(state="detached", timeout=60_000)
    desk.until(desk.page.locator(".st-key-take button").is_enabled, "the way in")
    desk.until(lambda: sums(desk) == [len(rows), 0, 0], "the sums, alone")
    desk.page.locator(f".st-key-check_map_title ~ * {MAP}").first.wait_for(timeout=60_000)
    assert not desk.errors and desk.hosts() == set()


def test_what_cannot_be_read_is_said_in_words(desk, tmp_path):
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    desk.page.goto(f"{desk.address}/data")
    desk.page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(empty)
    desk.page.locator(".st-key-upload_refused").wait_for()
    assert "没有内容" in desk.part("upload_refused")
    assert not desk.page.locator(".st-key-take button").is_enabled()


def test_days_that_cannot_be_read_are_said_so(desk, folder):
    send(desk, folder / "files" / FILE)
    desk.page.locator(".st-key-covers_from input").fill("17/11/2026")
    desk.page.keyboard.press("Enter")
    desk.until(lambda: "覆盖的日期读不懂" in desk.text(), "the notice")
    assert "先把覆盖的日期写对" in desk.part("upload_wait")


def test_clicking_the_map_gives_the_code_for_an_unplaced_event(patient_desk):
    patient_desk.open("/data")
    canvas = patient_desk.page.locator(
        '.st-key-place_map canvas, [data-testid="stDeckGlJsonChart"] canvas'
    )
    canvas.first.scroll_into_view_if_needed()
    patient_desk.page.wait_for_timeout(2500)
    box = canvas.first.bounding_box()
    x, y = box["x"] + box["width"] / 2 + 40, box["y"] + box["height"] / 2 - 40
    patient_desk.page.mouse.move(x - 3, y)
    patient_desk.page.mouse.move(x, y)
    patient_desk.page.wait_for_timeout(600)
    patient_desk.page.mouse.click(x, y, delay=60)
    field = patient_desk.page.locator(".st-key-place_code input")
    patient_desk.until(lambda: re.fullmatch(r"\d{15}", field.input_value()), "the code of the grid")
    assert patient_desk.page.locator(".st-key-place button").is_enabled()
