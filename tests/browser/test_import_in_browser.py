"""数据 in Chromium: a file with faults goes in, and its three sums add up."""

import re

FILE = "penalties_20261103.csv"


def test_a_faulty_file_comes_in_with_three_sums_that_add_up(desk, folder):
    desk.open("/data")
    desk.page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(
        folder / "files" / FILE
    )
    button = desk.page.locator(".st-key-take button")
    desk.until(button.is_enabled, "the button to import")
    button.click()
    desk.page.locator(".st-key-import_result_drawing").wait_for(timeout=60_000)
    shown = desk.part("import_result_drawing")
    read = int(re.search(r"读入 ([\d,]+) 行", shown).group(1).replace(",", ""))
    sums = desk.page.locator(".ws-sum b").all_inner_texts()
    assert len(sums) == 3
    assert sum(int(text.replace(",", "")) for text in sums) == read > 100
    assert int(sums[2]) > 0
    assert "新增 0，更正 0" in shown, "the same file a second time changes nothing"
    assert "拒收与提醒" in shown
    assert desk.page.locator(".ws-faults tbody tr").count() > 0
    assert desk.english() == set()


def test_days_that_cannot_be_read_are_said_so(desk):
    desk.open("/data")
    desk.page.locator(".st-key-covers_from input").fill("17/11/2026")
    desk.page.keyboard.press("Enter")
    desk.until(lambda: "覆盖的日期读不懂" in desk.text(), "the notice")


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
