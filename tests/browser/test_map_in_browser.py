"""五色图 in Chromium: what is painted, what is linked, what is asked of the network."""

import base64
import http.client
import re
import urllib.error
import urllib.request

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from layers.map_view import Window, fit
from layers.theme import Ground, palette, rgb
from services import access, geometry, places, situation
from tests.browser.desk import share_of_colour
from views.map_parts.picture import HEIGHT, WIDTH
from web.sockets import WINDOW_BITS

LARGE_M2 = 60_000


@pytest.fixture(scope="module")
def seen(world):
    viewer = access.viewer_of(world, "analyst")
    newest = situation.available(world, viewer)[-1]
    home = places.home(world, newest.boundary_set_id, "")
    return situation.view(world, viewer, prefix=home)


@pytest.fixture(scope="module")
def home(world, seen) -> str:
    return places.home(world, seen.boundary_set, "")


@pytest.fixture(scope="module")
def window(world, seen, home) -> Window:
    return fit(geometry.bounds(world, seen.boundary_set, home), WIDTH, HEIGHT)


@pytest.fixture(scope="module")
def large(world, seen, home) -> dict[str, tuple[float, float]]:
    """A point inside each large cell that is filled to the seam."""
    grids = seen.grids
    chosen = grids[(grids["p_within_one"] >= 0.8) & (grids["area_m2"] > LARGE_M2)]["code"]
    centres = geometry.centres(world, seen.boundary_set, home)
    return {code: centres[code] for code in chosen}


def painted(desk, seen, window, large, *, is_twin: bool = False) -> float:
    """Share of the large cells that show the colour of their level."""
    fills = palette(Ground.LIGHT, twin=is_twin).fills
    level = dict(zip(seen.grids["code"], seen.grids["level"], strict=True))
    picture = desk.picture()
    good = [
        share_of_colour(picture, x, y, rgb(fills[level[code] - 1])) > 0.3
        for code, x, y in desk.points(window, large)
    ]
    assert len(good) > 60
    return sum(good) / len(good)


def test_the_cells_are_painted_in_the_colours_of_their_levels(desk, seen, window, large):
    desk.open("/")
    desk.until(lambda: painted(desk, seen, window, large) > 0.9, "painted cells")
    assert not desk.errors


def test_the_legend_counts_every_grid_once(desk, seen):
    desk.open("/")
    counts = desk.page.locator(".ws-ladder .ws-n").all_inner_texts()
    assert sum(int(text.replace(",", "")) for text in counts) == len(seen.grids) == 560
    reds = desk.page.locator(".ws-hero b").inner_text()
    assert reds == counts[0] == str(int((seen.grids["level"] == 1).sum()))


def test_geometry_is_not_for_strangers(desk, seen, address):
    asked = next(url for url in desk.requests if "/cells.json" in url)
    assert f"/geometry/{seen.boundary_set}/" in asked
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=5)
    with refused.value:
        assert refused.value.code == 401
    assert re.match(r"http://127\.0\.0\.1:\d+$", address)


def test_the_sheet_says_its_age_on_both_pages_and_speaks_chinese(desk):
    for path in ("/", "/data"):
        desk.open(path)
        desk.until(lambda: "24:00" in desk.part("title"), "the sheet")
        sheet = desk.part("title")
        for words in ("2026年11月17日（周二）24:00", "暂定", "规则", "演示数据", "分析员"):
            assert words in sheet
        assert desk.english() == set()


@pytest.mark.parametrize("path", ("/", "/data"))
def test_nothing_scrolls_sideways(desk, path):
    desk.open(path)
    for width, height in ((1440, 900), (1920, 1080)):
        desk.page.set_viewport_size({"width": width, "height": height})
        desk.page.wait_for_timeout(500)
        wide = desk.page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth)"
        )
        assert max(wide) <= 0
        sheet = desk.page.locator(".ws-block").first.bounding_box()
        brand = desk.page.locator(".ws-sheet .ws-brand").first.bounding_box()
        assert sheet["x"] > brand["x"] + brand["width"]
        assert sheet["x"] + sheet["width"] <= width


def test_searching_selects_a_grid_and_writes_the_address(desk, seen):
    desk.open("/")
    row = seen.grids.iloc[77]
    field = desk.page.locator(".st-key-search input")
    field.click()
    field.fill(row["code"])
    desk.page.get_by_role("option").filter(has_text=row["code"]).click()
    desk.page.wait_for_url(f"**grid={row['code']}**")
    desk.until(lambda: row["name"] in desk.part("card"), "the card of the grid")
    assert row["code"] in desk.part("card")
    # Such a link shows the same to whoever opens it.
    desk.open(f"/?grid={row['code']}")
    assert row["name"] in desk.part("card")


