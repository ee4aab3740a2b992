"""规则 in Chromium: one person proposes after seeing the effect, another approves."""

import re

import pytest

from tests.browser.desk import Desk

DRAFT = {"weight_penalty": "5", "weight_alert": "50"}


@pytest.fixture(scope="module")
def approver(chromium, address):
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    one = Desk(context.new_page(), address)
    one.sign_in("approver")
    yield one
    context.close()


def see(desk: Desk, path: str, key: str) -> None:
    desk.page.goto(desk.address + path)
    desk.page.locator(f".st-key-{key}").first.wait_for()


def sideways(desk: Desk) -> int:
    return int(
        desk.page.evaluate(
            "() => Math.max(...[document.documentElement,"
            " ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth))"
        )
    )


def test_propose_compare_and_approve_by_two_persons(desk, approver):
    see(desk, "/rules?part=propose", "rules_weight_penalty")
    for key, value in DRAFT.items():
        desk.page.locator(f".st-key-rules_{key} input").fill(value)
        desk.page.keyboard.press("Tab")
    desk.page.get_by_role("button", name="算一算影响").click()
    desk.page.locator(".st-key-rules_headline").wait_for()
    desk.page.locator(".st-key-rules_weeks table").wait_for()
    changed = int(re.search(r"会变色的网格\s+(\d+)", desk.part("rules_headline")).group(1))
    assert changed > 0
    rows = desk.page.locator(".st-key-rules_grid_list tbody tr").count()
    moves = sum(int(n) for n in re.findall(r"(\d+) 个", desk.part("rules_moves")))
    assert rows == moves == changed
    maps = desk.page.locator('[data-testid="stDeckGlJsonChart"]')
    desk.until(lambda: maps.count() == 2, "both maps")
    assert desk.english() == set()

    desk.page.locator(".st-key-rules_propose button").dispatch_event("click")
    desk.until(lambda: "已提议" in desk.part("panel_rules_act"), "the proposal")
    assert "须由另一人批准" in desk.part("panel_rules_act")
    assert not desk.page.locator(".st-key-rules_approve button").count()
    link = desk.page.url.removeprefix(desk.address)

    see(approver, link, "rules_approve")
    assert f"会变色的网格\n{changed}" in approver.part("rules_headline")
    assert not approver.page.locator(".st-key-rules_withdraw button").count()
    assert sideways(approver) <= 0
    field = approver.page.locator(".st-key-rules_start input")
    field.click()
    approver.page.get_by_role("option").last.click()
    approver.page.locator(".st-key-rules_approve button").dispatch_event("click")
    approver.page.locator(".st-key-rules_history").wait_for()
    approver.until(lambda: "将生效" in approver.part("rules_history"), "the rule to come")
    assert "规则审批人" in approver.part("rules_history")
    assert not desk.errors and not approver.errors
    assert desk.hosts() == set() and approver.hosts() == set()


@pytest.mark.parametrize("part", ("now", "propose", "compare"))
def test_every_part_speaks_chinese_and_does_not_scroll_sideways(desk, part):
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    see(desk, f"/rules?part={part}", "rules_title")
    desk.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    desk.page.wait_for_timeout(1000)
    # The beginning of a rule's hash is no word.
    words = re.sub(r"\b[0-9a-f]{12}\b", "", desk.text())
    assert set(re.findall(r"[A-Za-z]{2,}", words)) == set()
    assert sideways(desk) <= 0
    desk.page.set_viewport_size({"width": 1920, "height": 1080})
