"""The tools of the desk's map in Chromium: scale, drawing, play, two weeks, links, paper."""

from __future__ import annotations

import json
import math
import re

import pytest
from pyproj import Geod

from layers.map_view import TILE_PX, fit
from services import access, geometry, places, selecting, situation
from tests.browser.desk import MAP
from views.map_parts.picture import CLOSE_UP, HEIGHT, WIDTH
from views.map_parts.place_text import codes_of, ring, shape_points, shape_text

ELLIPSOID = Geod(ellps="GRS80")
BOX = shape_text([(120.18, 30.07), (120.2, 30.09)])
MIDDLE = 30.08
FRAMES = """async () => {
  for (let quick = 0; quick < 3;) {
    const began = performance.now();
    await new Promise((done) => requestAnimationFrame(done));
    quick = performance.now() - began < 200 ? quick + 1 : 0;
  }
}"""


@pytest.fixture(scope="module")
def seen(world):
    viewer = access.viewer_of(world, "analyst")
    newest = situation.available(world, viewer)[-1]
    return situation.view(world, viewer, prefix=places.home(world, newest.boundary_set_id, ""))


@pytest.fixture(scope="module")
def home(world, seen) -> str:
    return places.home(world, seen.boundary_set, "")


@pytest.fixture(scope="module")
def centres(world, seen, home):
    return geometry.centres(world, seen.boundary_set, home)


def ready(desk, path: str = "/") -> None:
    """Open an address and wait until the tools have found the map."""
    desk.open(path)
    desk.page.locator('.ws-tools[data-found="yes"]').wait_for()
    # Until the first picture is done nothing on the page stands still.
    desk.page.evaluate(FRAMES)


def scale(desk) -> float:
    """Metres per pixel that the bar claims."""
    metres, width = desk.page.evaluate(
        "() => { const bar = document.querySelector('.ws-scale');"
        "const line = bar.querySelector('i').getBoundingClientRect();"
        "return [Number(bar.dataset.metres), line.width] }"
    )
    return metres / width


def geodesic(zoom: float, latitude: float) -> float:
    """Metres per pixel of a map of this zoom, measured along the ellipsoid."""
    degrees = 100 / (TILE_PX * 2**zoom) * 360
    _, _, metres = ELLIPSOID.inv(120, latitude, 120 + degrees, latitude)
    return metres / 100


def middle(desk) -> tuple[float, float]:
    box = desk.page.locator(MAP).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def parameter(desk, name: str) -> str:
    found = re.search(rf"[?&]{name}=([^&]*)", desk.page.url)
    return found.group(1) if found else ""


def view(desk, number: int) -> list[float]:
    return desk.page.evaluate(
        "k => { const one = document.querySelectorAll('[data-testid=stDeckGlJsonChart]')[k].wsDeck"
        ".getViewports()[0]; return [one.longitude, one.latitude, one.zoom] }",
        number,
    )


# --- the window of the map ------------------------------------------------------------------


def test_the_window_of_the_map_is_found_in_the_page(desk, world, seen, home):
    # Guards the way to the map's own object: another Streamlit may hang it elsewhere.
    ready(desk)
    window = fit(geometry.bounds(world, seen.boundary_set, home), WIDTH, HEIGHT)
    longitude, latitude, zoom = view(desk, 0)
    assert longitude == pytest.approx(window.longitude, abs=1e-5)
    assert latitude == pytest.approx(window.latitude, abs=1e-5)
    assert zoom == pytest.approx(window.zoom, abs=0.06)


def is_right(desk) -> bool:
    """Whether the bar is within two per cent of the distance along the ellipsoid."""
    _, latitude, zoom = view(desk, 0)
    return abs(scale(desk) / geodesic(zoom, latitude) - 1) < 0.02


def test_the_scale_bar_is_right_at_every_zoom(desk):
    ready(desk)
    for step in (-300, -300, -300, 300):
        desk.until(lambda: is_right(desk), "the scale of this zoom")
        zoom = view(desk, 0)[2]
        desk.page.locator(f'.ws-zoom button[value="{step}"]').click()
        desk.until(lambda zoom=zoom: abs(view(desk, 0)[2] - zoom) > 0.2, "another zoom")
    desk.until(lambda: is_right(desk), "the scale of the last zoom")
    assert re.search(r"\d+ (米|千米)", desk.part("tools"))