def test_clicking_a_name_in_the_list_opens_its_card(desk, seen):
    desk.open("/")
    box = desk.page.locator('[data-testid="stDataFrame"]').bounding_box()
    third = seen.grids.sort_values("index", ascending=False, kind="stable").iloc[2]
    desk.page.mouse.click(box["x"] + 80, box["y"] + 35 * 3 + 17)
    desk.page.wait_for_url(f"**grid={third['code']}**")
    desk.until(lambda: third["name"] in desk.part("card"), "the card of the row")


def test_clicking_the_map_selects_the_grid_under_the_pointer(patient_desk, seen, window, large):
    patient_desk.open("/")
    patient_desk.until(lambda: painted(patient_desk, seen, window, large) > 0.9, "painted cells")
    code, x, y = next(iter(list(patient_desk.points(window, large))[40:]))
    patient_desk.page.mouse.move(x - 3, y)
    patient_desk.page.mouse.move(x, y)
    patient_desk.page.wait_for_timeout(600)
    patient_desk.page.mouse.click(x, y, delay=60)
    patient_desk.page.wait_for_url(f"**grid={code}**")
    patient_desk.until(lambda: code in patient_desk.part("card"), "the card of the cell")


def test_the_browser_is_told_to_keep_no_message(desk):
    """A message kept is sent as a reference later, which a browser in a hurry cannot follow."""
    told: list[bytes] = []
    desk.page.once(
        "websocket", lambda one: one.on("framereceived", lambda frame: told.append(frame))
    )
    desk.page.goto("about:blank")
    desk.open("/")
    made = [ForwardMsg.FromString(one) for one in told]
    assert len(made) > 30 and max(map(len, told)) > 10_000
    assert not [one for one in made if one.metadata.cacheable or one.ref_hash]


def test_what_is_sent_is_packed_with_a_look_far_back(desk, address):
    """A browser leaves the choice to the server, whose library would look back over 4 kB."""
    sent = "; ".join(f"{one['name']}={one['value']}" for one in desk.page.context.cookies())
    host = address.removeprefix("http://")
    asking = http.client.HTTPConnection(host, timeout=30)
    headers = {
        "Cookie": sent,
        "Origin": address,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(bytes(16)).decode(),
        "Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits",
    }
    asking.request("GET", "/_stcore/stream", headers=headers)
    answer = asking.getresponse()
    asking.close()
    assert answer.status == 101
    agreed = answer.headers["Sec-WebSocket-Extensions"]
    assert f"server_max_window_bits={WINDOW_BITS}" in agreed


def test_the_previous_week_changes_the_sheet_the_address_and_keeps_the_canvas(
    desk, seen, window, large
):
    desk.open("/")
    desk.until(lambda: painted(desk, seen, window, large) > 0.9, "painted cells")
    fetched = desk.shapes()
    canvas = desk.page.locator('[data-testid="stDeckGlJsonChart"] canvas').first
    canvas.evaluate("e => { e.dataset.kept = 'yes' }")
    desk.page.locator(".st-key-week_before button").click()
    desk.page.wait_for_url("**week=2026-11-10**")
    desk.until(lambda: "2026年11月10日" in desk.part("title"), "the older cut-off")
    assert "已关闭" in desk.part("title")
    assert canvas.evaluate("e => e.dataset.kept") == "yes"
    assert desk.shapes() == fetched
    desk.page.locator(".st-key-week_after button:enabled").wait_for()
    desk.page.keyboard.press("Alt+ArrowRight")
    desk.until(lambda: "2026年11月17日" in desk.part("title"), "the newest cut-off")


def test_the_palette_switch_changes_the_colours_and_the_address(desk, seen, window, large):
    desk.open("/")
    desk.page.get_by_label("色觉友好").check()
    desk.page.wait_for_url("**palette=twin**")
    desk.until(
        lambda: painted(desk, seen, window, large, is_twin=True) > 0.9, "cells of the twin palette"
    )
    assert "浅青" in desk.part("left")


def test_zz_no_other_host_was_asked_in_the_whole_session(desk):
    assert len(desk.requests) > 50
    assert desk.hosts() == set()
