"""图层 in Chromium: switched, written into the address, drawn without another host; the export."""

import re

import pytest

from services import access, map_export
from services.map_export import Order

TOWN = "330109106"


def box(desk, code: str):
    return desk.page.locator(f'.ws-layer input[data-do="switch"][data-code="{code}"]')


def fetched(desk, code: str) -> list[str]:
    return [url for url in desk.requests if f"/layers/{code}.json" in url]


def test_a_layer_is_switched_on_and_off_and_the_address_says_so(desk):
    desk.open("/?layers=towns")
    assert not box(desk, "grid_labels").is_checked()
    box(desk, "grid_labels").check()
    desk.page.wait_for_url("**layers=grid_labels**")
    desk.settle()
    desk.until(lambda: fetched(desk, "grid_labels"), "the texts of the layer")
    assert all(f"area={TOWN}" in url and "stamp=" in url for url in fetched(desk, "grid_labels"))
    assert box(desk, "grid_labels").is_checked()
    box(desk, "grid_labels").uncheck()
    desk.until(lambda: "grid_labels" not in desk.page.url, "an address without the layer")
    assert not desk.errors


def test_an_usual_layer_goes_and_comes_back(desk):
    desk.open("/?layers=events")
    box(desk, "villages").uncheck()
    desk.until(lambda: "-villages" in desk.page.url, "the address without villages")
    box(desk, "villages").check()
    desk.until(lambda: "-villages" not in desk.page.url, "the address with villages")


def test_strength_and_order_are_in_the_address(desk):
    desk.open("/?layers=grid_labels,events")
    slider = desk.page.locator('.ws-layer input[data-do="dim"][data-code="events"]')
    slider.evaluate("e => { e.value = 60; e.dispatchEvent(new Event('change', {bubbles: true})) }")
    desk.until(lambda: "events.60" in desk.page.url, "the strength in the address")
    desk.page.locator('.ws-layer button[data-code="grid_labels"]').click()
    desk.until(
        lambda: re.search(r"layers=events\.60(,|%2C)grid_labels", desk.page.url), "the new order"
    )


def test_the_legend_of_a_layer_counts_its_rows(desk):
    desk.open("/?layers=heat&indicator=petition")
    desk.page.locator(".ws-layer-key b").first.wait_for()
    counts = desk.page.locator(".ws-layer-key b").all_inner_texts()
    assert sum(int(text.replace(",", "")) for text in counts) == 560
    desk.page.locator('.ws-layer select[data-code="heat"]').select_option("alert")
    desk.until(lambda: "indicator=alert" in desk.page.url, "the other indicator")
    assert desk.english() == set()


def test_zooming_by_a_button_stays_in_the_browser(desk):
    desk.open("/?layers=grid_labels")
    desk.page.wait_for_timeout(3000)
    before, asked = desk.picture(), len(desk.requests)
    desk.page.locator(".ws-zoom button").first.click()
    desk.until(lambda: (desk.picture() != before).mean() > 0.05, "a nearer picture")
    assert len(desk.requests) == asked


def test_no_other_host_was_asked(desk):
    assert desk.hosts() == set()


@pytest.fixture(scope="module")
def exported(world, tmp_path_factory):
    out = tmp_path_factory.mktemp("stick") / "map.html"
    map_export.write(world, access.OPERATOR, Order(prefix=TOWN, layers=("grid_labels",)), out)
    return out


@pytest.fixture
def stick(chromium, exported):
    """The exported file opened from the disk, without a network."""
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    page.asked, page.faults = [], []
    page.on("request", lambda one: page.asked.append(one.url))
    page.on("pageerror", lambda one: page.faults.append(str(one)))
    page.goto(exported.as_uri())
    page.locator(".leaflet-interactive").first.wait_for()
    yield page
    context.close()


def test_the_exported_map_opens_from_a_stick_with_no_request(stick, exported):
    assert exported.stat().st_size < 1_000_000
    others = [url for url in stick.asked if not url.startswith(("data:", exported.as_uri()))]
    assert others == []
    assert stick.faults == []
    assert stick.locator(".leaflet-interactive").count() >= 560
    assert "演示数据" in stick.locator("header").inner_text()


def test_a_grid_is_found_by_name_and_by_code(stick):
    stick.fill("#search", f"{TOWN}001003")
    stick.locator("#found button").first.click()
    assert f"{TOWN}001003" in stick.locator(".leaflet-tooltip").first.inner_text()
    stick.fill("#search", "没有这个网格")
    assert "没有找到" in stick.locator("#found").inner_text()


def test_a_layer_of_the_exported_map_can_be_switched_off(stick):
    cells = stick.locator(".leaflet-interactive")
    stick.locator("#switch-risk").uncheck()
    assert cells.count() == 0
    stick.locator("#switch-risk").check()
    assert cells.count() >= 560
