"""换个说法 in Chromium: opened from the map's card, and nothing asked of the outside."""

import re
from itertools import pairwise

import numpy as np
import pytest

from services import access, places, situation
from tests.browser.desk import ALLOWED

# Boxes of the texts on the ruler, and of the needle that crosses it.
RULER = """() => {
  const drawn = document.querySelector(".ws-why-scale svg");
  const box = (one) => { const r = one.getBoundingClientRect();
    return [r.left, r.right, r.top, r.bottom, one.textContent]; };
  const lines = [...drawn.querySelectorAll('line[stroke-width="3"]')];
  return { texts: [...drawn.querySelectorAll("text")].map(box), needle: lines.map(box)[0] };
}"""


@pytest.fixture(scope="module")
def in_the_middle(world) -> str:
    """The grid whose needle comes nearest to the middle of its class, where the label stands."""
    viewer = access.viewer_of(world, "analyst")
    newest = situation.available(world, viewer)[-1]
    seen = situation.view(world, viewer, prefix=places.home(world, newest.boundary_set_id, ""))
    grids = seen.grids[seen.grids["level"] > 0]
    edges = [0.0, *seen.policy.cuts, 100.0]
    middles = np.array([(low + high) / 2 for low, high in pairwise(edges)])
    apart = np.abs(grids["index"].to_numpy()[:, None] - middles).min(axis=1)
    return str(grids["code"].iloc[int(apart.argmin())])


def clash(drawn) -> list[str]:
    """Texts of the ruler that the needle crosses."""
    x, bottom = (drawn["needle"][0] + drawn["needle"][1]) / 2, drawn["needle"][3]
    top = drawn["needle"][2]
    return [
        words
        for left, right, high, low, words in drawn["texts"]
        if left < x < right and high < bottom - 1 and low > top + 1
    ]


def test_the_card_opens_the_page_of_its_grid_and_the_link_leads_back(desk):
    desk.open("/")
    # Without a graphics card the map repaints so long that nothing near it counts as still.
    desk.page.locator(".st-key-why_open button").dispatch_event("click")
    desk.page.locator(".ws-why h1").wait_for()
    assert "/why" in desk.page.url and re.search(r"grid=\d+", desk.page.url)
    headline = desk.page.locator(".ws-why h1").inner_text()
    assert headline.startswith("这里是") and headline.endswith("。")
    assert "只看信访矛调、有效警情" in desk.page.locator(".ws-why-foot").inner_text()
    desk.page.get_by_text("回到五色图").dispatch_event("click")
    desk.settle()
    assert "/why" not in desk.page.url


def test_the_needle_crosses_no_label_and_nobody_outside_is_asked(desk, in_the_middle):
    desk.page.goto(f"{desk.address}/why?grid={in_the_middle}")
    desk.page.locator(".ws-why-scale svg").wait_for()
    drawn = desk.page.evaluate(RULER)
    assert len(drawn["texts"]) >= 9
    assert clash(drawn) == []
    shown = re.sub(r"\b[0-9a-f]{64}\b", "", desk.text())
    assert set(re.findall(r"[A-Za-z]{2,}", shown)) - ALLOWED == set()
    assert desk.hosts() == set()
    assert not desk.errors
