"""事件 and 网格对比 in Chromium: one click filters everything, the discs of events open."""

import re


def total(desk) -> int:
    text = desk.page.locator(".ws-events-sum>b").inner_text()
    return int(re.search(r"[\d,]+", text)[0].replace(",", ""))


def test_a_cell_of_the_matrix_filters_everything_and_is_taken_back(desk):
    desk.page.goto(f"{desk.address}/events?periods=4")
    desk.page.locator(".ws-matrix").wait_for()
    before = total(desk)
    cell = desk.page.locator('.ws-cell[value="0-9"]')
    count = int(cell.inner_text())
    assert 0 < count < before
    cell.click()
    desk.until(lambda: total(desk) == count, "the total of the cell")
    assert "weekday=1" in desk.page.url and "hours=9-9" in desk.page.url
    ranks = desk.page.locator(".ws-ranks .ws-bar + td").all_inner_texts()
    assert sum(int(text) for text in ranks) == count
    desk.page.locator('.ws-cell[value="0-9"]').click()
    desk.until(lambda: total(desk) == before, "the whole again")
    assert desk.english() == set()
    assert not desk.errors


def test_grids_are_set_beside_each_other_by_their_likeness(desk):
    desk.page.goto(f"{desk.address}/compare?grids=330109106201001")
    desk.page.get_by_text("和最相像的网格比").click()
    desk.page.locator(".ws-beside-row").first.wait_for()
    assert desk.page.locator(".ws-beside-head").count() == 4
    desk.page.locator('[data-do="remove"]').last.click()
    desk.until(lambda: desk.page.locator(".ws-beside-head").count() == 3, "three columns")
    width = "document.documentElement.scrollWidth - innerWidth"
    assert desk.page.evaluate(width) <= 0
    assert desk.english() == set()


def test_discs_of_events_are_asked_for_again_when_the_map_comes_nearer(desk):
    def zooms():
        found = (re.search(r"/layers/events\.json.*part=zoom(\d)", url) for url in desk.requests)
        return {int(one[1]) for one in found if one}

    desk.open("/?layers=events")
    desk.until(lambda: zooms(), "the first discs")
    far = max(zooms())
    for _ in range(2):
        desk.page.locator(".ws-zoom button").first.click()
    desk.until(lambda: max(zooms()) > far, "the discs of a nearer zoom")
    assert desk.hosts() == set()
    assert not desk.errors
