"""Make the pictures of docs/images from the running product, with a headless Chromium.

``python docs/make_images.py [DATA]`` starts the server on a demo folder, signs in as demo persons
and photographs the sign-in page and every page of the navigation at 1920 x 1080, the wall also at
3840 x 1080 and 3840 x 2160. ``--large FOLDER`` adds the pages at 3840 x 1080, for looking at
only. Pictures are stored with a palette of 256 colours, a third of the size.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from services import map_layers
from services.access import OPERATOR
from views import navigation

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
START_SECONDS = 90
MAP_MS = 10_000
PATIENCE_MS = 180_000
FLAGS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader"]
FLAGS += ["--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
MAP = '[data-testid="stDeckGlJsonChart"] canvas'
SIZE: ViewportSize = {"width": 1920, "height": 1080}
WIDE: ViewportSize = {"width": 3840, "height": 1080}
SQUARE: ViewportSize = {"width": 1440, "height": 1440}
LARGE: ViewportSize = {"width": 3840, "height": 2160}
# What shows that a page is drawn, where it is not a map.
DRAWN = {
    "indicators": ".st-key-panel_operations",
    "trust": ".st-key-panel_selftest",
    "data": ".st-key-panel_run",
}
FRAME = '[data-testid="stApp"][data-test-script-state="notRunning"]'
# Where and when a layer has something to show.
SEEN_WITH = {
    "heat": "&indicator=alert",
    "volume": "&indicator=alert",
    "no_data": "&week=2026-09-01",
    "borders": "&scope=330603111",
    "grid_labels": "&scope=330109106201",
}
# Photographed each in its own way.
APART = ("map", "why", "wall")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_up(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
    except (urllib.error.URLError, TimeoutError):
        return False
    return True


@contextmanager
def _server(data: Path) -> Iterator[str]:
    address = f"http://127.0.0.1:{_free_port()}"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py")]
    command += ["--server.port", address.rsplit(":", 1)[1], "--server.headless", "true"]
    environment = os.environ | {"WUSETU_DATA": str(data.resolve())}
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        end = time.monotonic() + START_SECONDS
        while not _is_up(address):
            if server.poll() is not None or time.monotonic() > end:
                raise SystemExit("the server did not start")
            time.sleep(0.3)
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _browser(play: Any) -> Any:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, names) if path), None)
    return play.chromium.launch(executable_path=found, args=FLAGS)


def _photograph(page: Page, name: Path, selector: str) -> None:
    page.locator(selector).first.wait_for(timeout=60_000)
    if page.locator('[data-testid="stApp"]').count():
        page.locator(FRAME).wait_for(timeout=60_000)
    # Software WebGL paints late; nothing on the page says when it has.
    page.wait_for_timeout(MAP_MS)
    picture = Image.open(io.BytesIO(page.screenshot(timeout=PATIENCE_MS))).convert("RGB")
    picture.quantize(256, dither=Image.Dither.NONE).save(name, optimize=True)


def _sign_in(page: Page, address: str, person: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator(f'form:has(input[value="{person}"]) button').click()
    page.locator(MAP).first.wait_for(timeout=60_000)


def _desk(page: Page, address: str) -> None:
    """The pages of the desk and the meeting as the chair of the town sees them."""
    page.goto(f"{address}/sign-in")
    _photograph(page, IMAGES / "signin.png", "form")
    _sign_in(page, address, "analyst")
    _photograph(page, IMAGES / "map.png", MAP)
    # The first grid that changed: its card says from what, to what and why.
    name = page.locator(".ws-change b").first.inner_text()
    field = page.locator(".st-key-search input")
    field.click()
    field.fill(name)
    page.get_by_role("option").first.click()
    page.wait_for_url("**grid=*")
    page.mouse.move(5, 300)
    _photograph(page, IMAGES / "map_card.png", MAP)
    query = page.url.partition("?")[2]
    page.goto(f"{address}/why?{query}")
    _photograph(page, IMAGES / "why.png", ".ws-why h1")
    for name in _pages():
        page.goto(f"{address}/{name}")
        _photograph(page, IMAGES / f"{name}.png", DRAWN.get(name, FRAME))


def _layers(page: Page, address: str) -> None:
    """The map with each layer switched on, one picture a layer."""
    (IMAGES / "layers").mkdir(exist_ok=True)
    page.set_viewport_size(SQUARE)
    for layer in map_layers.offered(OPERATOR):
        page.goto(f"{address}/?layers={layer.code}{SEEN_WITH.get(layer.code, '')}")
        _photograph(page, IMAGES / "layers" / f"{layer.code}.png", MAP)


def _pages() -> list[str]:
    return [entry.name for entry in navigation.PAGES if entry.name not in APART]


def _wall(page: Page, address: str, folder: Path) -> None:
    """The wall as the big screen is signed in."""
    _sign_in(page, address, "leader")
    for name, size in (("wall", SIZE), ("wall_wide", WIDE), ("wall_large", LARGE)):
        page.set_viewport_size(size)
        page.goto(f"{address}/wall?rotate=600")
        _photograph(page, folder / f"{name}.png", ".ws-wall-reds")


def _large(page: Page, address: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size(WIDE)
    for name in ("", *_pages()):
        page.goto(f"{address}/{name}")
        _photograph(page, folder / f"{name or 'map'}_3840.png", DRAWN.get(name, FRAME))


def main() -> None:
    """Make all pictures."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("data", nargs="?", type=Path, default=ROOT / "var")
    ask.add_argument("--large", type=Path)
    given = ask.parse_args()
    IMAGES.mkdir(parents=True, exist_ok=True)
    with _server(given.data) as address, sync_playwright() as play:
        browser = _browser(play)
        desk = browser.new_context(viewport=SIZE, locale="zh-CN").new_page()
        _desk(desk, address)
        _wall(browser.new_context(viewport=SIZE, locale="zh-CN").new_page(), address, IMAGES)
        _layers(desk, address)
        if given.large:
            _large(desk, address, given.large)
        browser.close()


if __name__ == "__main__":
    main()
