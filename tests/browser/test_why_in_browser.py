"""换个说法 in Chromium: opened from the map's card, and nothing asked of the outside."""

import re

# Boxes of the texts on the ruler, and of the needle that crosses it.
RULER = """() => {
  const drawn = document.querySelector(".ws-why-scale svg");
  const box = (one) => { const r = one.getBoundingClientRect();
    return [r.left, r.right, r.top, r.bottom, one.textContent]; };
  const lines = [...drawn.querySelectorAll('line[stroke-width="3"]')];
  return { texts: [...drawn.querySelectorAll("text")].map(box), needle: lines.map(box)[0] };
}"""


def open_why(desk, code: str = "") -> None:
    desk.open("/")
    if code:
        desk.page.goto(f"{desk.address}/?grid={code}")
        desk.settle()
    desk.page.locator(".st-key-why_open button").click()
    desk.page.locator(".ws-why h1").wait_for()


def clash(drawn) -> list[str]:
    """Texts of the ruler that the needle crosses."""
    x, bottom = (drawn["needle"][0] + drawn["needle"][1]) / 2, drawn["needle"][3]
    top = drawn["needle"][2]
    return [
        words
        for left, right, high, low, words in drawn["texts"]
        if left < x < right and high < bottom - 1 and low > top + 1
    ]


def test_the_card_opens_the_page_of_its_grid(desk):
    open_why(desk)
    assert "/why" in desk.page.url and re.search(r"grid=\d+", desk.page.url)
    headline = desk.page.locator(".ws-why h1").inner_text()
    assert headline.startswith("这里是") and headline.endswith("。")
    assert desk.page.locator(".ws-why-scale svg").count() == 1
    assert "只看信访矛调、有效警情" in desk.page.locator(".ws-why-foot").inner_text()


def test_the_needle_crosses_no_label(desk):
    for scope in ("?week=2026-11-17", "?week=2026-10-06"):
        desk.page.goto(f"{desk.address}/{scope}")
        desk.settle()
        desk.page.locator(".st-key-why_open button").click()
        desk.page.locator(".ws-why-scale svg").wait_for()
        assert clash(desk.page.evaluate(RULER)) == []


def test_the_back_link_returns_to_the_map_and_nobody_outside_was_asked(desk):
    open_why(desk)
    desk.page.get_by_text("回到五色图").click()
    desk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first.wait_for()
    assert desk.hosts() == set()
    assert not desk.errors