def test_flown_to_a_grid_the_bar_has_the_known_zoom(desk, seen):
    code = seen.grids.iloc[200]["code"]
    ready(desk)
    field = desk.page.locator(".st-key-search input")
    field.click()
    field.fill(code)
    desk.page.get_by_role("option").filter(has_text=code).click()
    desk.page.wait_for_url(f"**grid={code}**")
    desk.until(lambda: abs(view(desk, 0)[2] - CLOSE_UP) < 0.01, "close to the grid")
    desk.until(
        lambda: abs(scale(desk) / geodesic(CLOSE_UP, view(desk, 0)[1]) - 1) < 0.02, "its scale"
    )


def test_a_shape_of_the_address_lies_where_the_ellipsoid_says(desk):
    ready(desk, f"/?shape={BOX}")
    path = desk.page.locator(".ws-drawn").get_attribute("d")
    xs = [float(x) for x in re.findall(r"[ML]([\d.]+) ", path)]
    _, _, metres = ELLIPSOID.inv(120.18, MIDDLE, 120.2, MIDDLE)
    assert (max(xs) - min(xs)) * scale(desk) == pytest.approx(metres, rel=0.02)


# --- selecting ------------------------------------------------------------------------------


def test_a_line_drawn_by_hand_selects_and_stands_in_the_address(desk, world, seen, centres):
    ready(desk)
    desk.page.locator('.ws-modes button[value="draw"]').click()
    x, y = middle(desk)
    desk.page.mouse.move(x - 90, y)
    desk.page.mouse.down()
    for step in range(1, 25):
        turn = 2 * math.pi * step / 24
        desk.page.mouse.move(x - 90 * math.cos(turn), y - 90 * math.sin(turn), steps=2)
    desk.page.mouse.up()
    desk.page.wait_for_url("**shape=**")
    text = parameter(desk, "shape")
    corners = shape_points(text)
    assert 6 < len(corners) < 60 and len(text) < 500
    shape = selecting.polygon(ring(corners))
    viewer = access.viewer_of(world, "analyst")
    expected = selecting.of_shape(world, viewer, seen, shape, centres)
    assert len(expected.codes) > 10
    desk.until(
        lambda: f"所选 {len(expected.codes)} 个网格" in desk.part("panel_selected"), "figures"
    )
    told = desk.part("panel_selected")
    for one in expected.counts:
        assert f"{one.events} 件" in told
    assert f"{expected.residents:,.0f} 人" in told
    listed = f"只列所选 {len(expected.codes)} 个"
    desk.until(lambda: listed in desk.part("panel_list"), "the list of them")
    # The map can be moved again, and whoever opens the link sees the same.
    assert desk.page.locator(".ws-tools").get_attribute("data-mode") == "pick"
    desk.page.locator('[data-do="clear"]').click()
    desk.page.wait_for_url(lambda url: "shape=" not in url)
    ready(desk, f"/?shape={text}")
    desk.until(lambda: f"所选 {len(expected.codes)} 个网格" in desk.part("panel_selected"), "again")


def test_a_box_is_drawn_by_keys_alone(desk, centres):
    ready(desk)
    desk.page.locator('.ws-modes button[value="box"]').focus()
    desk.page.keyboard.press("Enter")
    for _ in range(4):
        desk.page.keyboard.press("ArrowLeft")
    desk.page.keyboard.press("Space")
    for _ in range(6):
        desk.page.keyboard.press("ArrowRight")
        desk.page.keyboard.press("ArrowDown")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**shape=**")
    corners = shape_points(parameter(desk, "shape"))
    assert len(corners) == 2
    inside = selecting.inside(selecting.polygon(ring(corners)), centres)
    desk.until(lambda: f"所选 {len(inside)} 个网格" in desk.part("panel_selected"), "figures")


