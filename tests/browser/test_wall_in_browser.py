"""大屏 in Chromium: readable, whole, alive; it comes back by itself."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import socket
import subprocess
import sys
import time
from itertools import combinations

import pytest

import settings
from services import access, sites
from services.workspace import opened
from tests.browser.wall_screen import BigScreen, Served

SEAMS = (960, 1920, 2880)
SCREENS = ((1920, 1080), (3840, 1080))
PROFILE = settings.ROOT / "sample" / "profiles" / "venue_patrols.toml"
# The wall's default, and what a machine without a graphics card may take to draw it.
REFRESH_SECONDS, MARGIN_SECONDS = 15, 15
TWO_LOOKS_MS, FLIGHT_SECONDS = 6000, 90


@pytest.fixture(scope="module")
def wall_folder(demo_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("wall") / "data"
    shutil.copytree(demo_folder, folder)
    (folder / "settings.toml").write_text(f"wall_seams = {list(SEAMS)}\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def served(chromium, wall_folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    one = Served(wall_folder, port)
    one.start()
    yield one
    one.kill()


@pytest.fixture(scope="module")
def screen(chromium, served):
    context = chromium.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    one = BigScreen(context.new_page(), served)
    one.sign_in("leader")
    one.open()
    yield one
    context.close()


@pytest.fixture
def bare(screen):
    """The screen without its maps, for tests of words."""
    screen.maps(drawn=False)
    yield screen
    screen.size(1920, 1080)
    screen.maps(drawn=True)


# Of the font, in its size: the box of a text reaches beyond its letters by so much.
HAN_ABOVE, HAN_BELOW = 0.27, 0.16
FIGURE_ABOVE, FIGURE_BELOW = 0.42, 0.27


def letters(one: dict) -> tuple[float, float]:
    """Top and bottom of the letters themselves."""
    is_han = re.search("[\u2e80-\u9fff]", one["words"]) is not None
    above, below = (HAN_ABOVE, HAN_BELOW) if is_han else (FIGURE_ABOVE, FIGURE_BELOW)
    return one["top"] + above * one["size"], one["bottom"] - below * one["size"]


def meet(one: dict, other: dict) -> bool:
    """Whether the letters of two texts lie over each other."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    (top, bottom), (above, below) = letters(one), letters(other)
    return across > 2 and min(bottom, below) - max(top, above) > 1


@pytest.mark.parametrize("size", SCREENS)
def test_every_page_is_set_for_the_screen(bare, size):
    screen = bare
    width, height = size
    bare.size(width, height)
    seen = set()
    while screen.now() not in seen:
        seen.add(screen.now())
        texts = screen.texts()
        assert len(texts) > 20
        small = [one["words"] for one in texts if one["size"] < height / 40 - 0.5]
        assert small == [], screen.now()
        outside = [
            one["words"]
            for one in texts
            if one["left"] < 0 or one["right"] > width or one["bottom"] > height or one["top"] < 0
        ]
        assert outside == [], screen.now()
        over = [(a["words"], b["words"]) for a, b in combinations(texts, 2) if meet(a, b)]
        assert over == [], screen.now()
        crossing = [
            one["words"] for one in texts for seam in SEAMS if one["left"] < seam < one["right"]
        ]
        assert crossing == [], screen.now()
        assert screen.page.evaluate(
            "() => document.documentElement.scrollWidth <= innerWidth"
            " && document.documentElement.scrollHeight <= innerHeight"
        )
        screen.press("ArrowRight")
    assert seen == {"overview", "changes", "venues", "response", "matters"}


def test_all_of_it_is_chinese_and_from_this_machine(screen):
    screen.size(1920, 1080)
    for _ in range(5):
        assert re.findall(r"[A-Za-z]{2,}", screen.text()) == []
        for words in ("演示数据", "规则", "刷新", "截至"):
            assert words in screen.text()
        screen.press("ArrowRight")
    own = (screen.served.address, screen.served.address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in screen.requests if not url.startswith(own)] == []
    assert screen.errors == []


