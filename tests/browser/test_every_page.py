"""Every page as a stranger meets it: words, room, accessibility, and nobody else is asked."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest

from tests.browser.desk import Desk
from views.navigation import PAGES

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
SIZES = ((1920, 1080), (3840, 1080), (1440, 900))
SCRIPT = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# What axe cannot know: canvases of the map and the tables bring their own words; the frame of
# pages is the framework's.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa"],
    "resultTypes": ["violations"],
    "rules": {"scrollable-region-focusable": {"enabled": False}},
}
ROUNDS = 12
# The wall has no frame of pages around it.
READ = [entry.name for entry in PAGES if entry.name != "wall"]
GRAVE = ("serious", "critical")
# Pairs of words that lie on each other: by the boxes of their lines, smaller by a pixel.
OVERLAPS = """() => {
  const boxes = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent.trim(), holder = node.parentElement;
    if (!text || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(holder.tagName)) continue;
    const style = getComputedStyle(holder);
    if (style.visibility !== "visible" || style.opacity === "0" || style.fontSize === "0px"
        || style.fontFamily.includes("Material") || holder.closest("canvas, table[aria-hidden]"))
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 3 && box.height > 3 && box.bottom > 0 && box.top < innerHeight
          && box.right > 0 && box.left < innerWidth) {
        const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        if (!seen || !(seen === holder || holder.contains(seen) || seen.contains(holder))) continue;
        // The box of a line is as high as the font may reach; the ink is lower.
        const spare = Math.max(0, box.height - parseFloat(style.fontSize)) / 2;
        boxes.push({ text, holder, box: { left: box.left, right: box.right,
          top: box.top + spare, bottom: box.bottom - spare } });
      }
  }
  const found = [];
  for (let a = 0; a < boxes.length; a++)
    for (let b = a + 1; b < boxes.length; b++) {
      const one = boxes[a], other = boxes[b];
      if (one.holder === other.holder) continue;
      const wide = Math.min(one.box.right, other.box.right)
        - Math.max(one.box.left, other.box.left);
      const high = Math.min(one.box.bottom, other.box.bottom)
        - Math.max(one.box.top, other.box.top);
      if (wide > 2 && high > 4) found.push(one.text.slice(0, 24) + " / " + other.text.slice(0, 24));
    }
  return found;
}"""
# Words whose box is cut though nothing can be scrolled to see the rest.
CUT = """() => [...document.querySelectorAll("h1,h2,h3,p,span,b,td,th,label,button")]
  .filter(one => {
    const style = getComputedStyle(one);
    return one.childElementCount === 0 && one.textContent.trim() && one.offsetParent
      && style.overflow === "hidden" && style.textOverflow !== "ellipsis"
      && one.scrollWidth > one.clientWidth + 2 && one.clientWidth > 4;
  }).map(one => one.textContent.trim().slice(0, 40))"""


@pytest.fixture(scope="module")
def visitor(chromium, address):
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    one = Desk(context.new_page(), address)
    one.sign_in("analyst")
    yield one
    context.close()


def settled(desk: Desk, name: str) -> None:
    first = PAGES[0].name
    desk.page.goto(f"{desk.address}/{'' if name == first else name}")
    desk.page.locator(SCRIPT).wait_for(timeout=90_000)
    desk.page.locator('[data-testid="stMain"]').wait_for()
    desk.page.wait_for_timeout(2500)


def grave(page) -> dict[str, list[str]]:
    """What axe finds serious, with the first places of each."""
    page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return {
        one["id"]: [node["html"][:160] for node in one["nodes"][:3]]
        for one in found["violations"]
        if one["impact"] in GRAVE
    }


def without_room(page, width: int) -> list[object]:
    """What lies beside the screen, on other words, or is cut, at the present size."""
    main = page.locator('[data-testid="stMain"]').first
    beside = [
        page.evaluate("document.documentElement.scrollWidth") > width,
        main.evaluate("one => one.scrollWidth - one.clientWidth") > 1,
    ]
    return [*filter(None, beside), *page.evaluate(OVERLAPS), *page.evaluate(CUT)]


@pytest.mark.parametrize("name", READ)
def test_a_page_reads_well_at_every_size(visitor, name):
    page = visitor.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    settled(visitor, name)
    assert visitor.english() == set()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert "没有画出来" not in visitor.text()
    assert grave(page) == {}
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(800)
        page.locator(SCRIPT).wait_for(timeout=90_000)
        # A map takes the new size with its next picture.
        for _ in range(ROUNDS):
            if not (found := without_room(page, width)):
                break
            page.wait_for_timeout(1000)
        assert found == [], (width, height)


def test_nobody_else_was_asked(visitor):
    assert visitor.hosts() == set()
    assert visitor.errors == []


def test_a_browser_too_old_is_told_so(chromium, address):
    context = chromium.new_context(locale="zh-CN")
    context.add_init_script("delete window.structuredClone")
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.locator('form:has(input[value="leader"]) button').click()
    page.wait_for_url("**/old-browser")
    assert "浏览器太旧" in page.inner_text("h1")
    assert "105" in page.inner_text("section")
    context.close()