def test_escape_draws_nothing(desk):
    ready(desk)
    desk.page.locator('.ws-modes button[value="draw"]').click()
    x, y = middle(desk)
    for dx, dy in ((0, 0), (60, 0), (60, 60)):
        desk.page.mouse.click(x + dx, y + dy)
    desk.page.keyboard.press("Escape")
    desk.until(lambda: not desk.page.locator(".ws-pen").get_attribute("d"), "an empty pen")
    assert desk.page.locator(".ws-tools").get_attribute("data-mode") == "pick"
    assert "shape=" not in desk.page.url


def test_corners_set_by_clicks_are_closed_by_enter(desk):
    ready(desk)
    desk.page.locator('.ws-modes button[value="draw"]').click()
    x, y = middle(desk)
    for dx, dy in ((-50, -40), (70, -30), (20, 80)):
        desk.page.mouse.click(x + dx, y + dy)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**shape=**")
    assert len(shape_points(parameter(desk, "shape"))) == 3


def test_a_spot_is_too_small_and_says_so(desk):
    ready(desk)
    desk.page.locator('.ws-modes button[value="draw"]').click()
    x, y = middle(desk)
    for dx, dy in ((0, 0), (12, 0), (12, 12)):
        desk.page.mouse.click(x + dx, y + dy)
    desk.page.keyboard.press("Enter")
    assert "圈得太小" in desk.part("tools")
    assert "shape=" not in desk.page.url
    desk.page.keyboard.press("Escape")


def test_ticking_rows_selects_on_the_map(desk, seen):
    ready(desk)
    table = desk.page.locator('[data-testid="stDataFrame"]')
    box = table.bounding_box()
    order = seen.grids.sort_values("index", ascending=False, kind="stable")["code"].tolist()
    desk.page.mouse.click(box["x"] + 18, box["y"] + 35 * 2 + 17)
    desk.page.wait_for_url("**grids=**")
    desk.settle()
    desk.page.mouse.click(box["x"] + 18, box["y"] + 35 * 4 + 17)
    desk.until(lambda: len(codes_of(parameter(desk, "grids"))) == 2, "two grids")
    assert set(codes_of(parameter(desk, "grids"))) == {order[1], order[3]}
    desk.until(lambda: "所选 2 个网格" in desk.part("panel_selected"), "figures")


def test_a_row_of_the_legend_filters(desk, seen):
    ready(desk)
    desk.page.locator('[data-do="only"][value="1"]').click()
    desk.page.wait_for_url("**only=1**")
    reds = int((seen.grids["level"] == 1).sum())
    desk.until(lambda: f"{reds} 个红网格" in desk.part("panel_list"), "the reds alone")
    desk.page.locator('.ws-link[data-do="only"]').click()
    desk.page.wait_for_url(lambda url: "only=" not in url)


# --- weeks ----------------------------------------------------------------------------------


def test_play_takes_one_run_and_no_geometry_per_step(desk):
    sent: list[int] = []
    desk.page.once("websocket", lambda one: one.on("framesent", lambda frame: sent.append(1)))
    desk.page.goto("about:blank")
    ready(desk, "/?week=2026-10-20")
    desk.until(lambda: desk.page.locator(".ws-bars button[aria-current]").count() == 1, "the band")
    desk.page.wait_for_timeout(1500)
    fetched = desk.shapes()
    weeks: list[str] = []
    desk.page.on("framenavigated", lambda frame: weeks.append(parameter(desk, "week")))
    before = len(sent)
    desk.page.locator(".ws-play").click()
    desk.until(lambda: "week=" not in desk.page.url, "the newest week", 120)
    desk.until(
        lambda: desk.page.locator(".ws-play").get_attribute("aria-pressed") == "false", "the end"
    )
    desk.settle()
    assert [week for week in weeks if week][:3] == ["2026-10-27", "2026-11-03", "2026-11-10"]
    assert len(sent) - before == 4
    assert desk.shapes() == fetched


def test_the_band_is_driven_by_keys(desk):
    ready(desk, "/?week=2026-11-03")
    bars = desk.page.locator(".ws-bars")
    bars.focus()
    desk.page.keyboard.press("ArrowLeft")
    desk.page.wait_for_url("**week=2026-10-27**")
    desk.settle()
    bars.focus()
    desk.page.keyboard.press("End")
    desk.page.wait_for_url(lambda url: "week=" not in url)
    desk.until(lambda: "2026年11月17日" in desk.part("title"), "the newest week")