def test_a_page_fades_over_the_other_and_none_is_blank(screen):
    screen.to("overview")
    screen.page.wait_for_timeout(TWO_LOOKS_MS)
    screen.page.evaluate(
        """() => {
          window.shares = [];
          const wall = document.querySelector(".ws-wall");
          const look = () => {
            const pages = [...wall.querySelectorAll(":scope > main")];
            const coming = pages.find((one) => !one.classList.contains("ws-leaving"));
            shares.push([pages.length, coming.innerText.length,
              getComputedStyle(coming.querySelector("section")).animationDuration]);
          };
          window.looking = new MutationObserver(look);
          looking.observe(wall, { childList: true });
        }"""
    )
    screen.press("ArrowRight")
    shares = screen.page.evaluate("() => { looking.disconnect(); return shares; }")
    assert max(count for count, *_ in shares) == 2, "both pages were there at once"
    assert min(length for _, length, _ in shares) > 50
    assert "0.24s" in {seconds for *_, seconds in shares}
    assert shares[-1][0] == 1


def test_who_asks_for_less_motion_gets_cuts(screen):
    screen.page.emulate_media(reduced_motion="reduce")
    screen.to("overview")
    screen.press("ArrowRight")
    assert screen.page.locator(".ws-wall > main").count() == 1
    moving = screen.page.evaluate(
        "() => document.getAnimations().filter((one) => one.playState === 'running').length"
    )
    assert moving == 0
    screen.page.emulate_media(reduced_motion="no-preference")


def test_the_map_comes_to_the_grid_that_changed(screen):
    screen.to("overview")
    # Two looks of the server: then the next page's map is drawn behind this one.
    screen.page.wait_for_timeout(TWO_LOOKS_MS)
    whole = screen.view()["zoom"]
    screen.press("ArrowRight")
    assert screen.now() == "changes"
    end = time.monotonic() + FLIGHT_SECONDS
    while time.monotonic() < end and screen.view()["zoom"] <= whole + 1:
        screen.page.wait_for_timeout(100)
    assert screen.view()["zoom"] > whole + 1


def test_an_imported_event_is_on_the_wall_within_the_refresh_time(screen, wall_folder, tmp_path):
    screen.open("rotate=600")
    screen.to("venues")
    assert "实时数据" not in screen.text()
    file = tmp_path / "venue_patrols_20261118.csv"
    file.write_text(patrols(wall_folder, 8), "utf-8-sig")
    screen.page.evaluate("() => { window.stays = true; }")
    command = [sys.executable, "manage.py", "--data", str(wall_folder), "import", "events"]
    told = subprocess.run(
        [*command, str(file), "--profile", str(PROFILE)],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    stored = time.monotonic()
    screen.until("() => /触发\\s*8 件/.test(document.querySelector('.ws-wall').innerText)")
    assert time.monotonic() - stored < REFRESH_SECONDS + MARGIN_SECONDS
    assert "实时数据，截至" in screen.text()
    assert screen.page.evaluate("() => window.stays === true"), "without a reload"


def patrols(folder, count: int) -> str:
    """So many patrol events of the running week beside the venue, as their source sends them."""
    ws = opened(settings.Settings(data=folder))
    place = sites.sites(ws, access.viewer_of(ws, "leader"), sites.VENUE).iloc[0]
    ws.store.close()
    middle = place["geometry"].centroid
    heads = (
        "工单编号,触发时间,识别时间,办结时间,主题,经度,纬度,网格编码,环节,处置单位,备注,填报单位"
    )
    day = dt.date(2026, 11, 18)
    place = f"{middle.x:.6f},{middle.y:.6f}"
    rows = [
        f"CG-2026-9{n:04d},{day} 00:{n:02d},,,环境卫生,{place},,触发,,,演示数据"
        for n in range(count)
    ]
    return "\n".join([heads, *rows, ""])


def test_after_the_server_was_away_the_page_comes_back_as_a_new_build(screen):
    screen.open("rotate=600")
    screen.page.evaluate("() => { window.stays = true; }")
    screen.served.kill()
    screen.page.locator("#wusetu-away").wait_for()
    assert "服务器暂时连不上" in screen.page.locator("#wusetu-away").inner_text()
    assert "红色网格" in screen.text(), "the last picture stays"
    assert not screen.page.get_by_text("Connection error").is_visible()
    screen.served.start()
    screen.until("() => window.stays !== true && !!document.querySelector('.ws-wall-reds')")
    assert screen.page.locator("#wusetu-away").count() == 0
