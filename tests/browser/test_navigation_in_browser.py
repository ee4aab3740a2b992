"""The bar: one row at every width of the desk, menus by click and by key, and where one is."""

import pytest

from services import access
from views.navigation import PAGES, Group, menus
from words import say

ITEM = '[data-testid="stHeader"] .rc-overflow-item'
MENU = '[data-testid="stTopNavSection"]'
LINK = '[data-testid="stTopNavDropdownLink"]'
MARKED = """(all) => all.filter(
  (one) => getComputedStyle(one).borderBottomColor === "rgb(255, 255, 255)"
).map((one) => one.innerText.trim())"""


@pytest.fixture(scope="module")
def bar(world):
    return menus(access.viewer_of(world, "analyst"))


def shown(desk) -> list[str]:
    return [text for text in desk.page.locator(ITEM).all_inner_texts() if text.strip()]


@pytest.mark.parametrize("width", (1280, 1440, 1920))
def test_the_bar_fits_beside_the_title_block(desk, bar, width):
    desk.open("/")
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.page.wait_for_timeout(500)
    heads = [say(f"nav.group.{group}") for group in bar if group]
    assert [text.split()[0] for text in shown(desk)] == [say("nav.map"), *heads]
    last = desk.page.locator(ITEM).nth(len(heads)).bounding_box()
    block = desk.page.locator(".ws-block").first.bounding_box()
    assert last["x"] + last["width"] <= block["x"]
    desk.page.set_viewport_size({"width": 1920, "height": 1080})


def test_a_menu_opens_by_key_and_leads_to_its_page(desk, bar):
    desk.open("/")
    menu = desk.page.locator(MENU).first
    menu.focus()
    desk.page.keyboard.press("Enter")
    entries = desk.page.locator(LINK)
    entries.first.wait_for()
    titles = [say(entry.title) for entry in bar[Group.ANALYSIS]]
    assert [text.strip() for text in entries.all_inner_texts()] == titles
    assert desk.english() == set()
    desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(f"**/{bar[Group.ANALYSIS][1].name}")
    marked = f"{MENU}, [data-testid=stTopNavLink]"
    desk.until(
        lambda: (
            desk.page.locator(marked).evaluate_all(MARKED) == [say(f"nav.group.{Group.ANALYSIS}")]
        ),
        "the mark under the menu of the open page",
    )
    assert not desk.errors


def test_the_name_of_the_first_page_is_an_address_too(desk):
    desk.page.goto(f"{desk.address}/{PAGES[0].name}?week=2026-11-10")
    desk.settle()
    assert desk.page.url == f"{desk.address}/?week=2026-11-10"
    desk.until(lambda: "2026年11月10日" in desk.part("title"), "the cut-off")


def test_the_mark_of_the_sign_in_page_keeps_its_size(desk):
    page = desk.page.context.browser.new_page()
    page.goto(f"{desk.address}/sign-in")
    box = page.locator(".ws-brand img").bounding_box()
    page.close()
    assert (box["width"], box["height"]) == (46, 46)