def test_the_band_is_made_longer_by_its_buttons(desk):
    ready(desk)
    assert desk.page.locator(".ws-bars button").count() == 13
    desk.page.locator('.ws-spans button[value="52"]').click()
    desk.page.wait_for_url("**span=52**")
    desk.until(lambda: desk.page.locator(".ws-bars button").count() == 52, "52 weeks")


def test_two_weeks_move_together(desk):
    desk.open("/?compare=2026-10-20")
    both = '[data-testid="stDeckGlJsonChart"] canvas'
    desk.until(lambda: desk.page.locator(both).count() == 2, "two maps")
    desk.page.locator('.ws-tools[data-found="yes"]').wait_for()
    desk.until(
        lambda: view(desk, 0) == pytest.approx(view(desk, 1), abs=1e-6), "the same window", 120
    )
    began = view(desk, 0)
    box = desk.page.locator(both).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    desk.page.mouse.move(x, y)
    desk.page.mouse.down()
    desk.page.mouse.move(x + 80, y + 40, steps=4)
    desk.page.mouse.up()
    desk.until(lambda: abs(view(desk, 0)[0] - began[0]) > 1e-4, "the moved map", 120)
    desk.until(
        lambda: view(desk, 0) == pytest.approx(view(desk, 1), abs=1e-6), "the other one", 120
    )
    assert "个网格变色" in desk.part("panel_changes")


# --- links, paper, room ---------------------------------------------------------------------


def test_the_link_that_is_copied_is_the_address(desk):
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ready(desk, f"/?shape={BOX}&week=2026-11-03")
    desk.page.locator(".st-key-bookmarks button").first.click()
    desk.page.locator(".ws-copy button").click()
    desk.until(lambda: "已复制" in desk.page.locator(".ws-copy").inner_text(), "the copied link")
    copied = desk.page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith(desk.address)
    assert sorted(copied.split("?")[1].split("&")) == sorted(desk.page.url.split("?")[1].split("&"))


def test_the_card_comes_as_a_pdf(desk, tmp_path):
    ready(desk)
    with desk.page.expect_download(timeout=60_000) as waiting:
        desk.page.locator(".st-key-print_card button").first.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".pdf" and file.read_bytes().startswith(b"%PDF")


OVERLAPS = """() => {
  const names = ['.ws-crumbs', '.st-key-search', '.st-key-week_before', '.st-key-week_after',
    '[class*="st-key-mode_"]', '.st-key-bookmarks', '.ws-modes', '.st-key-whole', '.ws-zoom',
    '.ws-scale', '.ws-band', '.ws-panel', '.st-key-panel_beside', '.st-key-panel_list',
    '.st-key-card'];
  const boxes = names.map((name) => [name, document.querySelector(name).getBoundingClientRect()]);
  const found = [];
  boxes.forEach(([a, one], k) => boxes.slice(k + 1).forEach(([b, two]) => {
    const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
    const upward = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
    if (across > 1 && upward > 1) found.push(`${a} ${b}`);
  }));
  const main = document.querySelector('[data-testid=stMain]');
  return [found, main.scrollWidth - main.clientWidth];
}"""


@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080), (3840, 1080), (3840, 2160)])
def test_no_box_lies_on_another_and_nothing_scrolls_sideways(desk, size):
    desk.page.set_viewport_size({"width": size[0], "height": size[1]})
    try:
        ready(desk)
        desk.page.wait_for_timeout(800)
        overlaps, sideways = desk.page.evaluate(OVERLAPS)
        assert overlaps == []
        assert sideways <= 0
    finally:
        desk.page.set_viewport_size({"width": 1920, "height": 1080})


def test_the_page_speaks_chinese_with_all_its_tools(desk):
    ready(desk, f"/?shape={BOX}&only=12&side=areas&span=26")
    assert desk.english() == set()
    assert not desk.errors
    assert json.dumps(sorted(desk.hosts())) == "[]"
